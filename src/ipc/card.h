/* SPDX-License-Identifier: ISC */
/*
 * The card: a small file that tells where a peer's board is. Its times are the bell, see
 * ipc/bell.h.
 *
 * It is text, for cat(1): a first line with the version, then "key value" lines. A reader takes it
 * for what it is, a claim: the board itself has the nonce once more, and who holds the seat is
 * known from the inbox.
 *
 * Its mode is 0600, in a group's directory (rundir_group()) 0640: the owner alone writes it and
 * rings, and any account of the group may be the owner.
 */
#ifndef IPC_CARD_H
#define IPC_CARD_H

#include <stdint.h>
#include <sys/types.h>

#include "core/name.h"

struct card {
	int segment; /* identifier of the board */
	uint64_t nonce;
	pid_t pid;
};

/*
 * Writes the card of a seat under dir, in place of an older one, at once and whole. Returns a
 * descriptor of the file, which the bell needs, or a negative errno.
 */
int card_write(int dir, enum seat seat, const struct card *card);

/*
 * Reads the card of a seat. Returns a descriptor of just the file that was read, -ENOENT where
 * there is none, -EBADMSG where it is no card, -EPERM where it is another account's (in a group's
 * directory: not rundir_trusts()), or another negative errno.
 */
int card_read(int dir, enum seat seat, struct card *card);

/*
 * The account that wrote the card of this descriptor: who created the board that it names, see
 * board_reader_open_of(). Returns 0 or a negative errno.
 */
int card_owner(int fd, uid_t *uid);

/* Removes the card, if it is still the one of this descriptor. */
void card_remove(int dir, enum seat seat, int fd);

#endif
