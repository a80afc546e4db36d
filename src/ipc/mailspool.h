/* SPDX-License-Identifier: ISC */
/*
 * Where a text is between the mailbox and the log: in a file that is mapped.
 *
 * A System V queue hands nothing out without giving it up, so a text that was taken into plain
 * memory dies with the process. Here the kernel copies it, within msgrcv(2), to pages of a file
 * that is shared (mmap(2), MAP_SHARED): what has left the queue is in the file, whenever a SIGKILL
 * comes. The pages were touched and their room on the disk was reserved before.
 *
 * The file holds one text at a time, message by message as they came, and two numbers of its
 * owner's by which a successor tells whether the text got any further.
 */
#ifndef IPC_MAILSPOOL_H
#define IPC_MAILSPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* As msgop(2) wants it. */
struct mailspool_message {
	long type;
	char text[];
};

struct mailspool {
	int fd;
	char *map; /* of the whole file */
	size_t size;
	size_t used; /* behind the messages that are in it */
	size_t next; /* the one that mailspool_again() hands out */
	size_t open; /* the one that mailspool_room() gave last */
};

/* What an owner notes before it takes a text: where the text will be, once it is in the log. */
struct mailspool_note {
	uint64_t epoch, seq, said; /* see core/seatstate.h */
};

/*
 * Maps the file fd, which is given up to the spool also where that fails. What an earlier process
 * left in it can be taken again, see mailspool_again(). Returns 0; -EBADMSG where the file is
 * something else; -ENOSPC and other negative errnos.
 */
int mailspool_open(struct mailspool *spool, int fd);
/* A zeroed one with fd -1 may be closed as well. */
void mailspool_close(struct mailspool *spool);

bool mailspool_is_empty(const struct mailspool *spool);

/* The text that will be taken next. The spool is empty. */
void mailspool_note(struct mailspool *spool, const struct mailspool_note *note);
void mailspool_read_note(const struct mailspool *spool, struct mailspool_note *note);

/*
 * Room for the next message of the text: a type and room bytes, valid until the next call. Returns
 * 0, or -ENOSPC, -ENOMEM or another negative errno, and nothing has changed.
 */
int mailspool_room(struct mailspool *spool, size_t room, struct mailspool_message **message);

/* That message has come and has n bytes. */
void mailspool_took(struct mailspool *spool, size_t n);

/*
 * A message that is in the spool already, the first one first, until there is none. Of the last one
 * before a kill the length may be unknown: then bytes 0xff at its end, which no text has, do not
 * count. Returns its bytes, or -ENOMSG.
 */
ssize_t mailspool_again(struct mailspool *spool, struct mailspool_message **message);
/* From the first one on once more. */
void mailspool_rewind(struct mailspool *spool);

/* The process that took the last message, or is about to. */
pid_t mailspool_taker(const struct mailspool *spool);

/* Forgets the text; it is where it was to be. */
void mailspool_clear(struct mailspool *spool);

#endif
