/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/history.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

#define HISTORY_FIRST 16

void history_init(struct history *history, size_t limit)
{
	*history = (struct history){.limit = limit};
}

/* Forgets the oldest n entries. */
static void forget(struct history *history, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		history->bytes -= history->entries[i].len;
		free(history->entries[i].text);
	}
	history->count -= n;
	if (n > 0)
		memmove(history->entries, history->entries + n,
			history->count * sizeof(*history->entries));
}

void history_fini(struct history *history)
{
	forget(history, history->count);
	free(history->entries);
	buffer_fini(&history->draft);
	*history = (struct history){.limit = history->limit};
}

void history_set_limit(struct history *history, size_t limit)
{
	history_leave(history);
	history->limit = limit;
	if (history->count > limit)
		forget(history, history->count - limit);
}

static bool is_same(const struct history_entry *entry, const char *text, size_t n)
{
	return entry->len == n && memcmp(entry->text, text, n) == 0;
}

/* Makes room for one more entry of n bytes. */
static int reserve(struct history *history, size_t n)
{
	size_t cap = history->cap > 0 ? 2 * history->cap : HISTORY_FIRST, old = 0;
	size_t bytes = history->bytes + n;
	struct history_entry *entries;

	for (; history->count - old >= history->limit || bytes > HISTORY_BYTES_MAX; old++)
		bytes -= history->entries[old].len;
	forget(history, old);
	if (history->count < history->cap)
		return 0;
	entries = realloc(history->entries, cap * sizeof(*entries));
	if (entries == NULL)
		return -ENOMEM;
	history->entries = entries;
	history->cap = cap;
	return 0;
}

int history_add(struct history *history, const char *text, size_t n)
{
	char *copy;

	history_leave(history);
	if (n == 0 || n > HISTORY_ENTRY_MAX || history->limit == 0)
		return 0;
	if (history->count > 0 && is_same(&history->entries[history->count - 1], text, n))
		return 0;
	copy = malloc(n);
	if (copy == NULL || reserve(history, n) < 0) {
		free(copy);
		return -ENOMEM;
	}
	memcpy(copy, text, n);
	history->entries[history->count++] = (struct history_entry){copy, n};
	history->bytes += n;
	return 0;
}

int history_begin(struct history *history, const char *draft, size_t n, size_t prefix)
{
	if (history->active)
		return 0;
	history->draft.len = 0;
	if (buffer_append(&history->draft, draft, n) < 0)
		return -ENOMEM;
	history->active = true;
	history->shown = history->count;
	history->prefix = prefix < n ? prefix : n;
	return 0;
}

void history_leave(struct history *history)
{
	history->active = false;
}

/* The text that stands at a place of the series. */
static struct history_entry at(const struct history *history, size_t place)
{
	if (place < history->count)
		return history->entries[place];
	return (struct history_entry){history->draft.data, history->draft.len};
}

/* Does the series show the entry after the text that it shows now? */
static bool is_wanted(const struct history *history, size_t place)
{
	struct history_entry entry = at(history, place), now = at(history, history->shown);

	if (entry.len < history->prefix)
		return false;
	if (history->prefix > 0 && memcmp(entry.text, history->draft.data, history->prefix) != 0)
		return false;
	return now.len == 0 || !is_same(&entry, now.text, now.len);
}

static bool show(struct history *history, size_t place, const char **text, size_t *n)
{
	struct history_entry entry = at(history, place);

	history->shown = place;
	*text = entry.text;
	*n = entry.len;
	return true;
}

bool history_prev(struct history *history, const char **text, size_t *n)
{
	for (size_t i = history->active ? history->shown : 0; i > 0; i--) {
		if (is_wanted(history, i - 1))
			return show(history, i - 1, text, n);
	}
	if (history->shown == history->count)
		history_leave(history);
	return false;
}

bool history_next(struct history *history, const char **text, size_t *n)
{
	if (!history->active || history->shown == history->count)
		return false;
	for (size_t i = history->shown + 1; i < history->count; i++) {
		if (is_wanted(history, i))
			return show(history, i, text, n);
	}
	history_leave(history);
	return show(history, history->count, text, n);
}

int history_format_line(struct buffer *out, const char *text, size_t n)
{
	size_t len = out->len;
	int error = 0;

	for (size_t i = 0; i < n && error == 0; i++) {
		if (text[i] == '\n')
			error = buffer_append(out, "\\n", 2);
		else if (text[i] == '\\')
			error = buffer_append(out, "\\\\", 2);
		else
			error = buffer_append(out, text + i, 1);
	}
	if (error == 0)
		error = buffer_append(out, "\n", 1);
	if (error < 0)
		out->len = len;
	return error;
}

int history_parse_line(struct buffer *out, const char *line, size_t n)
{
	bool wrong = !utf8_valid(line, n);
	size_t len, kept = out->len;
	char *text;

	if (n == 0)
		return 0;
	if (buffer_reserve(out, UTF8_REPAIR_GROWTH * n) < 0)
		return -ENOMEM;
	text = out->data + out->len;
	utf8_repair(line, n, true, text, &len);
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '\\' && i + 1 < len && (text[i + 1] == 'n' || text[i + 1] == '\\'))
			c = text[++i] == 'n' ? '\n' : '\\';
		else if (c == '\\')
			wrong = true;
		out->data[kept++] = c;
	}
	out->len = kept;
	return wrong;
}

int history_format(const struct history *history, struct buffer *out)
{
	int error = 0;

	for (size_t i = 0; i < history->count && error == 0; i++)
		error = history_format_line(out, history->entries[i].text, history->entries[i].len);
	return error;
}

/* Adds the entry of one line. Returns as history_parse_line(). */
static int parse_entry(struct history *history, const char *line, size_t n)
{
	struct buffer text = {0};
	int wrong = 1, error;

	/* Escapes double a text at most. */
	if (n <= 2 * HISTORY_ENTRY_MAX)
		wrong = history_parse_line(&text, line, n);
	if (text.len > HISTORY_ENTRY_MAX)
		wrong = 1;
	error = wrong < 0 ? wrong : history_add(history, text.data, text.len);
	buffer_fini(&text);
	return error < 0 ? error : wrong;
}

int history_parse(struct history *history, const char *bytes, size_t n)
{
	int count = 0, wrong;

	while (n > 0) {
		const char *newline = memchr(bytes, '\n', n);
		size_t line = newline != NULL ? (size_t)(newline - bytes) : n;

		wrong = parse_entry(history, bytes, line);
		if (wrong < 0)
			return wrong;
		count += wrong > 0 && count < INT_MAX;
		bytes += line;
		n -= line;
		if (n > 0) {
			bytes++;
			n--;
		}
	}
	return count;
}
