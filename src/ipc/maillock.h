/* SPDX-License-Identifier: ISC */
/*
 * The lock of mailboxes: a flock(2) on the runtime directory. One for all, so that it is the same
 * however a queue was found, and held for a few system calls that do not wait.
 *
 * It belongs to the open file description: processes that opened the directory each for themselves
 * exclude each other, but two users of one descriptor in one process do not, nor do a process and
 * the child that it forked. It must not be taken twice.
 *
 * Whoever is about to put a text in several parts leaves a mark, a file that tells where; it is
 * there no longer when all parts are in the queue. Who takes the lock and finds one withdraws the
 * parts of somebody who was killed.
 */
#ifndef IPC_MAILLOCK_H
#define IPC_MAILLOCK_H

#include <stdint.h>

/* Held for microseconds: only a process that was stopped in between has it for longer. */
#define MAILLOCK_PATIENCE_MS 2000

/*
 * Takes the lock; dir is a descriptor of the runtime directory. Waits at most so many milliseconds
 * for who has it. Returns 0, -EBUSY, or another negative errno.
 */
int maillock_take(int dir, int patience_ms);
void maillock_release(int dir);

/*
 * So many parts are about to be put into a queue of so many messages, which tell later how far it
 * came. Returns 0 or a negative errno.
 */
int maillock_begin(int dir, int queue, long type, uint64_t messages, uint64_t parts);

/* All of them are there, or none. */
void maillock_end(int dir);

/* Some of them are there, and the rest will not be put: withdraws them. */
void maillock_withdraw(int dir, int queue, long type);

#endif
