/* SPDX-License-Identifier: ISC */
/*
 * The screen: panes that share it, one of which has the focus, and a prompt below them.
 *
 * Records and keys change the screen, nothing is drawn by that; once per batch of events it is
 * painted on a grid, and the grid, with the place of the cursor, is shown:
 *
 *	screen = screen_new(rows, columns);
 *	screen_set_theme(screen, &theme);                     see ui/theme.h
 *	pane = pane_new_conversation(SCREEN_PANE_LINES, SCREEN_PANE_BYTES);
 *	pane_set_user(pane, feed);
 *	screen_split(screen, LAYOUT_RIGHT, pane);             the pane is the screen's from now on
 *	screen_set_input(screen, "ann/A> ", &edit);           only where one can write
 *	...
 *	conversation_append(pane_conversation(pane), &record);        the board has something new
 *	conversation_set_status(pane_conversation(pane), &status);
 *	screen_resize(screen, rows, columns);                 the terminal has another size
 *	...
 *	screen_set_message(screen, NULL);                     a key was pressed:
 *	mode = screen_is_finding(screen) ? KEYMAP_FIND : KEYMAP_CHAT;
 *	action = keymap_action(&keymap, mode, &key);
 *	if (screen_act(screen, action, &key) == SCREEN_OTHER)
 *		send, edit, split, close, open a link: the owner's part
 *		screen_fit(screen);                           after each change of the edit
 *	...
 *	if (dirty && painting_update(&painting, screen) == 0) all events have been handled
 *		term_show(term, &painting.grid);
 *
 * While something is searched for (after ACTION_FIND_FORWARD or _BACKWARD), screen_act() does all
 * that KEYMAP_FIND has, and the prompt shows what is searched for instead of the input.
 *
 * A screen too small for all its panes shows the one with the focus; one of a single row shows the
 * input, and a message instead of it.
 */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/grid.h"
#include "ui/keymap.h"
#include "ui/layout.h"
#include "ui/prompt.h"
#include "ui/theme.h"

#define SCREEN_PANE_LINES 100000
#define SCREEN_PANE_BYTES (32u << 20)

struct pane;
struct screen;

/* What is to be done after an action. */
enum screen_result {
	SCREEN_NOTHING,
	SCREEN_PAINT,  /* something has changed */
	SCREEN_REDRAW, /* send everything to the terminal again */
	SCREEN_QUIT,
	SCREEN_OTHER, /* the action is none of the screen's: it is up to the caller */
};

/* Where a pane is; rows and columns are 0 while it has no room. */
struct screen_pane {
	struct pane *pane;
	struct rect text;
	struct rect status; /* no rows: there is only room for the text */
	bool focused;
};

/* Where the prompt is; without rows where there is none, or no room. */
struct screen_prompt {
	const struct prompt *prompt;
	struct rect message;
	struct rect input;
};

/* A screen without panes. Returns NULL without memory. screen_free() takes NULL as well. */
struct screen *screen_new(int rows, int columns);
void screen_free(struct screen *screen);

/*
 * Adds a conversation to the right, which keeps SCREEN_PANE_LINES lines of SCREEN_PANE_BYTES at
 * most; the focus stays. It belongs to the screen. Returns NULL without memory, or beyond
 * LAYOUT_LEAVES panes.
 */
struct pane *screen_add_pane(struct screen *screen);

/*
 * Splits the space of the pane with the focus: the new one gets the half to the right or below, and
 * the focus. Returns 0, and the pane belongs to the screen, or -ENOSPC beyond LAYOUT_LEAVES panes.
 */
int screen_split(struct screen *screen, enum layout_kind side, struct pane *pane);

/*
 * Frees a pane of the screen; those beside it get the space, one of them the focus if it had it.
 * Returns 0 or -EBUSY for the last one.
 */
int screen_close(struct screen *screen, struct pane *pane);

/* The pane with the focus, NULL without panes; gives the focus to a pane of the screen. */
struct pane *screen_focused(const struct screen *screen);
void screen_focus(struct screen *screen, struct pane *pane);

/* Gives the screen another size. Each pane shows what it did. */
void screen_resize(struct screen *screen, int rows, int columns);

/* Does what a key asks for; see enum action. */
enum screen_result screen_act(struct screen *screen, int action, const struct key *key);

/*
 * Shows an input, which stays the caller's, behind a label, which is copied; none if edit is NULL.
 * After the edit has changed, screen_fit() has to be called before the next paint.
 */
void screen_set_input(struct screen *screen, const char *label, const struct edit *edit);
void screen_fit(struct screen *screen);

/* Shows an answer or a question, of one line or several, above the input; NULL: none. Copies it. */
void screen_set_message(struct screen *screen, const char *message);

/* Is the text to search for being typed? A text is pasted into it. Ends that; the view stays. */
bool screen_is_finding(const struct screen *screen);
void screen_paste(struct screen *screen, const char *text, size_t len);
void screen_end_finding(struct screen *screen);

/* Is only the pane with the focus shown? ACTION_ZOOM changes it; splitting and moving end it. */
bool screen_is_zoomed(const struct screen *screen);

/* Copies a theme. Before, it is the one named "mono". */
void screen_set_theme(struct screen *screen, const struct theme *theme);
const struct theme *screen_theme(const struct screen *screen);

/* How often panes came or went, or the theme was set. */
uint64_t screen_changes(const struct screen *screen);

int screen_rows(const struct screen *screen);
int screen_columns(const struct screen *screen);

/* The panes from left to right: their number, and the one of an index below it. */
int screen_count(const struct screen *screen);
struct screen_pane screen_get(const struct screen *screen, int index);

struct screen_prompt screen_prompt(const struct screen *screen);

#endif
