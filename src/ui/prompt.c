/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/prompt.h"

#include <stdbool.h>
#include <string.h>

#include "core/cluster.h"
#include "core/utf8.h"
#include "ui/theme.h"
#include "ui/wrap.h"

#define INPUT_SHARE 3 /* the input gets up to this part of the rows */
#define LABEL_SHARE 2 /* a label takes up to this part of the columns */
#define TAB_COLUMNS 8

/* The text as rows of columns: where the next glyph comes to. */
struct walk {
	struct funnel funnel;
	size_t cursor; /* bytes before it */
	bool saw_cursor;
	int columns;
	int row;
	int column;
	int cursor_row;
	int cursor_column;
};

/* A glyph at its place. */
struct placed {
	struct glyph glyph;
	int row;
	int column;
};

static void copy(char *out, size_t size, const char *text)
{
	size_t n = text ? cluster_cut(text, strlen(text), size - 1) : 0;

	if (n > 0)
		memmove(out, text, n);
	out[n] = '\0';
}

void prompt_set_label(struct prompt *prompt, const char *label)
{
	copy(prompt->label, sizeof(prompt->label), label);
}

void prompt_set_message(struct prompt *prompt, const char *message)
{
	copy(prompt->message, sizeof(prompt->message), message);
}

/* The columns of the label, 0 where there is no room for it. */
static int label_columns(const struct prompt *prompt, int columns)
{
	size_t label = funnel_columns(prompt->label, strlen(prompt->label));

	return label <= (size_t)columns / LABEL_SHARE ? (int)label : 0;
}

static void walk_init(struct walk *walk, const struct prompt *prompt, int columns)
{
	const struct edit *edit = prompt->edit;

	columns -= label_columns(prompt, columns);
	*walk = (struct walk){.cursor = edit->cursor, .columns = columns > 0 ? columns : 1};
	funnel_init(&walk->funnel, edit->text.data, edit->text.len, FUNNEL_TEXT);
}

static void begin_row(struct walk *walk)
{
	walk->row++;
	walk->column = 0;
}

/* The cursor stands on the next glyph, and never behind the last column. */
static void note_cursor(struct walk *walk)
{
	if (walk->saw_cursor)
		return;
	walk->saw_cursor = true;
	walk->cursor_row = walk->row;
	walk->cursor_column = walk->column;
}

static void fit_glyph(struct glyph *glyph, const struct walk *walk)
{
	if (glyph->kind == GLYPH_TAB) {
		int tab = TAB_COLUMNS - walk->column % TAB_COLUMNS, room;

		room = walk->columns - walk->column;
		glyph->columns = (unsigned char)(tab < room ? tab : room > 0 ? room : 1);
	} else if (glyph->columns > walk->columns) {
		glyph->columns = 1;
		glyph->len = (unsigned char)utf8_encode(UTF8_REPLACEMENT, glyph->bytes);
	}
}

/* Stores the next glyph with columns. Returns false at the end, where the cursor may stand. */
static bool walk_next(struct walk *walk, struct placed *placed)
{
	struct glyph *glyph = &placed->glyph;

	while (funnel_next(&walk->funnel, glyph)) {
		fit_glyph(glyph, walk);
		if (walk->column + (glyph->kind == GLYPH_NEWLINE ? 1 : glyph->columns) >
			walk->columns)
			begin_row(walk);
		if (glyph->start >= walk->cursor)
			note_cursor(walk);
		if (glyph->kind == GLYPH_NEWLINE) {
			begin_row(walk);
			continue;
		}
		placed->row = walk->row;
		placed->column = walk->column;
		walk->column += glyph->columns;
		return true;
	}
	if (walk->column >= walk->columns)
		begin_row(walk);
	note_cursor(walk);
	return false;
}

/* Goes through all of the text; afterwards cursor and last row are known. */
static void walk_all(struct walk *walk, const struct prompt *prompt, int columns)
{
	struct placed placed;

	walk_init(walk, prompt, columns);
	while (walk_next(walk, &placed))
		;
}

static int input_rows(const struct prompt *prompt, const struct rect *area)
{
	int most = area->rows / INPUT_SHARE;
	struct walk walk;

	if (!prompt->edit || area->columns == 0 || area->rows == 0)
		return 0;
	if (most <= 1)
		return 1;
	walk_all(&walk, prompt, area->columns);
	return walk.row + 1 < most ? walk.row + 1 : most;
}

static int message_rows(const struct prompt *prompt, const struct rect *area)
{
	size_t rows;

	if (prompt->message[0] == '\0' || area->columns == 0)
		return 0;
	rows = wrap_count(prompt->message, strlen(prompt->message), area->columns);
	return rows < (size_t)area->rows ? (int)rows : area->rows;
}

void prompt_divide(const struct prompt *prompt, const struct rect *area, struct rect *message,
	struct rect *input, struct rect *rest)
{
	int below = input_rows(prompt, area), above = message_rows(prompt, area);

	if (above > 0 && area->rows == 1)
		below = 0;
	/* A row of the conversation stays in view if there are three. */
	if (above > area->rows - below - 1)
		above = area->rows - below - (area->rows > 2 ? 1 : 0);
	*message = *input = *rest = *area;
	rest->rows = area->rows - below - above;
	message->rows = above;
	message->row = rest->row + rest->rows;
	input->rows = below;
	input->row = message->row + above;
}

void prompt_paint_message(const struct prompt *prompt, struct grid *grid, const struct rect *rect,
	const struct theme *theme)
{
	const struct style style = theme_style(theme, STYLE_MESSAGE);
	struct wrap wrap;
	struct wrap_row row;
	struct glyph glyph;

	grid_fill(grid, rect, style);
	wrap_init(&wrap, prompt->message, strlen(prompt->message), rect->columns);
	for (int y = 0; y < rect->rows && wrap_next(&wrap, &row); y++) {
		int column = rect->column;

		while (wrap_glyph(&row, &glyph))
			column = grid_put(grid, rect->row + y, column, rect->column + rect->columns,
				&glyph, style);
	}
}

static void put_glyph(struct grid *grid, int row, int column, int limit,
	const struct placed *placed, struct style style)
{
	static const struct glyph blank = {.columns = 1, .len = 1, .bytes = " "};

	if (placed->glyph.kind == GLYPH_TEXT)
		grid_put(grid, row, column, limit, &placed->glyph, style);
	else
		for (int i = 0; i < placed->glyph.columns; i++)
			grid_put(grid, row, column + i, limit, &blank, style);
}

void prompt_paint_input(const struct prompt *prompt, struct grid *grid, const struct rect *rect,
	const struct theme *theme)
{
	const struct style style = theme_style(theme, STYLE_INPUT);
	const int label = label_columns(prompt, rect->columns),
		  limit = rect->column + rect->columns;
	struct placed placed;
	struct walk walk;
	int top;

	grid_fill(grid, rect, style);
	walk_all(&walk, prompt, rect->columns);
	/* The rows around the cursor: as many as fit before it. */
	top = walk.cursor_row - rect->rows + 1;
	top = top > 0 ? top : 0;
	grid->cursor_row = rect->row + walk.cursor_row - top;
	grid->cursor_column = rect->column + label + walk.cursor_column;
	if (label > 0 && top == 0)
		grid_text(grid, rect->row, rect->column, limit, prompt->label,
			strlen(prompt->label), theme_style(theme, STYLE_PROMPT));
	walk_init(&walk, prompt, rect->columns);
	while (walk_next(&walk, &placed))
		if (placed.row >= top && placed.row < top + rect->rows)
			put_glyph(grid, rect->row + placed.row - top,
				rect->column + label + placed.column, limit, &placed, style);
}
