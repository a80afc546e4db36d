/* SPDX-License-Identifier: ISC */
/*
 * A line of a conversation as it stands in a pane of some width:
 *
 *	           -- Sunday 2026-11-22 --            where the day is another than before
 *	-------------------- new --------------------  where the scrollback has its rule
 *	12:04:05 > ann/A: text of the message, whose              ..
 *	                  rows are indented
 *	12:04:09 < * bob/B waves                      what begins with "/me "
 *
 * The marker tells own lines (>) from the other side's (<) and from notes (*). At the end of the
 * first row of an own message is space for how far it got. A narrow pane leaves out the time and
 * the name of the day, then that space, the day, the rule, the nick, at last the marker. Rows are
 * numbered from 0, those of day and rule included.
 */
#ifndef UI_ENTRY_H
#define UI_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "core/record.h"
#include "ui/wrap.h"

struct scrollback;

/* Columns of the parts of the first row; 0 where a part is left out. */
struct entry {
	struct record record;
	const char *text; /* what is shown of the record's */
	size_t text_len;
	struct tm local; /* when it was said, */
	bool has_local;  /* unless the calendar does not reach there */
	bool day;        /* there is a row for the day, */
	bool rule;       /* and one for the rule, */
	size_t heads;    /* which makes so many before the text */
	bool action;     /* a star before the nick, and no colon behind it */
	int time_columns;
	int marker_columns;
	int star_columns;
	int nick_columns; /* without the colon and the blank behind it */
	int indent;       /* where the text begins */
	int tail;         /* what is left free behind it */
	int columns;      /* of the pane */
};

/* The text of a record as it is shown: without "/me ". Is it such an action? */
bool entry_text(const struct record *record, const char **text, size_t *n);

/* Sizes of the strings that entry_time() and entry_day() write. */
#define ENTRY_TIME_SIZE 9
#define ENTRY_DAY_SIZE  64

/*
 * Stores a line of the scrollback as it is in a pane of columns (at least 1). Returns false where
 * there is no such line. Lasts until the scrollback changes.
 */
bool entry_init(
	struct entry *entry, const struct scrollback *scrollback, uint64_t line, int columns);

/* The number of rows, 1 or more. Takes the time to wrap the text. */
size_t entry_rows(const struct entry *entry);

/* The place in the text that a row begins with, and the row that shows such a place. */
size_t entry_offset_of_row(const struct entry *entry, size_t row);
size_t entry_row_of_offset(const struct entry *entry, size_t offset);

/* Begins with the rows of the text, see ui/wrap.h. */
void entry_wrap(const struct entry *entry, struct wrap *wrap);

/* The marker of the line: > < or *. */
char entry_marker(const struct entry *entry);

/* "12:04:05", and "Sunday 2026-11-22" or "2026-11-22", in local time. */
void entry_time(const struct entry *entry, char out[ENTRY_TIME_SIZE]);
void entry_day(const struct entry *entry, char out[ENTRY_DAY_SIZE]);

#endif
