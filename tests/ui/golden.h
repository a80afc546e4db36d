/* SPDX-License-Identifier: ISC */
/*
 * Screens as text: a line a row, without the blanks at its end. Wide characters take two columns in
 * an editor as they do on the screen.
 */
#ifndef TESTS_UI_GOLDEN_H
#define TESTS_UI_GOLDEN_H

#include "core/record.h"
#include "ui/grid.h"

/* Fails the test unless the grid is sound and looks like the text; file and line are the caller's.
 */
#define golden_check(grid, text) golden_check_at(grid, text, __FILE__, __LINE__)
void golden_check_at(const struct grid *grid, const char *text, const char *file, int line);

/* Fails the test unless each cell is what it must be: halves of wide glyphs in pairs, valid text.
 */
void golden_check_cells(const struct grid *grid);

/* A message of dir, said at so many seconds after 2026-11-22 12:04:05 UTC, by ann/A or bob/B. */
struct record golden_record(enum record_dir dir, long seconds, const char *text);

/* Makes the local time UTC and the locale one with UTF-8: a fixture for all tests with screens. */
void golden_setup(void);

#endif
