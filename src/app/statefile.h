/* SPDX-License-Identifier: ISC */
/*
 * Small files that outlive the program: input history, drafts. They lie where
 * app/places says, readable by this account alone.
 */
#ifndef APP_STATEFILE_H
#define APP_STATEFILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"

/*
 * Appends the file's bytes, at most limit. Returns 0, -ENOENT where it is not there, -EPERM where
 * it is another account's or no plain file, -EFBIG beyond limit, or another negative errno.
 */
int statefile_read(const char *chat, const char *name, size_t limit, struct buffer *out);

/*
 * Makes these bytes the whole file, at once: whoever reads it finds the old or the new. Missing
 * directories are made. No bytes: the file is removed. Returns 0 or a negative errno.
 */
int statefile_write(const char *chat, const char *name, const char *bytes, size_t n);

/*
 * Opens a file with these flags of open(2), made with mode 0600 where O_CREAT is among them.
 * Missing directories are made. Returns the descriptor, -EPERM where it is another account's, open
 * to others or no plain file, or another negative errno.
 */
int statefile_open(const char *chat, const char *name, int flags);

/* Appends these bytes in one call. Missing directories are made. Returns 0 or a negative errno. */
int statefile_append(const char *chat, const char *name, const char *bytes, size_t n);

/*
 * Locks a file that serves for nothing else, with flock(2); it is made where it is missing. Waits
 * at most wait_ms milliseconds for who has it, -1: for ever. Returns a descriptor whose closing, or
 * the end of the process, gives it back; -ETIMEDOUT; or the errors of the others.
 */
int statefile_lock(const char *chat, const char *name, int64_t wait_ms);

#endif
