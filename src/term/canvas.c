/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/canvas.h"

#include <curses.h>
#include <errno.h>
#include <string.h>

#include "core/utf8.h"

void canvas_init(struct canvas *canvas)
{
	static const int steps[] = {8, 16, 88, 256};

	*canvas = (struct canvas){.redraw = true};
	scroll_init(&canvas->scroll);
	curs_set(0);
	if (!has_colors() || start_color() != OK || use_default_colors() != OK)
		return;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (COLORS >= steps[i])
			canvas->colours_had = steps[i];
	if (COLORS > 256) /* where those from 8 on are mixed of red, green and blue */
		canvas->colours_had = 8;
	canvas_set_colours(canvas, -1);
}

void canvas_fini(struct canvas *canvas)
{
	grid_fini(&canvas->shown);
	scroll_fini(&canvas->scroll);
}

int canvas_resize(struct canvas *canvas, int rows, int columns)
{
	canvas->redraw = true;
	/* Unlike resizeterm(), it puts no KEY_RESIZE before the next key. */
	if (resize_term(rows, columns) != OK)
		return -ENOMEM;
	return grid_resize(&canvas->shown, rows, columns);
}

void canvas_set_colours(struct canvas *canvas, int most)
{
	canvas->colours = canvas->colours_had;
	if (most >= 0 && most < canvas->colours)
		canvas->colours = most;
	pairs_init(&canvas->pairs, canvas->colours > 0 ? COLOR_PAIRS - 1 : 0);
	canvas->redraw = true;
}

static attr_t attributes_of(struct style style)
{
	return (style.attrs & STYLE_BOLD ? WA_BOLD : 0) | (style.attrs & STYLE_DIM ? WA_DIM : 0) |
	       (style.attrs & STYLE_REVERSE ? WA_REVERSE : 0) |
	       (style.attrs & STYLE_UNDERLINE ? WA_UNDERLINE : 0);
}

static short colour_of(const struct canvas *canvas, short colour)
{
	return colour >= 0 && colour < canvas->colours ? colour : -1;
}

/* Takes the pairs back that nothing on the screen has any more. */
static void reclaim_pairs(struct canvas *canvas)
{
	const struct grid *shown = &canvas->shown;

	pairs_mark_none(&canvas->pairs);
	for (int row = 0; row < shown->rows; row++) {
		for (int column = 0; column < shown->columns; column++) {
			struct style style = grid_cell(shown, row, column)->style;

			pairs_mark(&canvas->pairs, colour_of(canvas, style.fg),
				colour_of(canvas, style.bg));
		}
	}
	pairs_drop_unmarked(&canvas->pairs);
}

/* The number of the pair that curses has for the colours of a style; 0 where there is none left. */
static int pair_of(struct canvas *canvas, struct style style)
{
	short fg = colour_of(canvas, style.fg), bg = colour_of(canvas, style.bg);
	bool fresh;
	int pair = pairs_find(&canvas->pairs, fg, bg, &fresh);

	if (pair < 0) {
		reclaim_pairs(canvas);
		pair = pairs_find(&canvas->pairs, fg, bg, &fresh);
	}
	if (fresh)
		init_pair((short)pair, fg, bg);
	return pair < 0 ? 0 : pair;
}

/* Cells side by side, which go to curses together. */
#define RUN_CELLS 64

struct run {
	struct canvas *canvas;
	int row;
	int begin;
	int end; /* the column behind them */
	int count;
	cchar_t cells[RUN_CELLS];
	struct style style; /* of the last one, */
	attr_t attributes;  /* and what it is to curses */
	short pair;
};

static void run_init(struct run *run, struct canvas *canvas, int row)
{
	const struct style none = {STYLE_DEFAULT, STYLE_DEFAULT, 0};

	run->canvas = canvas;
	run->row = row;
	run->begin = run->end = run->count = 0;
	run->style = none;
	run->attributes = attributes_of(none);
	run->pair = 0;
}

static void run_put(struct run *run)
{
	if (run->count > 0)
		mvwadd_wchnstr(newscr, run->row, run->begin, run->cells, run->count);
	run->count = 0;
}

static void run_set_style(struct run *run, struct style style)
{
	if (style_equal(run->style, style))
		return;
	run->style = style;
	run->attributes = attributes_of(style);
	run->pair = (short)pair_of(run->canvas, style);
}

static void run_add(struct run *run, int column, const struct cell *cell)
{
	wchar_t text[CCHARW_MAX + 1];
	size_t pos = 0, n = 0;
	uint32_t cp;

	if (run->count == RUN_CELLS || run->end != column)
		run_put(run);
	if (run->count == 0)
		run->begin = column;
	run->end = column + cell->columns;
	while (pos < cell->len && n < CCHARW_MAX) {
		pos += (size_t)utf8_decode(cell->bytes + pos, cell->len - pos, &cp);
		text[n++] = (wchar_t)cp;
	}
	text[n] = L'\0';
	run_set_style(run, cell->style);
	setcchar(&run->cells[run->count++], text, run->attributes, run->pair, NULL);
}

/* The cell of a grid that comes to a place of the canvas: blank beyond it, and no half of one. */
static const struct cell *cell_for(
	const struct canvas *canvas, const struct grid *grid, int row, int column)
{
	static const struct cell blank = {
		.style = {STYLE_DEFAULT, STYLE_DEFAULT, 0}, .columns = 1, .len = 1, .bytes = " "};
	const struct cell *cell = &blank;

	if (row < grid->rows && column < grid->columns)
		cell = grid_cell(grid, row, column);
	return column + cell->columns > canvas->shown.columns ? &blank : cell;
}

/* How many cells are compared at a time. */
#define CELLS 8

/* Is a row what is shown? Where it is not known without a look at its cells, it is not. */
static bool same_row(const struct canvas *canvas, const struct grid *grid, int row)
{
	return row < grid->rows && grid->columns == canvas->shown.columns &&
	       memcmp(grid->lines[row], canvas->shown.lines[row],
		       (size_t)grid->columns * sizeof(struct cell)) == 0;
}

/* The first column from this one on that may differ from what is shown. */
static int skip_same(const struct canvas *canvas, const struct grid *grid, int row, int column)
{
	const struct cell *cells, *shown;
	int columns = canvas->shown.columns;

	if (row >= grid->rows)
		return column;
	if (columns > grid->columns)
		columns = grid->columns;
	cells = grid_cell(grid, row, 0);
	shown = grid_cell(&canvas->shown, row, 0);
	while (column + CELLS <= columns &&
		memcmp(&cells[column], &shown[column], CELLS * sizeof(*cells)) == 0)
		column += CELLS;
	return column;
}

/* Hands a row to curses as far as it differs. Returns whether it does. */
static bool put_row(struct canvas *canvas, const struct grid *grid, int row)
{
	struct cell *shown = canvas->shown.lines[row];
	struct run run;

	if (same_row(canvas, grid, row))
		return false;
	run_init(&run, canvas, row);
	for (int column = 0; column < canvas->shown.columns; column++) {
		const struct cell *cell;

		if (column % CELLS == 0)
			column = skip_same(canvas, grid, row, column);
		if (column >= canvas->shown.columns)
			break;
		cell = cell_for(canvas, grid, row, column);
		if (memcmp(cell, &shown[column], sizeof(*cell)) == 0)
			continue;
		shown[column] = *cell;
		if (cell->columns > 0)
			run_add(&run, column, cell);
	}
	run_put(&run);
	if (run.end == 0)
		return false;
	canvas->end_row = row;
	canvas->end_column = run.end < canvas->shown.columns ? run.end : run.end - 1;
	return true;
}

/* Forgets what was shown: everything counts as blank, and is sent again. */
static void forget(struct canvas *canvas)
{
	const struct rect all = {0, 0, canvas->shown.rows, canvas->shown.columns};

	grid_fill(&canvas->shown, &all, style_of(STYLE_TEXT));
	werase(newscr);
	canvas->end_row = canvas->end_column = 0;
	clearok(curscr, TRUE);
	canvas->redraw = false;
}

/* Scrolls what only moved, in one pane or in several. Returns the rows that were concerned. */
static int scroll_moved(struct canvas *canvas, const struct grid *grid, struct buffer *ahead)
{
	struct grid *shown = &canvas->shown;
	struct moved moved;
	int rows = 0;

	if (grid->rows != shown->rows || grid->columns != shown->columns)
		return 0;
	for (int row = 0; moved_find(shown, grid, row, &moved); row = moved.row + moved.rows) {
		if (scroll_rows(&canvas->scroll, &moved, ahead) < 0)
			break;
		moved_apply(shown, &moved);
		rows += moved.rows;
	}
	return rows;
}

int canvas_put(struct canvas *canvas, const struct grid *grid, struct buffer *ahead)
{
	bool all = canvas->redraw;
	int rows = 0;

	if (all)
		forget(canvas);
	else
		rows = scroll_moved(canvas, grid, ahead);
	for (int row = 0; row < canvas->shown.rows; row++)
		rows += put_row(canvas, grid, row);
	return all ? canvas->shown.rows : rows;
}

void canvas_send(struct canvas *canvas, const struct grid *grid)
{
	int row = grid->cursor_row, column = grid->cursor_column;
	bool cursor = row >= 0 && row < canvas->shown.rows && column >= 0 &&
		      column < canvas->shown.columns;

	if (!cursor && canvas->cursor)
		curs_set(0);
	/* scroll_rows() has to know where it is: if it is hidden, best where it comes to anyway. */
	if (cursor)
		wmove(newscr, row, column);
	else
		wmove(newscr, canvas->end_row, canvas->end_column);
	doupdate();
	if (cursor && !canvas->cursor)
		curs_set(1);
	canvas->cursor = cursor;
}
