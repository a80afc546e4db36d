/* SPDX-License-Identifier: ISC */
#include "term/pairs.h"

void pairs_init(struct pairs *pairs, int count)
{
	*pairs = (struct pairs){.count = count < PAIRS_MAX ? count : PAIRS_MAX};
}

static bool has_colours(const struct pairs *pairs, int pair, short fg, short bg)
{
	const struct pairs_colours *colours = &pairs->colours[pair];

	return colours->used && colours->fg == fg && colours->bg == bg;
}

static int find_used(struct pairs *pairs, short fg, short bg)
{
	if (has_colours(pairs, pairs->last, fg, bg))
		return pairs->last;
	for (int pair = 1; pair <= pairs->count; pair++)
		if (has_colours(pairs, pair, fg, bg))
			return pairs->last = pair;
	return -1;
}

static int find_free(const struct pairs *pairs)
{
	for (int pair = 1; pair <= pairs->count; pair++)
		if (!pairs->colours[pair].used)
			return pair;
	return -1;
}

int pairs_find(struct pairs *pairs, short fg, short bg, bool *fresh)
{
	int pair;

	*fresh = false;
	if (fg < 0 && bg < 0)
		return 0;
	pair = find_used(pairs, fg, bg);
	if (pair >= 0)
		return pair;
	pair = find_free(pairs);
	if (pair < 0)
		return -1;
	pairs->colours[pair] = (struct pairs_colours){.fg = fg, .bg = bg, .used = true};
	*fresh = true;
	return pairs->last = pair;
}

void pairs_mark_none(struct pairs *pairs)
{
	for (int pair = 1; pair <= pairs->count; pair++)
		pairs->colours[pair].marked = false;
}

void pairs_mark(struct pairs *pairs, short fg, short bg)
{
	int pair = find_used(pairs, fg, bg);

	if (pair >= 0)
		pairs->colours[pair].marked = true;
}

void pairs_drop_unmarked(struct pairs *pairs)
{
	for (int pair = 1; pair <= pairs->count; pair++)
		if (!pairs->colours[pair].marked)
			pairs->colours[pair].used = false;
}
