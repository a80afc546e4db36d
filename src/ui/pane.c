/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/pane.h"

#include <stdlib.h>
#include <string.h>

#include "core/cluster.h"
#include "ui/entry.h"
#include "ui/scrollback.h"

struct pane {
	struct scrollback *scrollback;
	int rows;
	int columns;
	bool following;
	/* Unless following: the topmost row, and the text at its start when the user went there. */
	struct place top;
	size_t anchor;
	uint64_t seen; /* the lines before this one have been in view */
	struct status status;
	char chat[80];
	char other[80];
	char ended[128];
};

struct pane *pane_new(size_t max_lines, size_t max_bytes)
{
	struct pane *pane = calloc(1, sizeof(*pane));

	if (!pane)
		return NULL;
	pane->scrollback = scrollback_new(max_lines, max_bytes);
	if (!pane->scrollback) {
		free(pane);
		return NULL;
	}
	pane->columns = 1;
	pane->following = true;
	pane->status = (struct status){.seat = 'A', .viewers = -1};
	return pane;
}

void pane_free(struct pane *pane)
{
	if (!pane)
		return;
	scrollback_free(pane->scrollback);
	free(pane);
}

int pane_append(struct pane *pane, const struct record *record)
{
	int rc = scrollback_append(pane->scrollback, record);
	uint64_t first = scrollback_first(pane->scrollback);

	if (rc < 0)
		return rc;
	if (pane->following)
		pane->seen = scrollback_end(pane->scrollback);
	if (pane->seen < first)
		pane->seen = first;
	if (!pane->following && pane->top.line < first) {
		pane->top = (struct place){.line = first};
		pane->anchor = 0;
	}
	return 0;
}

static const char *copy(char *out, size_t size, const char *text)
{
	size_t n;

	if (!text)
		return NULL;
	n = cluster_cut(text, strlen(text), size - 1);
	memmove(out, text, n);
	out[n] = '\0';
	return out;
}

void pane_set_status(struct pane *pane, const struct status *status)
{
	const char *chat = copy(pane->chat, sizeof(pane->chat), status->chat);
	const char *other = copy(pane->other, sizeof(pane->other), status->other);
	const char *ended = copy(pane->ended, sizeof(pane->ended), status->ended);

	pane->status = *status;
	pane->status.chat = chat;
	pane->status.other = other;
	pane->status.ended = ended;
}

const struct status *pane_status(const struct pane *pane)
{
	return &pane->status;
}

const struct scrollback *pane_scrollback(const struct pane *pane)
{
	return pane->scrollback;
}

bool pane_is_following(const struct pane *pane)
{
	return pane->following;
}

uint64_t pane_below(const struct pane *pane)
{
	return scrollback_end(pane->scrollback) - pane->seen;
}

struct place pane_top(const struct pane *pane)
{
	struct place top = {.line = scrollback_end(pane->scrollback)};

	if (!pane->following)
		return pane->top;
	place_back(&top, pane->scrollback, pane->columns, (size_t)pane->rows);
	return top;
}

/* Follows if the end is in view, and takes note of what is. */
static void settle(struct pane *pane)
{
	struct place bottom = pane->top;

	if (pane->rows == 0)
		return;
	place_forward(&bottom, pane->scrollback, pane->columns, (size_t)pane->rows);
	if (bottom.line > pane->seen)
		pane->seen = bottom.line;
	pane->following = bottom.line == scrollback_end(pane->scrollback);
}

static void set_anchor(struct pane *pane)
{
	struct entry entry;

	pane->anchor = 0;
	if (entry_init(&entry, pane->scrollback, pane->top.line, pane->columns))
		pane->anchor = entry_offset_of_row(&entry, pane->top.row);
}

void pane_resize(struct pane *pane, int rows, int columns)
{
	struct entry entry;

	if (rows <= 0 || columns <= 0) {
		pane->rows = 0;
		return;
	}
	if (!pane->following && columns != pane->columns &&
		entry_init(&entry, pane->scrollback, pane->top.line, columns) &&
		!(entry.day && pane->top.row == 0))
		pane->top.row = entry_row_of_offset(&entry, pane->anchor);
	pane->rows = rows;
	pane->columns = columns;
	if (!pane->following)
		settle(pane);
}

void pane_scroll(struct pane *pane, int rows)
{
	if (pane->rows == 0)
		return;
	pane->top = pane_top(pane);
	if (rows < 0)
		place_back(&pane->top, pane->scrollback, pane->columns, (size_t)-rows);
	else
		place_forward(&pane->top, pane->scrollback, pane->columns, (size_t)rows);
	settle(pane);
	if (!pane->following)
		set_anchor(pane);
}

void pane_scroll_pages(struct pane *pane, int pages)
{
	/* One row is in view before and after, so that the eye finds on. */
	pane_scroll(pane, pages * (pane->rows > 1 ? pane->rows - 1 : 1));
}

void pane_scroll_home(struct pane *pane)
{
	pane->top = (struct place){.line = scrollback_first(pane->scrollback)};
	pane->anchor = 0;
	settle(pane);
}

void pane_scroll_end(struct pane *pane)
{
	pane->following = true;
	pane->seen = scrollback_end(pane->scrollback);
}
