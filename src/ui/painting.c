/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/painting.h"

#include <stdbool.h>
#include <string.h>

#include "ui/paint.h"
#include "ui/screen.h"

void painting_fini(struct painting *painting)
{
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		kept_fini(&painting->kept[i]);
	grid_fini(&painting->grid);
	*painting = (struct painting){0};
}

static struct painting_parts parts_of(const struct screen *screen)
{
	const struct screen_prompt prompt = screen_prompt(screen);
	struct painting_parts parts = {.changes = screen_changes(screen),
		.message = prompt.message,
		.input = prompt.input};

	for (int i = 0; i < screen_count(screen); i++)
		parts.panes[i] = screen_get(screen, i).text;
	return parts;
}

/* Is everything where it was? */
static bool same_parts(const struct painting *painting, const struct screen *screen,
	const struct painting_parts *now)
{
	return painting->grid.rows == screen_rows(screen) &&
	       painting->grid.columns == screen_columns(screen) &&
	       memcmp(&painting->parts, now, sizeof(*now)) == 0;
}

static int begin_anew(struct painting *painting, const struct screen *screen)
{
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		kept_forget(&painting->kept[i]);
	return paint_blank(screen, &painting->grid);
}

int painting_update(struct painting *painting, const struct screen *screen)
{
	const struct painting_parts parts = parts_of(screen);
	struct grid *grid = &painting->grid;

	if (!same_parts(painting, screen, &parts)) {
		int rc = begin_anew(painting, screen);

		if (rc < 0)
			return rc;
		painting->parts = parts;
	}
	grid->cursor_row = grid->cursor_column = -1;
	paint_parts(screen, grid, painting->kept);
	return 0;
}
