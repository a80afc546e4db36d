/* SPDX-License-Identifier: ISC */
/*
 * The door of another account, which may put anything there: a link, a device, our own FIFO under a
 * second name. So each step is opened as a mere place first (O_PATH), which does nothing to what
 * stands there, and looked at: closing a descriptor of our own FIFO would cost us its lock.
 */
#include "config.h"

#include "ipc/door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "ipc/doorway.h"
#include "ipc/inbox.h"
#include "ipc/process.h"
#include "ipc/rundir.h"

/* What can't be seen by us is not for us. What is no directory of theirs is somebody's trick. */
static int judge(int error)
{
	if (error == -EACCES)
		return -ENOENT;
	return error == -ELOOP || error == -ENOTDIR ? -EPERM : error;
}

/* The place of the FIFO in the directory dir, a descriptor that can do nothing. */
static int find_fifo(int dir, uid_t other)
{
	int place = openat(dir, DOORWAY_FIFO, O_PATH | O_NOFOLLOW | O_CLOEXEC), error = 0;
	struct stat st;

	if (place < 0)
		return judge(-errno);
	if (fstat(place, &st) < 0)
		error = -errno;
	else if (!S_ISFIFO(st.st_mode) || st.st_uid != other)
		error = -EPERM;
	if (error == 0)
		return place;
	close(place);
	return error;
}

/* Opens what the place stands for: the very same object, whatever its name leads to by now. */
static int open_place(int place)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", place);
	fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	return errno == ENXIO ? -ESRCH : judge(-errno);
}

static int open_fifo(uid_t other)
{
	char path[PATH_MAX], name[DOORWAY_NAME_SIZE];
	int error = doorway_base_path(path, sizeof(path), other), base, dir, place, fd;

	if (error < 0)
		return error;
	base = doorway_open(AT_FDCWD, path, other, O_PATH);
	if (base < 0)
		return judge(base);
	doorway_name(name, geteuid());
	dir = doorway_open(base, name, other, O_PATH);
	close(base);
	if (dir < 0)
		return judge(dir);
	place = find_fifo(dir, other);
	close(dir);
	if (place < 0)
		return place;
	fd = open_place(place);
	close(place);
	return fd;
}

/* Who is admitted could lock what its owner has left, or have a third account do so. */
static int holder_of(int fd, uid_t other, pid_t *pid)
{
	uid_t account;
	int error = inbox_lock_holder(fd, pid);

	if (error < 0)
		return error;
	error = process_account(*pid, &account);
	/* Where /proc hides others' processes, the owner of the FIFO has to do. */
	if (error == -EACCES)
		return 0;
	if (error == 0 && account != other)
		error = -ESRCH;
	return error;
}

int door_holder(uid_t other, pid_t *pid)
{
	int fd = open_fifo(other), error;

	if (fd < 0)
		return fd;
	error = holder_of(fd, other, pid);
	close(fd);
	return error;
}

int door_reach(uid_t other, int *fd, pid_t *pid, int *pidfd)
{
	pid_t again = 0;
	int error;

	*pidfd = -1;
	*fd = open_fifo(other);
	if (*fd < 0)
		return *fd;
	error = holder_of(*fd, other, pid);
	if (error == 0) {
		*pidfd = process_open(*pid);
		error = *pidfd < 0 ? *pidfd : 0;
	}
	/* It held the lock before and after, and has not ended: the pidfd is its own. */
	if (error == 0)
		error = holder_of(*fd, other, &again);
	if (error == 0 && (again != *pid || process_ended(*pidfd)))
		error = -ESRCH;
	if (error == 0)
		return 0;
	if (*pidfd >= 0)
		close(*pidfd);
	close(*fd);
	return error;
}

struct walk {
	int (*each)(uid_t other, pid_t pid, void *context);
	void *context;
	int result;
};

static int look(const char *name, void *context)
{
	struct walk *walk = context;
	uid_t other = doorway_account(name, DOORWAY_BASE_PREFIX);
	pid_t pid;

	if (walk->result != 0 || other == (uid_t)-1 || other == geteuid())
		return 0;
	if (door_holder(other, &pid) == 0)
		walk->result = walk->each(other, pid, walk->context);
	return 0;
}

int door_walk(int (*each)(uid_t other, pid_t pid, void *context), void *context)
{
	struct walk walk = {.each = each, .context = context};
	int fd = open(doorway_meeting_place(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), error;

	if (fd < 0)
		return errno == ENOENT || errno == EACCES ? 0 : -errno;
	error = rundir_walk(fd, look, &walk);
	close(fd);
	return walk.result != 0 ? walk.result : error;
}
