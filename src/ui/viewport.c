/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/viewport.h"

#include "ui/entry.h"
#include "ui/scrollback.h"

void viewport_init(struct viewport *viewport, const struct scrollback *scrollback)
{
	*viewport = (struct viewport){.scrollback = scrollback, .columns = 1, .following = true};
}

struct place viewport_top(const struct viewport *viewport)
{
	struct place top = {.line = scrollback_end(viewport->scrollback)};

	if (!viewport->following)
		return viewport->top;
	place_back(&top, viewport->scrollback, viewport->columns, (size_t)viewport->rows);
	return top;
}

struct place viewport_bottom(const struct viewport *viewport)
{
	struct place bottom = viewport_top(viewport);

	place_forward(&bottom, viewport->scrollback, viewport->columns, (size_t)viewport->rows);
	return bottom;
}

/* Follows if the end is in view, and takes note of what is. */
static void settle(struct viewport *viewport)
{
	struct place bottom = viewport->top;

	if (viewport->rows == 0)
		return;
	place_forward(&bottom, viewport->scrollback, viewport->columns, (size_t)viewport->rows);
	if (bottom.line > viewport->seen)
		viewport->seen = bottom.line;
	viewport->following = bottom.line == scrollback_end(viewport->scrollback);
}

static void set_anchor(struct viewport *viewport)
{
	struct entry entry;

	viewport->anchor = 0;
	if (entry_init(&entry, viewport->scrollback, viewport->top.line, viewport->columns))
		viewport->anchor = entry_offset_of_row(&entry, viewport->top.row);
}

void viewport_refit(struct viewport *viewport)
{
	struct entry entry;

	if (viewport->following)
		return;
	if (entry_init(&entry, viewport->scrollback, viewport->top.line, viewport->columns) &&
		!(viewport->anchor == 0 && viewport->top.row < entry.heads))
		viewport->top.row = entry_row_of_offset(&entry, viewport->anchor);
	settle(viewport);
}

void viewport_resize(struct viewport *viewport, int rows, int columns)
{
	bool refit = columns != viewport->columns;

	if (rows <= 0 || columns <= 0) {
		viewport->rows = 0;
		return;
	}
	viewport->rows = rows;
	viewport->columns = columns;
	if (refit)
		viewport_refit(viewport);
	else if (!viewport->following)
		settle(viewport);
}

void viewport_go(struct viewport *viewport, struct place top)
{
	viewport->top = top;
	viewport->following = false;
	settle(viewport);
	if (!viewport->following)
		set_anchor(viewport);
}

void viewport_scroll(struct viewport *viewport, int rows)
{
	struct place top = viewport_top(viewport);

	if (viewport->rows == 0)
		return;
	if (rows < 0)
		place_back(&top, viewport->scrollback, viewport->columns, (size_t)-rows);
	else
		place_forward(&top, viewport->scrollback, viewport->columns, (size_t)rows);
	viewport_go(viewport, top);
}

void viewport_home(struct viewport *viewport)
{
	viewport_go(viewport, (struct place){.line = scrollback_first(viewport->scrollback)});
}

void viewport_end(struct viewport *viewport)
{
	viewport->following = true;
	viewport->seen = scrollback_end(viewport->scrollback);
}

static bool is_before(struct place a, struct place b)
{
	return a.line < b.line || (a.line == b.line && a.row < b.row);
}

void viewport_show(struct viewport *viewport, struct place place)
{
	if (viewport->rows == 0)
		return;
	if (!is_before(place, viewport_top(viewport)) &&
		is_before(place, viewport_bottom(viewport)))
		return;
	place_back(&place, viewport->scrollback, viewport->columns, (size_t)viewport->rows / 2);
	viewport_go(viewport, place);
}

void viewport_update(struct viewport *viewport)
{
	uint64_t first = scrollback_first(viewport->scrollback);

	if (viewport->following)
		viewport->seen = scrollback_end(viewport->scrollback);
	if (viewport->seen < first)
		viewport->seen = first;
	if (!viewport->following && viewport->top.line < first) {
		viewport->top = (struct place){.line = first};
		viewport->anchor = 0;
	}
}
