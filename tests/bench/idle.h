/* SPDX-License-Identifier: ISC */
/*
 * How often processes wake up that have nothing to do.
 */
#ifndef TESTS_BENCH_IDLE_H
#define TESTS_BENCH_IDLE_H

#include <sys/types.h>

#define IDLE_MOST 8

struct idle {
	const char *names[IDLE_MOST]; /* of the results; NULL for one that is told nothing of */
	pid_t pids[IDLE_MOST];
	int count;
	int inputs[2];           /* a pipe that nobody writes to */
	void (*pass)(double ms); /* lets so much time go by */
};

/* Makes the pipe, and cat, which waits for it: what the others are held against. */
void idle_open(struct idle *idle, void (*pass)(double ms));

void idle_add(struct idle *idle, const char *name, pid_t pid);

/* Waits until all is calm, then counts for some seconds, and adds a result for each. */
void idle_watch(struct idle *idle);

/* Ends cat. */
void idle_close(struct idle *idle);

#endif
