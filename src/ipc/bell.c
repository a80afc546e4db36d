/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/bell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

int bell_ring(int fd)
{
	static const struct timespec changed[] = {{.tv_nsec = UTIME_OMIT}, {.tv_nsec = UTIME_NOW}};

	return futimens(fd, NULL) < 0 || futimens(fd, changed) < 0 ? -errno : 0;
}

/* For a file by its descriptor: its name may lead to the next peer's card by now; proc(5). */
#define LINK_SIZE 32

static void name_link(int fd, char link[LINK_SIZE])
{
	snprintf(link, LINK_SIZE, "/proc/self/fd/%d", fd);
}

static int listen_to(int fd, uint32_t events)
{
	int listener = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	char path[LINK_SIZE];

	if (listener < 0)
		return -errno;
	name_link(fd, path);
	if (inotify_add_watch(listener, path, events) < 0) {
		int error = -errno;

		close(listener);
		return error;
	}
	return listener;
}

int bell_listen(int fd)
{
	return listen_to(fd, IN_ATTRIB | IN_DELETE_SELF);
}

int bell_listen_second(int fd)
{
	return listen_to(fd, IN_MODIFY);
}

/* Opens the folder that a file is in; -ESTALE where it is there no longer. */
static int open_folder(int fd)
{
	char path[PATH_MAX], link[LINK_SIZE], *name;
	struct stat file, entry;
	int folder;
	ssize_t n;

	name_link(fd, link);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return -errno;
	path[n] = '\0';
	name = strrchr(path, '/');
	if (name == NULL)
		return -ESTALE;
	*name++ = '\0';
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return -errno;
	if (fstat(fd, &file) == 0 && fstatat(folder, name, &entry, AT_SYMLINK_NOFOLLOW) == 0 &&
		entry.st_dev == file.st_dev && entry.st_ino == file.st_ino)
		return folder;
	close(folder);
	return -ESTALE;
}

/* SIGIO as a descriptor. Not SIGRTMIN and those behind it: SIGIO is there once, however often. */
static int take_signal(void)
{
	sigset_t set;
	int fd, error;

	sigemptyset(&set);
	sigaddset(&set, SIGIO);
	error = pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (error != 0)
		return -error;
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int bell_listen_briefly(int fd, int *folder)
{
	int listener, error;

	*folder = open_folder(fd);
	if (*folder < 0)
		return *folder;
	listener = take_signal();
	if (listener < 0) {
		close(*folder);
		return listener;
	}
	if (fcntl(*folder, F_NOTIFY, DN_ATTRIB | DN_DELETE | DN_MULTISHOT) == 0)
		return listener;
	error = -errno;
	close(listener);
	close(*folder);
	return error;
}

void bell_clear(int listener)
{
	/* Of either kind of listener. */
	union {
		struct inotify_event aligned;
		struct signalfd_siginfo signals[8];
		char bytes[4096];
	} events;

	/* Events that are the same are one, so there is room for all that can wait. */
	if (read(listener, &events, sizeof(events)) < 0)
		return;
}
