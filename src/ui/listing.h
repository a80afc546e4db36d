/* SPDX-License-Identifier: ISC */
/*
 * A listing: lines that the application gives, to be scrolled and filtered; help, say, or facts.
 *
 *	# Keys                     a title
 *	PgUp<TAB>a page up         a name, and what there is to say about it, wrapped under itself
 *	any other line             wrapped
 *
 * A filter leaves the lines that match it (see ui/match.h), and the titles above them.
 */
#ifndef UI_LISTING_H
#define UI_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/grid.h"
#include "ui/status.h"

struct listing;
struct theme;

#define LISTING_TITLE_SIZE 64

/* An empty one. The title, for the status line, is copied. Returns NULL without memory. */
struct listing *listing_new(const char *title);
void listing_free(struct listing *listing);

const char *listing_title(const struct listing *listing);

/*
 * Copies a text, valid and with newlines between lines, in the place of the one before; the view
 * stays at its row. Returns 0 or -ENOMEM; then all is as it was.
 */
int listing_set(struct listing *listing, const char *text, size_t n);

/* Only lines that match are in view; all of them if the text is empty. Goes to the top. */
void listing_set_filter(struct listing *listing, const char *text, size_t n);
const char *listing_filter(const struct listing *listing, size_t *n);

/* As those of a conversation. */
void listing_resize(struct listing *listing, int rows, int columns);
void listing_scroll(struct listing *listing, int rows);
void listing_scroll_pages(struct listing *listing, int pages);
void listing_scroll_home(struct listing *listing);
void listing_scroll_end(struct listing *listing);

/* The rows that there are with the filter, and the one at the top of the view. */
size_t listing_rows(const struct listing *listing);
size_t listing_top(const struct listing *listing);

/* Writes the status line: title, filter, and how far it is scrolled. */
void listing_status_line(const struct listing *listing, struct status_line *line);

/* Paints what is in view on a blank part of the grid of the listing's size. */
void listing_paint(const struct listing *listing, struct grid *grid, const struct rect *rect,
	const struct theme *theme);

#endif
