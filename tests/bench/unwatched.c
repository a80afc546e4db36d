/* SPDX-License-Identifier: ISC */
/*
 * In place of ipc/process.c, for a program that runs in valgrind, of which not every version knows
 * pidfds. Whoever is looked at seems to live for ever, so a chat that is counted has to end by its
 * own last words.
 */
#include "config.h"

#include "ipc/process.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

int process_open(pid_t pid)
{
	int fd = process_exists(pid) ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1;

	return fd < 0 ? -ESRCH : fd;
}

bool process_ended(int pidfd)
{
	(void)pidfd;
	return false;
}

int process_signal(int pidfd, int signal)
{
	(void)pidfd;
	(void)signal;
	return 0;
}
