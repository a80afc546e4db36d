/* SPDX-License-Identifier: ISC */
/*
 * Waiting for a semaphore in an event loop: such a one is no descriptor, so a thread waits for it
 * and writes to an eventfd(2). How the thread is ended, and what becomes of signals, is told in
 * ipc/waiter.h.
 *
 * The thread takes the semaphore down, to 0 if it can: any number of posts is one ring. What was
 * posted for, the slot itself tells (slot_take()).
 */
#ifndef IPC_KNOCK_H
#define IPC_KNOCK_H

#include <semaphore.h>

struct knock;

/* Begins to wait; the semaphore (slot->knock) has to outlive it. Returns 0 or a negative errno. */
int knock_open(struct knock **knock, sem_t *semaphore);

/* Readable when somebody has posted since knock_again(). */
int knock_fd(const struct knock *knock);

/* Clears the descriptor and goes on waiting; to be called before the slot is looked at. */
void knock_again(struct knock *knock);

/* Ends the thread, wherever it is, and closes the descriptor. Takes NULL as well. */
void knock_close(struct knock *knock);

#endif
