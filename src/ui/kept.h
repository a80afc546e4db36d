/* SPDX-License-Identifier: ISC */
/*
 * Which rows of a transcript stand on a grid, so that at the next painting only those are painted
 * that are new. A line of a scrollback never changes; what else its rows depend on is remembered
 * here, and where that is another, nothing is kept.
 */
#ifndef UI_KEPT_H
#define UI_KEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/grid.h"
#include "ui/place.h"

struct conversation;

struct kept_row {
	struct place place;
	uint64_t own; /* of a message whose delivery it shows, its number on the wire; else 0 */
};

/* Zeroed: nothing is kept. For reading. */
struct kept {
	int count; /* of rows, from the top of the rect on */
	int room;
	struct kept_row *rows;
	struct place next; /* behind the last row */
	struct rect rect;
	uint64_t first; /* line of the scrollback */
	uint64_t rule;
	uint64_t delivered;
	uint64_t read;
	bool searching;
};

void kept_fini(struct kept *kept);

/* Keeps nothing. */
void kept_forget(struct kept *kept);

/* Keeps one more row. Where there is no memory nothing is kept. */
void kept_add(struct kept *kept, struct place place, uint64_t own);

/* All rows have been added, the next one would show next. */
void kept_end(struct kept *kept, const struct conversation *conversation, const struct rect *rect,
	struct place next);

/*
 * How many rows have left the view at its top; those behind them are in view now, and so is what
 * follows them, as far as there is room. -1 where it is not so.
 */
int kept_gone(
	const struct kept *kept, const struct conversation *conversation, const struct rect *rect);

/* Keeps so many rows less at the top. */
void kept_drop(struct kept *kept, int rows);

#endif
