/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/statefile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/places.h"

static int verify(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
			       (st.st_mode & (S_IWGRP | S_IWOTH)) == 0
		       ? 0
		       : -EPERM;
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

/*
 * The file that is about to take another's place: one name, so that a killed process leaves at most
 * one, and the next takes it over. Its lock keeps two from writing it; who waited for somebody who
 * has renamed it by then finds that the name is another file's.
 */
static int open_temporary(const char *path)
{
	struct stat mine, named;

	for (;;) {
		int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
			S_IRUSR | S_IWUSR);
		int error = fd < 0 ? -errno : verify(fd);

		if (error == 0 && flock(fd, LOCK_EX) < 0)
			error = -errno;
		if (error == 0 && fstat(fd, &mine) == 0 && lstat(path, &named) == 0 &&
			mine.st_ino == named.st_ino) {
			if (ftruncate(fd, 0) == 0)
				return fd;
			error = -errno;
		}
		if (fd >= 0)
			close(fd);
		if (error < 0 && error != -EINTR)
			return error;
	}
}

static int write_new(const char *path, const char *bytes, size_t n)
{
	char temporary[PATH_MAX + 16];
	int fd, error;

	snprintf(temporary, sizeof(temporary), "%s.new", path);
	fd = open_temporary(temporary);
	if (fd < 0)
		return fd;
	error = write_all(fd, bytes, n);
	if (error == 0 && rename(temporary, path) < 0)
		error = -errno;
	if (error < 0)
		unlink(temporary);
	if (close(fd) < 0 && error == 0)
		error = -errno;
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

int statefile_open(const char *chat, const char *name, int flags)
{
	char path[PATH_MAX];
	int error = places_state(chat, name, path, sizeof(path)), fd;

	if (error == 0 && (flags & O_CREAT) != 0)
		error = make_parents(path);
	if (error < 0)
		return error;
	fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return errno == ELOOP ? -EPERM : -errno;
	error = verify(fd);
	if (error == 0)
		return fd;
	close(fd);
	return error;
}

int statefile_read(const char *chat, const char *name, size_t limit, struct buffer *out)
{
	int fd = statefile_open(chat, name, O_RDONLY), error;

	if (fd < 0)
		return fd;
	error = read_all(fd, limit, out);
	close(fd);
	return error;
}

int statefile_append(const char *chat, const char *name, const char *bytes, size_t n)
{
	int fd = statefile_open(chat, name, O_WRONLY | O_CREAT | O_APPEND), error;

	if (fd < 0)
		return fd;
	error = write_all(fd, bytes, n);
	if (close(fd) < 0 && error == 0)
		error = -errno;
	return error;
}

static void wake(int signal)
{
	(void)signal;
}

/*
 * The time-out is a signal that interrupts the waiting; it comes again and again, for the first may
 * come before the waiting has begun.
 */
static int lock_within(int fd, unsigned ms)
{
	struct itimerval timer = {.it_interval.tv_usec = 50000};
	struct sigaction action = {.sa_handler = wake}, before;
	int64_t end = clock_ms() + ms;
	sigset_t alarm, mask;
	int error = 0;

	timer.it_value.tv_sec = ms / 1000;
	timer.it_value.tv_usec = (suseconds_t)(ms % 1000) * 1000;
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigaction(SIGALRM, &action, &before);
	sigprocmask(SIG_UNBLOCK, &alarm, &mask);
	setitimer(ITIMER_REAL, &timer, NULL);
	while (error == 0 && flock(fd, LOCK_EX) < 0) {
		if (errno != EINTR)
			error = -errno;
		else if (clock_ms() >= end)
			error = -ETIMEDOUT;
	}
	timer = (struct itimerval){0};
	setitimer(ITIMER_REAL, &timer, NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGALRM, &before, NULL);
	return error;
}

int statefile_lock(const char *chat, const char *name, int64_t wait_ms)
{
	int fd = statefile_open(chat, name, O_RDWR | O_CREAT), error = 0;

	if (fd < 0)
		return fd;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (errno != EWOULDBLOCK)
		error = -errno;
	else if (wait_ms == 0)
		error = -ETIMEDOUT;
	else if (wait_ms > 0)
		error = lock_within(fd, wait_ms > INT_MAX ? INT_MAX : (unsigned)wait_ms);
	while (error == 0 && wait_ms < 0 && flock(fd, LOCK_EX) < 0)
		error = errno == EINTR ? 0 : -errno;
	if (error == 0)
		return fd;
	close(fd);
	return error;
}
