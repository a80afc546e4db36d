/* SPDX-License-Identifier: ISC */
/*
 * The panes that share an area: which there are, where each is, and which has the focus.
 */
#ifndef UI_PANES_H
#define UI_PANES_H

#include <stdbool.h>

#include "ui/layout.h"

struct pane;

/* Zeroed: none. For reading. */
struct panes {
	struct rect area;
	struct pane *list[LAYOUT_LEAVES]; /* by the number of the leaf, NULL where there is none */
	struct rect rects[LAYOUT_LEAVES];
	struct layout layout; /* of no meaning without panes */
	int focus;
	bool zoomed;
};

/* Frees all panes. */
void panes_fini(struct panes *panes);

/* Divides an area among them anew. */
void panes_arrange(struct panes *panes, const struct rect *area);

/*
 * Adds a pane, which gets half of the space of the one with the focus, and the focus; or half of
 * the space of the last one, to the right. Returns 0, and the pane is theirs, or -ENOSPC.
 */
int panes_split(struct panes *panes, enum layout_kind side, struct pane *pane);
int panes_append(struct panes *panes, struct pane *pane);

/* Frees a pane. Returns 0 or -EBUSY for the last one, and for a stranger. */
int panes_close(struct panes *panes, struct pane *pane);

/* Gives the focus to one of them, which ends zooming. */
void panes_focus(struct panes *panes, const struct pane *pane);

/* Moves the focus, resizes, zooms: does an action; false where it is none of those. */
bool panes_act(struct panes *panes, int action);

/* The leaves in the order of the screen; returns how many. */
int panes_order(const struct panes *panes, int leaves[LAYOUT_LEAVES]);

/* The rows of an area that a pane has for itself: the last one is its status line, if not alone. */
int panes_text_rows(const struct rect *rect);

#endif
