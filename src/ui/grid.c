/* SPDX-License-Identifier: ISC */
#include "ui/grid.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/ascii.h"

static const struct glyph ellipsis = {.columns = 1, .len = 3, .bytes = "\xe2\x80\xa6"};
static const struct glyph blank = {.columns = 1, .len = 1, .bytes = " "};

static struct cell *cell_at(const struct grid *grid, int row, int column)
{
	return &grid->lines[row][column];
}

static bool is_within(const struct grid *grid, int row, int column)
{
	return row >= 0 && row < grid->rows && column >= 0 && column < grid->columns;
}

static void cell_set(struct cell *cell, const struct glyph *glyph, struct style style)
{
	/* All bytes are set, so that cells may be compared as memory. */
	*cell = (struct cell){.style = style, .columns = glyph->columns, .len = glyph->len};
	memcpy(cell->bytes, glyph->bytes, glyph->len);
}

int grid_resize(struct grid *grid, int rows, int columns)
{
	size_t count = (size_t)rows * (size_t)columns;
	const struct rect all = {0, 0, rows, columns};
	struct cell *cells, **lines;

	if (count > SIZE_MAX / sizeof(*cells))
		return -ENOMEM;
	cells = malloc(count > 0 ? count * sizeof(*cells) : 1);
	lines = malloc(rows > 0 ? (size_t)rows * sizeof(struct cell *) : 1);
	if (!cells || !lines) {
		free(cells);
		free(lines);
		return -ENOMEM;
	}
	grid_fini(grid);
	*grid = (struct grid){.rows = rows,
		.columns = columns,
		.cells = cells,
		.lines = lines,
		.cursor_row = -1,
		.cursor_column = -1};
	for (size_t i = 0; i < count; i++)
		cells[i].columns = 1;
	for (int row = 0; row < rows; row++)
		lines[row] = cells + (size_t)row * (size_t)columns;
	grid_fill(grid, &all, style_of(STYLE_TEXT));
	return 0;
}

void grid_fini(struct grid *grid)
{
	free(grid->cells);
	free(grid->lines);
	*grid = (struct grid){0};
}

const struct cell *grid_cell(const struct grid *grid, int row, int column)
{
	return cell_at(grid, row, column);
}

/* Blanks what would be left of a wide glyph if the cells from column up to end were replaced. */
static void split_wide(struct grid *grid, int row, int column, int end)
{
	if (column > 0 && cell_at(grid, row, column)->columns == 0)
		cell_set(cell_at(grid, row, column - 1), &blank,
			cell_at(grid, row, column - 1)->style);
	if (end < grid->columns && cell_at(grid, row, end)->columns == 0)
		cell_set(cell_at(grid, row, end), &blank, cell_at(grid, row, end)->style);
}

/* Blanks the columns from begin up to end of a row; all are within the grid. */
static void fill_row(struct grid *grid, int row, int begin, int end, const struct cell *with)
{
	struct cell *cells = cell_at(grid, row, 0);

	split_wide(grid, row, begin, end);
	for (int column = begin; column < end; column++)
		cells[column] = *with;
}

void grid_fill(struct grid *grid, const struct rect *rect, struct style style)
{
	const int begin = rect->column > 0 ? rect->column : 0;
	int end = rect->column + rect->columns;
	struct cell with;

	cell_set(&with, &blank, style);
	if (end > grid->columns)
		end = grid->columns;
	for (int row = rect->row; row < rect->row + rect->rows && begin < end; row++)
		if (is_within(grid, row, begin))
			fill_row(grid, row, begin, end, &with);
}

/* Gives a row what another one has in the columns of a part, which may get something else. */
static void move_row(struct grid *grid, const struct rect *rect, int a, int b)
{
	struct cell *line = grid->lines[a];

	if (rect->columns == grid->columns) {
		grid->lines[a] = grid->lines[b];
		grid->lines[b] = line;
	} else {
		memcpy(cell_at(grid, a, rect->column), cell_at(grid, b, rect->column),
			(size_t)rect->columns * sizeof(*line));
	}
}

void grid_move(struct grid *grid, const struct rect *rect, int by)
{
	const int end = rect->row + rect->rows;

	for (int row = rect->row; by > 0 && row + by < end; row++)
		move_row(grid, rect, row, row + by);
	for (int row = end - 1; by < 0 && row + by >= rect->row; row--)
		move_row(grid, rect, row, row + by);
}

int grid_put(struct grid *grid, int row, int column, int limit, const struct glyph *glyph,
	struct style style)
{
	int end = column + glyph->columns;

	if (limit > grid->columns)
		limit = grid->columns;
	if (column >= limit || !is_within(grid, row, column))
		return end;
	if (end > limit) {
		glyph = &blank;
		end = column + 1;
	}
	split_wide(grid, row, column, end);
	cell_set(cell_at(grid, row, column), glyph, style);
	if (glyph->columns == 2)
		*cell_at(grid, row, column + 1) = (struct cell){.style = style};
	return end;
}

/* Puts a text that is printable ASCII and fits, as most are and do, all at once. Else false. */
static bool put_ascii(struct grid *grid, int row, int column, int limit, const char *text, size_t n,
	struct style style)
{
	struct cell *cells, with;

	if (limit > grid->columns)
		limit = grid->columns;
	if (n == 0 || !is_within(grid, row, column) || column >= limit ||
		n > (size_t)(limit - column) || ascii_printable(text, n) < n)
		return false;
	split_wide(grid, row, column, column + (int)n);
	cells = cell_at(grid, row, column);
	cell_set(&with, &blank, style);
	for (size_t i = 0; i < n; i++) {
		cells[i] = with;
		cells[i].bytes[0] = text[i];
	}
	return true;
}

int grid_text(struct grid *grid, int row, int column, int limit, const char *text, size_t n,
	struct style style)
{
	const int start = column;
	struct funnel funnel;
	struct glyph glyph;

	if (put_ascii(grid, row, column, limit, text, n, style))
		return column + (int)n;
	funnel_init(&funnel, text, n, FUNNEL_LINE);
	while (funnel_next(&funnel, &glyph)) {
		if (start >= limit)
			return column;
		if (column + glyph.columns > limit) {
			grid_put(grid, row, column, limit, &blank, style);
			grid_put(grid, row, limit - 1, limit, &ellipsis, style);
			return limit;
		}
		column = grid_put(grid, row, column, limit, &glyph, style);
	}
	return column;
}
