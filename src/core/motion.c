/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/motion.h"

#include <utf8proc.h>

#include "core/cluster.h"
#include "core/funnel.h"
#include "core/utf8.h"

/* utf8proc orders its categories: letters, marks, numbers first. */
static bool is_word(const char *text, size_t n)
{
	utf8proc_category_t category;
	uint32_t cp;

	utf8_decode(text, n, &cp);
	category = utf8proc_category((utf8proc_int32_t)cp);
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

bool motion_is_blank(const char *text, size_t n)
{
	uint32_t cp;

	utf8_decode(text, n, &cp);
	return cp == ' ' || cp == '\t' || cp == '\n' ||
	       utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_ZS;
}

static bool is_dark(const char *text, size_t n)
{
	return !motion_is_blank(text, n);
}

/*
 * The start of the last run before pos. Looked for from the start of the text on: going back by
 * clusters takes quadratic time where many of them can only be told apart from afar (flags).
 */
static size_t run_left(
	const char *text, size_t n, size_t pos, bool (*in_run)(const char *text, size_t n))
{
	bool before = false, in;
	size_t start = 0;

	for (size_t i = 0; i < pos; i = cluster_next(text, n, i), before = in) {
		in = in_run(text + i, n - i);
		if (in && !before)
			start = i;
	}
	return start;
}

size_t motion_word_left(const char *text, size_t n, size_t pos)
{
	return run_left(text, n, pos, is_word);
}

size_t motion_blank_left(const char *text, size_t n, size_t pos)
{
	return run_left(text, n, pos, is_dark);
}

size_t motion_word_right(const char *text, size_t n, size_t pos)
{
	while (pos < n && !is_word(text + pos, n - pos))
		pos = cluster_next(text, n, pos);
	while (pos < n && is_word(text + pos, n - pos))
		pos = cluster_next(text, n, pos);
	return pos;
}

size_t motion_line_start(const char *text, size_t pos)
{
	while (pos > 0 && text[pos - 1] != '\n')
		pos--;
	return pos;
}

size_t motion_line_end(const char *text, size_t n, size_t pos)
{
	while (pos < n && text[pos] != '\n')
		pos++;
	return pos;
}

size_t motion_column(const char *text, size_t pos)
{
	size_t start = motion_line_start(text, pos);

	return pos > start ? funnel_columns(text + start, pos - start) : 0;
}

size_t motion_at_column(const char *text, size_t n, size_t start, size_t column)
{
	size_t end = motion_line_end(text, n, start), pos = start, after, width = 0;

	for (; pos < end; pos = after) {
		after = cluster_next(text, n, pos);
		width += funnel_columns(text + pos, after - pos);
		if (width > column)
			break;
	}
	return pos;
}
