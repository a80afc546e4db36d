/* SPDX-License-Identifier: ISC */
/*
 * System V message queues: a seat's mailbox, and any other queue by its id. See msgop(2),
 * sysvipc(7).
 *
 * A message is plain text that ends in NUL, its type the urgency, 1 being the most urgent, so any
 * program that uses msgsnd() and msgrcv() with a long type can take part. A text that is too long
 * for one message (kernel.msgmax) goes in parts of one type: each but the last fills a message to
 * the brim and has no NUL. A part with nothing in it, which can't be one of a text, says that the
 * parts before it are withdrawn.
 *
 * Parts are put and taken under a lock (ipc/maillock), so those of two senders never mix. Programs
 * that know nothing of the lock can do three things that this interface can't prevent: put a
 * message of the same type between two parts, which then is read as one of them; take a single
 * part; fill the queue while parts are put, see mailbox_put().
 *
 * A seat's mailbox is a queue whose id stands in the file A.mail of the chat's directory. It
 * outlives the processes as long as something is in it. Its key, in hexadecimal, is MAILBOX_KEY,
 * four digits for the runtime directory, two that tell the queues of one directory apart: so
 * ipcs(1) shows what it is, and a queue whose maker was killed before it wrote the file is found.
 */
#ifndef IPC_MAILBOX_H
#define IPC_MAILBOX_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/buffer.h"
#include "core/name.h"

struct mailspool;
struct rundir;

#define MAILBOX_KEY          0x53u
#define MAILBOX_TYPE_DEFAULT 10
/* What mailbox_take() takes: the most urgent there is. */
#define MAILBOX_ANY (-LONG_MAX)

struct mailbox {
	int queue;       /* id */
	int lock;        /* descriptor of the runtime directory, see ipc/maillock.h */
	int patience_ms; /* for who has the lock; may be set to another than the usual one */
	/* Where texts are kept that are being taken, see ipc/mailspool.h; NULL: in memory only. */
	struct mailspool *spool;
};

/*
 * The mailbox of a seat; with create it is made where it is missing, or where the queue that the
 * file names is gone, which *anew tells (may be NULL). Returns 0, -ENOENT, -EBADMSG where the file
 * is none of ours (with create it is replaced), -EPERM where it is another account's, -ENOSPC at
 * the system's limit of queues, or another negative errno. Nothing needs to be closed: the lock's
 * descriptor is rundir's.
 *
 * A queue is gone only where its key no longer leads to it either: EIDRM and EINVAL alone make
 * nobody give up a queue that may hold a text. Linux says them of a queue that was removed only;
 * should they contradict the key and not pass, it is -EAGAIN. -EACCES where the queue is there and
 * may not be looked at.
 */
int mailbox_open(struct mailbox *mailbox, const struct rundir *rundir, enum seat seat, bool create,
	bool *anew);

/*
 * Any queue by its id. lock is a descriptor of the runtime directory, which stays open. Returns 0,
 * or -ENOENT where there is no such queue. What this account may do with it shows when it does.
 */
int mailbox_open_queue(struct mailbox *mailbox, int queue, int lock);

/*
 * Puts a text, which has no NUL, all of it or nothing; type is above 0. Never waits for room.
 * Returns 0; -EAGAIN where the queue is full; -EMSGSIZE where it could not hold the text even when
 * empty (kernel.msgmnb); -EIDRM where the queue is gone; -EACCES; -EBUSY; -EINVAL for the type. A
 * process that is killed in the middle of several parts has them withdrawn by whoever takes the
 * lock next, and so does this where another program fills the queue meanwhile.
 */
int mailbox_put(const struct mailbox *mailbox, long type, const char *text, size_t len);

/*
 * Takes the next text of that type, or MAILBOX_ANY, or as msgrcv(2) has types; its parts are put
 * together, the NULs at its end are dropped, other bytes are as they came. Appends to text. A text
 * that should go on but does not is what there is of it. Returns 0; -ENOMSG where there is none;
 * -EIDRM; -EACCES; -EBUSY where the lock is not to be had. its_type may be NULL.
 *
 * With a spool the text is in it as well until mailspool_clear(), which comes before the next text
 * is taken; a text that an earlier process left there is taken first, whatever its type. Then also
 * -ENOSPC, and the text stays where it was.
 */
int mailbox_take(const struct mailbox *mailbox, long type, struct buffer *text, long *its_type);

struct mailbox_info {
	uint64_t messages, bytes, bytes_max;
	int64_t changed; /* seconds since 1970 of the last send or receive, or of the creation */
	uid_t uid;
	unsigned mode;
};
/* Returns 0, -EIDRM, -EACCES. */
int mailbox_stat(const struct mailbox *mailbox, struct mailbox_info *info);

/* Removes a queue, whatever is in it. Returns 0, -EIDRM where it is gone already, -EPERM. */
int mailbox_remove_queue(const struct mailbox *mailbox);

/*
 * Removes the seat's mailbox, queue and file; only_empty: -ENOTEMPTY where something is in it, the
 * question and the removal being one, as seen by everybody who uses this interface. 0 also where
 * there is none. -EACCES and -EAGAIN as above, and nothing was removed.
 */
int mailbox_remove(const struct rundir *rundir, enum seat seat, bool only_empty);

/*
 * Looks for queues whose key is of this runtime directory and that no seat's file names: left by
 * somebody who was killed just then, or by the removal of the directory. The empty ones are
 * removed, unless dry. Calls each() for every one of them; one with messages stays. Needs
 * rundir_open_base(). Returns how many were empty, or a negative errno.
 */
int mailbox_sweep(const struct rundir *rundir, bool dry,
	void (*each)(int queue, uint64_t messages, void *context), void *context);

#endif
