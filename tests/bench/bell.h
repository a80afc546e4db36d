/* SPDX-License-Identifier: ISC */
/*
 * Ways to wake a process that has found nothing to do in shared memory.
 *
 * A bell is a hint: whoever wakes up looks for himself whether there is something, and rings that
 * nobody has heard yet may become one. So a ring that can't be added to those is none that failed.
 */
#ifndef TESTS_BENCH_BELL_H
#define TESTS_BENCH_BELL_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>

/* What a bell has in the memory that both processes share; zeroed before it is opened. */
struct bell_memory {
	_Atomic uint32_t rings;
	_Atomic uint32_t waiters;
	sem_t semaphore;
};

struct bell {
	const struct bell_kind *kind;
	struct bell_memory *memory;
	int fds[2]; /* to wait with and to ring with */
	int id;
};

struct bell_kind {
	int (*open)(struct bell *bell); /* returns 0 or a negative errno */
	void (*ring)(struct bell *bell);
	/* Returns when it was rung since the last time, or also without that. */
	void (*wait)(struct bell *bell);
	void (*close)(struct bell *bell);
};

extern const struct bell_kind bell_inotify, bell_fifo, bell_eventfd, bell_futex,
	bell_sysv_semaphore, bell_posix_semaphore;

#endif
