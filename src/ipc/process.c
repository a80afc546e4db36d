/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc has wrappers since 2.36 only; the calls themselves came with Linux 5.3 and 5.1. */

int process_open(pid_t pid)
{
	long fd = syscall(SYS_pidfd_open, pid, 0);

	return fd < 0 ? -errno : (int)fd;
}

bool process_ended(int pidfd)
{
	struct pollfd pollfd = {.fd = pidfd, .events = POLLIN};

	return poll(&pollfd, 1, 0) == 1 && (pollfd.revents & POLLIN) != 0;
}

int process_signal(int pidfd, int signal)
{
	return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}
