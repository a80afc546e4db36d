/* SPDX-License-Identifier: ISC */
/*
 * Measured values, and what is said of them.
 */
#ifndef TESTS_BENCH_SAMPLES_H
#define TESTS_BENCH_SAMPLES_H

#include <stddef.h>

/* Zeroed: there are none. */
struct samples {
	double *values;
	size_t count;
	size_t cap;
};

/* Ends the program where there is no memory. */
void samples_add(struct samples *samples, double value);
void samples_fini(struct samples *samples);

/*
 * The smallest value that at least this part (0 to 1) of all values do not exceed: 0.5 is the
 * median, 1 the greatest. 0 where there is none. Sorts the values.
 */
double samples_quantile(struct samples *samples, double part);

#endif
