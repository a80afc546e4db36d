/* SPDX-License-Identifier: ISC */
/*
 * Results by two things: rows that have names, and sizes in bytes. Where a cell has no sample, a
 * note tells why.
 */
#ifndef TESTS_BENCH_MATRIX_H
#define TESTS_BENCH_MATRIX_H

#include <stddef.h>

#include "tests/bench/samples.h"

#define MATRIX_ROWS  16
#define MATRIX_SIZES 7
#define MATRIX_NOTES 24

struct matrix {
	const char *name;
	const char *unit; /* "/s", or "us" */
	const char *rows[MATRIX_ROWS];
	size_t row_count;
	size_t sizes[MATRIX_SIZES];
	size_t size_count;
	struct samples cells[MATRIX_ROWS][MATRIX_SIZES];
	char *notes[MATRIX_NOTES]; /* owned */
	size_t note_count;
};

/* Adds a note, once. */
void matrix_note(struct matrix *matrix, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The median of a cell. Sorts its samples. */
double matrix_median(struct matrix *matrix, size_t row, size_t size);

void matrix_fini(struct matrix *matrix);

#endif
