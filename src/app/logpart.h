/* SPDX-License-Identifier: ISC */
/*
 * One file of a log, read line by line. It may grow meanwhile, be cut, or change its name.
 *
 * No more of it is in memory than one line of at most LOGLINE_MAX bytes and what was read with it.
 */
#ifndef APP_LOGPART_H
#define APP_LOGPART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/buffer.h"

struct logpart {
	int fd; /* -1: none is open */
	dev_t device;
	ino_t inode;
	int64_t offset; /* in the file, of the first byte in the buffer */
	struct buffer bytes;
	size_t pos; /* of the next line, in the buffer */
	/* Of the last reading: the end was reached. */
	bool short_read;
	/* In the middle of a line that is too long to be one. */
	bool skipping;
	/* At its end the file had something that is no whole line. */
	bool torn;
};

#define LOGPART_NONE ((struct logpart){.fd = -1})

/*
 * Opens the file, at its start. Returns 0; -ENOENT; -EPERM where it is another account's, can be
 * written by others, or is no plain file; or another negative errno, and *part is LOGPART_NONE.
 */
int logpart_open(struct logpart *part, const char *path);
void logpart_close(struct logpart *part);

/*
 * Opens both files of a log as they are at one moment, though they may be rotated meanwhile; one
 * that is not there is LOGPART_NONE. Returns 0, -EAGAIN where they were rotated all the time, or as
 * logpart_open() does.
 */
int logpart_open_both(struct logpart *older, const char *older_path, struct logpart *current,
	const char *current_path);

/* Is it the file of that name? A path without a file is none's. */
bool logpart_is_at(const struct logpart *part, const char *path);
bool logpart_is_same(const struct logpart *part, const struct logpart *other);

/*
 * The next line, valid until the next call. Returns 1; 0 at the end, where a last line without its
 * newline is not there yet; -EMSGSIZE when a line was passed over that is too long; -ESTALE when
 * the file was found to be shorter than what was read already: then it begins anew at its start; or
 * another negative errno.
 */
int logpart_line(struct logpart *part, const char **line, size_t *n);

/* Goes on at the first line that begins at offset or behind. Returns 0 or a negative errno. */
int logpart_seek(struct logpart *part, int64_t offset);

/* Where the next line begins. */
int64_t logpart_tell(const struct logpart *part);

/* Bytes of the file, or a negative errno. */
int64_t logpart_size(const struct logpart *part);

#endif
