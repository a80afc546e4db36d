/* SPDX-License-Identifier: ISC */
/*
 * How panes share the screen: a tree, in which a leaf is a pane (a number that the caller chose)
 * and any other node is split in two, side by side with a column between them, or one below the
 * other.
 *
 * Each split gives its halves space in proportion to the panes that they have in its direction, so
 * that three panes in a row are equally wide, until it is resized; then it keeps its proportion.
 * Where there is no room for both halves, the one with the focus gets all.
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

enum layout_direction {
	LAYOUT_TO_LEFT,
	LAYOUT_TO_RIGHT,
	LAYOUT_UP,
	LAYOUT_DOWN,
};

struct layout_node {
	enum layout_kind kind;
	int leaf;
	int half[2];
	int share; /* of the first half, in parts of LAYOUT_SHARES; 0: in proportion to the panes */
};

#define LAYOUT_SHARES (1 << 16)

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

/*
 * Gives a pane so many columns (LAYOUT_RIGHT) or rows (LAYOUT_BELOW) more, or less, as far as the
 * area and the least sizes allow; its nearest neighbours in that direction pay for it.
 */
void layout_resize(
	struct layout *layout, const struct rect *area, int leaf, enum layout_kind side, int by);

/* Undoes all resizing. */
void layout_even(struct layout *layout);

/* Stores the panes from left to right and from top to bottom; returns their number. */
int layout_order(const struct layout *layout, int leaves[LAYOUT_LEAVES]);

/* The pane next to a pane's middle, in that direction; -1 where there is none. */
int layout_neighbour(
	const struct rect rects[LAYOUT_LEAVES], int leaf, enum layout_direction direction);

#endif
