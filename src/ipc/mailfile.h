/* SPDX-License-Identifier: ISC */
/*
 * The file A.mail of a chat's directory: which queue is a seat's mailbox.
 *
 * An id may come to mean another queue; with its key, and an owner who is this account, it is
 * certain to be the same.
 */
#ifndef IPC_MAILFILE_H
#define IPC_MAILFILE_H

#include <stdint.h>

#include "core/name.h"

struct mailfile {
	int queue;
	uint32_t key;
};

/* Writes it, at once and whole. Returns 0 or a negative errno. */
int mailfile_write(int dir, enum seat seat, const struct mailfile *mailfile);

/*
 * Reads it. Returns 0, -ENOENT, -EBADMSG where it is something else, -EPERM where it is another
 * account's, or another negative errno.
 */
int mailfile_read(int dir, enum seat seat, struct mailfile *mailfile);

void mailfile_remove(int dir, enum seat seat);

#endif
