/* SPDX-License-Identifier: ISC */
/*
 * Reading the log of a seat: $XDG_STATE_HOME/shmooze/CHAT/A.jsonl and, when that has grown too big,
 * the older A.1.jsonl, one record a line, their numbers (seq) rising.
 *
 * A log may be written to meanwhile, and the files may change their names: what was whole when it
 * was looked at is read.
 */
#ifndef APP_LOGFILE_H
#define APP_LOGFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/address.h"
#include "core/record.h"

struct logfile;

/* The names of the files, beside each other in the folder of address_folder(). */
#define LOGFILE_NAME_SIZE 16
void logfile_name(char name[LOGFILE_NAME_SIZE], enum seat seat, bool older);

/*
 * Opens the log. Returns 0; -ENOENT where there is none; -EPERM where a file of it is another
 * account's, can be written by others, or is no plain file; or another negative errno.
 */
int logfile_open(struct logfile **log, const struct address *address);
/* Takes NULL as well. */
void logfile_close(struct logfile *log);

/*
 * Has logfile_next() go on with the first record whose number is seq or more. It takes time by the
 * logarithm of the log's size. Returns 0; -ENOENT where there is no log any more; or another
 * negative errno.
 */
int logfile_seek(struct logfile *log, uint64_t seq);

/*
 * The next record; its strings are valid until the next call. Returns 1, 0 where there is none
 * (yet: a later call may find more), or a negative errno. Lines that are no records are passed over
 * and counted, and so is a record whose number does not rise; a last line without its newline is
 * not there yet.
 */
int logfile_next(struct logfile *log, struct record *record);
uint64_t logfile_damaged(const struct logfile *log);

#endif
