/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/funnel.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "core/ascii.h"
#include "core/buffer.h"
#include "core/lanes.h"
#include "core/shown.h"
#include "core/utf8.h"

/* What a mark stands on that has no base: a dotted circle. */
#define LONE_BASE 0x25ccu

/*
 * The characters that no terminal gets, in ascending order: DerivedCoreProperties.txt,
 * Default_Ignorable_Code_Point, except the Hangul fillers (which have columns), and the other
 * format characters (Cf) without columns.
 */
static const struct {
	uint32_t first, last;
} dropped[] = {
	{0x00ad, 0x00ad},   /* soft hyphen */
	{0x034f, 0x034f},   /* combining grapheme joiner */
	{0x061c, 0x061c},   /* Arabic letter mark */
	{0x17b4, 0x17b5},   /* Khmer inherent vowels */
	{0x180b, 0x180f},   /* Mongolian variation and vowel separators */
	{0x200b, 0x200f},   /* zero-width, direction marks */
	{0x202a, 0x202e},   /* embedding and override of direction */
	{0x2060, 0x206f},   /* invisible operators, isolation of direction */
	{0xfe00, 0xfe0f},   /* variation selectors */
	{0xfeff, 0xfeff},   /* byte order mark */
	{0xfff0, 0xfffb},   /* interlinear annotation */
	{0x13430, 0x1343f}, /* Egyptian format controls */
	{0x1bca0, 0x1bca3}, /* shorthand format controls */
	{0x1d173, 0x1d17a}, /* musical format controls */
	{0xe0000, 0xe0fff}, /* tags, variation selectors */
};

static bool is_dropped(uint32_t cp)
{
	size_t low = 0, high = sizeof(dropped) / sizeof(dropped[0]);

	/* Latin, most of what is East Asian, and pictures: no need to search. */
	if (cp < 0x034f || (cp > 0x206f && cp < 0xfe00) || (cp > 0x1d17a && cp < 0xe0000))
		return cp == 0x00ad;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (cp > dropped[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sizeof(dropped) / sizeof(dropped[0]) && cp >= dropped[low].first;
}

static bool is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029;
}

static bool is_private(uint32_t cp)
{
	return (cp >= 0xe000 && cp <= 0xf8ff) || cp >= 0xf0000;
}

static bool is_printable_ascii(char c)
{
	return c >= 0x20 && c < 0x7f;
}

bool funnel_is_unsafe(uint32_t cp)
{
	return is_control(cp) || is_dropped(cp);
}

int funnel_char_columns(uint32_t cp)
{
	return is_private(cp) ? -1 : wcwidth((wchar_t)cp);
}

void funnel_init(struct funnel *funnel, const char *text, size_t n, enum funnel_mode mode)
{
	/* An empty buffer has no bytes to point at, and not even 0 may be added to NULL. */
	*funnel = (struct funnel){.text = text != NULL ? text : "", .n = n, .mode = mode};
}

/* Takes the next character. Returns false at the end. */
static bool take_char(struct funnel *funnel, uint32_t *cp)
{
	int length = utf8_decode(funnel->text + funnel->pos, funnel->n - funnel->pos, cp);

	funnel->pos += (size_t)(length < 0 ? -length : length);
	return length != 0;
}

static void glyph_add(struct glyph *glyph, uint32_t cp)
{
	glyph->len += (unsigned char)utf8_encode(cp, glyph->bytes + glyph->len);
}

/* Takes what follows a base and has no column of its own: marks, and what is dropped. */
static void take_marks(struct funnel *funnel, struct glyph *glyph, int marks)
{
	size_t before;
	uint32_t cp;

	while (before = funnel->pos, take_char(funnel, &cp)) {
		if (is_dropped(cp))
			continue;
		if (is_control(cp) || funnel_char_columns(cp) != 0) {
			funnel->pos = before;
			return;
		}
		if (marks++ < GLYPH_MARKS)
			glyph_add(glyph, cp);
	}
}

/* Takes what follows and is dropped, for a glyph that bears no marks. */
static void take_dropped(struct funnel *funnel)
{
	size_t before;
	uint32_t cp;

	while (before = funnel->pos, take_char(funnel, &cp)) {
		if (!is_dropped(cp)) {
			funnel->pos = before;
			return;
		}
	}
}

static void begin_notation(struct funnel *funnel, size_t start, uint32_t cp)
{
	int len;

	if (cp < 0x80)
		len = snprintf(
			funnel->notation, sizeof(funnel->notation), "^%c", (char)(cp ^ 0x40));
	else
		len = snprintf(funnel->notation, sizeof(funnel->notation), "<U+%04X>",
			(unsigned)cp & 0xffff);
	funnel->notation_len = (unsigned char)len;
	funnel->notation_pos = 0;
	funnel->start = start;
	take_dropped(funnel);
}

static void next_of_notation(struct funnel *funnel, struct glyph *glyph)
{
	glyph->columns = 1;
	glyph->start = funnel->start;
	glyph->end = funnel->pos;
	glyph_add(glyph, (unsigned char)funnel->notation[funnel->notation_pos++]);
}

static void next_of_text(struct funnel *funnel, struct glyph *glyph, uint32_t cp)
{
	int columns = funnel_char_columns(cp);

	if (columns == 0)
		glyph_add(glyph, LONE_BASE);
	glyph_add(glyph, columns < 0 ? UTF8_REPLACEMENT : cp);
	glyph->columns = columns == 2 ? 2 : 1;
	take_marks(funnel, glyph, columns == 0 ? 1 : 0);
}

/* The most frequent case: printable ASCII with more of it, or the end, behind. */
static bool next_is_ascii(const struct funnel *funnel)
{
	const char *s = funnel->text + funnel->pos;
	size_t n = funnel->n - funnel->pos;

	return n > 0 && is_printable_ascii(s[0]) && (n == 1 || (s[1] & 0x80) == 0);
}

bool funnel_next(struct funnel *funnel, struct glyph *glyph)
{
	uint32_t cp;

	*glyph = (struct glyph){.start = funnel->pos};
	if (funnel->notation_pos < funnel->notation_len) {
		next_of_notation(funnel, glyph);
		return true;
	}
	if (next_is_ascii(funnel)) {
		glyph->columns = glyph->len = 1;
		glyph->bytes[0] = funnel->text[funnel->pos++];
		glyph->end = funnel->pos;
		return true;
	}
	do {
		if (!take_char(funnel, &cp))
			return false;
	} while (is_dropped(cp));
	if (funnel->mode == FUNNEL_TEXT && (cp == '\n' || cp == '\t')) {
		glyph->kind = cp == '\n' ? GLYPH_NEWLINE : GLYPH_TAB;
		take_dropped(funnel);
	} else if (is_control(cp)) {
		begin_notation(funnel, glyph->start, cp);
		next_of_notation(funnel, glyph);
	} else {
		next_of_text(funnel, glyph, cp);
	}
	glyph->end = funnel->pos;
	return true;
}

static int append_glyph(struct buffer *out, const struct glyph *glyph, const char *newline_prefix)
{
	int rc;

	switch (glyph->kind) {
	case GLYPH_TAB:
		return buffer_append(out, "\t", 1);
	case GLYPH_NEWLINE:
		rc = buffer_append(out, "\n", 1);
		return rc < 0 ? rc : buffer_append(out, newline_prefix, strlen(newline_prefix));
	case GLYPH_TEXT:
		break;
	}
	return buffer_append(out, glyph->bytes, glyph->len);
}

/*
 * From pos on, where no mark follows to what is before it. Not inlined, for it would have its
 * caller save all registers.
 */
static __attribute__((noinline)) int append_rest(
	struct buffer *out, const char *text, size_t n, size_t pos, const char *newline_prefix)
{
	struct funnel funnel;
	struct glyph glyph;
	bool utf8 = shown_is_utf8();
	int rc = 0;

	funnel_init(&funnel, text, n, newline_prefix ? FUNNEL_TEXT : FUNNEL_LINE);
	funnel.pos = pos;
	while (rc == 0 && (funnel.pos < n || funnel.notation_pos < funnel.notation_len)) {
		size_t run = funnel.notation_pos < funnel.notation_len
				     ? 0
				     : shown_run(text + funnel.pos, n - funnel.pos, utf8);

		if (run > 0) {
			rc = buffer_append(out, text + funnel.pos, run);
			funnel.pos += run;
		} else if (funnel_next(&funnel, &glyph)) {
			rc = append_glyph(out, &glyph, newline_prefix);
		} else {
			break;
		}
	}
	return rc;
}

/* Most texts are plain from end to end: room is made once, and they are copied. */
int funnel_append(struct buffer *out, const char *text, size_t n, const char *newline_prefix)
{
	int rc = buffer_reserve(out, n);
	size_t plain;

	if (rc < 0 || n == 0)
		return rc;
	plain = lanes_copy(out->data + out->len, text, n, lanes_printable);
	/* A mark belongs to the last character. */
	if (plain < n && plain > 0 && (text[plain] & 0x80) != 0)
		plain--;
	out->len += plain;
	return plain == n ? 0 : append_rest(out, text, n, plain, newline_prefix);
}

size_t funnel_columns(const char *text, size_t n)
{
	struct funnel funnel;
	struct glyph glyph;
	size_t columns = 0;

	if (ascii_printable(text, n) == n)
		return n;
	funnel_init(&funnel, text, n, FUNNEL_LINE);
	while (funnel_next(&funnel, &glyph))
		columns += glyph.columns;
	return columns;
}
