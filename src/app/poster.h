/* SPDX-License-Identifier: ISC */
/*
 * Posting from a window or a script, without ever waiting: what is not taken now is kept and goes
 * out as soon as there is room. There are two ways, which look alike from here on: to a peer by its
 * FIFO, or into a room by a membership.
 */
#ifndef APP_POSTER_H
#define APP_POSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/loop.h"
#include "app/membership.h"
#include "core/buffer.h"
#include "core/name.h"

struct poster {
	struct membership *membership; /* the way into a room; NULL: to a peer */
	int fd;                        /* to a peer; -1: none */
	struct buffer frames;          /* not written yet */
	struct loop_event *event;
	/* Called when all that waited has been written; may be NULL. Of a room the membership's
	 * handler tells it. */
	void (*drained)(void *context);
	void *context;
};

/*
 * Opens the way to the peer of a seat under the chat's directory dir. Returns 0 or the errors of
 * post_reach(), or -ENOMEM; on failure nothing is held.
 */
int poster_open(struct poster *poster, struct loop *loop, int dir, enum seat seat);
void poster_close(struct poster *poster);

/* Posts by a membership, which stays the caller's and has to outlive the poster. */
void poster_open_room(struct poster *poster, struct membership *membership);

/*
 * Posts a message of at most RECORD_TEXT_MAX bytes. Returns 0 and the number under which the record
 * of it will stand on the board; -EMSGSIZE; -EPIPE where the peer is gone, or the room; -EAGAIN
 * where a room has not taken much of what was said before; or -ENOMEM.
 */
int poster_say(struct poster *poster, const char *text, size_t len, uint64_t *post);

/*
 * Posts one of FRAME_TYPING, FRAME_READ, FRAME_NICK, FRAME_AWAY; a room is not told the first two.
 * Errors as above, and -EINVAL where a room can't have such a nick.
 */
int poster_state(struct poster *poster, uint8_t kind, uint64_t number, const char *text);

/* Whether something waits for room. */
bool poster_busy(const struct poster *poster);

#endif
