/* SPDX-License-Identifier: ISC */
/*
 * How panes share the screen: a tree, in which a leaf is a pane (a number that the caller chose)
 * and any other node is split in two, side by side with a column between them, or one below the
 * other.
 *
 * Each split gives its halves space in proportion to the panes that they have in its direction, so
 * that three panes in a row are equally wide. Where there is no room for both halves, the one with
 * the focus gets all.
 */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "ui/grid.h"

#define LAYOUT_LEAVES 16

/* The least that a pane is given beside another one. */
#define LAYOUT_MIN_ROWS    3
#define LAYOUT_MIN_COLUMNS 10

enum layout_kind {
	LAYOUT_FREE, /* not in use */
	LAYOUT_LEAF,
	LAYOUT_RIGHT, /* the second half is to the right of the first */
	LAYOUT_BELOW,
};

struct layout_node {
	enum layout_kind kind;
	int leaf;
	int half[2];
};

/* The fields are those of this module. */
struct layout {
	struct layout_node nodes[2 * LAYOUT_LEAVES - 1]; /* the root is the first */
};

/* One pane; it fills the screen. A leaf is a number below LAYOUT_LEAVES. */
void layout_init(struct layout *layout, int leaf);

/*
 * Splits the space of the pane at; the new pane leaf gets the half to the right or below. Returns
 * 0, -ENOENT where there is no pane at, -EEXIST where there is one of the number leaf.
 */
int layout_split(struct layout *layout, int at, enum layout_kind side, int leaf);

/* Removes a pane; its neighbour gets the space. Returns 0, -ENOENT, or -EBUSY for the last one. */
int layout_remove(struct layout *layout, int leaf);

/* Stores where each pane is within area; one that has no room, or does not exist, has no rows. */
void layout_arrange(const struct layout *layout, const struct rect *area, int focus,
	struct rect rects[LAYOUT_LEAVES]);

#endif
