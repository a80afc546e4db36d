/* SPDX-License-Identifier: ISC */
/*
 * Keys, and what they do in a viewer. The names of keys begin with KEYMAP_ because curses has taken
 * KEY_.
 */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include <stdint.h>

enum keymap_key {
	KEYMAP_OTHER, /* a key without a name here */
	KEYMAP_CHAR,
	KEYMAP_UP,
	KEYMAP_DOWN,
	KEYMAP_LEFT,
	KEYMAP_RIGHT,
	KEYMAP_PAGE_UP,
	KEYMAP_PAGE_DOWN,
	KEYMAP_HOME,
	KEYMAP_END,
	KEYMAP_BACKSPACE,
	KEYMAP_DELETE,
	KEYMAP_BACKTAB,
};

struct key {
	enum keymap_key name;
	uint32_t cp; /* of KEYMAP_CHAR; control characters as themselves: 9 is Tab, 13 Enter */
};

enum action {
	ACTION_NONE,
	ACTION_LINE_UP,
	ACTION_LINE_DOWN,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_HOME, /* the oldest line */
	ACTION_END,  /* the newest line; follows from there on */
	ACTION_NEXT_PANE,
	ACTION_PREVIOUS_PANE,
	ACTION_REDRAW,
	ACTION_QUIT,
};

/* What the key does; ACTION_NONE where it does nothing. */
enum action keymap_action(const struct key *key);

#endif
