/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/framequeue.h"

#include <errno.h>
#include <string.h>

#include "core/bytes.h"
#include "core/frame.h"

/* A buffer that a burst has made larger than this is given back when it is empty. */
#define KEEP 16384

void framequeue_fini(struct framequeue *queue)
{
	buffer_fini(&queue->bytes);
	queue->first = 0;
}

size_t framequeue_bytes(const struct framequeue *queue)
{
	return queue->bytes.len - queue->first;
}

/* What was taken goes when it is at least as much as what is left, so each byte moves once. */
static void close_up(struct framequeue *queue)
{
	if (queue->first < framequeue_bytes(queue))
		return;
	buffer_consume(&queue->bytes, queue->first);
	queue->first = 0;
}

int framequeue_reserve(struct framequeue *queue, size_t n)
{
	close_up(queue);
	return buffer_reserve(&queue->bytes, n);
}

int framequeue_add(struct framequeue *queue, const void *frame, size_t n, size_t limit)
{
	size_t held = framequeue_bytes(queue);

	if (held > limit || n > limit - held)
		return -ENOBUFS;
	if (n > queue->bytes.cap - queue->bytes.len)
		close_up(queue);
	return buffer_append(&queue->bytes, frame, n);
}

const void *framequeue_next(const struct framequeue *queue, size_t *n)
{
	const unsigned char *p;

	if (framequeue_bytes(queue) == 0)
		return NULL;
	p = (const unsigned char *)queue->bytes.data + queue->first;
	*n = FRAME_HEAD + (size_t)bytes_get16(p + 6);
	return p;
}

void framequeue_taken(struct framequeue *queue)
{
	size_t n;

	if (framequeue_next(queue, &n) == NULL)
		return;
	queue->first += n;
	if (framequeue_bytes(queue) > 0)
		return;
	queue->first = 0;
	queue->bytes.len = 0;
	if (queue->bytes.cap > KEEP)
		buffer_fini(&queue->bytes);
}
