/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/panes.h"

#include <errno.h>
#include <string.h>

#include "ui/keymap.h"
#include "ui/pane.h"

void panes_fini(struct panes *panes)
{
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		pane_free(panes->list[i]);
	*panes = (struct panes){0};
}

int panes_text_rows(const struct rect *rect)
{
	return rect->rows > 1 ? rect->rows - 1 : rect->rows;
}

static void arrange(struct panes *panes)
{
	memset(panes->rects, 0, sizeof(panes->rects));
	if (!panes->list[panes->focus])
		return;
	if (panes->zoomed)
		panes->rects[panes->focus] = panes->area;
	else
		layout_arrange(&panes->layout, &panes->area, panes->focus, panes->rects);
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		if (panes->list[i])
			pane_resize(panes->list[i], panes_text_rows(&panes->rects[i]),
				panes->rects[i].columns);
}

void panes_arrange(struct panes *panes, const struct rect *area)
{
	panes->area = *area;
	arrange(panes);
}

int panes_order(const struct panes *panes, int leaves[LAYOUT_LEAVES])
{
	return panes->list[panes->focus] ? layout_order(&panes->layout, leaves) : 0;
}

static int leaf_of(const struct panes *panes, const struct pane *pane)
{
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		if (panes->list[i] == pane)
			return i;
	return -1;
}

/* Returns the number of the new pane, or -ENOSPC. */
static int add(struct panes *panes, int at, enum layout_kind side, struct pane *pane)
{
	int leaf = leaf_of(panes, NULL);

	if (leaf < 0)
		return -ENOSPC;
	if (panes->list[panes->focus])
		layout_split(&panes->layout, at, side, leaf);
	else
		layout_init(&panes->layout, panes->focus = leaf);
	panes->list[leaf] = pane;
	panes->zoomed = false;
	return leaf;
}

int panes_split(struct panes *panes, enum layout_kind side, struct pane *pane)
{
	int leaf = add(panes, panes->focus, side, pane);

	if (leaf < 0)
		return leaf;
	panes->focus = leaf;
	arrange(panes);
	return 0;
}

int panes_append(struct panes *panes, struct pane *pane)
{
	int order[LAYOUT_LEAVES], count = panes_order(panes, order);
	int leaf = add(panes, count > 0 ? order[count - 1] : 0, LAYOUT_RIGHT, pane);

	if (leaf < 0)
		return leaf;
	arrange(panes);
	return 0;
}

/* The pane that is so many behind the one with the focus in the order of the screen. */
static int pane_by(const struct panes *panes, int by)
{
	int order[LAYOUT_LEAVES] = {0}, count = panes_order(panes, order), at = 0;

	while (order[at] != panes->focus)
		at++;
	return order[(at + by + count) % count];
}

int panes_close(struct panes *panes, struct pane *pane)
{
	int order[LAYOUT_LEAVES], count = panes_order(panes, order), leaf;

	leaf = pane ? leaf_of(panes, pane) : -1;
	if (leaf < 0 || count == 1)
		return -EBUSY;
	if (leaf == panes->focus)
		panes->focus = pane_by(panes, leaf == order[0] ? 1 : -1);
	layout_remove(&panes->layout, leaf);
	panes->list[leaf] = NULL;
	panes->zoomed = false;
	pane_free(pane);
	arrange(panes);
	return 0;
}

static void set_focus(struct panes *panes, int leaf)
{
	panes->zoomed = panes->zoomed && leaf == panes->focus;
	panes->focus = leaf;
}

void panes_focus(struct panes *panes, const struct pane *pane)
{
	int leaf = pane ? leaf_of(panes, pane) : -1;

	if (leaf >= 0)
		set_focus(panes, leaf);
	arrange(panes);
}

/* Where the neighbour has no room, so that it isn't seen in which direction it is, goes in order.
 */
static void move_focus(struct panes *panes, enum layout_direction direction)
{
	int leaf = layout_neighbour(panes->rects, panes->focus, direction);
	int by = direction == LAYOUT_TO_LEFT || direction == LAYOUT_UP ? -1 : 1;

	if (leaf < 0 && panes->rects[pane_by(panes, by)].rows == 0)
		leaf = pane_by(panes, by);
	if (leaf >= 0)
		set_focus(panes, leaf);
}

static bool act_on_focus(struct panes *panes, int action)
{
	switch (action) {
	case ACTION_NEXT_PANE:
		set_focus(panes, pane_by(panes, 1));
		return true;
	case ACTION_PREVIOUS_PANE:
		set_focus(panes, pane_by(panes, -1));
		return true;
	case ACTION_FOCUS_LEFT:
		move_focus(panes, LAYOUT_TO_LEFT);
		return true;
	case ACTION_FOCUS_RIGHT:
		move_focus(panes, LAYOUT_TO_RIGHT);
		return true;
	case ACTION_FOCUS_UP:
		move_focus(panes, LAYOUT_UP);
		return true;
	case ACTION_FOCUS_DOWN:
		move_focus(panes, LAYOUT_DOWN);
		return true;
	default:
		return false;
	}
}

static void resize(struct panes *panes, enum layout_kind side, int by)
{
	if (!panes->zoomed)
		layout_resize(&panes->layout, &panes->area, panes->focus, side, by);
}

static bool act_on_layout(struct panes *panes, int action)
{
	switch (action) {
	case ACTION_NARROWER:
		resize(panes, LAYOUT_RIGHT, -1);
		return true;
	case ACTION_WIDER:
		resize(panes, LAYOUT_RIGHT, 1);
		return true;
	case ACTION_LOWER:
		resize(panes, LAYOUT_BELOW, -1);
		return true;
	case ACTION_HIGHER:
		resize(panes, LAYOUT_BELOW, 1);
		return true;
	case ACTION_EVEN:
		layout_even(&panes->layout);
		return true;
	case ACTION_ZOOM:
		panes->zoomed = !panes->zoomed;
		return true;
	default:
		return false;
	}
}

bool panes_act(struct panes *panes, int action)
{
	if (!panes->list[panes->focus])
		return false;
	if (!act_on_focus(panes, action) && !act_on_layout(panes, action))
		return false;
	arrange(panes);
	return true;
}
