/* SPDX-License-Identifier: ISC */
/*
 * Which colours the numbered pairs of curses have. A terminal has few pairs, a screen even fewer at
 * a time: a pair is given out on demand, and when there is none left, those that nothing on the
 * screen has any more are given out anew.
 *
 *	n = pairs_find(&pairs, fg, bg, &fresh);
 *	if (n < 0) {
 *		pairs_mark_none(&pairs);
 *		pairs_mark(&pairs, fg, bg);        for all that is on the screen
 *		pairs_drop_unmarked(&pairs);
 *		n = pairs_find(&pairs, fg, bg, &fresh);
 *	}
 */
#ifndef TERM_PAIRS_H
#define TERM_PAIRS_H

#include <stdbool.h>

#define PAIRS_MAX 255

struct pairs_colours {
	short fg;
	short bg;
	bool used;
	bool marked;
};

/* A zeroed one has no pairs. */
struct pairs {
	int count; /* pairs there are, from 1 on; 0 is that of the default colours */
	int last;  /* found last */
	struct pairs_colours colours[PAIRS_MAX + 1];
};

/* All of count pairs are free; more than PAIRS_MAX are not used. */
void pairs_init(struct pairs *pairs, int count);

/*
 * Returns the number of the pair of these colours; 0 for -1 on -1; -1 where there is none left.
 * Sets *fresh where the pair has to be given its colours first.
 */
int pairs_find(struct pairs *pairs, short fg, short bg, bool *fresh);

void pairs_mark_none(struct pairs *pairs);
void pairs_mark(struct pairs *pairs, short fg, short bg);
void pairs_drop_unmarked(struct pairs *pairs);

#endif
