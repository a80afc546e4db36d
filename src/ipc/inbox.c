/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ipc/direntry.h"
#include "ipc/process.h"
#include "ipc/rundir.h"

#define BYTE_HELD   0 /* locked by the peer that has the seat */
#define BYTE_REAPED 1 /* locked by whoever replaces or removes a leftover */

#define MODE_GROUP  (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP)
#define FLAGS       (O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)

/* Somebody who clears a seat away needs microseconds; this is for one who was stopped meanwhile. */
#define TRIES     200
#define TRY_PAUSE 5000000 /* ns */

static int lock_byte(int fd, off_t byte)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};

	if (fcntl(fd, F_SETLK, &lock) == 0)
		return 0;
	return errno == EACCES ? -EAGAIN : -errno;
}

int inbox_lock_take(int fd)
{
	return lock_byte(fd, BYTE_HELD);
}

int inbox_lock_holder(int fd, pid_t *holder)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = BYTE_HELD, .l_len = 1};

	if (fcntl(fd, F_GETLK, &lock) < 0)
		return -errno;
	if (lock.l_type == F_UNLCK)
		return -ESRCH;
	*holder = lock.l_pid > 0 ? lock.l_pid : 0;
	return lock.l_pid > 0 ? 0 : -EREMOTE;
}

static bool ours(int dir, const struct stat *st)
{
	return S_ISFIFO(st->st_mode) && rundir_trusts(dir, st);
}

static int verify(int dir, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	return ours(dir, &st) ? 0 : -EPERM;
}

/* What could not be opened for lack of a reader: one of our FIFOs, or a socket, or another's. */
static int verify_unread(int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return ours(dir, &st) ? -ESRCH : -EPERM;
}

/*
 * Opens what stands under the seat's name. For writing only, ENXIO tells that nobody reads it, so
 * nobody can hold it either. A symbolic link or what has no such end is not ours.
 */
static int open_verified(int dir, enum seat seat, int mode)
{
	char name[DIRENTRY_NAME_SIZE];
	int fd, error;

	direntry_name(name, seat, "in");
	fd = openat(dir, name, mode | FLAGS);
	if (fd < 0 && errno == ENXIO)
		return verify_unread(dir, name);
	if (fd < 0)
		return errno == ELOOP || errno == EISDIR ? -EPERM : -errno;
	error = verify(dir, fd);
	if (error < 0) {
		close(fd);
		return error;
	}
	return fd;
}

int inbox_holder(int dir, enum seat seat, pid_t *holder)
{
	int fd = open_verified(dir, seat, O_WRONLY), error;

	if (fd < 0)
		return fd;
	error = inbox_lock_holder(fd, holder);
	close(fd);
	return error;
}

int inbox_reach(int dir, enum seat seat, int *fd, pid_t *pid, int *pidfd)
{
	pid_t again = 0;
	int error;

	*pidfd = -1;
	*fd = open_verified(dir, seat, O_WRONLY);
	if (*fd < 0)
		return *fd;
	error = inbox_lock_holder(*fd, pid);
	if (error < 0)
		goto fail;
	*pidfd = process_open(*pid);
	if (*pidfd < 0) {
		error = *pidfd;
		goto fail;
	}
	/* It held the lock before and after, and has not ended: the pidfd is its own. */
	error = inbox_lock_holder(*fd, &again);
	if (error == 0 && again == *pid && !process_ended(*pidfd))
		return 0;
	if (error == 0)
		error = -ESRCH;
fail:
	if (*pidfd >= 0)
		close(*pidfd);
	close(*fd);
	return error;
}

/*
 * Opens a leftover and takes the right to replace or remove it. Returns the descriptor, which is to
 * be closed afterwards, or -EBUSY and the holder, or -EAGAIN.
 */
static int seize(int dir, enum seat seat, pid_t *holder)
{
	char name[DIRENTRY_NAME_SIZE];
	int fd = open_verified(dir, seat, O_RDWR), error;

	if (fd < 0)
		return fd;
	direntry_name(name, seat, "in");
	error = lock_byte(fd, BYTE_REAPED);
	if (error == 0) {
		int held = inbox_lock_holder(fd, holder);

		error = held == -ESRCH ? 0 : held == 0 ? -EBUSY : held;
	}
	/* Last: a holder that leaves removes the name and then lets go, and the next may have come.
	 */
	if (error == 0 && !direntry_in_place(dir, name, fd))
		error = -EAGAIN;
	if (error == 0)
		return fd;
	close(fd);
	return error;
}

/* A new FIFO under the temporary name, with the lock of the holder. */
static int make(int dir, const char *name)
{
	int fd, error;

	/* A leftover of an earlier process of our number: it is dead, since we have the number. */
	unlinkat(dir, name, 0);
	if (mkfifoat(dir, name, S_IRUSR | S_IWUSR) < 0)
		return -errno;
	fd = openat(dir, name, O_RDWR | FLAGS);
	if (fd < 0) {
		error = -errno;
	} else {
		error = verify(dir, fd);
		if (error == 0 && rundir_group(dir) != RUNDIR_PRIVATE && fchmod(fd, MODE_GROUP) < 0)
			error = -errno;
		if (error == 0)
			error = inbox_lock_take(fd);
		if (error == 0) {
			/* Refused where the account has many large ones: a usual one will do. */
			fcntl(fd, F_SETPIPE_SZ, INBOX_ROOM);
			return fd;
		}
		close(fd);
	}
	unlinkat(dir, name, 0);
	return error;
}

/* Puts the new FIFO in place. -EAGAIN: things have changed, try again. */
static int put_in_place(int dir, enum seat seat, const char *temporary, pid_t *holder)
{
	char name[DIRENTRY_NAME_SIZE];
	int leftover, error = 0;

	direntry_name(name, seat, "in");
	if (renameat2(dir, temporary, dir, name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	error = inbox_holder(dir, seat, holder);
	if (error == 0 || error == -EREMOTE)
		return -EBUSY;
	if (error == -ENOENT)
		return -EAGAIN;
	if (error != -ESRCH)
		return error;
	leftover = seize(dir, seat, holder);
	if (leftover < 0)
		return leftover == -ENOENT ? -EAGAIN : leftover;
	if (renameat(dir, temporary, dir, name) < 0)
		error = -errno;
	else
		error = 0;
	close(leftover);
	return error;
}

static void pause_between_tries(void)
{
	nanosleep(&(struct timespec){.tv_nsec = TRY_PAUSE}, NULL);
}

int inbox_open(struct inbox *inbox, int dir, enum seat seat, pid_t *holder)
{
	char temporary[DIRENTRY_NAME_SIZE];
	int error = -EAGAIN, fd;

	*holder = 0;
	direntry_temporary_name(temporary, seat, "in");
	fd = make(dir, temporary);
	if (fd < 0)
		return fd;
	for (int i = 0; i < TRIES && error == -EAGAIN; i++) {
		if (i > 0)
			pause_between_tries();
		error = put_in_place(dir, seat, temporary, holder);
	}
	if (error < 0) {
		unlinkat(dir, temporary, 0);
		close(fd);
		return error;
	}
	*inbox = (struct inbox){.dir = dir, .fd = fd, .seat = seat};
	return 0;
}

void inbox_close(struct inbox *inbox)
{
	char name[DIRENTRY_NAME_SIZE];

	if (inbox->fd < 0)
		return;
	direntry_name(name, inbox->seat, "in");
	if (direntry_in_place(inbox->dir, name, inbox->fd))
		unlinkat(inbox->dir, name, 0);
	close(inbox->fd);
	inbox->fd = -1;
}

int inbox_reap(int dir, enum seat seat, void (*remove)(void *context), void *context)
{
	char name[DIRENTRY_NAME_SIZE];
	pid_t holder;
	int fd = seize(dir, seat, &holder);

	if (fd < 0)
		return fd;
	remove(context);
	direntry_name(name, seat, "in");
	unlinkat(dir, name, 0);
	close(fd);
	return 0;
}
