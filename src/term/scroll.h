/* SPDX-License-Identifier: ISC */
/*
 * Scrolls rows of the terminal.
 *
 * curses could find out by itself that rows moved, but then goes through all of their cells several
 * times. So the terminal is told to scroll, and curses' pictures of it (curscr, what it shows, and
 * newscr, what it is to show) are scrolled along as what they are: windows. For curses nothing has
 * happened then, and it looks only at the rows that changed.
 */
#ifndef TERM_SCROLL_H
#define TERM_SCROLL_H

#include <stdbool.h>

#include "core/buffer.h"
#include "ui/moved.h"

/* What the terminal understands. Strings are curses' own. */
struct scroll {
	bool able;
	const char *margins; /* to be filled in, as place */
	const char *place;
	const char *up;
	const char *down;
	/* What was sent last, for which rows, with the cursor where: mostly it is that once more.
	 */
	struct buffer bytes;
	struct moved moved;
	int row;
	int column;
	int rows;
};

/* Asks curses, which is open. */
void scroll_init(struct scroll *scroll);
void scroll_fini(struct scroll *scroll);

/*
 * Scrolls rows in curses' pictures, and appends what makes the terminal do the same: it is to be
 * sent before the next doupdate(). There must have been one since newscr was changed, and it must
 * have left the cursor where newscr has it, and no attribute set. Returns 0; -ENOTSUP where the
 * terminal does not know how, or -ENOMEM: then nothing has happened.
 */
int scroll_rows(struct scroll *scroll, const struct moved *moved, struct buffer *bytes);

#endif
