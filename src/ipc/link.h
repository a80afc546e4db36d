/* SPDX-License-Identifier: ISC */
/*
 * A link: the way by which two peers exchange frames.
 *
 * What a link is made of is its kind's business: a pair of FIFOs, or two buffers in one process for
 * tests. To its owner all kinds behave alike:
 *
 *   - link_reach() tries to find the other side; until then only receiving is possible.
 *   - link_send() takes all bytes or none, and never blocks.
 *   - link_fill() takes in what has come, and link_next() gives one whole frame of it after the
 *     other, in the order in which they were sent.
 *   - link_part() lets go of the other side; it can be reached again.
 */
#ifndef IPC_LINK_H
#define IPC_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/frame.h"

struct link;

struct link_kind {
	const char *name;
	/* What is sent arrives in one piece: half a frame with nothing behind it is damage. */
	bool whole;
	int (*reach)(struct link *link, pid_t *pid);
	int (*send)(struct link *link, const void *bytes, size_t n);
	ssize_t (*read)(struct link *link, void *bytes, size_t size);
	void (*part)(struct link *link);
	void (*free)(struct link *link);
	int (*fd_in)(const struct link *link);
	int (*fd_out)(const struct link *link);
	int (*fd_other)(const struct link *link);
};

/* The beginning of every kind's own struct; owners use the functions below. */
struct link {
	const struct link_kind *kind;
	struct frame_decoder decoder;
	bool emptied; /* the last read took all there was */
};

/*
 * Finds the other side. Returns 0 and the PID that the kernel vouches for (0 where the kind has
 * none), -ENOENT or -ESRCH where nobody is there, -EREMOTE where it is in another PID namespace,
 * -EPERM where what is there belongs to somebody else. Parts first if need be.
 */
int link_reach(struct link *link, pid_t *pid);

/*
 * Sends n bytes, one or more whole frames of at most FRAME_SIZE_MAX bytes together. Returns 0,
 * -EAGAIN where there is no room now, -EPIPE where the other side is gone, -ENOTCONN where it was
 * not reached. Nothing was sent where it is not 0.
 */
int link_send(struct link *link, const void *bytes, size_t n);

/*
 * Takes in what has come, as much as one read gives. Call it only when link_next() has nothing
 * more. Returns the bytes, 0 where nothing has come, or a negative errno.
 */
ssize_t link_fill(struct link *link);

/* The next whole frame; its body is valid until link_fill(). Returns false when there is none. */
bool link_next(struct link *link, struct frame *frame);

/* Bytes so far that belonged to no frame. */
uint64_t link_skipped(const struct link *link);

void link_part(struct link *link);

/* Parts and releases the link. NULL is fine. */
void link_free(struct link *link);

/*
 * Descriptors for the event loop, -1 where there is none: fd_in is readable when frames have come,
 * fd_out is writable when there is room, fd_other is readable when the other side's process has
 * ended. The latter two change with link_reach() and link_part().
 */
int link_fd_in(const struct link *link);
int link_fd_out(const struct link *link);
int link_fd_other(const struct link *link);

#endif
