/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/doorway.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *doorway_meeting_place(void)
{
	const char *own = getenv("SHMOOZE_MEET_DIR");

	return own != NULL && own[0] != '\0' ? own : "/tmp";
}

int doorway_base_path(char *out, size_t size, uid_t owner)
{
	int n = snprintf(out, size, "%s/" DOORWAY_BASE_PREFIX "%lu", doorway_meeting_place(),
		(unsigned long)owner);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

void doorway_name(char out[DOORWAY_NAME_SIZE], uid_t other)
{
	snprintf(out, DOORWAY_NAME_SIZE, DOORWAY_PREFIX "%lu", (unsigned long)other);
}

/* One that we would write ourselves: no sign, no leading zero. */
uid_t doorway_account(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);
	char ours[DOORWAY_NAME_SIZE];
	unsigned long number;

	if (strncmp(name, prefix, len) != 0)
		return (uid_t)-1;
	number = strtoul(name + len, NULL, 10);
	snprintf(ours, sizeof(ours), "%s%lu", prefix, number);
	return number < (uid_t)-1 && strcmp(name, ours) == 0 ? (uid_t)number : (uid_t)-1;
}

static int verify(int fd, uid_t owner)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_uid != owner)
		return -EPERM;
	return (st.st_mode & (S_IWGRP | S_IWOTH)) != 0 ? -EACCES : 0;
}

/*
 * Why open(2) failed, more closely: it gives ENOTDIR for a symbolic link where O_DIRECTORY is set,
 * and EACCES for what is another's, as for one's own.
 */
static int refine(int at, const char *name, uid_t owner, int error)
{
	struct stat st;

	if ((error != -ENOTDIR && error != -EACCES) ||
		fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return error;
	if (error == -ENOTDIR)
		return S_ISLNK(st.st_mode) ? -ELOOP : error;
	return st.st_uid != owner ? -EPERM : error;
}

int doorway_open(int at, const char *name, uid_t owner, int flags)
{
	int fd = openat(at, name, flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), error;

	if (fd < 0)
		return refine(at, name, owner, -errno);
	error = verify(fd, owner);
	if (error == 0)
		return fd;
	close(fd);
	return error;
}
