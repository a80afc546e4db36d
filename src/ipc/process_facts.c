/* SPDX-License-Identifier: ISC */
/*
 * What is known of a process by its number alone, and what it can do about itself; the rest of
 * ipc/process.h needs pidfds.
 */
#include "config.h"

#include "ipc/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

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
