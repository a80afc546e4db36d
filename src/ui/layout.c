/* SPDX-License-Identifier: ISC */
#include "ui/layout.h"

#include <errno.h>
#include <stdbool.h>

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

/* What the first half of a split gets of the space, gap is what lies between panes. */
static int share(const struct layout *layout, const struct layout_node *node, int space, int gap)
{
	int a = count_along(layout, node->half[0], node->kind);
	int b = count_along(layout, node->half[1], node->kind);
	int low = least(layout, node->half[0], node->kind);
	int high = space - gap - least(layout, node->half[1], node->kind);
	int panes = space - gap * (a + b - 1);
	int size = (panes * a + a + b - 1) / (a + b) + gap * (a - 1);

	return size < low ? low : size > high ? high : size;
}

static void arrange(const struct layout *layout, int at, struct rect area, int focus,
	struct rect rects[LAYOUT_LEAVES])
{
	const struct layout_node *node = &layout->nodes[at];
	int gap = node->kind == LAYOUT_RIGHT ? 1 : 0;
	int along = node->kind == LAYOUT_RIGHT ? area.columns : area.rows;
	struct rect first = area, second = area;
	int size;

	if (node->kind == LAYOUT_LEAF) {
		rects[node->leaf] = area;
		return;
	}
	if (along < least(layout, at, node->kind)) {
		arrange(layout, node->half[contains(layout, node->half[1], focus)], area, focus,
			rects);
		return;
	}
	size = share(layout, node, along, gap);
	if (node->kind == LAYOUT_RIGHT) {
		first.columns = size;
		second.column += size + gap;
		second.columns -= size + gap;
	} else {
		first.rows = size;
		second.row += size;
		second.rows -= size;
	}
	arrange(layout, node->half[0], first, focus, rects);
	arrange(layout, node->half[1], second, focus, rects);
}

void layout_arrange(const struct layout *layout, const struct rect *area, int focus,
	struct rect rects[LAYOUT_LEAVES])
{
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		rects[i] = (struct rect){0};
	arrange(layout, ROOT, *area, focus, rects);
}
