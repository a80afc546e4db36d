/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/moved.h"

#include <stdlib.h>
#include <string.h>

/* Fewer rows are sent again for about as many bytes. */
#define ROWS_WORTH_IT 3

static bool same(const struct grid *a, int row_a, const struct grid *b, int row_b)
{
	return memcmp(grid_cell(a, row_a, 0), grid_cell(b, row_b, 0),
		       (size_t)a->columns * sizeof(struct cell)) == 0;
}

/*
 * How many rows from row on show what stood by rows below them, or by above if negative, up to the
 * last one that shows something else than before; 0 where so few do that it is not worth it. Those
 * that moved down begin at row - by.
 */
static int count_moved(const struct grid *before, const struct grid *after, int row, int by)
{
	const int to = by < 0 ? row - by : row, from = by < 0 ? row : row + by;
	int count = 0, gained = 0;

	for (int i = 0; to + i < after->rows && from + i < before->rows; i++) {
		if (!same(after, to + i, before, from + i))
			break;
		if (same(after, to + i, before, to + i))
			continue; /* blank rows, mostly */
		gained++;
		count = i + 1;
	}
	return gained >= ROWS_WORTH_IT && gained >= abs(by) ? count : 0;
}

/* Whether the rows from row on moved. */
static bool moved_from(
	const struct grid *before, const struct grid *after, int row, struct moved *moved)
{
	for (int by = 1; by <= (after->rows - row) / 2; by++) {
		int up = count_moved(before, after, row, by),
		    down = up > 0 ? 0 : count_moved(before, after, row, -by);

		*moved = (struct moved){row, up + down + by, up > 0 ? by : -by};
		if (up + down > 0)
			return true;
	}
	return false;
}

bool moved_find(const struct grid *before, const struct grid *after, int from, struct moved *moved)
{
	if (after->columns == 0)
		return false;
	for (int row = from; row < after->rows; row++)
		if (!same(before, row, after, row) && moved_from(before, after, row, moved))
			return true;
	return false;
}

void moved_apply(struct grid *grid, const struct moved *moved)
{
	const struct rect all = {moved->row, 0, moved->rows, grid->columns};
	struct rect blank = all;

	grid_move(grid, &all, moved->by);
	blank.rows = abs(moved->by);
	blank.row += moved->by < 0 ? 0 : moved->rows - moved->by;
	grid_fill(grid, &blank, style_of(STYLE_TEXT));
}
