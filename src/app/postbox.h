/* SPDX-License-Identifier: ISC */
/*
 * What viewers and scripts post to a peer, in its event loop.
 */
#ifndef APP_POSTBOX_H
#define APP_POSTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/loop.h"
#include "core/frame.h"
#include "core/parts.h"

struct postbox_handlers {
	/* A message to be said; valid UTF-8 without NUL. post names it, see core/parts.h. */
	void (*text)(void *context, uint64_t post, const char *text, size_t len);
	/* FRAME_TYPING, FRAME_READ (number) and FRAME_NICK, FRAME_AWAY (text, valid UTF-8). */
	void (*state)(void *context, unsigned kind, uint64_t number, const char *text, size_t len);
	void (*batch)(void *context);
};

struct postbox {
	int fd;
	struct frame_decoder *decoder;
	struct parts parts;
	struct buffer repaired;
	struct loop_event *event;
	const struct postbox_handlers *handlers;
	void *context;
	bool paused;
};

/* Begins to read fd, which stays the caller's. Returns 0 or -ENOMEM; postbox_close() has to follow.
 */
int postbox_open(struct postbox *postbox, struct loop *loop, int fd,
	const struct postbox_handlers *handlers, void *context);
void postbox_close(struct postbox *postbox);

/* While paused, posts stay in the FIFO, and posters find it full at some time. */
void postbox_pause(struct postbox *postbox, bool pause);

#endif
