/* SPDX-License-Identifier: ISC */
/*
 * From the model to the grid. Painting reads the model and changes nothing but the grid; it takes
 * the time to wrap what is in view.
 */
#ifndef UI_PAINT_H
#define UI_PAINT_H

#include "ui/grid.h"

struct screen;

/* Paints the whole screen; the grid gets its size. Returns 0 or -ENOMEM. */
int paint_screen(const struct screen *screen, struct grid *grid);

#endif
