/* SPDX-License-Identifier: ISC */
/*
 * A thread that sleeps in a system call for an event loop, and rings an eventfd(2): for what is no
 * descriptor. It shares nothing with the loop but the ring and the leave to go on.
 *
 * All signals are blocked in the thread, but SIGURG: with that it is ended, so the process gets a
 * handler for it, which does nothing. It is installed without SA_RESTART, since sem_wait(3) would
 * begin again. Between two rings neither the thread nor its caller wakes up.
 */
#ifndef IPC_WAITER_H
#define IPC_WAITER_H

#include <stdbool.h>

struct waiter;

/*
 * Sleeps until there is something; called in the thread, so it may use context alone. Returns true
 * where there is, false where nothing can come any more, or where it was interrupted and
 * waiter_ending() holds. Interrupted otherwise, it has to sleep again.
 */
typedef bool waiter_sleep(struct waiter *waiter, void *context);

/* Begins to wait. Returns 0 or a negative errno. */
int waiter_open(struct waiter **waiter, waiter_sleep *sleep, void *context);

/*
 * Readable when there is something, or nothing can come any more. The latter rings once; then the
 * thread has ended, and only waiter_close() is of use.
 */
int waiter_fd(const struct waiter *waiter);

/* Clears the descriptor and goes on waiting. Does nothing where it is clear. */
void waiter_again(struct waiter *waiter);

/* For the thread: whether it is to end. */
bool waiter_ending(struct waiter *waiter);

/* Ends the thread, wherever it is, and closes the descriptor. Takes NULL as well. */
void waiter_close(struct waiter *waiter);

#endif
