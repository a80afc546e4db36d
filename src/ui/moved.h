/* SPDX-License-Identifier: ISC */
/*
 * Rows of a grid that only moved up or down from one painting to the next, as they do when a line
 * arrives: a terminal scrolls them for a few bytes, and nobody has to compare their cells again.
 */
#ifndef UI_MOVED_H
#define UI_MOVED_H

#include <stdbool.h>

#include "ui/grid.h"

/* The rows from row on are scrolled up by so many, down if negative; what comes in is blank. */
struct moved {
	int row;
	int rows;
	int by; /* in either direction less than rows */
};

/*
 * Finds the first such rows from the row from on, if it is worth the while to scroll them. The
 * grids are of one size. Returns false where there are none.
 */
bool moved_find(const struct grid *before, const struct grid *after, int from, struct moved *moved);

/* Scrolls them. */
void moved_apply(struct grid *grid, const struct moved *moved);

#endif
