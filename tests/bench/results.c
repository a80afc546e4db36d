/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/results.h"

#include <stdio.h>
#include <stdlib.h>

#define MATRICES (sizeof(results.matrices) / sizeof(results.matrices[0]))

struct results results;

struct result *bench_result(const struct result *result)
{
	struct result *copy = malloc(sizeof(*copy));

	if (!copy || results.count == RESULTS_MOST)
		bench_die("no room for one more result");
	*copy = *result;
	copy->figure = bench.figure;
	results.rows[results.count++] = copy;
	return copy;
}

struct matrix *bench_matrix(const char *name, const char *unit)
{
	struct matrix *matrix = &results.matrices[results.matrix_count];

	if (results.matrix_count == MATRICES)
		bench_die("no room for one more table");
	results.matrix_count++;
	matrix->name = name;
	matrix->unit = unit;
	return matrix;
}

void results_fini(void)
{
	for (size_t i = 0; i < results.count; i++) {
		samples_fini(&results.rows[i]->ours);
		samples_fini(&results.rows[i]->bare);
		free(results.rows[i]);
	}
	for (size_t i = 0; i < results.matrix_count; i++)
		matrix_fini(&results.matrices[i]);
	results = (struct results){0};
}

const char *result_unit(enum unit unit)
{
	static const char *const units[] = {[UNIT_MS] = "ms",
		[UNIT_US] = "us",
		[UNIT_MB] = "MB",
		[UNIT_COUNT] = "",
		[UNIT_RATE] = "/s"};

	return units[unit];
}

bool result_is_time(enum unit unit)
{
	return unit == UNIT_MS || unit == UNIT_US;
}

bool result_has_ratio(struct result *result)
{
	return result->ours.count > 0 && result->bare.count > 0 &&
	       samples_quantile(&result->bare, 0.5) > 0;
}

double result_ratio(struct result *result)
{
	return samples_quantile(&result->ours, 0.5) / samples_quantile(&result->bare, 0.5);
}

void result_format_ratio(char out[CELL], struct result *result)
{
	double ratio = result_ratio(result);

	if (ratio > 0 && ratio < 0.01)
		snprintf(out, CELL, "1/%.0f", 1 / ratio);
	else
		snprintf(out, CELL, "%.2f", ratio);
}

void result_format(char out[CELL], enum unit unit, double value)
{
	static const int digits[] = {[UNIT_MS] = 3, [UNIT_US] = 2, [UNIT_MB] = 2};

	if (unit == UNIT_COUNT || unit == UNIT_RATE)
		snprintf(out, CELL, "%.0f%s", value, result_unit(unit));
	else
		snprintf(out, CELL, "%.*f %s", digits[unit], value, result_unit(unit));
}

void result_format_short(char out[CELL], double value)
{
	const char *unit = "";

	if (value >= 999500) {
		value /= 1000000;
		unit = "M";
	} else if (value >= 9995) {
		value /= 1000;
		unit = "k";
	}
	snprintf(out, CELL, "%.*f%s", value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value, unit);
}
