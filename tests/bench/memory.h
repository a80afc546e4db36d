/* SPDX-License-Identifier: ISC */
/*
 * Memory that only one process has, beside that of a cat.
 */
#ifndef TESTS_BENCH_MEMORY_H
#define TESTS_BENCH_MEMORY_H

#include "tests/bench/bench.h"

/* A new result, of megabytes. */
struct result *memory_result(const char *name, double at_most, double aim);

/* Adds so many KiB, and beside them what a cat has that is started for that. */
void memory_add(struct result *result, long kib);

#endif
