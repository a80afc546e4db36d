/* SPDX-License-Identifier: ISC */
/*
 * Posts of several senders, put together.
 *
 * Viewers and scripts post to a peer by one FIFO, a long text in several frames; the frames of two
 * senders may mix. The number of a post names its sender: PID in the upper half, the sender's own
 * count, from 1, in the lower.
 */
#ifndef CORE_PARTS_H
#define CORE_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/frame.h"

/* Posts that may be unfinished at a time; the one that has waited longest gives way. */
#define PARTS_MAX 16

struct parts {
	struct {
		uint64_t number; /* 0: free */
		unsigned next;   /* the part that comes next */
		uint64_t age;
		struct buffer text;
	} posts[PARTS_MAX];
	uint64_t clock;
	struct buffer whole; /* handed out last */
};

/* A zeroed struct is an empty one. */
void parts_fini(struct parts *parts);

/*
 * Takes a FRAME_POST. Returns 1 where that completes a text: *text of *len bytes, as it was sent,
 * valid until the next call; 0 where more is to come, or where a part is missing; -EMSGSIZE where
 * the text is longer than a message may be, after which the rest of it is dropped; -EBADMSG for a
 * number without a sender; or -ENOMEM.
 */
int parts_take(struct parts *parts, const struct frame *frame, const char **text, size_t *len);

static inline uint64_t parts_number(uint32_t pid, uint32_t count)
{
	return (uint64_t)pid << 32 | count;
}

#endif
