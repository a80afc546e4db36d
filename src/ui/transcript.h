/* SPDX-License-Identifier: ISC */
/*
 * The lines of a conversation that are in view, on a grid.
 */
#ifndef UI_TRANSCRIPT_H
#define UI_TRANSCRIPT_H

#include "ui/grid.h"

struct conversation;
struct kept;
struct theme;

/* Paints them on a blank part of the grid of the conversation's size. */
void transcript_paint(const struct conversation *conversation, struct grid *grid,
	const struct rect *rect, const struct theme *theme);

/*
 * Paints them where the grid has what kept tells of the same conversation and theme, or on anything
 * where it tells nothing; afterwards it tells what the grid has then.
 */
void transcript_update(const struct conversation *conversation, struct grid *grid,
	const struct rect *rect, const struct theme *theme, struct kept *kept);

#endif
