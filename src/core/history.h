/* SPDX-License-Identifier: ISC */
/*
 * What was typed before, the newest last, and going back and forth in it.
 *
 *	history_begin(history, typed, n, cursor)   before a series of:
 *	history_prev(), history_next()             older and newer entries
 *	history_leave()                            once what they gave is sent or altered
 *
 * A series shows the entries that begin with what stood before the cursor when it began, none twice
 * in a row, and at its newest end the unfinished text that it began with.
 *
 * As text an entry is a line, in which \n and \\ stand for a newline and a backslash.
 *
 * Entries are valid UTF-8, and bounded in number and in bytes: the oldest go first.
 */
#ifndef CORE_HISTORY_H
#define CORE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

/* Bytes of all entries, and of the longest. */
#define HISTORY_BYTES_MAX (1u << 20)
#define HISTORY_ENTRY_MAX 65536

struct history_entry {
	char *text;
	size_t len;
};

/* The fields are those of this module. */
struct history {
	struct history_entry *entries;
	size_t count;
	size_t cap;
	size_t limit;
	size_t bytes;
	bool active;  /* a series is going on: */
	size_t shown; /* the entry that was given last; count: the draft */
	size_t prefix;
	struct buffer draft;
};

/* limit: how many entries are kept; may be 0. */
void history_init(struct history *history, size_t limit);
void history_fini(struct history *history);

/* Keeps at most limit entries from now on. Ends a series. */
void history_set_limit(struct history *history, size_t limit);

/*
 * Adds a copy of text as the newest entry, and ends a series. An empty text, one over
 * HISTORY_ENTRY_MAX bytes and one that is the newest entry already are not added. Returns 0 or
 * -ENOMEM.
 */
int history_add(struct history *history, const char *text, size_t n);

/*
 * Begins a series, unless one is going on, with the text that is being typed and the bytes of it
 * that stand before the cursor. Returns 0 or -ENOMEM.
 */
int history_begin(struct history *history, const char *draft, size_t n, size_t prefix);

/*
 * The next older or newer text of the series. Returns false where there is none, or no series.
 * history_next() gives the draft in the end, and that ends the series. *text points into history
 * and is valid until the next history_add(), history_begin(), history_set_limit() or
 * history_fini().
 */
bool history_prev(struct history *history, const char **text, size_t *n);
bool history_next(struct history *history, const char **text, size_t *n);

/* Ends a series. */
void history_leave(struct history *history);

/* Appends text as a line, with its newline. Returns 0 or -ENOMEM. */
int history_format_line(struct buffer *out, const char *text, size_t n);

/*
 * Appends the text that a line, without its newline, stands for. Bytes that are no text become
 * U+FFFD; a backslash before anything else stands for itself. Returns 0, 1 if something was wrong
 * with the line, or -ENOMEM.
 */
int history_parse_line(struct buffer *out, const char *line, size_t n);

/* Appends all entries as lines, the oldest first. Returns 0 or -ENOMEM. */
int history_format(const struct history *history, struct buffer *out);

/*
 * Adds the entry of each line. Returns the number of lines with which something was wrong: they
 * were repaired, or left out where too long; or -ENOMEM.
 */
int history_parse(struct history *history, const char *bytes, size_t n);

#endif
