/* SPDX-License-Identifier: ISC */
/*
 * A command that runs for a call, in a process of its own.
 *
 * It is given an argument vector, never a shell's line; standard input is /dev/null, standard
 * output and standard error are pipes that come here as they are written to. It leads a process
 * group of its own, so no key of our terminal reaches it; its signals are as by default, and it
 * gets SIGTERM when this process ends without having ended it.
 *
 * What it writes is read only as far as it is taken: a stream that is not taken stands still, and
 * its writer with it, until worker_resume().
 *
 * The command has ended when its process has, and what it had written until then was taken. What
 * it left running goes on, and nobody reads it.
 */
#ifndef APP_WORKER_H
#define APP_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "app/loop.h"

/* Bytes that are read at a time. */
#define WORKER_READ 8192
/* Between SIGTERM and SIGKILL. */
#define WORKER_GRACE_MS 2000

struct worker;

struct worker_handlers {
	/* It wrote something, on standard error where errors. Returns how much of it was taken. */
	size_t (*output)(void *context, bool errors, const char *bytes, size_t len);
	/*
	 * It has ended, with the status that a shell would tell: 128 and the signal where one
	 * ended it. worker_fini() may be called from here.
	 */
	void (*ended)(void *context, int status);
};

struct worker_stream {
	struct worker *worker;
	int fd; /* -1: closed */
	struct loop_event *event;
	char bytes[WORKER_READ]; /* from at to len: not taken */
	size_t at, len;
	size_t left; /* in the pipe, once the process has ended */
};

struct worker {
	struct loop *loop;
	const struct worker_handlers *handlers;
	void *context;
	pid_t pid; /* and number of the group; 0: none */
	int pidfd;
	struct loop_event *ended_event, *tick_event;
	struct worker_stream streams[2]; /* output, errors */
	bool ended;
	int status; /* if ended */
	bool cancelled;
	int grace_ms; /* left, if cancelled */
};

/*
 * Starts argv, which ends with NULL and whose first word is looked for in PATH. variables are
 * NAME=VALUE, end with NULL and are added to our environment. Handlers are called from the event
 * loop, from worker_resume() and from nothing else. Returns 0, or a negative errno, also of
 * execve(2): then nothing runs.
 */
int worker_start(struct worker *worker, struct loop *loop, char *const argv[],
	char *const variables[], const struct worker_handlers *handlers, void *context);

/* What was not taken may be now. */
void worker_resume(struct worker *worker);

/*
 * Nobody waits for it any more: what it writes is thrown away, and its group gets SIGTERM, and
 * SIGKILL after WORKER_GRACE_MS. It has ended when the whole group has, or was killed.
 */
void worker_cancel(struct worker *worker);

/* The same, without waiting. */
void worker_kill(struct worker *worker);

/* Gives everything back; what still runs goes on. */
void worker_fini(struct worker *worker);

/* The status that a shell tells where worker_start() gives this error: 127 or 126. */
int worker_failure(int error);

#endif
