/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/slot_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/rundir.h"

#define PERMISSIONS (S_ISUID | S_ISGID | S_ISVTX | S_IRWXU | S_IRWXG | S_IRWXO)

mode_t slot_file_mode(gid_t group)
{
	const mode_t own = S_IRUSR | S_IWUSR;

	return group == RUNDIR_PRIVATE ? own : own | S_IRGRP | S_IWGRP;
}

/* In a group anybody's of it: only a member of a group can make a file of that group. */
static int verify(int fd, gid_t group, size_t size)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || (st.st_mode & PERMISSIONS) != slot_file_mode(group))
		return -EPERM;
	if (group == RUNDIR_PRIVATE ? st.st_uid != geteuid() : st.st_gid != group)
		return -EPERM;
	return st.st_size == (off_t)size ? 0 : -EBADMSG;
}

int slot_file_open(const struct roomname *name, enum roomname_kind kind)
{
	char path[ROOMNAME_PATH_SIZE];
	int fd;

	roomname_path(path, name, &(struct roomname_part){.kind = kind});
	fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ELOOP || errno == EISDIR || errno == ENXIO ? -EPERM : -errno;
	return fd;
}

static int open_verified(
	const struct roomname *name, enum roomname_kind kind, gid_t group, size_t size)
{
	int fd = slot_file_open(name, kind), error;

	if (fd < 0)
		return fd;
	error = verify(fd, group, size);
	if (error == 0)
		return fd;
	close(fd);
	return error;
}

int slot_file_open_object(const struct roomname *name, gid_t group)
{
	return open_verified(name, ROOMNAME_SLOT, group, SLOT_SIZE);
}

/*
 * sem_open(3) maps whatever it finds, so a look comes first: what is shorter than a semaphore would
 * be a SIGBUS. Whoever may change it in between is the owner, or of the group.
 */
int slot_file_open_semaphore(
	sem_t **semaphore, const struct roomname *name, enum roomname_kind kind, gid_t group)
{
	char text[ROOMNAME_SIZE];
	int fd = open_verified(name, kind, group, sizeof(sem_t));

	if (fd < 0)
		return fd;
	close(fd);
	roomname_format_kind(text, name, kind);
	*semaphore = sem_open(text, 0);
	if (*semaphore != SEM_FAILED)
		return 0;
	*semaphore = NULL;
	return -errno;
}

int slot_file_read(int fd, void *out, size_t n, size_t at)
{
	ssize_t got = pread(fd, out, n, (off_t)at);

	if (got < 0)
		return -errno;
	return (size_t)got == n ? 0 : -EBADMSG;
}

int slot_file_write(int fd, const void *bytes, size_t n, size_t at)
{
	ssize_t written = pwrite(fd, bytes, n, (off_t)at);

	if (written < 0)
		return -errno;
	return (size_t)written == n ? 0 : -ENOSPC;
}

int slot_file_set_state(int fd, enum slot_state state)
{
	uint32_t word = state;

	return slot_file_write(fd, &word, sizeof(word), offsetof(struct slot_layout, state));
}
