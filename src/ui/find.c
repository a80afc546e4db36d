/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/find.h"

#include "core/record.h"
#include "ui/entry.h"
#include "ui/scrollback.h"

/* Where in a line a match may begin: from low on, before high. */
struct part {
	size_t low;
	size_t high;
};

static const struct part whole = {0, SIZE_MAX};

static bool find_in_line(struct find *find, const struct scrollback *scrollback, uint64_t line,
	bool backward, struct part part)
{
	struct match_span span;
	struct record record;
	const char *text;
	size_t n;
	bool found;

	if (!scrollback_get(scrollback, line, &record))
		return false;
	entry_text(&record, &text, &n);
	if (backward)
		found = match_last(&find->match, text, n, part.high, &span) &&
			span.start >= part.low;
	else
		found = match_next(&find->match, text, n, part.low, &span) &&
			span.start < part.high;
	if (!found)
		return false;
	find->line = line;
	find->span = span;
	return true;
}

/* Looks through the lines from up to end, end not among them. */
static bool find_in_lines(struct find *find, const struct scrollback *scrollback, uint64_t from,
	uint64_t end, bool backward)
{
	for (uint64_t i = from; i < end; i++)
		if (find_in_line(
			    find, scrollback, backward ? end - 1 - (i - from) : i, backward, whole))
			return true;
	return false;
}

/* Looks through all lines but one, beginning behind it, or before it. */
static enum find_result find_around(
	struct find *find, const struct scrollback *scrollback, uint64_t line, bool backward)
{
	uint64_t first = scrollback_first(scrollback), end = scrollback_end(scrollback);

	if (backward ? find_in_lines(find, scrollback, first, line, true)
		     : find_in_lines(find, scrollback, line + 1, end, false))
		return FIND_FOUND;
	if (backward ? find_in_lines(find, scrollback, line + 1, end, true)
		     : find_in_lines(find, scrollback, first, line, false))
		return FIND_WRAPPED;
	return FIND_MISSING;
}

static uint64_t clamp(const struct scrollback *scrollback, uint64_t line)
{
	uint64_t first = scrollback_first(scrollback), end = scrollback_end(scrollback);

	return line < first ? first : line >= end && end > first ? end - 1 : line;
}

enum find_result find_from(struct find *find, const struct scrollback *scrollback, uint64_t line,
	const char *text, size_t n, bool backward)
{
	*find = (struct find){.backward = backward};
	match_init(&find->match, text, n);
	if (find->match.n == 0)
		return find->result;
	line = clamp(scrollback, line);
	if (find_in_line(find, scrollback, line, backward, whole))
		find->result = FIND_FOUND;
	else
		find->result = find_around(find, scrollback, line, backward);
	return find->result;
}

enum find_result find_on(struct find *find, const struct scrollback *scrollback, bool backward)
{
	struct part rest = backward ? (struct part){0, find->span.start}
				    : (struct part){find->span.end, SIZE_MAX};
	uint64_t line = clamp(scrollback, find->line);

	if (find->match.n == 0)
		return find->result;
	if (line != find->line || find->result == FIND_MISSING)
		rest = whole;
	if (find_in_line(find, scrollback, line, backward, rest))
		return find->result = FIND_FOUND;
	find->result = find_around(find, scrollback, line, backward);
	if (find->result == FIND_MISSING && find_in_line(find, scrollback, line, backward, whole))
		find->result = FIND_WRAPPED;
	return find->result;
}
