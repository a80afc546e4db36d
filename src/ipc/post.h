/* SPDX-License-Identifier: ISC */
/*
 * The post: a FIFO, private to the account, by which viewers and scripts hand text to a peer.
 *
 * It belongs to whoever holds the seat (ipc/inbox.h) and goes with it. What travels are frames,
 * each written whole by whoever posts; who that is, nobody checks: the account is the boundary.
 */
#ifndef IPC_POST_H
#define IPC_POST_H

#include <stddef.h>

#include "core/name.h"

/*
 * Makes the post of a seat that this process holds, in place of a leftover. Returns a non-blocking
 * descriptor to read from, or a negative errno.
 */
int post_open(int dir, enum seat seat);

/* Removes its name; the descriptor stays the caller's. */
void post_remove(int dir, enum seat seat);

/*
 * Opens the post of a seat for writing, non-blocking. Returns a descriptor, -ENOENT or -ENXIO where
 * no peer reads it, -EPERM where what stands there is not ours or no FIFO, or another negative
 * errno.
 */
int post_reach(int dir, enum seat seat);

/* Writes n bytes, whole frames of at most FRAME_SIZE_MAX together. Returns 0, -EAGAIN or -EPIPE. */
int post_send(int fd, const void *bytes, size_t n);

#endif
