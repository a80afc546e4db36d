/* SPDX-License-Identifier: ISC */
/*
 * What the kernel tells of a process, proc(5).
 */
#ifndef TESTS_BENCH_PROC_H
#define TESTS_BENCH_PROC_H

#include <sys/types.h>

/* How often it has gone to sleep by itself. */
long proc_sleeps(pid_t pid);

/*
 * KiB of memory that no other process has, and how much of it is in System V shared memory: there,
 * too, a page is private while only one process has touched it.
 */
long proc_private(pid_t pid);
long proc_private_shared_memory(pid_t pid);

#endif
