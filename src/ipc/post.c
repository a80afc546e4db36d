/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/post.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/frame.h"
#include "ipc/direntry.h"

#define FLAGS (O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)

static int open_verified(int dir, const char *name, int mode)
{
	int fd = openat(dir, name, mode | FLAGS);
	struct stat st;

	if (fd < 0)
		return errno == ELOOP || errno == EISDIR ? -EPERM : -errno;
	if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) && st.st_uid == geteuid())
		return fd;
	close(fd);
	return -EPERM;
}

int post_open(int dir, enum seat seat)
{
	char name[DIRENTRY_NAME_SIZE], temporary[DIRENTRY_NAME_SIZE];
	int fd;

	direntry_name(name, seat, "post");
	direntry_temporary_name(temporary, seat, "post");
	unlinkat(dir, temporary, 0);
	if (mkfifoat(dir, temporary, S_IRUSR | S_IWUSR) < 0)
		return -errno;
	/* Both ends: with the reading one alone each poster's leaving would be an end of file. */
	fd = open_verified(dir, temporary, O_RDWR);
	if (fd >= 0 && renameat(dir, temporary, dir, name) < 0) {
		int error = -errno;

		close(fd);
		fd = error;
	}
	if (fd < 0)
		unlinkat(dir, temporary, 0);
	return fd;
}

void post_remove(int dir, enum seat seat)
{
	char name[DIRENTRY_NAME_SIZE];

	direntry_name(name, seat, "post");
	unlinkat(dir, name, 0);
}

int post_reach(int dir, enum seat seat)
{
	char name[DIRENTRY_NAME_SIZE];

	direntry_name(name, seat, "post");
	return open_verified(dir, name, O_WRONLY);
}

int post_send(int fd, const void *bytes, size_t n)
{
	if (n > FRAME_SIZE_MAX)
		return -EMSGSIZE;
	while (write(fd, bytes, n) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}
