/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/shown.h"

#include <stdint.h>

#include "core/funnel.h"
#include "core/lanes.h"
#include "core/utf8.h"

/* A letter that has a column wherever the locale is of UTF-8. */
#define UTF8_SAMPLE 0x00e9u

bool shown_is_utf8(void)
{
	return funnel_char_columns(UTF8_SAMPLE) > 0;
}

/*
 * The bytes of a character that has columns of its own and is shown as it is in every UTF-8 locale,
 * for so are all characters that begin with this byte: printable ASCII, the rest of the Latin
 * letters, most Greek and Cyrillic ones. THREE: the second byte is to be looked at. 0: all of it.
 */
#define THREE 3
static const unsigned char base_lengths[256] = {
	[0x20 ... 0x7e] = 1,
	[0xc3 ... 0xcb] = 2,
	[0xcf ... 0xd1] = 2,
	[0xe0 ... 0xef] = THREE,
};

/* The same of those of three bytes, 64 of which begin with the same two. */
#define BLOCK(cp) ((cp) >> 6)
static const bool base_blocks[BLOCK(0x10000)] = {
	[BLOCK(0x1e00)... BLOCK(0x1eff)] = true, /* Latin, as in Vietnamese */
	[BLOCK(0x2200)... BLOCK(0x22ff)] = true, /* mathematics */
	[BLOCK(0x2500)... BLOCK(0x25ff)] = true, /* lines and blocks */
	[BLOCK(0x30c0)... BLOCK(0x30ff)] = true, /* Katakana */
	[BLOCK(0x4000)... BLOCK(0x9fff)] = true, /* most of what is Han */
	[BLOCK(0xac00)... BLOCK(0xd77f)] = true, /* Hangul */
};

/* The bytes of the character at s if it is one of the above, else 0. */
static inline size_t base_length(const char *s, size_t n)
{
	size_t length = base_lengths[(unsigned char)s[0]];

	if (length <= 1)
		return length;
	if (length > n || !utf8_continues(s[1]))
		return 0;
	if (length < THREE)
		return length;
	return base_blocks[(s[0] & 0x0f) << 6 | (s[1] & 0x3f)] && utf8_continues(s[2]) ? THREE : 0;
}

/* The bytes of all that come one behind the other. */
static inline size_t base_run(const char *s, size_t n)
{
	size_t pos = 0, length;

	do {
		while (pos < n && base_lengths[(unsigned char)s[pos]] == 1)
			pos++;
		length = pos < n ? base_length(s + pos, n - pos) : 0;
		pos += length;
	} while (length > 0);
	return pos;
}

/* Where the character begins that ends at pos. */
static size_t before(const char *s, size_t pos)
{
	do
		pos--;
	while (utf8_continues(s[pos]));
	return pos;
}

/* Other letters of which that is so: Greek, and Hiragana. */
static bool is_base(uint32_t cp)
{
	return (cp >= 0x03a3 && cp <= 0x03ff) || (cp >= 0x3041 && cp <= 0x3096);
}

/*
 * The bytes of a character that has to be looked at: a base, or a mark on one that bears so many
 * already. 0 where it is not shown as it is.
 */
static size_t other_length(const char *s, size_t n, bool utf8, int *marks)
{
	uint32_t cp;
	int length = utf8_decode(s, n, &cp), columns;

	if (length <= 0 || funnel_is_unsafe(cp))
		return 0;
	columns = utf8 && is_base(cp) ? 1 : funnel_char_columns(cp);
	if (columns < 0 || (columns == 0 && *marks >= GLYPH_MARKS))
		return 0;
	*marks = columns == 0 ? *marks + 1 : 0;
	return (size_t)length;
}

size_t shown_run(const char *s, size_t n, bool utf8)
{
	size_t run, last, more;
	int marks = GLYPH_MARKS; /* as long as there is no base */

	run = lanes_prefix(s, n, lanes_printable);
	if (run == n)
		return n;
	last = run > 0 ? run - 1 : 0;
	if (run > 0)
		marks = 0;
	/* Behind the first character that is not ASCII others stand soon. */
	while (run < n) {
		more = utf8 ? base_run(s + run, n - run) : 0;
		if (more > 0) {
			run += more;
			last = before(s, run);
			marks = 0;
			if (run == n)
				break;
		}
		more = other_length(s + run, n - run, utf8, &marks);
		if (more == 0)
			break;
		if (marks == 0)
			last = run;
		run += more;
	}
	return run < n && (s[run] & 0x80) != 0 ? last : run;
}
