/* SPDX-License-Identifier: ISC */
/*
 * From the model to the grid. Painting reads the model and changes nothing but the grid; it takes
 * the time to wrap what is in view. What is painted again and again is painted by ui/painting.
 */
#ifndef UI_PAINT_H
#define UI_PAINT_H

#include "ui/grid.h"
#include "ui/kept.h"

struct screen;

/* Paints the whole screen; the grid gets its size. Returns 0 or -ENOMEM. */
int paint_screen(const struct screen *screen, struct grid *grid);

/* The two halves of it: the grid gets its size, and is blank. Returns 0 or -ENOMEM. */
int paint_blank(const struct screen *screen, struct grid *grid);

/*
 * All that is on the screen, on a grid that is blank, or on one that has what this painted before,
 * in the same places. kept is one of each pane, by its index, or NULL on a blank grid.
 */
void paint_parts(const struct screen *screen, struct grid *grid, struct kept *kept);

#endif
