/* SPDX-License-Identifier: ISC */
/*
 * The messages of the other side that nobody here has seen.
 */
#ifndef UI_UNREAD_H
#define UI_UNREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/record.h"

struct scrollback;

/* Zeroed: all are read, until unread_set_seen(). For reading. */
struct unread {
	bool known;
	uint64_t seen;  /* the number of the last one that is read */
	uint64_t count; /* of those behind it, */
	uint64_t line;  /* the first of which is this line */
};

/* Is it a message of the other side? */
bool unread_concerns(const struct record *record);

/* Messages up to this number are read. Looks at the lines from the end back to the first unread. */
void unread_set_seen(struct unread *unread, const struct scrollback *scrollback, uint64_t wire);

/* A message of the other side was added as a line. */
void unread_note(struct unread *unread, uint64_t line, uint64_t wire);

#endif
