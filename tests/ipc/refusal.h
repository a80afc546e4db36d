/* SPDX-License-Identifier: ISC */
/*
 * A system call that fails, as it may on any machine and does on none when one waits for it: for
 * want of memory, by a disk, or where a mandatory policy forbids it.
 *
 * The kernel itself refuses it, by a filter (seccomp(2)). That is of one thread, for good, so the
 * act has a thread of its own, and the rest of the test may do what it likes.
 */
#ifndef TESTS_IPC_REFUSAL_H
#define TESTS_IPC_REFUSAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>

/* fstat(2), by whichever call the C library makes it; where that is fstatat(2), the latter too. */
#define REFUSAL_FSTAT -1

/* What the C library calls where these are no calls of their own. */
#ifndef SYS_renameat
#define SYS_renameat SYS_renameat2
#endif
#ifndef SYS_chmod
#define SYS_chmod SYS_fchmodat
#endif

struct refusal {
	int call;  /* SYS_..., or the one above */
	int error; /* the errno that it gives */
	/* If not 0: only where this argument, the first being 1, has this value (32 bits). */
	int argument;
	uint32_t value;
};

/*
 * Calls act(context) in a thread where the kernel refuses these calls. Returns what act returns.
 * Assertions belong behind it, not into act: a test that fails there ends in the wrong thread.
 */
int refusal_run(const struct refusal *refusal, int (*act)(void *context), void *context);

/* Whether this kernel has filters. Says so where it has none: the test is to return then. */
bool refusal_possible(void);

#endif
