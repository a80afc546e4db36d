/* SPDX-License-Identifier: ISC */
/*
 * The status line of a pane: what the application knows about its board.
 *
 *	A main | B is bob/B | 12 messages | 2 viewers                          3 new below
 *
 * In a narrow pane the least important parts are left out; seat and presence stay.
 */
#ifndef UI_STATUS_H
#define UI_STATUS_H

#include <stddef.h>
#include <stdint.h>

/* What is to be shown. Strings are terminated and valid UTF-8; the funnel makes them harmless. */
struct status {
	char seat;         /* 'A' or 'B' */
	const char *chat;  /* NULL: not shown */
	const char *other; /* nick of the other side, NULL while nobody is there */
	const char *ended; /* how the chat ended, NULL while it goes on */
	uint64_t messages;
	int viewers; /* -1: not known, not shown */
};

/* Text of a status line, in two parts: at the left, and at the right end. Both terminated. */
struct status_line {
	char left[512];
	char right[40];
};

/* Writes the line of the given columns, with the number of new lines below the pane. */
void status_compose(
	const struct status *status, uint64_t below, int columns, struct status_line *line);

#endif
