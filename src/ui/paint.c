/* SPDX-License-Identifier: ISC */
#include "ui/paint.h"

#include <stdio.h>
#include <string.h>

#include "ui/entry.h"
#include "ui/pane.h"
#include "ui/screen.h"
#include "ui/status.h"

static const struct glyph border = {.columns = 1, .len = 3, .bytes = "\xe2\x94\x82"};

static int put_string(
	struct grid *grid, int row, int column, int limit, const char *string, struct style style)
{
	return grid_text(grid, row, column, limit, string, strlen(string), style);
}

static struct style style_of_entry(const struct entry *entry)
{
	switch (entry->record.dir) {
	case RECORD_OUT:
		return style_of(STYLE_OWN);
	case RECORD_IN:
		return style_of(STYLE_OTHER);
	case RECORD_ABOUT:
		break;
	}
	return style_of(STYLE_NOTE);
}

static void paint_day(
	struct grid *grid, int row, const struct rect *rect, const struct entry *entry)
{
	char day[ENTRY_DAY_SIZE], text[ENTRY_DAY_SIZE + 8];
	int indent;

	entry_day(entry, day);
	snprintf(text, sizeof(text), "-- %s --", day);
	indent = (rect->columns - (int)funnel_columns(text, strlen(text))) / 2;
	put_string(grid, row, rect->column + (indent > 0 ? indent : 0),
		rect->column + rect->columns, text, style_of(STYLE_DAY));
}

/* What stands before the text in its first row. */
static void paint_head(struct grid *grid, int row, int column, const struct entry *entry)
{
	const struct style style = style_of_entry(entry);
	const char marker[] = {entry_marker(entry), '\0'};
	char time[ENTRY_TIME_SIZE];

	if (entry->time_columns > 0) {
		entry_time(entry, time);
		put_string(grid, row, column, column + entry->time_columns, time,
			style_of(STYLE_TIME));
		column += entry->time_columns;
	}
	if (entry->marker_columns > 0)
		put_string(grid, row, column, column + entry->marker_columns, marker, style);
	column += entry->marker_columns;
	if (entry->nick_columns > 0) {
		grid_text(grid, row, column, column + entry->nick_columns, entry->record.from,
			entry->record.from_len, style);
		column += entry->nick_columns;
		put_string(grid, row, column, column + 1, ":", style);
	}
}

static void paint_row(struct grid *grid, int row, const struct rect *rect, int indent,
	struct wrap_row *text, struct style style)
{
	const int limit = rect->column + rect->columns;
	int column = rect->column + indent;
	struct glyph glyph;

	while (wrap_glyph(text, &glyph))
		column = grid_put(grid, row, column, limit, &glyph, style);
}

/* Paints a line from its row skip on, at row. Returns the row behind it. */
static int paint_entry(
	struct grid *grid, int row, const struct rect *rect, const struct entry *entry, size_t skip)
{
	const int end = rect->row + rect->rows;
	const enum style_role role = entry->record.kind == RECORD_NOTE ? STYLE_NOTE : STYLE_TEXT;
	struct wrap wrap;
	struct wrap_row text;
	bool head = true;

	if (entry->day && skip == 0)
		paint_day(grid, row++, rect, entry);
	else if (entry->day)
		skip--;
	entry_wrap(entry, &wrap);
	for (; row < end && wrap_next(&wrap, &text); head = false) {
		if (skip > 0) {
			skip--;
			continue;
		}
		if (head)
			paint_head(grid, row, rect->column, entry);
		paint_row(grid, row++, rect, entry->indent, &text, style_of(role));
	}
	return row;
}

static void paint_text(struct grid *grid, const struct screen_pane *view)
{
	const struct rect *rect = &view->text;
	struct place at = pane_top(view->pane);
	struct entry entry;
	int row = rect->row;

	while (row < rect->row + rect->rows &&
		entry_init(&entry, pane_scrollback(view->pane), at.line, rect->columns)) {
		row = paint_entry(grid, row, rect, &entry, at.row);
		at = (struct place){.line = at.line + 1};
	}
}

static void paint_status(struct grid *grid, const struct screen_pane *view)
{
	const struct rect *rect = &view->status;
	const int limit = rect->column + rect->columns;
	const struct style style = style_of(view->focused ? STYLE_STATUS_FOCUS : STYLE_STATUS);
	struct status_line line;
	int right;

	status_compose(pane_status(view->pane), pane_below(view->pane), rect->columns, &line);
	right = limit - (int)strlen(line.right);
	grid_fill(grid, rect, style);
	put_string(grid, rect->row, rect->column, right, line.left, style);
	put_string(grid, rect->row, right, limit, line.right, style_of(STYLE_NEW));
}

/* The column to the left of a pane that has another one beside it. */
static void paint_border(struct grid *grid, const struct screen_pane *view)
{
	const struct rect *rect = &view->text;

	if (rect->column == 0)
		return;
	for (int row = rect->row; row < rect->row + rect->rows + view->status.rows; row++)
		grid_put(
			grid, row, rect->column - 1, rect->column, &border, style_of(STYLE_BORDER));
}

static int clear_grid(struct grid *grid, int rows, int columns)
{
	const struct rect all = {0, 0, rows, columns};

	if (grid->rows != rows || grid->columns != columns)
		return grid_resize(grid, rows, columns);
	grid_fill(grid, &all, style_of(STYLE_TEXT));
	return 0;
}

int paint_screen(const struct screen *screen, struct grid *grid)
{
	int rc = clear_grid(grid, screen_rows(screen), screen_columns(screen));

	if (rc < 0)
		return rc;
	for (int i = 0; i < screen_count(screen); i++) {
		const struct screen_pane view = screen_get(screen, i);

		if (view.text.rows == 0)
			continue;
		paint_text(grid, &view);
		if (view.status.rows > 0)
			paint_status(grid, &view);
		paint_border(grid, &view);
	}
	return 0;
}
