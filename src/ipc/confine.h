/* SPDX-License-Identifier: ISC */
/*
 * A process that only reads gives up, for good, what it has no more use for: files by Landlock
 * (landlock(7)), system calls by a filter (seccomp(2)). Whatever a hostile text may make of it, it
 * can then neither write nor run nor connect to anything.
 *
 * Descriptors that are open stay what they are, so it opens what it needs first. Neither the kernel
 * nor the library need be there: what can't be had is left out, and is no failure.
 *
 * What is left: reading and writing descriptors, opening files for reading (below the given
 * directories alone), memory, time, waiting, the bell (futimens(3)), looking at and detaching a
 * segment, signals to oneself, and of ioctl(2) the attributes and the size of a terminal; TIOCSTI
 * and its like are not among them. System calls that no sound program makes by mistake, such as
 * execve(2), ptrace(2) and socket(2), end the process by SIGSYS; all others fail with ENOSYS, for a
 * C library that is newer than this list then uses an older call, which it would not for EPERM.
 */
#ifndef IPC_CONFINE_H
#define IPC_CONFINE_H

#include <stddef.h>

enum confine_what {
	CONFINE_FILES = 1,
	CONFINE_CALLS = 2,
};

/*
 * Confines this process, which has one thread; what lies in the directories beneath[] can be read
 * on, those that are not there are passed over. Returns what could be done, of enum confine_what.
 */
unsigned confine(const char *const *beneath, size_t count);

/* Either alone. Returns 0 or a negative errno, -ENOSYS where kernel or library lack it. */
int confine_files(const char *const *beneath, size_t count);
int confine_calls(void);

/* Why this build does without all of it, or NULL. Valid for ever. */
const char *confine_off(void);

#endif
