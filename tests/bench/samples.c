/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/samples.h"

#include <stdlib.h>

#include "tests/bench/bench.h"

void samples_add(struct samples *samples, double value)
{
	if (samples->count == samples->cap) {
		samples->cap = samples->cap > 0 ? samples->cap * 2 : 64;
		samples->values = realloc(samples->values, samples->cap * sizeof(double));
		if (!samples->values)
			bench_die("out of memory");
	}
	samples->values[samples->count++] = value;
}

void samples_fini(struct samples *samples)
{
	free(samples->values);
	*samples = (struct samples){0};
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double samples_quantile(struct samples *samples, double part)
{
	double place = part * (double)samples->count;
	size_t rank = (size_t)place;

	if (samples->count == 0)
		return 0;
	qsort(samples->values, samples->count, sizeof(double), compare);
	if ((double)rank < place)
		rank++;
	return samples->values[rank > 0 ? rank - 1 : 0];
}
