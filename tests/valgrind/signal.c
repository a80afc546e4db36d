/* SPDX-License-Identifier: ISC */
/*
 * In place of process_signal() of ipc/process.c, for a program that runs in valgrind, which knows
 * pidfd_open(2) but not pidfd_send_signal(2). The kernel tells of a pidfd whose it is; that another
 * process may have got the PID meanwhile is no matter in a test.
 */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/types.h>

/* What the linker's --wrap=process_signal has others call. */
int __wrap_process_signal(int pidfd, int signal);

/* The PID, -1 of a process that has ended. */
static int read_pid(int pidfd)
{
	char path[64], line[128];
	FILE *info;
	int pid = -1;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	info = fopen(path, "re");
	if (info == NULL)
		return -1;
	while (fgets(line, sizeof(line), info) != NULL)
		if (sscanf(line, "Pid: %d", &pid) == 1)
			break;
	fclose(info);
	return pid;
}

int __wrap_process_signal(int pidfd, int signal)
{
	pid_t pid = read_pid(pidfd);

	if (pid <= 0)
		return -ESRCH;
	return kill(pid, signal) < 0 ? -errno : 0;
}
