/* SPDX-License-Identifier: ISC */
/*
 * The terminal: a grid goes to it, keys come from it. Only .c files of this folder include curses.
 *
 * There is one terminal a process. LC_CTYPE must be set, to UTF-8, before it is opened. No signal
 * handler is installed: ^C and ^Z are keys, changes of size come as a signal, which the caller
 * handles by calling term_close(), term_suspend() and term_resize(). ^\, ^S and ^Q are keys.
 *
 *	term_open(stdin, stdout, &term);
 *	term_size(term, &rows, &columns);
 *	term_show(term, &grid);
 *	while (term_key(term, &key) > 0)      whenever the terminal can be read,
 *		...                           and after term_timeout() milliseconds
 *	term_close(term);
 *
 * Whatever the keyboard sends, and however it is torn, keys are all that comes of it.
 */
#ifndef TERM_TERM_H
#define TERM_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "term/osc.h"
#include "ui/grid.h"
#include "ui/keymap.h"

struct term;

/*
 * Takes over the terminal that in and out are, which must stay open: alternate screen, no echo,
 * each key at once, cursor hidden, pasted texts marked as such, the focus told. Returns 0; -ENOTTY
 * where one of them is no terminal, -ENOENT where TERM is not set or not known, -ENOTSUP where the
 * terminal can't move its cursor, or -ENOMEM. The terminal is untouched on failure.
 */
int term_open(FILE *in, FILE *out, struct term **term);

/* Gives the terminal back as it was. Takes NULL as well. */
void term_close(struct term *term);

/* The size that term_show() paints on. */
void term_size(const struct term *term, int *rows, int *columns);

/* Takes over the size that the terminal has now, after SIGWINCH; the next term_show() paints all.
 */
void term_resize(struct term *term);

/*
 * How many colours are shown: 0 (none), 8, 16, 88 or 256, as the terminal has them. At first none
 * where NO_COLOR is set (no-color.org). A colour that is not shown is the terminal's own.
 */
int term_colours(const struct term *term);

/*
 * Shows at most so many colours from now on, whatever NO_COLOR says; -1: all that the terminal has.
 * The next term_show() paints all.
 */
void term_set_colours(struct term *term, int most);

/*
 * Shows the grid and its cursor: what differs from what was shown is sent, in one go. Blank beyond
 * the grid. Nothing while suspended.
 */
void term_show(struct term *term, const struct grid *grid);

/* Lets the next term_show() send everything, for a screen that something else has written on. */
void term_redraw(struct term *term);

/*
 * Stores the next key. Never waits. Returns 1, 0 where there is none, or -EIO when the terminal has
 * hung up. Bytes that are no UTF-8 come as U+FFFD; a sequence that is no key as KEYMAP_OTHER.
 */
int term_key(struct term *term, struct key *key);

/*
 * Milliseconds after which term_key() should be called even if nothing can be read, since what has
 * come is a key if no more does: ESC, half a sequence, a pasted text without an end. -1: never.
 */
int term_timeout(const struct term *term);

/*
 * The text of the KEYMAP_PASTE that term_key() has just stored; lasts until the next call. Line
 * ends are newlines. It may be any bytes, control characters and invalid UTF-8 too. Sets *cut where
 * more was pasted than could be kept (PASTE_MAX, 1 MiB).
 */
const char *term_pasted(const struct term *term, size_t *n, bool *cut);

/* Rings the bell. */
void term_bell(struct term *term);

/*
 * Lets the desktop show a notice, copies text to the clipboard; see term/osc.h. A terminal that
 * does not know how ignores it. Returns 0; -ENOTSUP where the terminal would show it as text;
 * -EBUSY while suspended; -EMSGSIZE where the text to copy is too long; or -ENOMEM.
 */
int term_notify(struct term *term, enum osc_notice notice, const char *title, const char *text);
int term_copy(struct term *term, const char *text, size_t n);

/*
 * Gives the terminal back for a while, before the process stops itself or for another program, and
 * takes it over again. In between there are no keys.
 */
void term_suspend(struct term *term);
void term_resume(struct term *term);

#endif
