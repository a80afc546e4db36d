/* SPDX-License-Identifier: ISC */
#include "ui/screen.h"

#include <stdlib.h>

#include "ui/layout.h"
#include "ui/pane.h"

struct screen {
	int rows;
	int columns;
	int count;
	int focus;
	struct pane *panes[LAYOUT_LEAVES];
	struct rect rects[LAYOUT_LEAVES];
	struct layout layout;
};

struct screen *screen_new(int rows, int columns)
{
	struct screen *screen = calloc(1, sizeof(*screen));

	if (!screen)
		return NULL;
	screen->rows = rows;
	screen->columns = columns;
	layout_init(&screen->layout, 0);
	return screen;
}

void screen_free(struct screen *screen)
{
	if (!screen)
		return;
	for (int i = 0; i < screen->count; i++)
		pane_free(screen->panes[i]);
	free(screen);
}

/* The last row of a pane is its status line, if the conversation has one besides. */
static int text_rows(const struct rect *rect)
{
	return rect->rows > 1 ? rect->rows - 1 : rect->rows;
}

static void arrange(struct screen *screen)
{
	const struct rect all = {0, 0, screen->rows, screen->columns};

	layout_arrange(&screen->layout, &all, screen->focus, screen->rects);
	for (int i = 0; i < screen->count; i++)
		pane_resize(
			screen->panes[i], text_rows(&screen->rects[i]), screen->rects[i].columns);
}

struct pane *screen_add_pane(struct screen *screen)
{
	struct pane *pane;

	if (screen->count == LAYOUT_LEAVES)
		return NULL;
	pane = pane_new(SCREEN_PANE_LINES, SCREEN_PANE_BYTES);
	if (!pane)
		return NULL;
	if (screen->count > 0)
		layout_split(&screen->layout, screen->count - 1, LAYOUT_RIGHT, screen->count);
	screen->panes[screen->count++] = pane;
	arrange(screen);
	return pane;
}

void screen_resize(struct screen *screen, int rows, int columns)
{
	screen->rows = rows;
	screen->columns = columns;
	arrange(screen);
}

static void move_focus(struct screen *screen, int by)
{
	screen->focus = (screen->focus + by + screen->count) % screen->count;
	arrange(screen);
}

static enum screen_result act_on_pane(struct screen *screen, enum action action)
{
	struct pane *pane = screen->panes[screen->focus];

	switch (action) {
	case ACTION_LINE_UP:
		pane_scroll(pane, -1);
		break;
	case ACTION_LINE_DOWN:
		pane_scroll(pane, 1);
		break;
	case ACTION_PAGE_UP:
		pane_scroll_pages(pane, -1);
		break;
	case ACTION_PAGE_DOWN:
		pane_scroll_pages(pane, 1);
		break;
	case ACTION_HOME:
		pane_scroll_home(pane);
		break;
	case ACTION_END:
		pane_scroll_end(pane);
		break;
	case ACTION_NEXT_PANE:
		move_focus(screen, 1);
		break;
	case ACTION_PREVIOUS_PANE:
		move_focus(screen, -1);
		break;
	default:
		return SCREEN_NOTHING;
	}
	return SCREEN_PAINT;
}

enum screen_result screen_act(struct screen *screen, enum action action)
{
	switch (action) {
	case ACTION_QUIT:
		return SCREEN_QUIT;
	case ACTION_REDRAW:
		return SCREEN_REDRAW;
	default:
		return screen->count > 0 ? act_on_pane(screen, action) : SCREEN_NOTHING;
	}
}

int screen_rows(const struct screen *screen)
{
	return screen->rows;
}

int screen_columns(const struct screen *screen)
{
	return screen->columns;
}

int screen_count(const struct screen *screen)
{
	return screen->count;
}

struct screen_pane screen_get(const struct screen *screen, int index)
{
	const struct rect *rect = &screen->rects[index];
	struct screen_pane pane = {
		.pane = screen->panes[index],
		.text = *rect,
		.status = *rect,
		.focused = index == screen->focus,
	};

	pane.text.rows = text_rows(rect);
	pane.status.row += pane.text.rows;
	pane.status.rows -= pane.text.rows;
	return pane;
}
