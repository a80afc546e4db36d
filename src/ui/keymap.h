/* SPDX-License-Identifier: ISC */
/*
 * Keys, and what they do: one table for all modes, from which help and manual are made.
 *
 * The names of keys begin with KEYMAP_ because curses has taken KEY_.
 */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/edit.h"

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
	KEYMAP_INSERT,
	KEYMAP_F1,
	/* What a terminal tells besides keys. */
	KEYMAP_PASTE, /* a text was pasted, see term/term.h */
	KEYMAP_FOCUS_IN,
	KEYMAP_FOCUS_OUT,
};

enum keymap_mod {
	KEYMAP_ALT = 1,
	KEYMAP_CTRL = 2, /* with a named key; with a letter it is a control character */
	KEYMAP_SHIFT = 4,
	KEYMAP_PREFIXED = 8, /* ^X was pressed before; only in the table */
};

struct key {
	enum keymap_key name;
	uint32_t cp;   /* of KEYMAP_CHAR; control characters as themselves: 9 is Tab, 13 Enter */
	unsigned mods; /* enum keymap_mod, or-ed */
};

enum action {
	ACTION_NONE,
	/* Done by screen_act(). */
	ACTION_LINE_UP,
	ACTION_LINE_DOWN,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_HOME,   /* the oldest line */
	ACTION_END,    /* the newest line; follows from there on */
	ACTION_UNREAD, /* the rule above the first unread line */
	ACTION_NEXT_PANE,
	ACTION_PREVIOUS_PANE,
	ACTION_FOCUS_LEFT,
	ACTION_FOCUS_RIGHT,
	ACTION_FOCUS_UP,
	ACTION_FOCUS_DOWN,
	ACTION_NARROWER, /* the pane, by a column */
	ACTION_WIDER,
	ACTION_LOWER, /* by a row */
	ACTION_HIGHER,
	ACTION_EVEN, /* all panes */
	ACTION_ZOOM,
	ACTION_FIND_NEXT, /* on in the direction of the search */
	ACTION_FIND_PREVIOUS,
	ACTION_FIND_CLEAR, /* nothing is searched for, or filtered, any longer */
	ACTION_REDRAW,
	ACTION_QUIT,
	/* Done by a finder (ui/finder.h). */
	ACTION_FIND_FORWARD, /* opens it */
	ACTION_FIND_BACKWARD,
	ACTION_FIND_NEWER, /* while it is open */
	ACTION_FIND_OLDER,
	ACTION_FIND_ACCEPT,
	ACTION_FIND_CANCEL,
	/* Up to the application. */
	ACTION_SPLIT_RIGHT,
	ACTION_SPLIT_BELOW,
	ACTION_CLOSE,
	ACTION_OPEN_LINK,
	ACTION_COPY_LINK,
	ACTION_HELP,
	ACTION_INFO,
	ACTION_INTERRUPT, /* ^C */
	ACTION_EOF,       /* ^D: leaves, or deletes where there is text */
	ACTION_SUSPEND,   /* ^Z */
	ACTION_SEND,
	ACTION_NEWLINE,
	ACTION_COMPLETE,
	ACTION_OLDER, /* a line up, or an older entry of the history */
	ACTION_NEWER,
	ACTION_EDITOR,
	ACTION_INSERT, /* the character of the key */
	ACTION_EDIT,   /* + enum edit_action; see keymap_edit() */
};

/* Which keys have a meaning. */
enum keymap_mode {
	KEYMAP_VIEW = 1,
	KEYMAP_CHAT = 2,
	KEYMAP_FIND = 4, /* a finder is open */
};

/* A line of the table. One action may have several. */
struct keymap_entry {
	unsigned modes; /* enum keymap_mode, or-ed */
	struct key key;
	int action;       /* enum action, or ACTION_EDIT + enum edit_action */
	const char *help; /* one line */
};

/* What was pressed so far. Zeroed: nothing. */
struct keymap {
	bool prefix;
};

/* What the key does in a mode; ACTION_NONE where it does nothing. Printable characters are
 * ACTION_INSERT where one can write. */
int keymap_action(struct keymap *keymap, enum keymap_mode mode, const struct key *key);

/* Is the action one of editing? Then stores which. */
bool keymap_edit(int action, enum edit_action *edit);

/* The lines of the table; NULL from the last one on. */
const struct keymap_entry *keymap_entry(size_t index);

/* The name of the entry's key as help and manual have it: "PgUp", "Alt-u", "^X ^E". */
#define KEYMAP_NAME_SIZE 32
void keymap_name(const struct keymap_entry *entry, char out[KEYMAP_NAME_SIZE]);

#endif
