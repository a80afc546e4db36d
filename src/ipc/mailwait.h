/* SPDX-License-Identifier: ISC */
/*
 * Waiting for a System V message queue in an event loop: such a queue is no descriptor, so a thread
 * waits for it and writes to an eventfd(2).
 *
 * The thread takes no message: it asks for at most 0 bytes, so msgrcv(2) sleeps until there is
 * a message and then refuses it (E2BIG) and leaves it where it is. Nothing is lost however the
 * process ends. After it has rung it waits for mailwait_again(). The one kind of message that it
 * does get is one of 0 bytes, which no text of ours is (ipc/mailbox.h): that is put back at once,
 * and so it may come behind others of its type.
 *
 * How the thread is ended, and what becomes of signals, is told in ipc/waiter.h.
 */
#ifndef IPC_MAILWAIT_H
#define IPC_MAILWAIT_H

struct mailwait;

/* Begins to wait for a message of that type (msgrcv(2)). Returns 0 or a negative errno. */
int mailwait_open(struct mailwait **wait, int queue, long type);

/*
 * Readable when there is something to take, or the queue is gone or can't be read: taking tells.
 * The latter rings once; then the thread has ended, and only mailwait_close() is of use.
 */
int mailwait_fd(const struct mailwait *wait);

/*
 * Clears the descriptor and goes on waiting; to be called when all was taken, for it rings at once
 * while there is something.
 */
void mailwait_again(struct mailwait *wait);

/* Ends the thread, wherever it is, and closes the descriptor. Takes NULL as well. */
void mailwait_close(struct mailwait *wait);

#endif
