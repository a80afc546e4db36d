/* SPDX-License-Identifier: ISC */
/*
 * A door of one's own; that of somebody else is in ipc/door_other.c.
 */
#include "config.h"

#include "ipc/door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "ipc/admit.h"
#include "ipc/direntry.h"
#include "ipc/doorway.h"
#include "ipc/inbox.h"
#include "ipc/rundir.h"

#define MODE_SEARCH (S_IXUSR | S_IXGRP | S_IXOTH)
#define MODE_ALL    (S_ISUID | S_ISGID | S_ISVTX | S_IRWXU | S_IRWXG | S_IRWXO)

/* A directory can be removed by a leaving process between our making and our locking it. */
#define TRIES 100

/* Makes the directory if it is not there and opens it. */
static int make_directory(int at, const char *name)
{
	bool made = mkdirat(at, name, S_IRWXU) == 0;
	int fd;

	if (!made && errno != EEXIST)
		return -errno;
	fd = doorway_open(at, name, geteuid(), O_RDONLY);
	if (fd < 0 && made)
		unlinkat(at, name, AT_REMOVEDIR);
	return fd;
}

/* Others pass through this one: what is in it is closed to them, or for one of them. */
static int let_pass(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if ((st.st_mode & MODE_SEARCH) == MODE_SEARCH)
		return 0;
	return fchmod(fd, (st.st_mode & MODE_ALL) | MODE_SEARCH) < 0 ? -errno : 0;
}

static int lock_directory(int at, const char *name, int fd)
{
	int error = 0;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		error = errno == EWOULDBLOCK ? -EBUSY : -errno;
	else if (!direntry_in_place(at, name, fd))
		error = -ENOENT;
	return error;
}

/* The base, the directory for the other account, and the lock. */
static int open_directories(struct door *door)
{
	char base[PATH_MAX], name[DOORWAY_NAME_SIZE];
	int error = doorway_base_path(base, sizeof(base), geteuid());

	if (error < 0)
		return error;
	snprintf(door->path, sizeof(door->path), "%s", base);
	door->base = make_directory(AT_FDCWD, base);
	if (door->base < 0)
		return door->base;
	error = let_pass(door->base);
	if (error < 0)
		return error;
	doorway_name(name, door->other);
	if (snprintf(door->path, sizeof(door->path), "%s/%s", base, name) >=
		(int)sizeof(door->path))
		return -ENAMETOOLONG;
	door->dir = make_directory(door->base, name);
	if (door->dir < 0)
		return door->dir;
	error = lock_directory(door->base, name, door->dir);
	door->locked = error == 0;
	return error == 0 ? admit_account(door->dir, door->other, ADMIT_SEARCH) : error;
}

/* Nobody else knows the FIFO until it is locked, and nobody can open it before it is ready. */
static int make_fifo(struct door *door)
{
	struct stat st;
	int error;

	unlinkat(door->dir, DOORWAY_FIFO, 0);
	unlinkat(door->dir, DOORWAY_FIFO_NEW, 0);
	if (mkfifoat(door->dir, DOORWAY_FIFO_NEW, S_IRUSR | S_IWUSR) < 0)
		return -errno;
	door->fd =
		openat(door->dir, DOORWAY_FIFO_NEW, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (door->fd < 0 || fstat(door->fd, &st) < 0)
		return -errno;
	if (!S_ISFIFO(st.st_mode) || st.st_uid != geteuid())
		return -EPERM;
	error = inbox_lock_take(door->fd);
	if (error == 0)
		error = admit_account(door->fd, door->other, ADMIT_WRITE);
	if (error == 0 && renameat(door->dir, DOORWAY_FIFO_NEW, door->dir, DOORWAY_FIFO) < 0)
		error = -errno;
	return error;
}

/* Only where the directory is locked by us are its names ours to remove. */
static void undo(struct door *door)
{
	char name[DOORWAY_NAME_SIZE], base[PATH_MAX];

	doorway_name(name, door->other);
	if (door->locked) {
		unlinkat(door->dir, DOORWAY_FIFO_NEW, 0);
		unlinkat(door->dir, DOORWAY_FIFO, 0);
		unlinkat(door->base, name, AT_REMOVEDIR);
	}
	if (door->fd >= 0)
		close(door->fd);
	if (door->dir >= 0)
		close(door->dir);
	if (door->base >= 0) {
		close(door->base);
		if (doorway_base_path(base, sizeof(base), geteuid()) == 0)
			rmdir(base);
	}
	door->fd = door->dir = door->base = -1;
}

/* The process that has it; we do not, so looking at its lock costs us none. */
static pid_t find_holder(const struct door *door)
{
	int fd = openat(door->dir, DOORWAY_FIFO, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	pid_t holder = 0;

	if (fd < 0)
		return 0;
	if (inbox_lock_holder(fd, &holder) < 0)
		holder = 0;
	close(fd);
	return holder;
}

int door_open(struct door *door, uid_t other, pid_t *holder)
{
	int error = -ENOENT;

	*holder = 0;
	for (int i = 0; i < TRIES && error == -ENOENT; i++) {
		*door = (struct door){.other = other, .base = -1, .dir = -1, .fd = -1};
		error = open_directories(door);
		if (error == 0)
			error = make_fifo(door);
		if (error == -EBUSY)
			*holder = find_holder(door);
		if (error < 0)
			undo(door);
	}
	if (error == 0)
		strncat(door->path, "/" DOORWAY_FIFO, sizeof(door->path) - strlen(door->path) - 1);
	return error;
}

void door_close(struct door *door)
{
	if (door->fd >= 0)
		undo(door);
}

struct sweep {
	int base;
	const char *path;
	bool dry;
	void (*report)(const char *path, void *context);
	void *context;
};

static int sweep_one(const char *name, void *context)
{
	const struct sweep *sweep = context;
	struct door door = {.base = -1, .fd = -1, .other = doorway_account(name, DOORWAY_PREFIX)};

	if (door.other == (uid_t)-1)
		return 0;
	door.dir = doorway_open(sweep->base, name, geteuid(), O_RDONLY);
	if (door.dir < 0)
		return 0;
	door.locked = lock_directory(sweep->base, name, door.dir) == 0;
	if (door.locked) {
		snprintf(door.path, sizeof(door.path), "%s/%s", sweep->path, name);
		if (sweep->report != NULL)
			sweep->report(door.path, sweep->context);
		door.base = sweep->dry ? -1 : dup(sweep->base);
	}
	if (door.base >= 0)
		undo(&door);
	else
		close(door.dir);
	return 0;
}

int door_sweep(bool dry, void (*report)(const char *path, void *context), void *context)
{
	char path[PATH_MAX];
	struct sweep sweep = {.path = path, .dry = dry, .report = report, .context = context};
	int error = doorway_base_path(path, sizeof(path), geteuid());

	if (error < 0)
		return error;
	sweep.base = doorway_open(AT_FDCWD, path, geteuid(), O_RDONLY);
	/* What is not ours we have left nothing in. */
	if (sweep.base < 0)
		return 0;
	error = rundir_walk(sweep.base, sweep_one, &sweep);
	close(sweep.base);
	return error;
}
