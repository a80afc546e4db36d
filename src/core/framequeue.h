/* SPDX-License-Identifier: ISC */
/*
 * Whole frames that wait to be taken one by one, bounded.
 *
 * They lie one behind the other in one buffer that is kept, so a frame costs no allocation of its
 * own. A zeroed struct is an empty one.
 */
#ifndef CORE_FRAMEQUEUE_H
#define CORE_FRAMEQUEUE_H

#include <stddef.h>

#include "core/buffer.h"

struct framequeue {
	struct buffer bytes;
	size_t first; /* offset of the oldest frame */
};

void framequeue_fini(struct framequeue *queue);

/* The bytes that wait. */
size_t framequeue_bytes(const struct framequeue *queue);

/* Makes room: the next frames of n bytes together do not fail for want of memory. 0 or -ENOMEM. */
int framequeue_reserve(struct framequeue *queue, size_t n);

/*
 * Adds n bytes, which are one frame as frame_encode() writes it. Returns 0; -ENOBUFS where more
 * than limit bytes would wait, or -ENOMEM; then nothing has changed.
 */
int framequeue_add(struct framequeue *queue, const void *frame, size_t n, size_t limit);

/*
 * The oldest frame, valid until the queue changes; NULL where none waits. framequeue_taken() then
 * removes it.
 */
const void *framequeue_next(const struct framequeue *queue, size_t *n);
void framequeue_taken(struct framequeue *queue);

#endif
