/* SPDX-License-Identifier: ISC */
#include "ui/wrap.h"

#include "core/ascii.h"
#include "core/cluster.h"
#include "core/utf8.h"

#define TAB_COLUMNS 8

/* The places where the row may end, and what was last looked at. A saved wrap is such a place. */
struct scan {
	struct wrap word;    /* where a word begins that is not the first */
	struct wrap cluster; /* where a cluster begins */
	bool has_word;
	bool has_cluster;
	bool saw_word;     /* a glyph that is no space */
	bool after_space;  /* the last glyph was a space, */
	bool after_wide;   /* or a wide one */
	size_t last_start; /* of its span */
};

static bool is_space(const struct glyph *glyph)
{
	return glyph->kind == GLYPH_TAB || (glyph->len == 1 && glyph->bytes[0] == ' ');
}

/* Gives tabs their columns, and takes those away that a row doesn't have. */
static void fit_glyph(struct glyph *glyph, int column, int columns)
{
	if (glyph->kind == GLYPH_TAB) {
		glyph->columns = (unsigned char)(TAB_COLUMNS - column % TAB_COLUMNS);
		if (column < columns && column + glyph->columns > columns)
			glyph->columns = (unsigned char)(columns - column);
	} else if (glyph->columns > columns) {
		glyph->columns = 1;
		glyph->len = (unsigned char)utf8_encode(UTF8_REPLACEMENT, glyph->bytes);
	}
}

/* Does a cluster begin with this glyph? Glyphs are given in order. */
static bool begins_cluster(struct wrap *wrap, const struct glyph *glyph)
{
	const struct funnel *funnel = &wrap->funnel;

	while (wrap->cluster < glyph->start)
		wrap->cluster = cluster_next(funnel->text, funnel->n, wrap->cluster);
	return wrap->cluster == glyph->start;
}

/* Notes whether the row may end at before, in front of the glyph. */
static void note_place(struct scan *scan, struct wrap *before, const struct glyph *glyph)
{
	bool first = before->glyphs == 0;

	if (first || glyph->start == scan->last_start || !begins_cluster(before, glyph))
		return;
	scan->cluster = *before;
	scan->has_cluster = true;
	if (is_space(glyph) || !scan->saw_word)
		return;
	if (scan->after_space || scan->after_wide || glyph->columns == 2) {
		scan->word = *before;
		scan->has_word = true;
	}
}

static void note_glyph(struct scan *scan, const struct glyph *glyph)
{
	scan->after_space = is_space(glyph);
	scan->after_wide = glyph->columns == 2;
	scan->saw_word = scan->saw_word || !scan->after_space;
	scan->last_start = glyph->start;
}

/* Passes over the spaces at the end of a full row, and over the newline that may end it. */
static void skip_spaces(struct wrap *wrap)
{
	struct wrap before = *wrap;
	struct glyph glyph;

	while (funnel_next(&wrap->funnel, &glyph)) {
		if (glyph.kind == GLYPH_NEWLINE)
			return;
		if (!is_space(&glyph)) {
			*wrap = before;
			return;
		}
		before = *wrap;
	}
	wrap->done = true;
}

void wrap_init(struct wrap *wrap, const char *text, size_t n, int columns)
{
	*wrap = (struct wrap){.columns = columns};
	funnel_init(&wrap->funnel, text, n, FUNNEL_TEXT);
}

/* Goes to the end of the row; afterwards wrap is behind it, with the glyphs to show counted. */
static void scan_row(struct wrap *wrap)
{
	struct scan scan = {0};
	struct glyph glyph;

	for (;;) {
		struct wrap before = *wrap;

		if (!funnel_next(&wrap->funnel, &glyph)) {
			wrap->done = true;
			return;
		}
		if (glyph.kind == GLYPH_NEWLINE)
			return;
		fit_glyph(&glyph, wrap->column, wrap->columns);
		note_place(&scan, &before, &glyph);
		wrap->cluster = before.cluster;
		if (wrap->column + glyph.columns > wrap->columns) {
			*wrap = is_space(&glyph)   ? before
				: scan.has_word    ? scan.word
				: scan.has_cluster ? scan.cluster
						   : before;
			if (is_space(&glyph))
				skip_spaces(wrap);
			return;
		}
		note_glyph(&scan, &glyph);
		wrap->column += glyph.columns;
		wrap->glyphs++;
	}
}

/*
 * Takes what is left as one row, if it fits and is ASCII that is shown as it is, as most lines are:
 * a glyph and a column each byte.
 */
static bool take_rest(struct wrap *wrap)
{
	struct funnel *funnel = &wrap->funnel;
	size_t left = funnel->n - funnel->pos;

	if (funnel->notation_pos < funnel->notation_len || left > (size_t)wrap->columns ||
		ascii_printable(funnel->text + funnel->pos, left) < left)
		return false;
	funnel->pos = funnel->n;
	wrap->glyphs = left;
	wrap->column = (int)left;
	wrap->done = true;
	return true;
}

bool wrap_next(struct wrap *wrap, struct wrap_row *row)
{
	if (wrap->done)
		return false;
	*row = (struct wrap_row){
		.start = wrap->funnel.pos, .funnel = wrap->funnel, .columns = wrap->columns};
	wrap->glyphs = 0;
	wrap->column = 0;
	if (!take_rest(wrap))
		scan_row(wrap);
	row->glyphs = wrap->glyphs;
	return true;
}

bool wrap_glyph(struct wrap_row *row, struct glyph *glyph)
{
	if (row->blanks == 0) {
		if (row->glyphs == 0 || !funnel_next(&row->funnel, glyph))
			return false;
		row->glyphs--;
		fit_glyph(glyph, row->column, row->columns);
		row->column += glyph->columns;
		if (glyph->kind == GLYPH_TEXT)
			return true;
		row->blanks = glyph->columns;
		row->tab = glyph->start;
	}
	row->blanks--;
	*glyph = (struct glyph){
		.columns = 1, .len = 1, .bytes = " ", .start = row->tab, .end = row->funnel.pos};
	return true;
}

bool wrap_ascii(const struct wrap_row *row, const char **text, size_t *n)
{
	const struct funnel *funnel = &row->funnel;
	size_t left = funnel->n - funnel->pos;

	*text = funnel->text + funnel->pos;
	*n = row->glyphs;
	/* What is not ASCII behind the row may be a mark on the last character that is. */
	return funnel->notation_pos == funnel->notation_len && *n <= left &&
	       ascii_printable(*text, *n) == *n && (*n == left || ascii_text(*text + *n, 1) == 1);
}

size_t wrap_count(const char *text, size_t n, int columns)
{
	struct wrap wrap;
	struct wrap_row row;
	size_t count = 0;

	wrap_init(&wrap, text, n, columns);
	while (wrap_next(&wrap, &row))
		count++;
	return count;
}
