/* SPDX-License-Identifier: ISC */
/*
 * A viewer with 100,000 lines: a search that ends at the very first one, against memmem() over the
 * same text, and another width, against a program that just paints a screen of text anew.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench.h"
#include "tests/bench/feeder.h"
#include "tests/bench/scene.h"
#include "tests/bench/tty.h"

#define NARROW 60

static bool shows_first(void *context)
{
	return tty_shows(context, SCENE_SIGN "000000001 ");
}

static bool shows_last(void *context)
{
	return tty_shows(context, SCENE_SIGN SCENE_LAST " ");
}

static bool is_asked(void *context)
{
	struct tty *tty = context;

	return tty_row_has(tty, tty->rows - 1, "find backward: " FEEDER_COMMON);
}

static double search(struct tty *tty)
{
	const char last[] = {FEEDER_FIRST[strlen(FEEDER_COMMON)], '\0'};
	double begin, end;

	/* What all lines have is found at once, so only the last key is a long way. */
	tty_type(tty, "?" FEEDER_COMMON);
	tty_wait(is_asked, tty, "the prompt of the search");
	tty_calm(20);
	begin = bench_now();
	tty_type(tty, last);
	end = tty_wait(shows_first, tty, "the first line");
	tty_calm(20);
	if (!tty_shows(tty, SCENE_SIGN "000000001 " FEEDER_FIRST))
		bench_wrong("the search does not show the word that it has found");
	tty_type(tty, "\x07"); /* ^G, back to where we were */
	tty_wait(shows_last, tty, "the last line");
	tty_calm(20);
	return end - begin;
}

/* The same lines with the first one at the end. */
static char *make_text(size_t *n)
{
	char *text;

	*n = (size_t)SCENE_LINES * FEEDER_LINE;
	text = malloc(*n);
	if (!text)
		bench_die("out of memory");
	for (uint64_t i = 0; i < SCENE_LINES; i++)
		feeder_line(text + i * FEEDER_LINE, SCENE_LINES - i);
	return text;
}

static double search_bare(const char *text, size_t n)
{
	double begin = bench_now();
	const char *found = memmem(text, n, FEEDER_FIRST, strlen(FEEDER_FIRST));
	double end = bench_now();

	if (!found || found < text + n - FEEDER_LINE)
		bench_wrong("memmem() finds the wrong line");
	return end - begin;
}

static void measure_search(struct tty *tty)
{
	static const char name[] = "search back to the first of 100,000 lines";
	struct result *result = bench_result(&(struct result){.name = name,
		.unit = UNIT_MS,
		.has_target = true,
		.at_most = 50,
		.against = "memmem"});
	int all = bench_count(40, 4);
	size_t n;
	char *text = make_text(&n);

	for (int i = 0; i < all; i++) {
		bench_progress(name, i, all);
		samples_add(&result->ours, search(tty));
		samples_add(&result->bare, search_bare(text, n));
	}
	free(text);
}

/* A terminal at one width, as it looks when all is painted. */
struct settled {
	struct tty *tty;
	int columns;
	char rows[TTY_ROWS][TTY_MOST + 1];
};

static void settle(struct settled *settled, struct tty *tty, int columns)
{
	tty_resize(tty, TTY_ROWS, columns);
	tty_calm(500);
	settled->tty = tty;
	settled->columns = columns;
	for (int row = 0; row < TTY_ROWS; row++)
		strcpy(settled->rows[row], tty_row(tty, row));
}

static bool is_settled(void *context)
{
	const struct settled *settled = context;

	for (int row = TTY_ROWS - 1; row >= 0; row--)
		if (strcmp(settled->rows[row], tty_row(settled->tty, row)) != 0)
			return false;
	return true;
}

static int count_dots(const char *text)
{
	int dots = 0;

	for (; *text != '\0'; text++)
		dots += *text == '.';
	return dots;
}

/* The lines follow each other up to the last one, each with its whole filling. */
static void check_flow(const struct settled *settled)
{
	char line[FEEDER_LINE];
	uint64_t before = 0;
	int dots = 0, filling;

	feeder_line(line, SCENE_LINES);
	line[FEEDER_LINE - 1] = '\0';
	filling = count_dots(line);
	for (int row = 0; row < TTY_ROWS - 1; row++) {
		const char *sign = strstr(settled->rows[row], SCENE_SIGN);
		uint64_t number = sign ? strtoull(sign + strlen(SCENE_SIGN), NULL, 10) : 0;

		if (number > 0 && before > 0 && (number != before + 1 || dots != filling))
			bench_wrong("%d columns: %09" PRIu64 " (%d dots), then %09" PRIu64,
				settled->columns, before, dots, number);
		if (number > 0) {
			before = number;
			dots = 0;
		}
		dots += count_dots(settled->rows[row]);
	}
	if (before != SCENE_LINES || dots != filling)
		bench_wrong("%d columns: the last line is %09" PRIu64, settled->columns, before);
}

static double resize(struct settled *to)
{
	double begin = bench_now(), end;

	tty_resize(to->tty, TTY_ROWS, to->columns);
	end = tty_wait(is_settled, to, "the screen of another width");
	tty_calm(20);
	return end - begin;
}

static void measure_resize(struct tty *tty)
{
	static const char name[] = "resize to repaint, 100,000 lines";
	const char *const argv[] = {bench.bare, "repaint", NULL};
	struct result *result = bench_result(&(struct result){.name = name,
		.unit = UNIT_MS,
		.has_target = true,
		.at_most = 50,
		.against = "repaint"});
	struct settled ours[2], bare[2];
	struct tty repaint;
	int all = bench_count(60, 6);

	tty_open(&repaint, argv);
	for (int i = 0; i < 2; i++) {
		settle(&ours[i], tty, i == 0 ? NARROW : TTY_COLUMNS);
		settle(&bare[i], &repaint, i == 0 ? NARROW : TTY_COLUMNS);
		check_flow(&ours[i]);
	}
	for (int i = 0; i < all; i++) {
		bench_progress(name, i, all);
		samples_add(&result->ours, resize(&ours[i % 2]));
		samples_add(&result->bare, resize(&bare[i % 2]));
	}
	tty_close(&repaint);
}

void figure_scroll(void)
{
	struct scene scene;

	scene_open(&scene);
	measure_search(&scene.viewer);
	measure_resize(&scene.viewer);
	scene_close(&scene);
}
