/* SPDX-License-Identifier: ISC */
/*
 * Input bytes to messages: one line is one message.
 *
 * Bytes come in pieces of any size. What comes out is valid UTF-8 without NUL: each invalid
 * sequence and each NUL has become U+FFFD. A line longer than the limit becomes several messages,
 * cut at a boundary between grapheme clusters; put together again they are the line. The newline is
 * not part of the message, an empty line is an empty message, and what stands behind the last
 * newline is a message when the input ends.
 */
#ifndef CORE_LINES_H
#define CORE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

struct lines {
	struct buffer text; /* repaired, from start on not yet handed out */
	size_t start;
	size_t searched; /* no newline between start and here */
	char held[4];    /* an incomplete sequence at the end of what came */
	size_t held_len;
	size_t limit;
	bool ended;
};

/* limit: the longest message in bytes, at least 4. */
void lines_init(struct lines *lines, size_t limit);
void lines_fini(struct lines *lines);

/* Takes n bytes of input. Returns 0 or -ENOMEM, in which case none were taken. */
int lines_feed(struct lines *lines, const char *bytes, size_t n);

/* The input has ended: what is left is a line. Returns 0 or -ENOMEM. */
int lines_end(struct lines *lines);

/* The next message; it points into lines and is valid until the next call. False: none is whole. */
bool lines_next(struct lines *lines, const char **text, size_t *len);

#endif
