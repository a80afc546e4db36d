/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/transcript.h"

#include <stdio.h>
#include <string.h>

#include "core/url.h"
#include "ui/conversation.h"
#include "ui/entry.h"
#include "ui/kept.h"
#include "ui/theme.h"

struct transcript {
	const struct conversation *conversation;
	struct grid *grid;
	const struct rect *rect;
	const struct theme *theme;
	struct kept *kept; /* NULL: nobody wants to know */
	int row;           /* to be painted next, */
	struct place at;   /* and what it shows */
};

/* What in a text is not just text; asked for its glyphs in order. */
struct spans {
	const struct entry *entry;
	const struct find *find;
	enum style_role role; /* of the rest */
	bool in_found;        /* this is the line of the last match */
	bool has_link;
	bool has_match;
	struct url_span link;
	struct match_span match;
};

static void spans_init(struct spans *spans, const struct entry *entry,
	const struct conversation *conversation, uint64_t line)
{
	const struct find *find = conversation_search(conversation);
	const char *text = entry->text;

	*spans = (struct spans){.entry = entry, .find = find};
	spans->role = entry->record.kind == RECORD_NOTE ? STYLE_NOTE : STYLE_TEXT;
	spans->in_found = find->line == line && find->result != FIND_MISSING;
	spans->has_link = url_next(text, entry->text_len, 0, &spans->link);
	spans->has_match = find->match.n > 0 &&
			   match_next(&find->match, text, entry->text_len, 0, &spans->match);
}

static enum style_role spans_role(struct spans *spans, const struct glyph *glyph)
{
	const struct entry *entry = spans->entry;

	while (spans->has_link && spans->link.end <= glyph->start)
		spans->has_link =
			url_next(entry->text, entry->text_len, spans->link.end, &spans->link);
	while (spans->has_match && spans->match.end <= glyph->start)
		spans->has_match = match_next(&spans->find->match, entry->text, entry->text_len,
			spans->match.end, &spans->match);
	if (spans->has_match && spans->match.start < glyph->end)
		return spans->in_found && spans->match.start == spans->find->span.start
			       ? STYLE_CURRENT
			       : STYLE_MATCH;
	if (spans->has_link && spans->link.start < glyph->end)
		return STYLE_LINK;
	return spans->role;
}

static int put_text(const struct transcript *transcript, int column, int limit, const char *text,
	size_t n, struct style style)
{
	return grid_text(transcript->grid, transcript->row, column, limit, text, n, style);
}

static int put_string(const struct transcript *transcript, int column, int limit,
	const char *string, struct style style)
{
	return put_text(transcript, column, limit, string, strlen(string), style);
}

/* A row has been painted; own as in struct kept_row. */
static void end_row(struct transcript *transcript, uint64_t own)
{
	if (transcript->kept)
		kept_add(transcript->kept, transcript->at, own);
	transcript->row++;
	transcript->at.row++;
}

static int right_end(const struct transcript *transcript)
{
	return transcript->rect->column + transcript->rect->columns;
}

static int centre(const struct transcript *transcript, const char *text)
{
	int indent = (transcript->rect->columns - (int)funnel_columns(text, strlen(text))) / 2;

	return transcript->rect->column + (indent > 0 ? indent : 0);
}

static void paint_day(struct transcript *transcript, const struct entry *entry)
{
	char day[ENTRY_DAY_SIZE], text[ENTRY_DAY_SIZE + 8];

	entry_day(entry, day);
	snprintf(text, sizeof(text), "-- %s --", day);
	put_string(transcript, centre(transcript, text), right_end(transcript), text,
		theme_style(transcript->theme, STYLE_DAY));
	end_row(transcript, 0);
}

static void paint_rule(struct transcript *transcript)
{
	static const struct glyph dash = {.columns = 1, .len = 1, .bytes = "-"};
	static const char text[] = " new ";
	const struct style style = theme_style(transcript->theme, STYLE_UNREAD);

	for (int column = transcript->rect->column; column < right_end(transcript); column++)
		grid_put(transcript->grid, transcript->row, column, right_end(transcript), &dash,
			style);
	put_string(transcript, centre(transcript, text), right_end(transcript), text, style);
	end_row(transcript, 0);
}

static enum style_role role_of(const struct entry *entry)
{
	switch (entry->record.dir) {
	case RECORD_OUT:
		return STYLE_OWN;
	case RECORD_IN:
		return STYLE_OTHER;
	case RECORD_ABOUT:
		break;
	}
	return STYLE_NOTE;
}

static void paint_nick(const struct transcript *transcript, int column, const struct entry *entry)
{
	const struct record *record = &entry->record;
	const struct style style =
		theme_nick(transcript->theme, role_of(entry), record->from, record->from_len);

	if (entry->star_columns > 0)
		put_string(transcript, column, column + 1, "*", style);
	column += entry->star_columns;
	put_text(transcript, column, column + entry->nick_columns, record->from, record->from_len,
		style);
	column += entry->nick_columns;
	if (!entry->action)
		put_string(transcript, column, column + 1, ":", style);
}

static const char *delivery_mark(uint64_t own, uint64_t delivered, uint64_t read)
{
	return own <= read ? "vv" : own <= delivered ? " v" : "..";
}

static void paint_delivery(const struct transcript *transcript, int row, const char *mark)
{
	grid_text(transcript->grid, row, right_end(transcript) - 2, right_end(transcript), mark,
		strlen(mark), theme_style(transcript->theme, STYLE_DELIVERY));
}

/* What stands around the text in its first row. */
static void paint_head(const struct transcript *transcript, const struct entry *entry)
{
	const char marker[] = {entry_marker(entry), '\0'};
	int column = transcript->rect->column;
	char time[ENTRY_TIME_SIZE];

	if (entry->time_columns > 0) {
		entry_time(entry, time);
		put_string(transcript, column, column + entry->time_columns, time,
			theme_style(transcript->theme, STYLE_TIME));
	}
	column += entry->time_columns;
	if (entry->marker_columns > 0)
		put_string(transcript, column, column + entry->marker_columns, marker,
			theme_style(transcript->theme, role_of(entry)));
	if (entry->nick_columns > 0)
		paint_nick(transcript, column + entry->marker_columns, entry);
	if (entry->tail > 0)
		paint_delivery(transcript, transcript->row,
			delivery_mark(entry->record.wire,
				conversation_delivered(transcript->conversation),
				conversation_read(transcript->conversation)));
}

static void paint_row(
	const struct transcript *transcript, int indent, struct wrap_row *text, struct spans *spans)
{
	int column = transcript->rect->column + indent;
	const char *ascii;
	struct glyph glyph;
	size_t n;

	if (!spans->has_link && !spans->has_match && wrap_ascii(text, &ascii, &n) &&
		column + (int)n <= right_end(transcript)) {
		put_text(transcript, column, right_end(transcript), ascii, n,
			theme_style(transcript->theme, spans->role));
		return;
	}
	while (wrap_glyph(text, &glyph))
		column = grid_put(transcript->grid, transcript->row, column, right_end(transcript),
			&glyph, theme_style(transcript->theme, spans_role(spans, &glyph)));
}

static bool is_full(const struct transcript *transcript)
{
	return transcript->row >= transcript->rect->row + transcript->rect->rows;
}

/* Paints the rows before the text but those before the place. */
static void paint_heads(struct transcript *transcript, const struct entry *entry)
{
	if (entry->day && transcript->at.row == 0)
		paint_day(transcript, entry);
	if (entry->rule && transcript->at.row < entry->heads && !is_full(transcript))
		paint_rule(transcript);
}

/* Paints a line from the place on, and goes to the next one, or to the row that has no room. */
static void paint_entry(struct transcript *transcript, const struct entry *entry)
{
	struct wrap wrap;
	struct wrap_row text;
	struct spans spans;

	paint_heads(transcript, entry);
	spans_init(&spans, entry, transcript->conversation, transcript->at.line);
	entry_wrap(entry, &wrap);
	for (size_t row = entry->heads; wrap_next(&wrap, &text); row++) {
		const bool head = row == entry->heads;

		if (row < transcript->at.row)
			continue;
		if (is_full(transcript))
			return;
		if (head)
			paint_head(transcript, entry);
		paint_row(transcript, entry->indent, &text, &spans);
		end_row(transcript, head && entry->tail > 0 ? entry->record.wire : 0);
	}
	transcript->at = (struct place){.line = transcript->at.line + 1};
}

static void paint_entries(struct transcript *transcript)
{
	const struct scrollback *scrollback = conversation_scrollback(transcript->conversation);
	struct entry entry;

	while (!is_full(transcript) &&
		entry_init(&entry, scrollback, transcript->at.line, transcript->rect->columns))
		paint_entry(transcript, &entry);
}

void transcript_paint(const struct conversation *conversation, struct grid *grid,
	const struct rect *rect, const struct theme *theme)
{
	struct transcript transcript = {.conversation = conversation,
		.grid = grid,
		.rect = rect,
		.theme = theme,
		.row = rect->row,
		.at = conversation_top(conversation)};

	paint_entries(&transcript);
}

/* How far the messages got that were in view before and still are. */
static void update_deliveries(const struct transcript *transcript)
{
	const struct kept *kept = transcript->kept;
	const uint64_t delivered = conversation_delivered(transcript->conversation),
		       read = conversation_read(transcript->conversation);

	if (delivered == kept->delivered && read == kept->read)
		return;
	for (int i = 0; i < kept->count; i++) {
		const uint64_t own = kept->rows[i].own;
		const char *mark = delivery_mark(own, delivered, read);

		if (own > 0 && strcmp(mark, delivery_mark(own, kept->delivered, kept->read)) != 0)
			paint_delivery(transcript, transcript->rect->row + i, mark);
	}
}

/* Leaves on the grid what is in view already, and goes to where the rest begins. */
static void keep_rows(struct transcript *transcript)
{
	struct kept *kept = transcript->kept;
	const int gone = kept_gone(kept, transcript->conversation, transcript->rect);

	if (gone < 0) {
		kept_forget(kept);
		transcript->at = conversation_top(transcript->conversation);
		return;
	}
	if (gone > 0) {
		grid_move(transcript->grid, transcript->rect, gone);
		kept_drop(kept, gone);
	}
	update_deliveries(transcript);
	transcript->row += kept->count;
	transcript->at = kept->next;
}

void transcript_update(const struct conversation *conversation, struct grid *grid,
	const struct rect *rect, const struct theme *theme, struct kept *kept)
{
	struct transcript transcript = {.conversation = conversation,
		.grid = grid,
		.rect = rect,
		.theme = theme,
		.kept = kept,
		.row = rect->row};
	struct rect rest = *rect;

	keep_rows(&transcript);
	rest.row = transcript.row;
	rest.rows -= rest.row - rect->row;
	grid_fill(grid, &rest, theme_style(theme, STYLE_TEXT));
	paint_entries(&transcript);
	kept_end(kept, conversation, rect, transcript.at);
}
