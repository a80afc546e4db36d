/* SPDX-License-Identifier: ISC */
/*
 * Results for people, as a table, and for programs, as JSON:
 *
 *	{"version": ..., "kernel": "6.1.0", "processors": 2, "quick": false, "wrong": 0,
 *	 "results": [
 *		{"figure": "start", "name": ..., "unit": "ms", "against": "cat", "target": 3,
 *		 "aim": 2, "target_of": "ratio", "ratio": 1.7,
 *		 "ours": {"count": 60, "median": ..., "p99": ..., "p999": ..., "max": ...},
 *		 "bare": {...}}, ...],
 *	 "tables": [
 *		{"name": "messages a second", "unit": "/s", "bytes": [16, 64, ...],
 *		 "rows": [{"name": "pipe", "medians": [1234567, ..., null]}, ...],
 *		 "notes": [...]}, ...]}
 */
#ifndef TESTS_BENCH_REPORT_H
#define TESTS_BENCH_REPORT_H

#include <stdio.h>

#include "core/buffer.h"
#include "tests/bench/results.h"

void report_table(FILE *file);

/* Both return 0 or a negative errno. */
int report_json(const char *path);
int report_write(const char *path, const struct buffer *bytes);

#endif
