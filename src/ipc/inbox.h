/* SPDX-License-Identifier: ISC */
/*
 * The inbox: the FIFO that a peer reads, and by its lock the proof of who holds the seat.
 *
 * A peer holds an fcntl(2) write lock on byte 0 of its own inbox as long as it lives. Everybody
 * else learns the holder's PID from the kernel (F_GETLK); it can't be forged and ends with the
 * process, however that ends.
 *
 * The FIFO is made under a name of its own, locked, and then renamed into place: under the seat's
 * name there is never one without a lock, unless its peer was killed. Whoever wants to replace or
 * remove such a leftover first locks byte 1 of it, and then looks whether byte 0 is free and, after
 * that, whether the name still leads to it. So one process at a time has a leftover in hand, and
 * nobody takes that process for the holder of the seat.
 *
 * POSIX locks have a trap: closing any descriptor of a file drops all the locks that the process
 * has on it. A process that holds a seat must not open its own inbox a second time, so it must not
 * call inbox_holder(), inbox_reach() or inbox_reap() for its own seat.
 *
 * In a group's directory (rundir_group()) the FIFO is of mode 0660, its owner any account of the
 * group, and so may the holder be; a leftover of another account is replaced and removed like one's
 * own. The lock byte 0 can then be taken by any account of the group, as long as nobody has it.
 *
 * The descriptor is O_RDWR: with O_RDONLY the last writer's leaving would make it readable for
 * ever, see fifo(7).
 */
#ifndef IPC_INBOX_H
#define IPC_INBOX_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/name.h"

/*
 * Bytes that an inbox holds where the kernel allows it (/proc/sys/fs/pipe-user-pages-soft): as much
 * as a peer sends ahead of an acknowledgement, so that neither side waits for the other in a flood.
 * The memory is there only while the bytes are.
 */
#define INBOX_ROOM (256 * 1024)

struct inbox {
	int dir; /* of the chat; not owned */
	int fd;
	enum seat seat;
};

/*
 * Takes the seat: makes and locks its inbox. dir stays open as long as the inbox. Returns 0, or
 *   -EBUSY   *holder has it
 *   -ENOENT  the directory was removed meanwhile
 *   -EAGAIN  somebody is clearing the seat away and does not come to an end
 *   -EPERM   what stands under that name is not ours or no FIFO
 * or what else the kernel gives.
 */
int inbox_open(struct inbox *inbox, int dir, enum seat seat, pid_t *holder);

/* Removes the name and gives the seat back. */
void inbox_close(struct inbox *inbox);

/*
 * Who holds the seat? Returns 0 and the PID, or -ENOENT: nobody and no name; -ESRCH: nobody, but a
 * leftover; -EREMOTE: somebody whom this PID namespace can't name; -EPERM as above.
 */
int inbox_holder(int dir, enum seat seat, pid_t *holder);

/*
 * Opens the way to the peer of that seat: a descriptor for writing, non-blocking, its PID and a
 * pidfd that is certain to be its own. The descriptors are the caller's. Errors as inbox_holder().
 */
int inbox_reach(int dir, enum seat seat, int *fd, pid_t *pid, int *pidfd);

/*
 * Calls remove() while nobody can take the seat, provided that it is nobody's, and then removes the
 * inbox's name. remove() takes away what else is the seat's. Returns 0, -EBUSY where the seat is
 * held after all, -EAGAIN where somebody else is at it, -ENOENT where there is no inbox.
 */
int inbox_reap(int dir, enum seat seat, void (*remove)(void *context), void *context);

/*
 * The lock by itself, of any FIFO. inbox_lock_take() locks one open for reading and writing for
 * this process; 0 or -EAGAIN where somebody has it. inbox_lock_holder() gives the PID of another
 * process that has it: 0, -ESRCH where nobody has, -EREMOTE as above.
 */
int inbox_lock_take(int fd);
int inbox_lock_holder(int fd, pid_t *holder);

#endif
