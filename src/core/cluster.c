/* SPDX-License-Identifier: ISC */
#include "core/cluster.h"

#include <stdbool.h>
#include <utf8proc.h>

#include "core/utf8.h"

/* The character at pos; returns its end. */
static size_t char_next(const char *s, size_t n, size_t pos, uint32_t *cp)
{
	int length = utf8_decode(s + pos, n - pos, cp);

	return pos + (size_t)(length < 0 ? -length : length);
}

/* The start of the character that pos is within, pos itself if one starts there. */
static size_t char_floor(const char *s, size_t pos)
{
	for (int i = 1; i < UTF8_MAX && pos > 0 && (s[pos] & 0xc0) == 0x80; i++)
		pos--;
	return pos;
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

size_t cluster_next(const char *s, size_t n, size_t pos)
{
	utf8proc_int32_t state = 0;
	uint32_t before, after;
	size_t end, next;

	if (pos >= n)
		return n;
	if (n - pos >= 2 && is_plain(s[pos]) && is_plain(s[pos + 1]))
		return pos + 1;
	for (end = char_next(s, n, pos, &before); end < n; end = next, before = after) {
		next = char_next(s, n, end, &after);
		if (utf8proc_grapheme_break_stateful(
			    (utf8proc_int32_t)before, (utf8proc_int32_t)after, &state))
			break;
	}
	return end;
}

/*
 * Must there be a boundary between the two, whatever comes before them? What joins at a distance
 * (emoji, Indic conjuncts) does so across characters that extend a cluster.
 */
static bool must_break(uint32_t before, uint32_t after)
{
	utf8proc_int32_t state = 0;
	unsigned class = utf8proc_get_property((utf8proc_int32_t)before)->boundclass;

	if (class == UTF8PROC_BOUNDCLASS_EXTEND || class == UTF8PROC_BOUNDCLASS_ZWJ)
		return false;
	return utf8proc_grapheme_break_stateful(
		(utf8proc_int32_t)before, (utf8proc_int32_t)after, &state);
}

/* The last place up to pos, which is less than n, where a cluster must begin. */
static size_t find_start(const char *s, size_t n, size_t pos)
{
	uint32_t before, after;
	size_t prev;

	pos = char_floor(s, pos);
	char_next(s, n, pos, &after);
	for (; pos > 0; pos = prev, after = before) {
		prev = char_floor(s, pos - 1);
		char_next(s, n, prev, &before);
		if (must_break(before, after))
			break;
	}
	return pos;
}

size_t cluster_prev(const char *s, size_t n, size_t pos)
{
	size_t start, next;

	if (pos > n)
		pos = n;
	if (pos == 0)
		return 0;
	start = find_start(s, n, pos - 1);
	while ((next = cluster_next(s, n, start)) < pos)
		start = next;
	return start;
}

size_t cluster_cut(const char *s, size_t n, size_t limit)
{
	size_t start, next;

	if (limit >= n)
		return n;
	start = find_start(s, n, limit);
	while ((next = cluster_next(s, n, start)) <= limit)
		start = next;
	return start > 0 ? start : char_floor(s, limit);
}
