/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/bell.h"

#include <errno.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

int bell_ring(int fd)
{
	return futimens(fd, NULL) < 0 ? -errno : 0;
}

int bell_listen(int fd)
{
	int listener = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	char path[64];

	if (listener < 0)
		return -errno;
	/* By descriptor, not by name: the name may lead to the next peer's card by now; proc(5). */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (inotify_add_watch(listener, path, IN_ATTRIB | IN_DELETE_SELF) < 0) {
		int error = -errno;

		close(listener);
		return error;
	}
	return listener;
}

void bell_clear(int listener)
{
	char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));

	while (read(listener, events, sizeof(events)) > 0)
		continue;
}
