/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/kept.h"

#include <stdlib.h>
#include <string.h>

#include "ui/conversation.h"
#include "ui/entry.h"
#include "ui/scrollback.h"

void kept_fini(struct kept *kept)
{
	free(kept->rows);
	*kept = (struct kept){0};
}

void kept_forget(struct kept *kept)
{
	kept->count = 0;
}

static bool make_room(struct kept *kept)
{
	const int room = kept->room > 0 ? 2 * kept->room : 64;
	struct kept_row *rows;

	if (kept->count < kept->room)
		return true;
	rows = realloc(kept->rows, (size_t)room * sizeof(*rows));
	if (!rows)
		return false;
	kept->rows = rows;
	kept->room = room;
	return true;
}

void kept_add(struct kept *kept, struct place place, uint64_t own)
{
	if (kept->count >= 0 && make_room(kept))
		kept->rows[kept->count++] = (struct kept_row){place, own};
	else
		kept->count = -1; /* until it is forgotten */
}

static bool is_searching(const struct conversation *conversation)
{
	return conversation_search(conversation)->match.n > 0;
}

void kept_end(struct kept *kept, const struct conversation *conversation, const struct rect *rect,
	struct place next)
{
	const struct scrollback *scrollback = conversation_scrollback(conversation);

	kept->next = next;
	kept->rect = *rect;
	kept->first = scrollback_first(scrollback);
	kept->rule = scrollback_rule(scrollback);
	kept->delivered = conversation_delivered(conversation);
	kept->read = conversation_read(conversation);
	kept->searching = is_searching(conversation);
}

static bool same_place(struct place a, struct place b)
{
	return a.line == b.line && a.row == b.row;
}

/* The rows that came in below, or more than there is room for. */
static size_t rows_below(const struct kept *kept, const struct scrollback *scrollback)
{
	const size_t enough = kept->next.row + (size_t)kept->rect.rows;
	const uint64_t end = scrollback_end(scrollback);
	size_t rows = 0;
	struct entry entry;

	for (uint64_t line = kept->next.line; line < end && rows <= enough; line++) {
		if (!entry_init(&entry, scrollback, line, kept->rect.columns))
			return SIZE_MAX;
		rows += entry_rows(&entry);
	}
	return rows - kept->next.row;
}

/* The end is in view: how many rows are too many for it. */
static int gone_at_end(const struct kept *kept, const struct scrollback *scrollback)
{
	const struct place begin = {.line = scrollback_first(scrollback)};
	const size_t below = rows_below(kept, scrollback), room = (size_t)kept->rect.rows,
		     count = (size_t)kept->count;

	if (below > room)
		return -1;
	if (count + below < room)
		return same_place(kept->rows[0].place, begin) ? 0 : -1;
	return (int)(count + below - room);
}

static int gone_at_top(const struct kept *kept, struct place top)
{
	for (int i = 0; i < kept->count; i++)
		if (same_place(kept->rows[i].place, top))
			return i;
	return -1;
}

/* Is a row what it was, apart from its delivery? The oldest line has its day above it. */
static bool still_holds(
	const struct kept *kept, const struct conversation *conversation, const struct rect *rect)
{
	return kept->count > 0 && memcmp(&kept->rect, rect, sizeof(*rect)) == 0 &&
	       kept->rule == scrollback_rule(conversation_scrollback(conversation)) &&
	       !kept->searching && !is_searching(conversation);
}

int kept_gone(
	const struct kept *kept, const struct conversation *conversation, const struct rect *rect)
{
	const struct scrollback *scrollback = conversation_scrollback(conversation);
	const uint64_t first = scrollback_first(scrollback);
	int gone;

	if (!still_holds(kept, conversation, rect))
		return -1;
	gone = conversation_is_following(conversation)
		       ? gone_at_end(kept, scrollback)
		       : gone_at_top(kept, conversation_top(conversation));
	if (gone < 0 || gone >= kept->count)
		return -1;
	return first != kept->first && kept->rows[gone].place.line <= first ? -1 : gone;
}

void kept_drop(struct kept *kept, int rows)
{
	kept->count -= rows;
	memmove(kept->rows, kept->rows + rows, (size_t)kept->count * sizeof(*kept->rows));
}
