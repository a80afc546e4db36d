/* SPDX-License-Identifier: ISC */
/*
 * The terminal: a grid goes to it, keys come from it. The only file that includes curses.
 *
 * There is one terminal a process. LC_CTYPE must be set, to UTF-8, before it is opened. No signal
 * handler is installed: ^C, ^Z and changes of size come to the process as signals, which the caller
 * handles by calling term_close(), term_suspend() and term_resize().
 *
 *	term_open(stdin, stdout, &term);
 *	term_size(term, &rows, &columns);
 *	term_show(term, &grid);
 *	while (term_key(term, &key) > 0)      whenever the terminal can be read
 *		...
 *	term_close(term);
 */
#ifndef TERM_TERM_H
#define TERM_TERM_H

#include <stdio.h>

#include "ui/grid.h"
#include "ui/keymap.h"

struct term;

/*
 * Takes over the terminal that in and out are, which must stay open: alternate screen, no echo,
 * each key at once, cursor hidden. Returns 0; -ENOTTY where one of them is no terminal, -ENOENT
 * where TERM is not set or not known, -ENOTSUP where the terminal can't move its cursor, or
 * -ENOMEM. The terminal is untouched on failure.
 */
int term_open(FILE *in, FILE *out, struct term **term);

/* Gives the terminal back as it was. Takes NULL as well. */
void term_close(struct term *term);

/* The size that term_show() paints on. */
void term_size(const struct term *term, int *rows, int *columns);

/* Takes over the size that the terminal has now, after SIGWINCH; the next term_show() paints all.
 */
void term_resize(struct term *term);

/* Shows the grid: what differs from what was shown is sent, in one go. Blank beyond the grid. */
void term_show(struct term *term, const struct grid *grid);

/* Lets the next term_show() send everything, for a screen that something else has written on. */
void term_redraw(struct term *term);

/*
 * Stores the next key, without waiting for one (except some 25 ms after ESC, for what may follow).
 * Returns 1, 0 where there is none, or -EIO when the terminal has hung up. Bytes that are no UTF-8
 * come as U+FFFD.
 */
int term_key(struct term *term, struct key *key);

/* Gives the terminal back for a while, before the process stops itself, and takes it over again. */
void term_suspend(struct term *term);
void term_resume(struct term *term);

#endif
