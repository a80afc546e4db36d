/* SPDX-License-Identifier: ISC */
/*
 * All results, in the order in which they were asked for.
 */
#ifndef TESTS_BENCH_RESULTS_H
#define TESTS_BENCH_RESULTS_H

#include "tests/bench/bench.h"
#include "tests/bench/matrix.h"

#define RESULTS_MOST 64
#define CELL         24 /* room for a value as text */

struct results {
	struct result *rows[RESULTS_MOST];
	size_t count;
	struct matrix matrices[3];
	size_t matrix_count;
};

extern struct results results;

void results_fini(void);

/* How values of this unit are written behind their number; "" for counts. */
const char *result_unit(enum unit unit);

/* Is it a time? Then it has percentiles that are worth telling. */
bool result_is_time(enum unit unit);

/* Are there both sides, and not nothing on the bare one? Then the ratio of the medians. */
bool result_has_ratio(struct result *result);
double result_ratio(struct result *result);
void result_format_ratio(char out[CELL], struct result *result);

/* A value with its unit. */
void result_format(char out[CELL], enum unit unit, double value);

/* One of any size in three digits, such as 1.23M. */
void result_format_short(char out[CELL], double value);

#endif
