/* SPDX-License-Identifier: ISC */
/*
 * A screen that is painted again and again. A line that arrives, in a conversation that follows,
 * costs its own rows and the status line; the rows that are in view already only move.
 *
 * The rule is that after an update the grid is what paint_screen() makes of a new one. All is
 * painted where anything is divided in another way, or looks otherwise.
 */
#ifndef UI_PAINTING_H
#define UI_PAINTING_H

#include <stdint.h>

#include "ui/grid.h"
#include "ui/kept.h"
#include "ui/layout.h"

struct screen;

/* How the screen is divided. Compared as memory. */
struct painting_parts {
	uint64_t changes;
	struct rect message;
	struct rect input;
	struct rect panes[LAYOUT_LEAVES];
};

/* For reading; zeroed at first. It is of one screen only. */
struct painting {
	struct grid grid;
	struct painting_parts parts;
	struct kept kept[LAYOUT_LEAVES]; /* by the index of the pane */
};

void painting_fini(struct painting *painting);

/* Makes the grid show the screen as it is now. Returns 0 or -ENOMEM. */
int painting_update(struct painting *painting, const struct screen *screen);

#endif
