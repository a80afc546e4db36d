/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/doctor.h"
#include "ipc/confine.h"

static void look_landlock(struct finding *finding)
{
	/* The flag that asks for the version; landlock_create_ruleset(2). */
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

	if (version > 0) {
		finding_tell(finding, "Landlock is there, version %ld of its interface", version);
		return;
	}
	finding_tell(finding, "Landlock is not there: %s", strerror(errno));
	finding_object(finding, FINDING_WARNING,
		"viewers can open any file; use a kernel with CONFIG_SECURITY_LANDLOCK, and add "
		"landlock to its parameter lsm=");
}

static void look_seccomp(struct finding *finding)
{
	uint32_t action = SECCOMP_RET_ERRNO;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0) {
		finding_tell(finding, "filters of system calls are there");
		return;
	}
	finding_tell(finding, "filters of system calls are not there: %s", strerror(errno));
	finding_object(finding, FINDING_WARNING,
		"viewers can make any system call; use a kernel with CONFIG_SECCOMP_FILTER");
}

/* In a child: tells by its status what could be given up. */
static unsigned confine_child(void)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit((int)confine(NULL, 0));
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return 0;
	return (unsigned)WEXITSTATUS(status);
}

static void look_confinement(struct finding *finding)
{
	unsigned done = confine_off() == NULL ? confine_child() : 0;

	finding_tell(finding, "view and tail give up %s that they have no use for",
		done == CONFINE_FILES   ? "files"
		: done == CONFINE_CALLS ? "system calls"
		: done == 0             ? "nothing"
					: "files and system calls");
	if (confine_off() != NULL)
		finding_object(finding, FINDING_WARNING, "use another build: %s", confine_off());
	else if ((done & CONFINE_CALLS) == 0)
		finding_object(finding, FINDING_WARNING,
			"use a kernel with filters of system calls, and a build with libseccomp");
	else if ((done & CONFINE_FILES) == 0)
		finding_object(finding, FINDING_WARNING, "use a kernel with Landlock");
}

const struct doctor_check doctor_confinement[] = {
	{"landlock", look_landlock},
	{"seccomp", look_seccomp},
	{"confinement", look_confinement},
	{NULL, NULL},
};
