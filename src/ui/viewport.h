/* SPDX-License-Identifier: ISC */
/*
 * The part of a scrollback that is in view: it follows the end, or stays at a place.
 */
#ifndef UI_VIEWPORT_H
#define UI_VIEWPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/place.h"

struct scrollback;

/* The fields are for reading. */
struct viewport {
	const struct scrollback *scrollback;
	int rows;
	int columns;
	bool following;
	/* Unless following: the topmost row, and the text at its start when the user went there. */
	struct place top;
	size_t anchor;
	uint64_t seen; /* the lines before this one have been in view */
};

/* Follows the end of a scrollback, which must stay. */
void viewport_init(struct viewport *viewport, const struct scrollback *scrollback);

void viewport_resize(struct viewport *viewport, int rows, int columns);
void viewport_scroll(struct viewport *viewport, int rows);
void viewport_home(struct viewport *viewport);
void viewport_end(struct viewport *viewport);

/* Makes a place the topmost row. */
void viewport_go(struct viewport *viewport, struct place top);

/* Scrolls a place into view, to the middle, unless it is in view. */
void viewport_show(struct viewport *viewport, struct place place);

/* A line was added, and others may have gone. */
void viewport_update(struct viewport *viewport);

/* The lines have other rows than before. */
void viewport_refit(struct viewport *viewport);

/* The topmost row in view; the place behind the last one. */
struct place viewport_top(const struct viewport *viewport);
struct place viewport_bottom(const struct viewport *viewport);

#endif
