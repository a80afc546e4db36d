/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/keymap.h"

#include <stdio.h>
#include <string.h>

#include "core/utf8.h"

#define CONTROL(letter) ((letter)&0x1f)
#define ESCAPE          0x1b
#define BACKSPACE       0x7f
#define PREFIX          CONTROL('X')

#define VIEW            KEYMAP_VIEW
#define CHAT            KEYMAP_CHAT
#define FIND            KEYMAP_FIND
#define ALT             KEYMAP_ALT
#define CTRL            KEYMAP_CTRL
#define SHIFT           KEYMAP_SHIFT

/* Of a struct key. */
#define CHAR(cp)        KEYMAP_CHAR, (cp), 0
#define CTL(letter)     KEYMAP_CHAR, CONTROL(letter), 0
#define META(cp)        KEYMAP_CHAR, (cp), ALT
#define PREFIXED(cp)    KEYMAP_CHAR, (cp), KEYMAP_PREFIXED
#define NAMED(name)     KEYMAP_##name, 0, 0
#define MOD(mods, name) KEYMAP_##name, 0, (mods)

#define EDIT(action)    (ACTION_EDIT + EDIT_##action)

/* Of several keys for an action the first is the one that help shows before the others. */
static const struct keymap_entry table[] = {
	/* The conversation. */
	{VIEW, {CHAR('k')}, ACTION_LINE_UP, "a line up"},
	{VIEW, {NAMED(UP)}, ACTION_LINE_UP, "a line up"},
	{VIEW, {CHAR('j')}, ACTION_LINE_DOWN, "a line down"},
	{VIEW, {NAMED(DOWN)}, ACTION_LINE_DOWN, "a line down"},
	{CHAT, {MOD(SHIFT, UP)}, ACTION_LINE_UP, "a line up"},
	{CHAT, {MOD(CTRL, UP)}, ACTION_LINE_UP, "a line up"},
	{CHAT, {MOD(SHIFT, DOWN)}, ACTION_LINE_DOWN, "a line down"},
	{CHAT, {MOD(CTRL, DOWN)}, ACTION_LINE_DOWN, "a line down"},
	{VIEW | CHAT | FIND, {NAMED(PAGE_UP)}, ACTION_PAGE_UP, "a page up"},
	{VIEW, {CHAR('b')}, ACTION_PAGE_UP, "a page up"},
	{VIEW, {CTL('B')}, ACTION_PAGE_UP, "a page up"},
	{VIEW | CHAT | FIND, {NAMED(PAGE_DOWN)}, ACTION_PAGE_DOWN, "a page down"},
	{VIEW, {CHAR(' ')}, ACTION_PAGE_DOWN, "a page down"},
	{VIEW, {CTL('F')}, ACTION_PAGE_DOWN, "a page down"},
	{VIEW, {NAMED(HOME)}, ACTION_HOME, "to the oldest line"},
	{VIEW, {CHAR('g')}, ACTION_HOME, "to the oldest line"},
	{CHAT, {META('<')}, ACTION_HOME, "to the oldest line"},
	{CHAT, {MOD(CTRL, HOME)}, ACTION_HOME, "to the oldest line"},
	{VIEW, {NAMED(END)}, ACTION_END, "to the newest line"},
	{VIEW, {CHAR('G')}, ACTION_END, "to the newest line"},
	{CHAT, {META('>')}, ACTION_END, "to the newest line"},
	{CHAT, {MOD(CTRL, END)}, ACTION_END, "to the newest line"},
	{VIEW, {CHAR('u')}, ACTION_UNREAD, "to the first unread line"},
	{CHAT, {META('u')}, ACTION_UNREAD, "to the first unread line"},
	{CHAT, {META('o')}, ACTION_OPEN_LINK, "open the last link in view"},
	{CHAT, {META('y')}, ACTION_COPY_LINK, "copy the last link in view"},

	/* Searching. */
	{VIEW, {CHAR('/')}, ACTION_FIND_FORWARD, "search forward"},
	{VIEW, {CHAR('?')}, ACTION_FIND_BACKWARD, "search backward"},
	{VIEW, {CHAR('n')}, ACTION_FIND_NEXT, "the next match"},
	{VIEW, {CHAR('N')}, ACTION_FIND_PREVIOUS, "the previous match"},
	{CHAT, {CTL('R')}, ACTION_FIND_BACKWARD, "search backward"},
	{CHAT, {CTL('S')}, ACTION_FIND_FORWARD, "search forward"},
	{VIEW | CHAT, {CHAR(ESCAPE)}, ACTION_FIND_CLEAR, "end the search"},
	{FIND, {CTL('R')}, ACTION_FIND_OLDER, "the match before"},
	{FIND, {NAMED(UP)}, ACTION_FIND_OLDER, "the match before"},
	{FIND, {CTL('S')}, ACTION_FIND_NEWER, "the match behind"},
	{FIND, {NAMED(DOWN)}, ACTION_FIND_NEWER, "the match behind"},
	{FIND, {CHAR('\r')}, ACTION_FIND_ACCEPT, "stay here"},
	{FIND, {CHAR('\n')}, ACTION_FIND_ACCEPT, "stay here"},
	{FIND, {CHAR(ESCAPE)}, ACTION_FIND_CANCEL, "go back to where one was"},
	{FIND, {CTL('G')}, ACTION_FIND_CANCEL, "go back to where one was"},
	{FIND, {CTL('C')}, ACTION_FIND_CANCEL, "go back to where one was"},

	/* Panes. */
	{VIEW, {CTL('I')}, ACTION_NEXT_PANE, "the next pane"},
	{CHAT, {META('n')}, ACTION_NEXT_PANE, "the next pane"},
	{VIEW, {NAMED(BACKTAB)}, ACTION_PREVIOUS_PANE, "the previous pane"},
	{CHAT, {META('p')}, ACTION_PREVIOUS_PANE, "the previous pane"},
	{VIEW | CHAT, {MOD(ALT, LEFT)}, ACTION_FOCUS_LEFT, "the pane to the left"},
	{VIEW | CHAT, {MOD(ALT, RIGHT)}, ACTION_FOCUS_RIGHT, "the pane to the right"},
	{VIEW | CHAT, {MOD(ALT, UP)}, ACTION_FOCUS_UP, "the pane above"},
	{VIEW | CHAT, {MOD(ALT, DOWN)}, ACTION_FOCUS_DOWN, "the pane below"},
	{VIEW | CHAT, {MOD(ALT | SHIFT, LEFT)}, ACTION_NARROWER, "make the pane narrower"},
	{VIEW | CHAT, {MOD(ALT | SHIFT, RIGHT)}, ACTION_WIDER, "make the pane wider"},
	{VIEW | CHAT, {MOD(ALT | SHIFT, UP)}, ACTION_HIGHER, "make the pane higher"},
	{VIEW | CHAT, {MOD(ALT | SHIFT, DOWN)}, ACTION_LOWER, "make the pane lower"},
	{VIEW | CHAT, {META('=')}, ACTION_EVEN, "give all panes the same space"},
	{VIEW | CHAT, {META('z')}, ACTION_ZOOM, "show this pane alone, or all again"},
	{CHAT, {META('|')}, ACTION_SPLIT_RIGHT, "split the pane, the new one to the right"},
	{CHAT, {META('-')}, ACTION_SPLIT_BELOW, "split the pane, the new one below"},
	{CHAT, {META('x')}, ACTION_CLOSE, "close the pane"},
	{CHAT, {NAMED(F1)}, ACTION_HELP, "help"},
	{CHAT, {META('i')}, ACTION_INFO, "who is there, and how"},

	/* The window. */
	{VIEW | CHAT | FIND, {CTL('L')}, ACTION_REDRAW, "draw the screen anew"},
	{VIEW, {CHAR('q')}, ACTION_QUIT, "leave"},
	{VIEW, {CTL('C')}, ACTION_QUIT, "leave"},
	{CHAT, {CTL('C')}, ACTION_INTERRUPT, "throw the text away; leave if there is none"},
	{CHAT, {CTL('D')}, ACTION_EOF, "delete the next character; leave if there is no text"},
	{VIEW | CHAT | FIND, {CTL('Z')}, ACTION_SUSPEND, "suspend"},

	/* The input. */
	{CHAT, {CHAR('\r')}, ACTION_SEND, "send"},
	{CHAT, {META('\r')}, ACTION_NEWLINE, "begin another line"},
	{CHAT, {CHAR('\n')}, ACTION_NEWLINE, "begin another line"},
	{CHAT, {CHAR('\t')}, ACTION_COMPLETE, "complete the command, name or file"},
	{CHAT, {NAMED(UP)}, ACTION_OLDER, "a line up; an earlier input"},
	{CHAT, {CTL('P')}, ACTION_OLDER, "a line up; an earlier input"},
	{CHAT, {NAMED(DOWN)}, ACTION_NEWER, "a line down; a later input"},
	{CHAT, {CTL('N')}, ACTION_NEWER, "a line down; a later input"},
	{CHAT, {PREFIXED(CONTROL('E'))}, ACTION_EDITOR, "edit the text in $VISUAL or $EDITOR"},
	{CHAT | FIND, {NAMED(LEFT)}, EDIT(LEFT), "a character to the left"},
	{CHAT | FIND, {CTL('B')}, EDIT(LEFT), "a character to the left"},
	{CHAT | FIND, {NAMED(RIGHT)}, EDIT(RIGHT), "a character to the right"},
	{CHAT | FIND, {CTL('F')}, EDIT(RIGHT), "a character to the right"},
	{CHAT | FIND, {META('b')}, EDIT(WORD_LEFT), "a word to the left"},
	{CHAT | FIND, {MOD(CTRL, LEFT)}, EDIT(WORD_LEFT), "a word to the left"},
	{CHAT | FIND, {META('f')}, EDIT(WORD_RIGHT), "a word to the right"},
	{CHAT | FIND, {MOD(CTRL, RIGHT)}, EDIT(WORD_RIGHT), "a word to the right"},
	{CHAT | FIND, {NAMED(HOME)}, EDIT(HOME), "to the start of the line"},
	{CHAT | FIND, {CTL('A')}, EDIT(HOME), "to the start of the line"},
	{CHAT | FIND, {NAMED(END)}, EDIT(END), "to the end of the line"},
	{CHAT | FIND, {CTL('E')}, EDIT(END), "to the end of the line"},
	{CHAT | FIND, {NAMED(BACKSPACE)}, EDIT(DELETE_LEFT), "delete the character before"},
	{CHAT | FIND, {CHAR(BACKSPACE)}, EDIT(DELETE_LEFT), "delete the character before"},
	{CHAT | FIND, {CTL('H')}, EDIT(DELETE_LEFT), "delete the character before"},
	{CHAT | FIND, {NAMED(DELETE)}, EDIT(DELETE_RIGHT), "delete the next character"},
	{FIND, {CTL('D')}, EDIT(DELETE_RIGHT), "delete the next character"},
	{CHAT | FIND, {CTL('W')}, EDIT(KILL_BLANK_LEFT), "cut back to the blank before"},
	{CHAT | FIND, {META(BACKSPACE)}, EDIT(KILL_WORD_LEFT), "cut the word before"},
	{CHAT | FIND, {MOD(ALT, BACKSPACE)}, EDIT(KILL_WORD_LEFT), "cut the word before"},
	{CHAT | FIND, {META('d')}, EDIT(KILL_WORD_RIGHT), "cut the next word"},
	{CHAT | FIND, {CTL('U')}, EDIT(KILL_START), "cut back to the start of the line"},
	{CHAT | FIND, {CTL('K')}, EDIT(KILL_END), "cut up to the end of the line"},
	{CHAT | FIND, {CTL('Y')}, EDIT(YANK), "insert what was cut"},
	{CHAT | FIND, {CTL('T')}, EDIT(TRANSPOSE), "swap the characters around the cursor"},
	{CHAT | FIND, {CTL('_')}, EDIT(UNDO), "undo"},
	{CHAT | FIND, {META('_')}, EDIT(REDO), "redo"},
};
#define ENTRIES (sizeof(table) / sizeof(table[0]))

const struct keymap_entry *keymap_entry(size_t index)
{
	return index < ENTRIES ? &table[index] : NULL;
}

static bool is_same(const struct key *a, const struct key *b)
{
	return a->name == b->name && a->mods == b->mods &&
	       (a->name != KEYMAP_CHAR || a->cp == b->cp);
}

static bool is_printable(const struct key *key)
{
	return key->name == KEYMAP_CHAR && key->mods == 0 && key->cp >= ' ' &&
	       key->cp != BACKSPACE && !(key->cp >= 0x80 && key->cp < 0xa0);
}

int keymap_action(struct keymap *keymap, enum keymap_mode mode, const struct key *key)
{
	const struct key prefix = {CHAR(PREFIX)};
	struct key whole = *key;

	if (keymap->prefix)
		whole.mods |= KEYMAP_PREFIXED;
	keymap->prefix = mode == KEYMAP_CHAT && is_same(&whole, &prefix);
	for (size_t i = 0; i < ENTRIES; i++)
		if ((table[i].modes & mode) && is_same(&whole, &table[i].key))
			return table[i].action;
	return mode != KEYMAP_VIEW && is_printable(&whole) ? ACTION_INSERT : ACTION_NONE;
}

bool keymap_edit(int action, enum edit_action *edit)
{
	if (action < ACTION_EDIT || action >= ACTION_EDIT + EDIT_ACTIONS)
		return false;
	*edit = (enum edit_action)(action - ACTION_EDIT);
	return true;
}

static const char *const names[] = {
	[KEYMAP_UP] = "Up",
	[KEYMAP_DOWN] = "Down",
	[KEYMAP_LEFT] = "Left",
	[KEYMAP_RIGHT] = "Right",
	[KEYMAP_PAGE_UP] = "PgUp",
	[KEYMAP_PAGE_DOWN] = "PgDn",
	[KEYMAP_HOME] = "Home",
	[KEYMAP_END] = "End",
	[KEYMAP_BACKSPACE] = "Backspace",
	[KEYMAP_DELETE] = "Delete",
	[KEYMAP_BACKTAB] = "Shift-Tab",
	[KEYMAP_F1] = "F1",
};

static const char *name_of(const struct key *key)
{
	if (key->name != KEYMAP_CHAR)
		return names[key->name];
	return key->cp == '\t'        ? "Tab"
	       : key->cp == '\r'      ? "Enter"
	       : key->cp == ESCAPE    ? "Esc"
	       : key->cp == ' '       ? "Space"
	       : key->cp == BACKSPACE ? "Backspace"
				      : NULL;
}

void keymap_name(const struct keymap_entry *entry, char out[KEYMAP_NAME_SIZE])
{
	const struct key *key = &entry->key;
	const char *name = name_of(key);
	char spelled[UTF8_MAX + 2] = {0};

	if (!name && key->cp < ' ')
		snprintf(spelled, sizeof(spelled), "^%c", (char)(key->cp + '@'));
	else if (!name)
		utf8_encode(key->cp, spelled);
	snprintf(out, KEYMAP_NAME_SIZE, "%s%s%s%s%s", key->mods & KEYMAP_PREFIXED ? "^X " : "",
		key->mods & KEYMAP_ALT ? "Alt-" : "", key->mods & KEYMAP_CTRL ? "Ctrl-" : "",
		key->mods & KEYMAP_SHIFT ? "Shift-" : "", name ? name : spelled);
}
