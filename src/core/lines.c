/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/lines.h"

#include <errno.h>
#include <string.h>

#include "core/cluster.h"
#include "core/utf8.h"

void lines_init(struct lines *lines, size_t limit)
{
	*lines = (struct lines){.limit = limit};
}

void lines_fini(struct lines *lines)
{
	buffer_fini(&lines->text);
}

/* Gives back the room of what was handed out. */
static void compact(struct lines *lines)
{
	buffer_consume(&lines->text, lines->start);
	lines->searched -= lines->start;
	lines->start = 0;
}

/* Repairs bytes into the text; there is room. Returns how many of them were used. */
static size_t add(struct lines *lines, const char *bytes, size_t n, bool final)
{
	size_t len, used;

	used = utf8_repair(bytes, n, final, lines->text.data + lines->text.len, &len);
	lines->text.len += len;
	return used;
}

/*
 * Completes the held sequence with as few of the new bytes as it takes. Returns how many of them
 * were used.
 */
static size_t finish_held(struct lines *lines, const char *bytes, size_t n)
{
	size_t taken = 0;

	while (lines->held_len > 0 && taken < n) {
		size_t used;

		lines->held[lines->held_len++] = bytes[taken++];
		used = add(lines, lines->held, lines->held_len, false);
		lines->held_len -= used;
		memmove(lines->held, lines->held + used, lines->held_len);
	}
	return taken;
}

int lines_feed(struct lines *lines, const char *bytes, size_t n)
{
	size_t used;

	compact(lines);
	if (buffer_reserve(&lines->text, 3 * (n + sizeof(lines->held))) < 0)
		return -ENOMEM;
	used = finish_held(lines, bytes, n);
	used += add(lines, bytes + used, n - used, false);
	if (used < n) {
		lines->held_len = n - used;
		memcpy(lines->held, bytes + used, lines->held_len);
	}
	return 0;
}

int lines_end(struct lines *lines)
{
	compact(lines);
	if (buffer_reserve(&lines->text, 3 * sizeof(lines->held)) < 0)
		return -ENOMEM;
	add(lines, lines->held, lines->held_len, true);
	lines->held_len = 0;
	lines->ended = true;
	return 0;
}

/* Hands out what is no whole line, or too long for one: a piece of it, or the rest at the end. */
static bool next_piece(struct lines *lines, size_t line, const char **text, size_t *len)
{
	size_t left = lines->text.len - lines->start;

	*text = lines->text.data + lines->start;
	*len = line <= lines->limit ? line : cluster_cut(*text, line, lines->limit);
	lines->start += *len;
	if (line < left && *len == line)
		lines->start++;
	lines->searched = lines->start;
	return true;
}

bool lines_next(struct lines *lines, const char **text, size_t *len)
{
	size_t left = lines->text.len - lines->start, line;
	const char *newline;

	if (left == 0)
		return false;
	newline =
		memchr(lines->text.data + lines->searched, '\n', lines->text.len - lines->searched);
	if (newline == NULL && left <= lines->limit && !lines->ended) {
		lines->searched = lines->text.len;
		return false;
	}
	*text = lines->text.data + lines->start;
	line = newline != NULL ? (size_t)(newline - *text) : left;
	if (newline == NULL || line > lines->limit)
		return next_piece(lines, line, text, len);
	*len = line;
	lines->start += line + 1;
	lines->searched = lines->start;
	return true;
}
