/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/paint.h"

#include <string.h>

#include "ui/listing.h"
#include "ui/pane.h"
#include "ui/screen.h"
#include "ui/transcript.h"

static const struct glyph border = {.columns = 1, .len = 3, .bytes = "\xe2\x94\x82"};

static void paint_status(
	struct grid *grid, const struct screen_pane *view, const struct theme *theme)
{
	const struct rect *rect = &view->status;
	const int limit = rect->column + rect->columns;
	const struct style style =
		theme_style(theme, view->focused ? STYLE_STATUS_FOCUS : STYLE_STATUS);
	struct status_line line;
	int right;

	pane_status_line(view->pane, rect->columns, &line);
	right = limit - (int)strlen(line.right);
	grid_fill(grid, rect, style);
	grid_text(grid, rect->row, rect->column, right, line.left, strlen(line.left), style);
	grid_text(grid, rect->row, right, limit, line.right, strlen(line.right),
		theme_style(theme, STYLE_NEW));
}

/* The column to the left of a pane that has another one beside it. */
static void paint_border(
	struct grid *grid, const struct screen_pane *view, const struct theme *theme)
{
	const struct rect *rect = &view->text;
	const struct style style = theme_style(theme, STYLE_BORDER);

	if (rect->column == 0)
		return;
	for (int row = rect->row; row < rect->row + rect->rows + view->status.rows; row++)
		grid_put(grid, row, rect->column - 1, rect->column, &border, style);
}

/* On a grid that is blank, or has what kept tells if that is not NULL. */
static void paint_text(struct grid *grid, const struct screen_pane *view, const struct theme *theme,
	struct kept *kept)
{
	const struct conversation *conversation = pane_conversation(view->pane);

	if (conversation && kept) {
		transcript_update(conversation, grid, &view->text, theme, kept);
	} else if (conversation) {
		transcript_paint(conversation, grid, &view->text, theme);
	} else {
		grid_fill(grid, &view->text, theme_style(theme, STYLE_TEXT));
		listing_paint(pane_listing(view->pane), grid, &view->text, theme);
	}
}

static void paint_pane(struct grid *grid, const struct screen_pane *view, const struct theme *theme,
	struct kept *kept)
{
	if (view->text.rows == 0)
		return;
	paint_text(grid, view, theme, kept);
	if (view->status.rows > 0)
		paint_status(grid, view, theme);
	paint_border(grid, view, theme);
}

static void paint_prompt(
	struct grid *grid, const struct screen_prompt *view, const struct theme *theme)
{
	if (view->message.rows > 0)
		prompt_paint_message(view->prompt, grid, &view->message, theme);
	if (view->input.rows > 0)
		prompt_paint_input(view->prompt, grid, &view->input, theme);
}

static int clear_grid(struct grid *grid, int rows, int columns, struct style style)
{
	const struct rect all = {0, 0, rows, columns};

	if (grid->rows != rows || grid->columns != columns) {
		int rc = grid_resize(grid, rows, columns);

		if (rc < 0)
			return rc;
	}
	grid_fill(grid, &all, style);
	grid->cursor_row = grid->cursor_column = -1;
	return 0;
}

void paint_parts(const struct screen *screen, struct grid *grid, struct kept *kept)
{
	const struct theme *theme = screen_theme(screen);
	const struct screen_prompt prompt = screen_prompt(screen);

	for (int i = 0; i < screen_count(screen); i++) {
		const struct screen_pane view = screen_get(screen, i);

		paint_pane(grid, &view, theme, kept ? &kept[i] : NULL);
	}
	paint_prompt(grid, &prompt, theme);
}

int paint_blank(const struct screen *screen, struct grid *grid)
{
	return clear_grid(grid, screen_rows(screen), screen_columns(screen),
		theme_style(screen_theme(screen), STYLE_TEXT));
}

int paint_screen(const struct screen *screen, struct grid *grid)
{
	int rc = paint_blank(screen, grid);

	if (rc == 0)
		paint_parts(screen, grid, NULL);
	return rc;
}
