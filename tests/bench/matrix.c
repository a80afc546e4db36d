/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/matrix.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench.h"

void matrix_note(struct matrix *matrix, const char *format, ...)
{
	va_list arguments;
	char *note = NULL;
	int n;

	va_start(arguments, format);
	n = vasprintf(&note, format, arguments);
	va_end(arguments);
	if (n < 0)
		bench_die("out of memory");
	for (size_t i = 0; i < matrix->note_count; i++) {
		if (strcmp(matrix->notes[i], note) == 0) {
			free(note);
			return;
		}
	}
	if (matrix->note_count == MATRIX_NOTES)
		bench_die("no room for one more note");
	matrix->notes[matrix->note_count++] = note;
}

double matrix_median(struct matrix *matrix, size_t row, size_t size)
{
	return samples_quantile(&matrix->cells[row][size], 0.5);
}

void matrix_fini(struct matrix *matrix)
{
	for (size_t row = 0; row < MATRIX_ROWS; row++)
		for (size_t size = 0; size < MATRIX_SIZES; size++)
			samples_fini(&matrix->cells[row][size]);
	for (size_t i = 0; i < matrix->note_count; i++)
		free(matrix->notes[i]);
	matrix->note_count = 0;
}
