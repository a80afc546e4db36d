/* SPDX-License-Identifier: ISC */
/*
 * The status line of a conversation: what the application knows about its board.
 *
 *	A main | B is bob/B, away: lunch | 3 unread | 12 messages | 2 viewers      3 new below
 *	room team | 4 members | the release is on Friday | 2 unread | 12 messages | 9 viewers
 *	A main | bob/B is typing | 214 bytes queued | "word" not found | you are away
 *
 * In a narrow pane the least important parts are left out; seat and presence stay, of a room its
 *name and how many are in it.
 */
#ifndef UI_STATUS_H
#define UI_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/find.h"

/* What is to be shown. Strings are terminated and valid UTF-8; the funnel makes them harmless. */
struct status {
	char seat;         /* 'A' or 'B', 'R' for a room */
	const char *chat;  /* NULL: not shown */
	const char *with;  /* the account at the other end, NULL where it is one's own */
	const char *other; /* nick of the other side, NULL while nobody is there */
	const char *ended; /* how the chat ended, NULL while it goes on */
	uint64_t messages;
	int viewers;            /* -1: not known, not shown */
	bool typing;            /* the other side is */
	const char *other_away; /* why nobody is there, NULL or empty while somebody is */
	const char *away;       /* the same here */
	uint64_t queued;        /* bytes that wait to be delivered */
	/* Of a room, which has none of the other side's. */
	uint64_t members;
	const char *topic; /* NULL or empty: none */
};

/* What the conversation itself adds. */
struct status_view {
	uint64_t below;  /* new lines below the pane */
	uint64_t unread; /* messages */
	const struct find *find;
};

/* Text of a status line, in two parts: at the left, and at the right end. Both terminated. */
struct status_line {
	char left[768];
	char right[40];
};

/* Writes the line of the given columns. */
void status_compose(const struct status *status, const struct status_view *view, int columns,
	struct status_line *line);

#endif
