/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/match.h"

#include <string.h>
#include <wctype.h>

#include "core/cluster.h"
#include "core/utf8.h"

static bool has_capital(const char *text, size_t n)
{
	uint32_t cp;
	int len;

	for (size_t pos = 0; (len = utf8_decode(text + pos, n - pos, &cp)) > 0; pos += (size_t)len)
		if (towlower((wint_t)cp) != (wint_t)cp)
			return true;
	return false;
}

static void add_char(struct match *match, uint32_t cp, bool exact)
{
	struct match_char *out = &match->chars[match->count++];
	uint32_t other = exact ? cp : (uint32_t)towupper((wint_t)cp);

	out->len[0] = (unsigned char)utf8_encode(cp, out->bytes[0]);
	out->len[1] = (unsigned char)utf8_encode(other, out->bytes[1]);
}

void match_init(struct match *match, const char *text, size_t n)
{
	bool exact = has_capital(text, n);
	uint32_t cp;
	size_t pos = 0;
	int len;

	*match = (struct match){.n = cluster_cut(text, n, MATCH_BYTES)};
	if (match->n > 0) /* or text may be NULL */
		memcpy(match->text, text, match->n);
	while (match->count < MATCH_CHARS &&
		(len = utf8_decode(text + pos, match->n - pos, &cp)) > 0) {
		add_char(match, cp, exact);
		pos += (size_t)len;
	}
	if (match->count == 0)
		return;
	match->begins[(unsigned char)match->chars[0].bytes[0][0]] = true;
	match->begins[(unsigned char)match->chars[0].bytes[1][0]] = true;
}

/* The bytes of the character at text, 0 where it is another one. */
static size_t char_at(const struct match_char *c, const char *text, size_t n)
{
	for (int i = 0; i < 2; i++)
		if (c->len[i] <= n && memcmp(c->bytes[i], text, c->len[i]) == 0)
			return c->len[i];
	return 0;
}

/* The bytes of a match that begins at text, 0 where there is none. */
static size_t match_at(const struct match *match, const char *text, size_t n)
{
	size_t pos = 0;

	for (size_t i = 0; i < match->count; i++) {
		size_t len = char_at(&match->chars[i], text + pos, n - pos);

		if (len == 0)
			return 0;
		pos += len;
	}
	return pos;
}

bool match_next(
	const struct match *match, const char *text, size_t n, size_t pos, struct match_span *span)
{
	for (; pos < n; pos++) {
		size_t len;

		if (!match->begins[(unsigned char)text[pos]])
			continue;
		len = match_at(match, text + pos, n - pos);
		if (len > 0) {
			*span = (struct match_span){pos, pos + len};
			return true;
		}
	}
	return false;
}

bool match_last(
	const struct match *match, const char *text, size_t n, size_t pos, struct match_span *span)
{
	struct match_span next;
	bool found = false;

	for (size_t at = 0; match_next(match, text, n, at, &next) && next.start < pos;
		at = next.end) {
		*span = next;
		found = true;
	}
	return found;
}
