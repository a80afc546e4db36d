/* SPDX-License-Identifier: ISC */
/*
 * The screen of a viewer: panes side by side, one of which has the focus.
 *
 * Records and keys change the screen, nothing is drawn by that; once per batch of events it is
 * painted on a grid, and the grid is shown:
 *
 *	screen = screen_new(rows, columns);
 *	pane = screen_add_pane(screen);
 *	pane_set_status(pane, &(struct status){.seat = 'A', .chat = "main", .viewers = 1});
 *	...
 *	pane_append(pane, &record);                           when the board has something new
 *	result = screen_act(screen, keymap_action(&key));     when a key was pressed
 *	screen_resize(screen, rows, columns);                 when the terminal has another size
 *	...
 *	if (dirty && paint_screen(screen, &grid) == 0)        when all events have been handled
 *		term_show(term, &grid);
 */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include <stdbool.h>

#include "ui/grid.h"
#include "ui/keymap.h"

#define SCREEN_PANE_LINES 100000
#define SCREEN_PANE_BYTES (32u << 20)

struct pane;
struct screen;

/* What is to be done after an action. */
enum screen_result {
	SCREEN_NOTHING,
	SCREEN_PAINT,  /* something has changed */
	SCREEN_REDRAW, /* send everything to the terminal again */
	SCREEN_QUIT,
};

/* Where a pane is; rows and columns are 0 while it has no room. */
struct screen_pane {
	const struct pane *pane;
	struct rect text;
	struct rect status; /* no rows: there is only room for the text */
	bool focused;
};

/* A screen without panes. Returns NULL without memory. screen_free() takes NULL as well. */
struct screen *screen_new(int rows, int columns);
void screen_free(struct screen *screen);

/*
 * Adds a pane to the right, which keeps SCREEN_PANE_LINES lines of SCREEN_PANE_BYTES at most. It
 * belongs to the screen. Returns NULL without memory, or beyond LAYOUT_LEAVES panes.
 */
struct pane *screen_add_pane(struct screen *screen);

/* Gives the screen another size. Each pane shows what it did. */
void screen_resize(struct screen *screen, int rows, int columns);

/* Does what a key asks for. */
enum screen_result screen_act(struct screen *screen, enum action action);

int screen_rows(const struct screen *screen);
int screen_columns(const struct screen *screen);

/* The panes from left to right: their number, and the one of an index below it. */
int screen_count(const struct screen *screen);
struct screen_pane screen_get(const struct screen *screen, int index);

#endif
