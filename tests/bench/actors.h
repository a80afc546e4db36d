/* SPDX-License-Identifier: ISC */
/*
 * The processes of the benchmark, and the folder that they live in.
 *
 * Each is known by its PID and ended by it. A window's peer, which is nobody's child when the
 * window has gone, becomes ours (PR_SET_CHILD_SUBREAPER), so nothing outlives the benchmark.
 */
#ifndef TESTS_BENCH_ACTORS_H
#define TESTS_BENCH_ACTORS_H

#include <stdbool.h>
#include <sys/types.h>

/* Makes the folder; HOME and the folders of shmooze and XDG are in it from now on. */
void actors_open(void);

/* Ends all processes and removes the folder. May be called at any time. */
void actors_close(void);

/* The path of a file in the folder, valid until the next call. */
const char *actors_file(const char *name);

/*
 * Starts a program with these descriptors as 0, 1 and 2; -1 is /dev/null. The list of arguments
 * begins with its path and ends with NULL. All other descriptors of ours are closed in it.
 */
pid_t actors_start(const char *const *argv, int in, int out, int err);

/* Likewise, on a terminal of its own, of which this is the slave. */
pid_t actors_start_on(const char *const *argv, int slave);

/* Forks a process that calls act(context) and ends with status 0. */
pid_t actors_fork(void (*act)(void *context), void *context);

/* Waits until it has ended by itself. Dies if that takes too long. Returns its status, or -1. */
int actors_await(pid_t pid);

/* Asks it to end (SIGTERM), and waits for that. */
void actors_end(pid_t pid);

/*
 * Waits until there is no process left, and no name in the runtime directory. Removes the logs,
 * which are no leftovers: else the next peers would go on from them.
 */
void actors_settle(void);

/*
 * The peers of most figures: A, called ann, reads this descriptor (-1 is /dev/null), B, called bob,
 * nothing. Returns when both are there.
 */
pid_t actors_peer(const char *seat, int in);
void actors_wait_for_talk(void);

#endif
