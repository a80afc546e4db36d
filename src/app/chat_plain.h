/* SPDX-License-Identifier: ISC */
/*
 * The chat without a window, as its parts share it: app/chat_plain.c has lines come and go,
 * app/chat_plain_room.c what is otherwise in a room.
 */
#ifndef APP_CHAT_PLAIN_H
#define APP_CHAT_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "app/input.h"
#include "app/loop.h"
#include "app/membership.h"
#include "app/options.h"
#include "app/output.h"
#include "app/poster.h"
#include "app/roll.h"
#include "app/texts.h"
#include "app/watch.h"
#include "core/command.h"
#include "core/settings.h"

struct plain_chat {
	const struct options *options;
	struct settings settings;
	struct loop *loop;
	struct watch watch;
	struct membership membership; /* of a room */
	struct roll roll;             /* likewise, for /who */
	struct poster poster;
	struct input input;
	struct texts lines; /* not posted yet */
	struct output out;
	struct loop_event *signal_event;
	int signal_fd;
	bool echoed; /* what is typed stands on the terminal already */
	bool input_ended;
	uint64_t said;     /* here */
	uint64_t returned; /* of it: stands on the board now, or was refused */
};

/* Whether it is a room that one is in. */
bool chat_plain_in_room(const struct plain_chat *chat);

/* Posts what waits, as far as that goes now. The context is the chat. */
void chat_plain_pump(void *context);

/* Ends it if all that was said has come back, and nothing more will be. */
void chat_plain_check(struct plain_chat *chat);

/* Joins the room of the options. Returns EX_OK, or says what is wrong and returns the status. */
int chat_plain_join(struct plain_chat *chat);

/* Runs /ping, /stop, /topic or /who. */
void chat_plain_run_in_room(struct plain_chat *chat, const struct command_line *line);

/* When all is over: tells how the room has ended, if it has. Returns the status to exit with. */
int chat_plain_tell_end(const struct plain_chat *chat, int status);

#endif
