/* SPDX-License-Identifier: ISC */
/*
 * The file is read, not mapped, for whoever reads a mapping beyond a cut gets a SIGBUS.
 *
 * A last line without its newline may be one that is being written, or one that a power cut has
 * torn and that will be cut off. So it is read again from its start when it is asked for again,
 * never continued: what comes behind it may be another line's.
 */
#include "config.h"

#include "app/logpart.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/logline.h"

#define CHUNK 65536

/* Rotations that may happen while two files are opened. */
#define TRIES 100

static int verify(struct logpart *part)
{
	struct stat st;

	if (fstat(part->fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
		(st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return -EPERM;
	part->device = st.st_dev;
	part->inode = st.st_ino;
	return 0;
}

int logpart_open(struct logpart *part, const char *path)
{
	int error;

	*part = LOGPART_NONE;
	part->fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (part->fd < 0)
		return errno == ELOOP || errno == ENXIO ? -EPERM : -errno;
	error = verify(part);
	if (error < 0)
		logpart_close(part);
	return error;
}

void logpart_close(struct logpart *part)
{
	if (part->fd >= 0)
		close(part->fd);
	buffer_fini(&part->bytes);
	*part = LOGPART_NONE;
}

bool logpart_is_at(const struct logpart *part, const char *path)
{
	struct stat st;

	return part->fd >= 0 && lstat(path, &st) == 0 && st.st_dev == part->device &&
	       st.st_ino == part->inode;
}

bool logpart_is_same(const struct logpart *part, const struct logpart *other)
{
	return part->fd >= 0 && other->fd >= 0 && part->device == other->device &&
	       part->inode == other->inode;
}

static int open_if_there(struct logpart *part, const char *path)
{
	int error = logpart_open(part, path);

	return error == -ENOENT || error == -ENOTDIR ? 0 : error;
}

static bool is_still_at(const struct logpart *part, const char *path)
{
	struct stat st;

	return part->fd >= 0 ? logpart_is_at(part, path) : lstat(path, &st) < 0;
}

/*
 * The current one is opened first: if it is still the current one afterwards, the other is the one
 * before it.
 */
int logpart_open_both(struct logpart *older, const char *older_path, struct logpart *current,
	const char *current_path)
{
	for (int i = 0; i < TRIES; i++) {
		int error;

		*older = LOGPART_NONE;
		error = open_if_there(current, current_path);
		if (error == 0)
			error = open_if_there(older, older_path);
		if (error == 0 && is_still_at(current, current_path))
			return 0;
		logpart_close(older);
		logpart_close(current);
		if (error < 0)
			return error;
	}
	return -EAGAIN;
}

static void restart_at(struct logpart *part, int64_t offset)
{
	part->offset = offset;
	part->bytes.len = part->pos = 0;
	part->short_read = part->skipping = part->torn = false;
}

static int reach_end(struct logpart *part)
{
	int64_t size = logpart_size(part);

	if (size < 0)
		return (int)size;
	if (size < part->offset + (int64_t)part->bytes.len) {
		restart_at(part, 0);
		return -ESTALE;
	}
	part->torn = part->bytes.len > 0 || part->skipping;
	part->bytes.len = 0;
	part->short_read = false;
	return 0;
}

/* Reads more behind what is left in the buffer. Returns 1, 0 at the end, or a negative errno. */
static int fill(struct logpart *part)
{
	size_t want;
	ssize_t n;

	buffer_consume(&part->bytes, part->pos);
	part->offset += (int64_t)part->pos;
	part->pos = 0;
	if (part->short_read)
		return reach_end(part);
	if (buffer_reserve(&part->bytes, CHUNK) < 0)
		return -ENOMEM;
	want = part->bytes.cap - part->bytes.len;
	do {
		n = pread(part->fd, part->bytes.data + part->bytes.len, want,
			part->offset + (int64_t)part->bytes.len);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	part->bytes.len += (size_t)n;
	part->short_read = (size_t)n < want;
	return n > 0 ? 1 : reach_end(part);
}

/* Keeps nothing of a line that is too long. */
static void drop(struct logpart *part)
{
	part->skipping = true;
	part->offset += (int64_t)part->bytes.len;
	part->bytes.len = part->pos = 0;
}

int logpart_line(struct logpart *part, const char **line, size_t *n)
{
	size_t searched = 0;

	for (;;) {
		char *start = part->bytes.data + part->pos, *newline = NULL;
		size_t left = part->bytes.len - part->pos;
		int rc;

		if (left > searched)
			newline = memchr(start + searched, '\n', left - searched);
		if (newline != NULL) {
			bool skipped = part->skipping;

			*line = start;
			*n = (size_t)(newline - start) + 1;
			part->pos += *n;
			part->skipping = false;
			return skipped ? -EMSGSIZE : 1;
		}
		searched = left;
		if (part->skipping || left > LOGLINE_MAX) {
			drop(part);
			searched = 0;
		}
		rc = fill(part);
		if (rc <= 0)
			return rc;
	}
}

int logpart_seek(struct logpart *part, int64_t offset)
{
	const char *line;
	size_t n;
	int rc;

	restart_at(part, offset > 0 ? offset - 1 : 0);
	if (offset == 0)
		return 0;
	/* The rest of a line, of its newline at least. */
	rc = logpart_line(part, &line, &n);
	return rc < 0 && rc != -EMSGSIZE && rc != -ESTALE ? rc : 0;
}

int64_t logpart_tell(const struct logpart *part)
{
	return part->offset + (int64_t)part->pos;
}

int64_t logpart_size(const struct logpart *part)
{
	struct stat st;

	return fstat(part->fd, &st) < 0 ? -errno : st.st_size;
}
