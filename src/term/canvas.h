/* SPDX-License-Identifier: ISC */
/*
 * What the terminal shows, as curses has it: rows that only moved are scrolled, cells of a grid
 * that differ from those shown last are handed over, with their colours and attributes, and curses
 * finds the shortest way to send them. They are put into newscr, what curses is to show: where
 * there is one window only, stdscr would be one more copy of it.
 *
 * There is one, since curses has one screen, and that is open.
 */
#ifndef TERM_CANVAS_H
#define TERM_CANVAS_H

#include <stdbool.h>

#include "core/buffer.h"
#include "term/pairs.h"
#include "term/scroll.h"
#include "ui/grid.h"

struct canvas {
	struct grid shown; /* has the size of the terminal */
	bool redraw;
	bool cursor; /* is shown */
	int end_row; /* behind what was put last */
	int end_column;
	int colours_had; /* by the terminal: 0, 8, 16, 88 or 256 */
	int colours;     /* in use */
	struct pairs pairs;
	struct scroll scroll;
};

/* Finds out about colours, and hides the cursor. It has no size yet. */
void canvas_init(struct canvas *canvas);
void canvas_fini(struct canvas *canvas);

/* Gives it a size; all is sent again. Returns 0 or -ENOMEM; then it is as before. */
int canvas_resize(struct canvas *canvas, int rows, int columns);

/* Uses at most so many colours; -1: all that the terminal has. All is sent again. */
void canvas_set_colours(struct canvas *canvas, int most);

/*
 * Hands over what differs, and sends nothing yet; appends what is to be sent ahead of it. Returns
 * the rows that differ. canvas_send() has to follow.
 */
int canvas_put(struct canvas *canvas, const struct grid *grid, struct buffer *ahead);

/* Sends it, and puts the cursor where the grid has it. */
void canvas_send(struct canvas *canvas, const struct grid *grid);

#endif
