/* SPDX-License-Identifier: ISC */
/*
 * How a cell looks: a role, which a terminal may give a colour, and attributes, which must be
 * enough to read the screen without any colour.
 */
#ifndef UI_STYLE_H
#define UI_STYLE_H

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
	STYLE_ROLES,        /* how many there are */
};

enum style_attr {
	STYLE_BOLD = 1,
	STYLE_DIM = 2,
	STYLE_REVERSE = 4,
	STYLE_UNDERLINE = 8,
};

struct style {
	unsigned char role;  /* enum style_role */
	unsigned char attrs; /* enum style_attr, or-ed */
};

/* The role with its own attributes. */
struct style style_of(enum style_role role);

#endif
