/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/statefile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/places.h"

static int verify(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) && st.st_uid == geteuid() ? 0 : -EPERM;
}

static int read_all(int fd, size_t limit, struct buffer *out)
{
	size_t before = out->len;

	for (;;) {
		ssize_t n;

		if (buffer_reserve(out, 4096) < 0)
			return -ENOMEM;
		n = read(fd, out->data + out->len, out->cap - out->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		out->len += (size_t)n;
		if (out->len - before > limit)
			return -EFBIG;
	}
}

int statefile_read(const char *chat, const char *name, size_t limit, struct buffer *out)
{
	char path[PATH_MAX];
	int error = places_state(chat, name, path, sizeof(path)), fd;

	if (error < 0)
		return error;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ELOOP ? -EPERM : -errno;
	error = verify(fd);
	if (error == 0)
		error = read_all(fd, limit, out);
	close(fd);
	return error;
}

/* Makes the directories that the path needs, as mkdir -p does; existing ones stay as they are. */
static int make_parents(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		int error;

		*slash = '\0';
		error = mkdir(path, S_IRWXU) < 0 && errno != EEXIST ? -errno : 0;
		*slash = '/';
		if (error < 0)
			return error;
	}
	return 0;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		bytes += written;
		n -= (size_t)written;
	}
	return 0;
}

static int write_new(const char *path, const char *bytes, size_t n)
{
	char temporary[PATH_MAX + 16];
	int fd, error;

	snprintf(temporary, sizeof(temporary), "%s.%ld", path, (long)getpid());
	fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	if (fd < 0)
		return -errno;
	error = write_all(fd, bytes, n);
	if (close(fd) < 0 && error == 0)
		error = -errno;
	if (error == 0 && rename(temporary, path) < 0)
		error = -errno;
	if (error < 0)
		unlink(temporary);
	return error;
}

int statefile_write(const char *chat, const char *name, const char *bytes, size_t n)
{
	char path[PATH_MAX];
	int error = places_state(chat, name, path, sizeof(path));

	if (error < 0)
		return error;
	if (n == 0)
		return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
	error = make_parents(path);
	return error < 0 ? error : write_new(path, bytes, n);
}

int statefile_append(const char *chat, const char *name, const char *bytes, size_t n)
{
	char path[PATH_MAX];
	int error = places_state(chat, name, path, sizeof(path)), fd;

	if (error == 0)
		error = make_parents(path);
	if (error < 0)
		return error;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	if (fd < 0)
		return errno == ELOOP ? -EPERM : -errno;
	error = verify(fd);
	if (error == 0)
		error = write_all(fd, bytes, n);
	if (close(fd) < 0 && error == 0)
		error = -errno;
	return error;
}
