/* SPDX-License-Identifier: ISC */
/*
 * How a cell looks, colours and attributes; and the roles that what is on a screen has. A theme
 * (ui/theme.h) gives roles their styles; a terminal knows only styles.
 */
#ifndef UI_STYLE_H
#define UI_STYLE_H

#include <stdbool.h>

/* The terminal's own colour. */
#define STYLE_DEFAULT (-1)

enum style_attr {
	STYLE_BOLD = 1,
	STYLE_DIM = 2,
	STYLE_REVERSE = 4,
	STYLE_UNDERLINE = 8,
};

/* Colours are STYLE_DEFAULT or 0 to 255 as xterm numbers them. There is no padding. */
struct style {
	short fg;
	short bg;
	unsigned short attrs; /* enum style_attr, or-ed */
};

enum style_role {
	STYLE_TEXT,
	STYLE_TIME,
	STYLE_OWN,   /* marker and nick of what was said at this seat */
	STYLE_OTHER, /* of what came from the other side */
	STYLE_NOTE,  /* what the peer says itself */
	STYLE_DAY,
	STYLE_BORDER,
	STYLE_STATUS,
	STYLE_STATUS_FOCUS, /* the status line of the pane that gets the keys */
	STYLE_NEW,          /* there is more below */
	STYLE_UNREAD,       /* the rule above the first unread line */
	STYLE_DELIVERY,     /* how far an own message got */
	STYLE_LINK,
	STYLE_MATCH,   /* what was searched for */
	STYLE_CURRENT, /* the match that the search has got to */
	STYLE_TITLE,   /* a heading of an info or help pane, and its names */
	STYLE_PROMPT,  /* the label before the input */
	STYLE_INPUT,
	STYLE_MESSAGE, /* the answer above the input */
	STYLE_ROLES,   /* how many there are */
};

/* The role without any colour: attributes, which must be enough to read a screen by. */
struct style style_of(enum style_role role);

bool style_equal(struct style a, struct style b);

#endif
