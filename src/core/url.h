/* SPDX-License-Identifier: ISC */
/*
 * Links in a text: where they are, so that one can mark, open or copy them.
 *
 *	http://HOST...  https://HOST...  gemini://HOST...  mailto:NAME@HOST...  www.NAME.NAME...
 *
 * in either case, not in the middle of a word. A link consists of what RFC 3986 allows and, as RFC
 * 3987, of letters, marks and digits of other scripts, but not of what no terminal is given; so
 * neither white space, quotation marks, angle brackets, backslashes nor control characters are ever
 * in one. It ends before a closing bracket that it did not open, and without the punctuation that
 * ends a sentence: . , : ; ! ? ' * and opening brackets, and _ and ~ where the same stands before
 *it.
 *
 * HOST is only looked at so far that it has to begin with a letter, a digit or a bracket.
 */
#ifndef CORE_URL_H
#define CORE_URL_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;

/* Bytes of the longest link; a longer one is none. */
#define URL_MAX 4096

struct url_span {
	size_t start;
	size_t end;
};

/*
 * Finds the first link of a valid text of n bytes that begins at pos or behind. Returns whether
 * there is one. To find all: begin at 0, go on at span->end.
 */
bool url_next(const char *text, size_t n, size_t pos, struct url_span *span);

/*
 * Appends the address of a link that url_next() found, as a program that opens it takes it: with
 * https:// before www. Returns 0 or -ENOMEM.
 */
int url_address(struct buffer *out, const char *link, size_t n);

#endif
