/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
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

static bool read_effective(FILE *file, uid_t *uid)
{
	unsigned long real, effective;
	char line[256];

	while (fgets(line, sizeof(line), file) != NULL) {
		if (sscanf(line, "Uid: %lu %lu", &real, &effective) == 2) {
			*uid = (uid_t)effective;
			return true;
		}
	}
	return false;
}

/* Not by the owner of /proc/PID: that is root where the process may not be dumped. */
int process_account(pid_t pid, uid_t *uid)
{
	char path[64];
	FILE *file;
	bool found;

	if (pid <= 0)
		return -ESRCH;
	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	file = fopen(path, "re");
	if (file == NULL)
		return errno == ENOMEM || errno == EMFILE || errno == ENFILE ? -errno
		       : process_exists(pid)                                 ? -EACCES
									     : -ESRCH;
	found = read_effective(file, uid);
	fclose(file);
	return found ? 0 : -ESRCH;
}

void process_hide_memory(void)
{
	/* It can't fail with this value. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool process_exists(pid_t pid)
{
	return kill(pid, 0) == 0 || errno == EPERM;
}
