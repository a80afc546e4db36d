/* SPDX-License-Identifier: ISC */
/*
 * A place in a scrollback as seen at some width: a line and one of its rows. The end is the place
 * behind the last row: row 0 of the line that is to come.
 *
 * Moving wraps only the lines that are passed.
 */
#ifndef UI_PLACE_H
#define UI_PLACE_H

#include <stddef.h>
#include <stdint.h>

struct scrollback;

struct place {
	uint64_t line;
	size_t row;
};

/* Moves up or down by rows, no further than to the first row or to the end. */
void place_back(struct place *place, const struct scrollback *scrollback, int columns, size_t rows);
void place_forward(
	struct place *place, const struct scrollback *scrollback, int columns, size_t rows);

#endif
