/* SPDX-License-Identifier: ISC */
/*
 * A logical line (one text, with newlines) as rows of a given width.
 *
 * Words stay whole where they fit; the spaces at which a row ends are not carried to the next one.
 * A row may also end before or after a wide character, as is usual in scripts without spaces. A
 * word longer than a row is cut between grapheme clusters, a cluster wider than a row between
 * glyphs. A glyph wider than the row, which only happens at a width of 1, is shown as U+FFFD.
 *
 *	wrap_init(&wrap, text, n, 40);
 *	while (wrap_next(&wrap, &row))
 *		while (wrap_glyph(&row, &glyph))
 *			column = grid_put(grid, y, column, limit, &glyph, style);
 */
#ifndef UI_WRAP_H
#define UI_WRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/funnel.h"

/* The fields are those of this module. */
struct wrap {
	struct funnel funnel; /* at the start of the next row */
	size_t cluster;       /* a cluster boundary at or before the glyph looked at last */
	size_t glyphs;        /* looked at in this row */
	int column;
	int columns;
	bool done;
};

struct wrap_row {
	size_t start; /* byte offset in the text of the first glyph */
	/* private */
	struct funnel funnel;
	size_t glyphs;
	int column;
	int columns;
	int blanks;
	size_t tab; /* where the one is that the blanks are for */
};

/* Begins with the first row. The text must stay; columns is at least 1. */
void wrap_init(struct wrap *wrap, const char *text, size_t n, int columns);

/*
 * Stores the next row. Returns false after the last. An empty text has one empty row, and so has
 * what follows a newline at the end.
 */
bool wrap_next(struct wrap *wrap, struct wrap_row *row);

/*
 * Stores the next glyph of the row, always a GLYPH_TEXT: a tab is given as blanks up to the next
 * column that 8 divides, which share its span. Returns false at the end of the row.
 */
bool wrap_glyph(struct wrap_row *row, struct glyph *glyph);

/*
 * Whether the row is nothing but printable ASCII, as most are: then it is these n bytes, each of
 * which is a glyph of one column, and none has to be asked for. To be called before wrap_glyph().
 */
bool wrap_ascii(const struct wrap_row *row, const char **text, size_t *n);

/* The number of rows. */
size_t wrap_count(const char *text, size_t n, int columns);

#endif
