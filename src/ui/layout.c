/* SPDX-License-Identifier: ISC */
#include "ui/layout.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#define NODES (2 * LAYOUT_LEAVES - 1)
#define ROOT  0

void layout_init(struct layout *layout, int leaf)
{
	*layout = (struct layout){0};
	layout->nodes[ROOT] = (struct layout_node){.kind = LAYOUT_LEAF, .leaf = leaf};
}

static bool is_split(const struct layout_node *node)
{
	return node->kind == LAYOUT_RIGHT || node->kind == LAYOUT_BELOW;
}

static int find_leaf(const struct layout *layout, int leaf)
{
	for (int i = 0; i < NODES; i++)
		if (layout->nodes[i].kind == LAYOUT_LEAF && layout->nodes[i].leaf == leaf)
			return i;
	return -ENOENT;
}

/* There is always one while there are fewer than LAYOUT_LEAVES panes. */
static int take_node(struct layout *layout, int leaf)
{
	int i = 0;

	while (layout->nodes[i].kind != LAYOUT_FREE)
		i++;
	layout->nodes[i] = (struct layout_node){.kind = LAYOUT_LEAF, .leaf = leaf};
	return i;
}

int layout_split(struct layout *layout, int at, enum layout_kind side, int leaf)
{
	int node = find_leaf(layout, at);
	int first, second;

	if (node < 0)
		return -ENOENT;
	if (leaf < 0 || leaf >= LAYOUT_LEAVES || find_leaf(layout, leaf) >= 0)
		return -EEXIST;
	first = take_node(layout, at);
	second = take_node(layout, leaf);
	layout->nodes[node] = (struct layout_node){.kind = side, .half = {first, second}};
	return 0;
}

int layout_remove(struct layout *layout, int leaf)
{
	int node = find_leaf(layout, leaf);

	if (node < 0)
		return -ENOENT;
	for (int i = 0; i < NODES; i++) {
		struct layout_node *split = &layout->nodes[i];
		int sibling;

		if (!is_split(split) || (split->half[0] != node && split->half[1] != node))
			continue;
		sibling = split->half[0] == node ? split->half[1] : split->half[0];
		*split = layout->nodes[sibling];
		layout->nodes[sibling].kind = LAYOUT_FREE;
		layout->nodes[node].kind = LAYOUT_FREE;
		return 0;
	}
	return -EBUSY;
}

static bool contains(const struct layout *layout, int at, int leaf)
{
	const struct layout_node *node = &layout->nodes[at];

	if (node->kind == LAYOUT_LEAF)
		return node->leaf == leaf;
	return contains(layout, node->half[0], leaf) || contains(layout, node->half[1], leaf);
}

/* The panes that node has one after another in the direction of kind. */
static int count_along(const struct layout *layout, int at, enum layout_kind kind)
{
	const struct layout_node *node = &layout->nodes[at];

	if (node->kind != kind)
		return 1;
	return count_along(layout, node->half[0], kind) + count_along(layout, node->half[1], kind);
}

/* The rows or columns that node needs at least in the direction of kind. */
static int least(const struct layout *layout, int at, enum layout_kind kind)
{
	const struct layout_node *node = &layout->nodes[at];
	int a, b;

	if (node->kind == LAYOUT_LEAF)
		return kind == LAYOUT_RIGHT ? LAYOUT_MIN_COLUMNS : LAYOUT_MIN_ROWS;
	a = least(layout, node->half[0], kind);
	b = least(layout, node->half[1], kind);
	if (node->kind == kind)
		return a + b + (kind == LAYOUT_RIGHT ? 1 : 0);
	return a > b ? a : b;
}

/* What lies between the halves of a split. */
static int gap_of(const struct layout_node *node)
{
	return node->kind == LAYOUT_RIGHT ? 1 : 0;
}

static int along(const struct layout_node *node, const struct rect *area)
{
	return node->kind == LAYOUT_RIGHT ? area->columns : area->rows;
}

/* In proportion to the panes that the halves have in the direction of the split. */
static int even_share(const struct layout *layout, const struct layout_node *node, int space)
{
	int gap = gap_of(node);
	int a = count_along(layout, node->half[0], node->kind);
	int b = count_along(layout, node->half[1], node->kind);
	int panes = space - gap * (a + b - 1);

	return (panes * a + a + b - 1) / (a + b) + gap * (a - 1);
}

/* What the first half of a split gets of the space. */
static int share(const struct layout *layout, const struct layout_node *node, int space)
{
	int low = least(layout, node->half[0], node->kind);
	int high = space - gap_of(node) - least(layout, node->half[1], node->kind);
	int size =
		node->share == 0
			? even_share(layout, node, space)
			: (int)(((int64_t)node->share * space + LAYOUT_SHARES / 2) / LAYOUT_SHARES);

	return size < low ? low : size > high ? high : size;
}

/* Divides the area of a split. Returns false where there is no room for both halves. */
static bool divide(
	const struct layout *layout, int at, const struct rect *area, struct rect halves[2])
{
	const struct layout_node *node = &layout->nodes[at];
	int space = along(node, area), size;

	if (space < least(layout, at, node->kind))
		return false;
	size = share(layout, node, space);
	halves[0] = halves[1] = *area;
	if (node->kind == LAYOUT_RIGHT) {
		halves[0].columns = size;
		halves[1].column += size + gap_of(node);
		halves[1].columns -= size + gap_of(node);
	} else {
		halves[0].rows = size;
		halves[1].row += size;
		halves[1].rows -= size;
	}
	return true;
}

static void arrange(const struct layout *layout, int at, const struct rect *area, int focus,
	struct rect rects[LAYOUT_LEAVES])
{
	const struct layout_node *node = &layout->nodes[at];
	struct rect halves[2];

	if (node->kind == LAYOUT_LEAF) {
		rects[node->leaf] = *area;
		return;
	}
	if (!divide(layout, at, area, halves)) {
		arrange(layout, node->half[contains(layout, node->half[1], focus)], area, focus,
			rects);
		return;
	}
	arrange(layout, node->half[0], &halves[0], focus, rects);
	arrange(layout, node->half[1], &halves[1], focus, rects);
}

void layout_arrange(const struct layout *layout, const struct rect *area, int focus,
	struct rect rects[LAYOUT_LEAVES])
{
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		rects[i] = (struct rect){0};
	arrange(layout, ROOT, area, focus, rects);
}

static void give_share(struct layout *layout, struct layout_node *node, int space, int size)
{
	size = size < 1 ? 1 : size;
	node->share = (int)(((int64_t)size * LAYOUT_SHARES + space / 2) / space);
	/* What it can't have isn't remembered either. */
	size = share(layout, node, space);
	node->share = (int)(((int64_t)size * LAYOUT_SHARES + space / 2) / space);
}

void layout_resize(
	struct layout *layout, const struct rect *area, int leaf, enum layout_kind side, int by)
{
	struct rect here = *area, halves[2];
	int at = ROOT, split = -1, space = 0, size = 0;

	if (find_leaf(layout, leaf) < 0)
		return;
	/* The innermost split of this side that the pane is in. */
	while (is_split(&layout->nodes[at])) {
		const struct layout_node *node = &layout->nodes[at];
		int half = contains(layout, node->half[1], leaf);

		if (!divide(layout, at, &here, halves))
			return;
		if (node->kind == side) {
			split = at;
			space = along(node, &here);
			size = along(node, &halves[0]) + (half == 0 ? by : -by);
		}
		here = halves[half];
		at = node->half[half];
	}
	if (split >= 0)
		give_share(layout, &layout->nodes[split], space, size);
}

void layout_even(struct layout *layout)
{
	for (int i = 0; i < NODES; i++)
		layout->nodes[i].share = 0;
}

static int order(const struct layout *layout, int at, int *leaves)
{
	const struct layout_node *node = &layout->nodes[at];
	int count;

	if (node->kind == LAYOUT_LEAF) {
		leaves[0] = node->leaf;
		return 1;
	}
	count = order(layout, node->half[0], leaves);
	return count + order(layout, node->half[1], leaves + count);
}

int layout_order(const struct layout *layout, int leaves[LAYOUT_LEAVES])
{
	return order(layout, ROOT, leaves);
}

static bool is_within(const struct rect *rect, int row, int column)
{
	return row >= rect->row && row < rect->row + rect->rows && column >= rect->column &&
	       column < rect->column + rect->columns;
}

int layout_neighbour(
	const struct rect rects[LAYOUT_LEAVES], int leaf, enum layout_direction direction)
{
	const struct rect *from = &rects[leaf];
	int row = from->row + from->rows / 2, column = from->column + from->columns / 2;

	if (from->rows == 0)
		return -1;
	/* Between panes side by side is a column. */
	if (direction == LAYOUT_TO_LEFT)
		column = from->column - 2;
	else if (direction == LAYOUT_TO_RIGHT)
		column = from->column + from->columns + 1;
	else if (direction == LAYOUT_UP)
		row = from->row - 1;
	else
		row = from->row + from->rows;
	for (int i = 0; i < LAYOUT_LEAVES; i++) {
		/* Halfway it may stand on that column. */
		if (is_within(&rects[i], row, column) || is_within(&rects[i], row, column - 1))
			if (i != leaf)
				return i;
	}
	return -1;
}
