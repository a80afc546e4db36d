/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/url.h"

#include <string.h>
#include <utf8proc.h>

#include "core/buffer.h"
#include "core/funnel.h"
#include "core/utf8.h"

/* Brackets that may be open in one another. */
#define NESTING 32

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Is c one of set? NUL never is. */
static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* A letter, mark or digit of another script than ASCII's, and visible. */
static bool is_foreign(uint32_t cp)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);

	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO &&
	       !funnel_is_unsafe(cp);
}

/* The length of the character at text if it may be in a link, else 0. */
static size_t allowed(const char *text, size_t n)
{
	uint32_t cp;
	int length;

	if (n == 0)
		return 0;
	if ((text[0] & 0x80) == 0)
		return is_alnum(text[0]) || is_one_of(text[0], "-._~:/?#[]@!$&'()*+,;=%");
	length = utf8_decode(text, n, &cp);
	return length > 0 && is_foreign(cp) ? (size_t)length : 0;
}

/* May a host, or a part of it, begin here? */
static bool begins_host(const char *text, size_t n)
{
	return n > 0 && (is_alnum(text[0]) || text[0] == '[' ||
				((text[0] & 0x80) != 0 && allowed(text, n) > 0));
}

/* Is there NAME@HOST? */
static bool is_mail(const char *text, size_t n)
{
	size_t at = 0;

	while (at < n && (is_alnum(text[at]) || is_one_of(text[at], "._%+-")))
		at++;
	return at > 0 && at < n && text[at] == '@' && begins_host(text + at + 1, n - at - 1);
}

/* Is there NAME.NAME? */
static bool is_www(const char *text, size_t n)
{
	size_t end = 0, length;

	while (end < n && !is_one_of(text[end], "./:?#") &&
		(length = allowed(text + end, n - end)) > 0)
		end += length;
	return end > 0 && begins_host(text, n) && end < n && text[end] == '.' &&
	       begins_host(text + end + 1, n - end - 1);
}

/* How links begin, and what has to follow. */
static const struct {
	const char *prefix;
	bool (*follows)(const char *text, size_t n);
} kinds[] = {
	{"http://", begins_host},
	{"https://", begins_host},
	{"gemini://", begins_host},
	{"mailto:", is_mail},
	{"www.", is_www},
};

static bool begins_with(const char *text, size_t n, const char *prefix)
{
	size_t len = strlen(prefix);

	if (n < len)
		return false;
	for (size_t i = 0; i < len; i++) {
		if ((is_alnum(text[i]) ? text[i] | 0x20 : text[i]) != prefix[i])
			return false;
	}
	return true;
}

static bool is_link(const char *text, size_t n)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t len = strlen(kinds[i].prefix);

		if (begins_with(text, n, kinds[i].prefix))
			return kinds[i].follows(text + len, n - len);
	}
	return false;
}

/* The bracket that opens what c closes, or NUL. */
static char opening(char c)
{
	return c == ')' ? '(' : c == ']' ? '[' : '\0';
}

/* The end of the link that begins at start, by its characters and brackets. */
static size_t find_end(const char *text, size_t n, size_t start)
{
	char open[NESTING];
	size_t end = start, depth = 0, length;

	while ((length = allowed(text + end, n - end)) > 0) {
		char c = text[end];

		if (c == '(' || c == '[') {
			if (depth == NESTING)
				break;
			open[depth++] = c;
		} else if (opening(c) != '\0') {
			if (depth == 0 || open[--depth] != opening(c))
				break;
		}
		end += length;
	}
	return end;
}

/* The end without the punctuation there that belongs to the text. */
static size_t trim(const char *text, size_t start, size_t end)
{
	char before = start > 0 ? text[start - 1] : '\0';

	while (end > start && (is_one_of(text[end - 1], ".,:;!?'*([") ||
				      (is_one_of(text[end - 1], "_~") && text[end - 1] == before)))
		end--;
	return end;
}

/* Is pos in the middle of a word or of an address? */
static bool is_inside(const char *text, size_t pos)
{
	return pos > 0 && (is_alnum(text[pos - 1]) || is_one_of(text[pos - 1], ".%+-@"));
}

bool url_next(const char *text, size_t n, size_t pos, struct url_span *span)
{
	size_t end;

	for (; pos < n; pos++) {
		if (!is_one_of(text[pos], "hHgGmMwW") || is_inside(text, pos) ||
			!is_link(text + pos, n - pos))
			continue;
		end = find_end(text, n, pos);
		span->start = pos;
		span->end = trim(text, pos, end);
		if (is_link(text + pos, span->end - pos) && span->end - pos <= URL_MAX)
			return true;
		pos = end - 1;
	}
	return false;
}

int url_address(struct buffer *out, const char *link, size_t n)
{
	int error = 0;

	if (n > 0 && (link[0] | 0x20) == 'w')
		error = buffer_append_string(out, "https://");
	return error == 0 ? buffer_append(out, link, n) : error;
}
