/* SPDX-License-Identifier: ISC */
/*
 * A search through the lines of a scrollback: what is looked for, and where it was found last.
 */
#ifndef UI_FIND_H
#define UI_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/match.h"

struct scrollback;

enum find_result {
	FIND_NOTHING, /* nothing was looked for */
	FIND_FOUND,
	FIND_WRAPPED, /* found behind the end that the search went round */
	FIND_MISSING,
};

/* Zeroed: nothing is looked for. For reading. */
struct find {
	struct match match;
	bool backward; /* the direction of the search that was begun */
	enum find_result result;
	uint64_t line; /* if found */
	struct match_span span;
};

/* Looks for text from a line on, which counts. */
enum find_result find_from(struct find *find, const struct scrollback *scrollback, uint64_t line,
	const char *text, size_t n, bool backward);

/* Looks on from the last match. */
enum find_result find_on(struct find *find, const struct scrollback *scrollback, bool backward);

#endif
