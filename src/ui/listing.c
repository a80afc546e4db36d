/* SPDX-License-Identifier: ISC */
/*
 * All rows are wrapped anew for each operation: a listing is short, and so is the code.
 */
#include "config.h"

#include "ui/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cluster.h"
#include "ui/match.h"
#include "ui/theme.h"
#include "ui/wrap.h"

#define NAME_GAP          2
#define NAME_SHARE        2 /* names take up to this part of the columns */
#define COLUMNS_FOR_NAMES 24

struct listing {
	char title[LISTING_TITLE_SIZE];
	struct buffer text;
	struct match filter;
	int rows;
	int columns;
	size_t top;
};

/* A line of the text. */
struct line {
	const char *text;
	size_t n;
	size_t name; /* bytes of the name, 0 without one */
	bool title;
};

struct listing *listing_new(const char *title)
{
	struct listing *listing = calloc(1, sizeof(*listing));

	if (!listing)
		return NULL;
	memcpy(listing->title, title, cluster_cut(title, strlen(title), LISTING_TITLE_SIZE - 1));
	listing->columns = 1;
	return listing;
}

void listing_free(struct listing *listing)
{
	if (!listing)
		return;
	buffer_fini(&listing->text);
	free(listing);
}

const char *listing_title(const struct listing *listing)
{
	return listing->title;
}

static struct line read_line(const char *text, size_t n)
{
	struct line line = {.text = text, .n = n};
	const char *tab = memchr(text, '\t', n);

	if (n >= 2 && memcmp(text, "# ", 2) == 0)
		return (struct line){.text = text + 2, .n = n - 2, .title = true};
	if (tab && tab > text)
		line.name = (size_t)(tab - text);
	return line;
}

static bool take_line(const struct buffer *text, size_t *pos, struct line *line)
{
	const char *start = text->data + *pos, *end;

	if (*pos >= text->len)
		return false;
	end = memchr(start, '\n', text->len - *pos);
	if (!end)
		end = text->data + text->len;
	*line = read_line(start, (size_t)(end - start));
	*pos += (size_t)(end - start) + 1;
	return true;
}

static bool matches(const struct listing *listing, const struct line *line)
{
	struct match_span span;

	return match_next(&listing->filter, line->text, line->n, 0, &span);
}

/* Does a line match below a title, or the title itself? */
static bool is_title_shown(const struct listing *listing, const struct line *title, size_t pos)
{
	struct line line;

	if (matches(listing, title))
		return true;
	while (take_line(&listing->text, &pos, &line) && !line.title)
		if (matches(listing, &line))
			return true;
	return false;
}

/* Stores the next line that the filter leaves. */
static bool next_line(const struct listing *listing, size_t *pos, struct line *line)
{
	while (take_line(&listing->text, pos, line))
		if (listing->filter.n == 0 || (line->title ? is_title_shown(listing, line, *pos)
							   : matches(listing, line)))
			return true;
	return false;
}

/* Where that begins which is said about names; 0: in a row of its own. */
static int names_columns(const struct listing *listing)
{
	struct line line;
	size_t most = 0;

	if (listing->columns < COLUMNS_FOR_NAMES)
		return 0;
	for (size_t pos = 0; take_line(&listing->text, &pos, &line);) {
		size_t columns = funnel_columns(line.text, line.name) + NAME_GAP;

		if (line.name > 0 && columns > most)
			most = columns;
	}
	return most < (size_t)listing->columns / NAME_SHARE ? (int)most
							    : listing->columns / NAME_SHARE;
}

/* Where rows go: to a grid, from a row of the listing on, or nowhere. */
struct output {
	struct grid *grid;
	const struct rect *rect;
	const struct theme *theme;
	size_t top;
	size_t rows; /* passed so far */
};

/* The row of the grid that the next row comes to, -1 where it is out of view. */
static int next_row(struct output *out)
{
	size_t row = out->rows++;

	if (!out->grid || row < out->top || row - out->top >= (size_t)out->rect->rows)
		return -1;
	return out->rect->row + (int)(row - out->top);
}

static void put_rows(struct output *out, const char *text, size_t n, int indent, int columns,
	enum style_role role)
{
	struct wrap wrap;
	struct wrap_row row;
	struct glyph glyph;

	wrap_init(&wrap, text, n, columns);
	while (wrap_next(&wrap, &row)) {
		int at = next_row(out), column;

		if (at < 0)
			continue;
		column = out->rect->column + indent;
		while (wrap_glyph(&row, &glyph))
			column = grid_put(out->grid, at, column,
				out->rect->column + out->rect->columns, &glyph,
				theme_style(out->theme, role));
	}
}

static void put_line(
	const struct listing *listing, struct output *out, const struct line *line, int names)
{
	const char *said = line->text + line->name + 1;
	size_t start = out->rows;

	if (line->name == 0) {
		put_rows(out, line->text, line->n, 0, listing->columns,
			line->title ? STYLE_TITLE : STYLE_TEXT);
		return;
	}
	put_rows(out, line->text, line->name, 0, listing->columns, STYLE_TITLE);
	if (names > 0 && funnel_columns(line->text, line->name) + NAME_GAP <= (size_t)names)
		out->rows = start;
	put_rows(out, said, line->n - line->name - 1, names, listing->columns - names, STYLE_TEXT);
}

static void put_lines(const struct listing *listing, struct output *out)
{
	int names = names_columns(listing);
	struct line line;

	for (size_t pos = 0; next_line(listing, &pos, &line);)
		put_line(listing, out, &line, names);
}

size_t listing_rows(const struct listing *listing)
{
	struct output out = {0};

	put_lines(listing, &out);
	return out.rows;
}

/* As far down as there is still a full view, if there are rows enough. */
static void set_top(struct listing *listing, size_t top)
{
	size_t rows = listing_rows(listing), view = (size_t)listing->rows;
	size_t most = rows > view ? rows - view : 0;

	listing->top = top < most ? top : most;
}

int listing_set(struct listing *listing, const char *text, size_t n)
{
	struct buffer copy = {0};
	int rc = buffer_append(&copy, text, n);

	if (rc < 0)
		return rc;
	buffer_fini(&listing->text);
	listing->text = copy;
	set_top(listing, listing->top);
	return 0;
}

void listing_set_filter(struct listing *listing, const char *text, size_t n)
{
	match_init(&listing->filter, text, n);
	listing->top = 0;
}

const char *listing_filter(const struct listing *listing, size_t *n)
{
	*n = listing->filter.n;
	return listing->filter.text;
}

void listing_resize(struct listing *listing, int rows, int columns)
{
	listing->rows = rows > 0 && columns > 0 ? rows : 0;
	if (listing->rows == 0)
		return;
	listing->columns = columns;
	set_top(listing, listing->top);
}

void listing_scroll(struct listing *listing, int rows)
{
	size_t up = rows < 0 ? (size_t)-rows : 0;

	if (rows < 0)
		set_top(listing, listing->top > up ? listing->top - up : 0);
	else
		set_top(listing, listing->top + (size_t)rows);
}

void listing_scroll_pages(struct listing *listing, int pages)
{
	listing_scroll(listing, pages * (listing->rows > 1 ? listing->rows - 1 : 1));
}

void listing_scroll_home(struct listing *listing)
{
	listing->top = 0;
}

void listing_scroll_end(struct listing *listing)
{
	set_top(listing, SIZE_MAX);
}

size_t listing_top(const struct listing *listing)
{
	return listing->top;
}

void listing_status_line(const struct listing *listing, struct status_line *line)
{
	const struct match *filter = &listing->filter;
	size_t rows = listing_rows(listing), end = listing->top + (size_t)listing->rows;

	snprintf(line->left, sizeof(line->left), " %s%s%.*s%s", listing->title,
		filter->n > 0 ? " | only \"" : "", (int)filter->n, filter->text,
		filter->n > 0 ? "\"" : "");
	line->right[0] = '\0';
	if (end < rows)
		snprintf(line->right, sizeof(line->right), " %zu below ", rows - end);
}

void listing_paint(const struct listing *listing, struct grid *grid, const struct rect *rect,
	const struct theme *theme)
{
	struct output out = {.grid = grid, .rect = rect, .theme = theme, .top = listing->top};

	put_lines(listing, &out);
}
