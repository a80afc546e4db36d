/* SPDX-License-Identifier: ISC */
/*
 * What the kernel tells of a process, proc(5).
 */
#ifndef TESTS_BENCH_PROC_H
#define TESTS_BENCH_PROC_H

#include <sys/types.h>

/* Milliseconds of a processor that it has had. */
double proc_cpu(pid_t pid);

/* Waits until it sleeps, as a program does that waits for its input. */
void proc_await_sleep(pid_t pid);

/* How often it has gone to sleep by itself, with all its threads. */
long proc_sleeps(pid_t pid);

/*
 * KiB of memory that no other process has, and how much of it is in System V shared memory: there,
 * too, a page is private while only one process has touched it.
 */
long proc_private(pid_t pid);
long proc_private_shared_memory(pid_t pid);

#endif
