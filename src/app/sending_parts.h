/* SPDX-License-Identifier: ISC */
/*
 * Saying something, as its parts share it: app/sending.c posts, app/sending_fate.c tells what
 * becomes of it.
 */
#ifndef APP_SENDING_PARTS_H
#define APP_SENDING_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/input.h"
#include "app/membership.h"
#include "app/options.h"
#include "app/poster.h"
#include "app/texts.h"
#include "app/watch.h"

/* How long the peer may take to accept the next message where no time-out was given. */
#define SENDING_ACCEPT_MS 10000

struct sending {
	const struct options *options;
	char name[ADDRESS_TEXT_SIZE]; /* of the seat, or of the room, in what is told */
	struct loop *loop;
	struct watch watch;
	struct membership membership; /* of a room */
	struct poster poster;
	struct input input;
	struct loop_event *timer;

	struct texts lines; /* not posted yet */
	bool input_open, input_ended;
	uint64_t begin;                   /* the first record that may be one of ours */
	uint64_t first;                   /* number of the first post */
	uint64_t given, posted, accepted; /* messages */
	uint64_t number;                  /* of the last one accepted */
	bool overlooked;                  /* records were overwritten before they could be read */
	bool finished;
	int status;
};

/* Whether it goes into a room. */
bool sending_in_room(const struct sending *sending);

/* Ends it with this status, unless it has ended already. */
void sending_finish(struct sending *sending, int status);

/* Takes a record, which may be one of ours: then it is known to be accepted. */
void sending_notice(struct sending *sending, const struct record *record);

/* Ends it where what was waited for has come, or can come no more. */
void sending_check(struct sending *sending);

/* The handlers of the membership; their context is the sending, as is that of the next one. */
void sending_on_member(void *context, const struct member_event *event);
void sending_on_let_go(void *context);

/* Its time is over. */
void sending_on_late(void *context);

#endif
