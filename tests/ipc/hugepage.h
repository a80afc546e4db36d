/* SPDX-License-Identifier: ISC */
/* Huge pages behind shared memory, as the kernel tells of them. */
#ifndef TESTS_IPC_HUGEPAGE_H
#define TESTS_IPC_HUGEPAGE_H

#include <stdbool.h>

/*
 * kB of the mapping that begins at address, up to 2 GB, which this process sees by way of huge
 * pages (proc_pid_smaps(5)).
 */
int hugepage_kb(const void *address);

/* Whether this kernel gives huge pages when asked. Says so where it does not. */
bool hugepage_possible(void);

#endif
