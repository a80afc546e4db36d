/* SPDX-License-Identifier: ISC */
/*
 * Results for people, as a table, and for programs, as JSON:
 *
 *	{"version": ..., "quick": false, "wrong": 0, "results": [
 *		{"name": ..., "unit": "ms", "against": "cat", "target": 3, "aim": 2,
 *		 "target_of": "ratio", "ratio": 1.7,
 *		 "ours": {"count": 60, "median": ..., "p99": ..., "max": ...}, "bare": {...}}, ...]}
 */
#ifndef TESTS_BENCH_REPORT_H
#define TESTS_BENCH_REPORT_H

#include <stdio.h>

#include "tests/bench/bench.h"

void report_table(FILE *file, struct result *const *results, size_t count);

/* Returns 0 or a negative errno. */
int report_json(const char *path, struct result *const *results, size_t count);

#endif
