/* SPDX-License-Identifier: ISC */
/*
 * A grid of cells: what a screen shows, without a terminal.
 *
 * Each cell holds a glyph of the funnel or is a blank; the cell to the right of a wide glyph has no
 * columns of its own. A wide glyph is never half shown: where half of it does not fit or is
 * overwritten, the other half is blank. Nothing outside the grid is ever touched, so that rows and
 * columns may be computed without checks.
 */
#ifndef UI_GRID_H
#define UI_GRID_H

#include <stddef.h>

#include "core/funnel.h"
#include "ui/style.h"

struct rect {
	int row;
	int column;
	int rows;
	int columns;
};

struct cell {
	struct style style;
	unsigned char columns; /* 1 or 2; 0 to the right of a wide glyph */
	unsigned char len;
	char bytes[GLYPH_BYTES];
};

/* A zeroed one is a grid of no cells. */
struct grid {
	int rows;
	int columns;
	struct cell *cells;  /* rows * columns, */
	struct cell **lines; /* and where in them each row begins: a row that moves is not copied */
	/* Where the terminal's cursor is to be; either is -1 where it is hidden. */
	int cursor_row;
	int cursor_column;
};

/*
 * Makes the grid one of rows and columns (0 or more), all blank, without a cursor. Returns 0 or
 * -ENOMEM; then the grid is as it was.
 */
int grid_resize(struct grid *grid, int rows, int columns);
void grid_fini(struct grid *grid);

/* The cell; row and column are within the grid. */
const struct cell *grid_cell(const struct grid *grid, int row, int column);

/* Blanks a part of the grid. */
void grid_fill(struct grid *grid, const struct rect *rect, struct style style);

/*
 * Moves what is in a part of the grid, which is within it, up by rows, down if negative: at most as
 * many as it has. What is in the rows that come in is left open. No wide glyph reaches into the
 * part.
 */
void grid_move(struct grid *grid, const struct rect *rect, int by);

/*
 * Puts a GLYPH_TEXT at row and column. It must end before the column limit; a wide one that would
 * not is a blank. Returns the column behind it.
 */
int grid_put(struct grid *grid, int row, int column, int limit, const struct glyph *glyph,
	struct style style);

/*
 * Puts text on one row, up to the column limit; where it is cut, an ellipsis is in the last column.
 * Returns the column behind the text.
 */
int grid_text(struct grid *grid, int row, int column, int limit, const char *text, size_t n,
	struct style style);

#endif
