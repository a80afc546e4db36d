/* SPDX-License-Identifier: ISC */
/*
 * What is looked for in texts: a string, in either case unless it has a capital letter.
 *
 * Looking takes no memory and compares bytes, so that a scrollback is searched in one go.
 */
#ifndef UI_MATCH_H
#define UI_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#define MATCH_BYTES 256
#define MATCH_CHARS 128

struct match_char {
	unsigned char len[2];
	char bytes[2][4]; /* in either case */
};

/* The fields are those of this module, but text and n, which are for reading. */
struct match {
	char text[MATCH_BYTES];
	size_t n;
	size_t count;
	struct match_char chars[MATCH_CHARS];
	bool begins[256]; /* bytes that a match can begin with */
};

/* Bytes [start, end) of a text. */
struct match_span {
	size_t start;
	size_t end;
};

/* Takes over a valid text; what is longer than the limits above is cut. An empty one is nowhere. */
void match_init(struct match *match, const char *text, size_t n);

/* Finds the first match that begins at pos or behind, the last one that begins before pos. */
bool match_next(
	const struct match *match, const char *text, size_t n, size_t pos, struct match_span *span);
bool match_last(
	const struct match *match, const char *text, size_t n, size_t pos, struct match_span *span);

#endif
