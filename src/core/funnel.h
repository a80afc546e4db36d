/* SPDX-License-Identifier: ISC */
/*
 * The one output funnel: what a terminal is given of a stored text.
 *
 * Whatever is painted or printed passes here, so that no character of the other side can move the
 * cursor, change the direction of writing, hide text or end a line. The stored text stays as it
 * was.
 *
 *   C0, DEL         caret notation: ^[ ^M ^?
 *   C1, U+2028/9    <U+009B>, <U+2028>
 *   newline, tab    reported as such; the caller knows the column (FUNNEL_LINE: ^J and ^I)
 *   bidi controls, zero-width and other invisible format characters, variation selectors, tags
 *                   dropped
 *   private, unassigned, whatever wcwidth() does not know, invalid bytes
 *                   U+FFFD
 *   combining marks up to GLYPH_MARKS on a base, further ones dropped; without a base on U+25CC
 *
 * Terminals agree on columns per code point, not on those of a cluster: hence U+200D is dropped,
 * and the emoji that it joins stand side by side, as wide as wcwidth() says.
 *
 * wcwidth() needs a UTF-8 LC_CTYPE: without one, all but ASCII comes out as U+FFFD.
 */
#ifndef CORE_FUNNEL_H
#define CORE_FUNNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

/* Combining marks on a base, and the bytes of both together. */
#define GLYPH_MARKS 4
#define GLYPH_BYTES (4 + 4 * GLYPH_MARKS)

enum glyph_kind {
	GLYPH_TEXT,
	GLYPH_TAB,     /* no bytes and no columns; up to the caller */
	GLYPH_NEWLINE, /* likewise */
};

/*
 * What one cell shows, or two where columns is 2. The spans [start, end) of the glyphs follow each
 * other without gaps; what was dropped belongs to the glyph before it, at the start of a text to
 * the glyph behind. The glyphs of a character in visible notation share its span.
 */
struct glyph {
	enum glyph_kind kind;
	unsigned char columns; /* of GLYPH_TEXT: 1 or 2 */
	unsigned char len;
	char bytes[GLYPH_BYTES];
	size_t start;
	size_t end;
};

enum funnel_mode {
	FUNNEL_TEXT, /* newline and tab are reported */
	FUNNEL_LINE, /* they are shown as ^J and ^I: for what must stay within one line */
};

/* May be copied to come back to a place. The fields are the funnel's own. */
struct funnel {
	const char *text;
	size_t n;
	size_t pos;
	size_t start; /* of the character in notation */
	enum funnel_mode mode;
	unsigned char notation_len;
	unsigned char notation_pos;
	char notation[10];
};

/* Begins at the start of text, which must stay until the last funnel_next(). */
void funnel_init(struct funnel *funnel, const char *text, size_t n, enum funnel_mode mode);

/* Stores the next glyph. Returns false at the end of the text. */
bool funnel_next(struct funnel *funnel, struct glyph *glyph);

/*
 * Appends text as plain output may show it, with each newline followed by newline_prefix; without
 * one (NULL) as FUNNEL_LINE. A tab stays a tab. Returns 0 or what buffer_append() failed with.
 */
int funnel_append(struct buffer *out, const char *text, size_t n, const char *newline_prefix);

/* The columns that text takes up within one line (FUNNEL_LINE). */
size_t funnel_columns(const char *text, size_t n);

/*
 * Is cp one of those that the funnel alters whatever the locale: a control character, a line or
 * paragraph separator, or one of those dropped? Formats with escapes of their own escape these.
 */
bool funnel_is_unsafe(uint32_t cp);

/* The columns of a character that is not unsafe; 0 for a mark, -1 for what is unknown. */
int funnel_char_columns(uint32_t cp);

#endif
