/* SPDX-License-Identifier: ISC */
/*
 * All changes go through commit(): it checks the limit, records the change and applies it. Undoing
 * applies recorded changes without recording them again.
 */
#include "config.h"

#include "core/edit.h"

#include <errno.h>
#include <string.h>

#include "core/cluster.h"
#include "core/motion.h"
#include "core/utf8.h"

void edit_fini(struct edit *edit)
{
	buffer_fini(&edit->text);
	buffer_fini(&edit->killed);
	undo_fini(&edit->undo);
	*edit = (struct edit){.limit = edit->limit};
}

static size_t limit_of(const struct edit *edit)
{
	return edit->limit > 0 ? edit->limit : EDIT_LIMIT;
}

static size_t next(const struct edit *edit, size_t pos)
{
	return cluster_next(edit->text.data, edit->text.len, pos);
}

static size_t prev(const struct edit *edit, size_t pos)
{
	return cluster_prev(edit->text.data, edit->text.len, pos);
}

/* pos, or the end of the cluster that it is within. */
static size_t fit(const struct edit *edit, size_t pos)
{
	if (pos == 0)
		return 0;
	return pos < edit->text.len ? next(edit, prev(edit, pos)) : edit->text.len;
}

/* There is room for the text. */
static void apply(struct edit *edit, size_t start, size_t end, const char *text, size_t n)
{
	char *data = edit->text.data;

	if (end < edit->text.len)
		memmove(data + start + n, data + end, edit->text.len - end);
	if (n > 0)
		memcpy(data + start, text, n);
	edit->text.len += n - (end - start);
	edit->cursor = fit(edit, start + n);
}

/* Records a change as part of the one before, if it was typed and goes on there, or as its own. */
static int record(struct edit *edit, const struct undo_change *change, bool typed)
{
	int error = 0;

	if (typed)
		error = undo_extend(
			&edit->undo, change->pos, change->inserted, change->inserted_len);
	return error != 0 ? error : undo_record(&edit->undo, change, typed);
}

/* Makes a change, of which pos, removed_len and what is inserted are set: whole clusters go. */
static int commit(struct edit *edit, struct undo_change *change, bool typed)
{
	size_t limit = limit_of(edit);
	size_t kept = edit->text.len - change->removed_len;
	int error;

	if (change->removed_len == 0 && change->inserted_len == 0)
		return 0;
	if (change->inserted_len > 0 && (kept > limit || change->inserted_len > limit - kept))
		return -EMSGSIZE;
	if (buffer_reserve(&edit->text, change->inserted_len) < 0)
		return -ENOMEM;
	change->removed = edit->text.data + change->pos;
	change->cursor = edit->cursor;
	error = record(edit, change, typed);
	if (error < 0)
		return error;
	apply(edit, change->pos, change->pos + change->removed_len, change->inserted,
		change->inserted_len);
	return 0;
}

/* Appends text as an edit holds it to out. */
static int clean(struct buffer *out, const char *text, size_t n)
{
	size_t len, kept = 0;

	if (buffer_reserve(out, UTF8_REPAIR_GROWTH * n) < 0)
		return -ENOMEM;
	utf8_repair(text, n, true, out->data, &len);
	for (size_t i = 0; i < len; i++) {
		if (out->data[i] != '\r')
			out->data[kept++] = out->data[i];
		else if (i + 1 == len || out->data[i + 1] != '\n')
			out->data[kept++] = '\n';
	}
	out->len = kept;
	return 0;
}

/* Is text, of at least one byte, what one key types? */
static bool is_typed(const char *text, size_t n)
{
	return text[0] != '\n' && cluster_next(text, n, 0) == n;
}

/* Ends the run of typed characters that is undone at once where a new word begins. */
static void divide_typed(struct edit *edit, size_t pos, const char *text, size_t n)
{
	size_t before = prev(edit, pos);

	if (before < pos && motion_is_blank(edit->text.data + before, pos - before) &&
		!motion_is_blank(text, n))
		undo_close(&edit->undo);
}

/* No further kill or move by lines goes on from the last one. */
static void end_series(struct edit *edit)
{
	edit->killing = false;
	edit->rowing = false;
}

/* As edit_replace(), with text that is clean. */
static int replace(struct edit *edit, size_t start, size_t end, const struct buffer *text)
{
	struct undo_change change = {.inserted = text->data, .inserted_len = text->len};
	bool typed;
	int error;

	end = fit(edit, end < edit->text.len ? end : edit->text.len);
	start = start < end ? start : end;
	change.pos = fit(edit, start) == start ? start : prev(edit, start);
	change.removed_len = end - change.pos;
	typed = change.removed_len == 0 && text->len > 0 && is_typed(text->data, text->len);
	if (typed)
		divide_typed(edit, end, text->data, text->len);
	error = commit(edit, &change, typed);
	if (error == 0)
		end_series(edit);
	return error;
}

int edit_replace(struct edit *edit, size_t start, size_t end, const char *text, size_t n)
{
	struct buffer cleaned = {0};
	int error = 0;

	/* Cleaning halves a text at most: of a carriage return with a newline one byte stays. */
	if (n / 2 > limit_of(edit))
		error = -EMSGSIZE;
	if (error == 0)
		error = clean(&cleaned, text, n);
	if (error == 0)
		error = replace(edit, start, end, &cleaned);
	buffer_fini(&cleaned);
	return error;
}

int edit_insert(struct edit *edit, const char *text, size_t n)
{
	return edit_replace(edit, edit->cursor, edit->cursor, text, n);
}

int edit_set(struct edit *edit, const char *text, size_t n)
{
	return edit_replace(edit, 0, edit->text.len, text, n);
}

void edit_move(struct edit *edit, size_t pos)
{
	edit->cursor = fit(edit, pos);
	undo_close(&edit->undo);
	end_series(edit);
}

void edit_clear(struct edit *edit)
{
	edit->text.len = 0;
	edit->cursor = 0;
	undo_clear(&edit->undo);
	end_series(edit);
}

/* The line above or below; the cursor itself where there is none. */
static size_t row(struct edit *edit, enum edit_action action)
{
	const char *text = edit->text.data;
	size_t n = edit->text.len, cursor = edit->cursor;
	size_t start = motion_line_start(text, cursor), end = motion_line_end(text, n, cursor);

	if (action == EDIT_UP ? start == 0 : end == n)
		return cursor;
	if (!edit->rowing)
		edit->column = motion_column(text, cursor);
	edit->rowing = true;
	start = action == EDIT_UP ? motion_line_start(text, start - 1) : end + 1;
	return motion_at_column(text, n, start, edit->column);
}

/* The other edge of what the action moves over, deletes or kills; the one edge is the cursor. */
static size_t edge(struct edit *edit, enum edit_action action)
{
	const char *text = edit->text.data;
	size_t n = edit->text.len, cursor = edit->cursor, pos;

	switch (action) {
	case EDIT_LEFT:
	case EDIT_DELETE_LEFT:
		return prev(edit, cursor);
	case EDIT_RIGHT:
	case EDIT_DELETE_RIGHT:
		return next(edit, cursor);
	case EDIT_WORD_LEFT:
	case EDIT_KILL_WORD_LEFT:
		return motion_word_left(text, n, cursor);
	case EDIT_WORD_RIGHT:
	case EDIT_KILL_WORD_RIGHT:
		return motion_word_right(text, n, cursor);
	case EDIT_KILL_BLANK_LEFT:
		return motion_blank_left(text, n, cursor);
	case EDIT_HOME:
		return motion_line_start(text, cursor);
	case EDIT_KILL_START:
		pos = motion_line_start(text, cursor);
		return pos < cursor ? pos : prev(edit, cursor);
	case EDIT_END:
		return motion_line_end(text, n, cursor);
	case EDIT_KILL_END:
		pos = motion_line_end(text, n, cursor);
		return pos > cursor ? pos : next(edit, cursor);
	default:
		return row(edit, action);
	}
}

static int move(struct edit *edit, size_t pos)
{
	bool moved = pos != edit->cursor;

	edit->cursor = pos;
	undo_close(&edit->undo);
	return moved;
}

/* Removes what is between the cursor and pos. */
static int erase(struct edit *edit, size_t pos)
{
	struct undo_change change = {.pos = pos < edit->cursor ? pos : edit->cursor};
	int error;

	if (pos == edit->cursor)
		return 0;
	change.removed_len = pos < edit->cursor ? edit->cursor - pos : pos - edit->cursor;
	error = commit(edit, &change, false);
	return error < 0 ? error : 1;
}

/*
 * Removes what is between the cursor and pos, and keeps it. The copy waits aside, behind the room
 * that it may need, until it is certain that the removal succeeds.
 */
static int kill(struct edit *edit, size_t pos)
{
	struct buffer *killed = &edit->killed;
	bool left = pos < edit->cursor;
	size_t start = left ? pos : edit->cursor, n = left ? edit->cursor - pos : pos - start;
	size_t len = edit->killing ? killed->len : 0, aside = killed->len + n;
	int error;

	if (n == 0)
		return 0;
	if (buffer_reserve(killed, 2 * n) < 0)
		return -ENOMEM;
	memcpy(killed->data + aside, edit->text.data + start, n);
	error = erase(edit, pos);
	if (error < 0)
		return error;
	if (left)
		memmove(killed->data + n, killed->data, len);
	memcpy(killed->data + (left ? 0 : len), killed->data + aside, n);
	killed->len = len + n;
	edit->killing = true;
	return 1;
}

static int yank(struct edit *edit)
{
	struct undo_change change = {.pos = edit->cursor,
		.inserted = edit->killed.data,
		.inserted_len = edit->killed.len};
	int error = commit(edit, &change, false);

	return error < 0 ? error : edit->killed.len > 0;
}

static int transpose(struct edit *edit)
{
	size_t start = motion_line_start(edit->text.data, edit->cursor);
	size_t middle = edit->cursor, end;
	struct undo_change change = {0};
	struct buffer swapped = {0};
	int error;

	if (middle > start && middle == motion_line_end(edit->text.data, edit->text.len, middle))
		middle = prev(edit, middle);
	if (middle == start)
		return 0;
	end = next(edit, middle);
	change.pos = prev(edit, middle);
	change.removed_len = change.inserted_len = end - change.pos;
	error = buffer_append(&swapped, edit->text.data + middle, end - middle);
	if (error == 0)
		error = buffer_append(&swapped, edit->text.data + change.pos, middle - change.pos);
	change.inserted = swapped.data;
	if (error == 0)
		error = commit(edit, &change, false);
	buffer_fini(&swapped);
	return error < 0 ? error : 1;
}

static int undo(struct edit *edit)
{
	const struct undo_change *change = undo_back(&edit->undo);

	if (change == NULL)
		return 0;
	if (buffer_reserve(&edit->text, change->removed_len) < 0) {
		undo_forward(&edit->undo);
		return -ENOMEM;
	}
	apply(edit, change->pos, change->pos + change->inserted_len, change->removed,
		change->removed_len);
	edit->cursor = change->cursor;
	return 1;
}

static int redo(struct edit *edit)
{
	const struct undo_change *change = undo_forward(&edit->undo);

	if (change == NULL)
		return 0;
	if (buffer_reserve(&edit->text, change->inserted_len) < 0) {
		undo_back(&edit->undo);
		return -ENOMEM;
	}
	apply(edit, change->pos, change->pos + change->removed_len, change->inserted,
		change->inserted_len);
	return 1;
}

static int perform(struct edit *edit, enum edit_action action)
{
	switch (action) {
	case EDIT_DELETE_LEFT:
	case EDIT_DELETE_RIGHT:
		return erase(edit, edge(edit, action));
	case EDIT_KILL_BLANK_LEFT:
	case EDIT_KILL_WORD_LEFT:
	case EDIT_KILL_WORD_RIGHT:
	case EDIT_KILL_START:
	case EDIT_KILL_END:
		return kill(edit, edge(edit, action));
	case EDIT_YANK:
		return yank(edit);
	case EDIT_TRANSPOSE:
		return transpose(edit);
	case EDIT_UNDO:
		return undo(edit);
	case EDIT_REDO:
		return redo(edit);
	default:
		return move(edit, edge(edit, action));
	}
}

int edit_do(struct edit *edit, enum edit_action action)
{
	if (action < EDIT_KILL_BLANK_LEFT || action > EDIT_KILL_END)
		edit->killing = false;
	if (action != EDIT_UP && action != EDIT_DOWN)
		edit->rowing = false;
	return perform(edit, action);
}
