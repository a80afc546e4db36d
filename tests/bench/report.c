/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/report.h"

#include <errno.h>
#include <string.h>

#define ROW "%-42s %11s %11s %11s  %-8s %11s %11s %11s %7s  %s\n"

static void format_quantile(char out[CELL], struct result *result, double part, bool bare)
{
	struct samples *samples = bare ? &result->bare : &result->ours;

	if (samples->count == 0 || (part != 0.5 && !result_is_time(result->unit)))
		strcpy(out, "");
	else
		result_format(out, result->unit, samples_quantile(samples, part));
}

static void format_target(char *out, size_t size, const struct result *result)
{
	const char *unit = result->of_ratio ? "x" : result_unit(result->unit);
	int n = 0;

	out[0] = '\0';
	if (result->has_target)
		n = snprintf(out, size, "%g%s%s", result->at_most, unit[0] ? " " : "", unit);
	if (result->has_target && result->aim > 0)
		snprintf(out + n, size - (size_t)n, ", better %g", result->aim);
}

static void print_row(FILE *file, struct result *result)
{
	static const double parts[] = {0.5, 0.99, 0.999};
	char ours[3][CELL], bare[3][CELL], times[CELL] = "", target[2 * CELL];

	for (int i = 0; i < 3; i++) {
		format_quantile(ours[i], result, parts[i], false);
		format_quantile(bare[i], result, parts[i], true);
	}
	if (result_has_ratio(result))
		result_format_ratio(times, result);
	format_target(target, sizeof(target), result);
	fprintf(file, ROW, result->name, ours[0], ours[1], ours[2], result->against, bare[0],
		bare[1], bare[2], times, target);
}

static void print_matrix(FILE *file, struct matrix *matrix)
{
	fprintf(file, "\n%s (%s), by the size of a message in bytes\n%-26s", matrix->name,
		matrix->unit, "");
	for (size_t size = 0; size < matrix->size_count; size++)
		fprintf(file, " %8zu", matrix->sizes[size]);
	fputc('\n', file);
	for (size_t row = 0; row < matrix->row_count; row++) {
		fprintf(file, "%-26s", matrix->rows[row]);
		for (size_t size = 0; size < matrix->size_count; size++) {
			char cell[CELL] = "-";

			if (matrix->cells[row][size].count > 0)
				result_format_short(cell, matrix_median(matrix, row, size));
			fprintf(file, " %8s", cell);
		}
		fputc('\n', file);
	}
	for (size_t i = 0; i < matrix->note_count; i++)
		fprintf(file, "  %s\n", matrix->notes[i]);
}

void report_table(FILE *file)
{
	if (results.count > 0)
		fprintf(file, ROW, "", "ours", "99 %", "99.9 %", "against", "bare", "99 %",
			"99.9 %", "ratio", "target");
	for (size_t i = 0; i < results.count; i++)
		print_row(file, results.rows[i]);
	for (size_t i = 0; i < results.matrix_count; i++)
		print_matrix(file, &results.matrices[i]);
}

int report_write(const char *path, const struct buffer *bytes)
{
	FILE *file = fopen(path, "we");
	int error = 0;

	if (!file || fwrite(bytes->data, bytes->len, 1, file) != 1)
		error = -errno;
	if (file && fclose(file) != 0 && error == 0)
		error = -errno;
	return error;
}
