/* SPDX-License-Identifier: ISC */
/*
 * The file of a seat's numbers (core/seatstate.h): A.state beside the log A.jsonl.
 */
#ifndef APP_SEATFILE_H
#define APP_SEATFILE_H

#include "core/address.h"
#include "core/seatstate.h"

/*
 * Opens the file for its one writer, who holds its lock as long as the descriptor is open, and
 * reads it. Returns the descriptor, which the caller closes, and in *error how reading went: 0,
 * -ENODATA where the file is new, or the errors of seatstate_parse(). Otherwise -EBUSY where
 * another process holds it, or the errors of statefile_open().
 */
int seatfile_hold(const struct address *address, struct seatstate *state, int *error);

/* Replaces what stands in it, which takes no more room on the disk. Returns 0 or a negative errno.
 */
int seatfile_write(int fd, const struct seatstate *state);

/*
 * Reads it without the lock. It may lag behind the log, and its numbers may be of two writings, one
 * after the other, if it is being written; the epoch is sound. Returns 0, -ENOENT and so on as
 * above.
 */
int seatfile_read(const struct address *address, struct seatstate *state);

#endif
