/* SPDX-License-Identifier: ISC */
/*
 * Posting to a peer from a window, without ever waiting for it: what the FIFO does not take now is
 * kept and goes out as soon as there is room.
 */
#ifndef APP_POSTER_H
#define APP_POSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/loop.h"
#include "core/buffer.h"
#include "core/name.h"

struct poster {
	int fd;
	struct buffer frames; /* not written yet */
	struct loop_event *event;
	/* Called when all that waited has been written; may be NULL. */
	void (*drained)(void *context);
	void *context;
};

/*
 * Opens the way to the peer of a seat under the chat's directory dir. Returns 0 or the errors of
 * post_reach(), or -ENOMEM; on failure nothing is held.
 */
int poster_open(struct poster *poster, struct loop *loop, int dir, enum seat seat);
void poster_close(struct poster *poster);

/*
 * Posts a message of at most RECORD_TEXT_MAX bytes. Returns 0 and the number under which the record
 * of it will stand on the board; -EMSGSIZE; -EPIPE where the peer is gone; or -ENOMEM.
 */
int poster_say(struct poster *poster, const char *text, size_t len, uint64_t *post);

/* Posts one of FRAME_TYPING, FRAME_READ, FRAME_NICK, FRAME_AWAY. Errors as above. */
int poster_state(struct poster *poster, uint8_t kind, uint64_t number, const char *text);

/* Whether something waits for room. */
bool poster_busy(const struct poster *poster);

#endif
