/* SPDX-License-Identifier: ISC */
/*
 * From a key to its glyph while the other side floods: in the prompt of a window, and in a program
 * that only echoes, which stands on a terminal of its own on the same busy machine.
 *
 * Each repaint of the window is looked at: its lines have consecutive numbers, and none goes back.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"
#include "tests/bench/feeder.h"
#include "tests/bench/tty.h"

#define PROMPT     "bob> "
#define PROMPT_ROW (TTY_ROWS - 1)
#define KEYS_MOST  40 /* then the prompt is emptied */
#define PACED      100000

struct scene {
	struct tty window;
	struct tty echo;
	struct feeder feeder;
	pid_t peer;
	uint64_t newest;  /* number of the last line that the window has shown */
	int typed;        /* keys in the prompt */
	char key;         /* that was typed last */
	uint64_t echoed;  /* bytes that the echo has to have written */
	uint64_t awaited; /* line that has to be shown */
};

/* Number of the line on a row; 0 where there is none, as on the rows of notes and rules. */
static uint64_t number_on(const char *row)
{
	const char *sign = strstr(row, "< ann: ");

	return sign ? strtoull(sign + strlen("< ann: "), NULL, 10) : 0;
}

/* Is it the row of this line, no more and no less? Its time is before, nothing behind. */
static bool is_whole(const char *row, uint64_t number)
{
	char line[FEEDER_LINE];

	feeder_line(line, number);
	return memcmp(strstr(row, "< ann: ") + strlen("< ann: "), line, FEEDER_LINE - 1) == 0;
}

static void on_painted(struct tty *tty, void *context)
{
	struct scene *scene = context;
	uint64_t before = 0;
	bool passed_over = false; /* the note of records that were overwritten */

	for (int row = 0; row < PROMPT_ROW; row++) {
		const char *text = tty_row(tty, row);
		uint64_t number = number_on(text);

		if (strstr(text, "records were overwritten"))
			passed_over = true;
		if (number == 0)
			continue;
		if (!is_whole(text, number))
			bench_wrong("a line is torn: %s", text);
		if (before > 0 && number != before + 1 && !(passed_over && number > before))
			bench_wrong("%09" PRIu64 " is shown behind %09" PRIu64, number, before);
		passed_over = false;
		before = number;
	}
	if (before > 0 && before < scene->newest)
		bench_wrong("%09" PRIu64 " was shown, then %09" PRIu64, scene->newest, before);
	if (before > 0)
		scene->newest = before;
}

static bool is_painted(void *context)
{
	struct scene *scene = context;
	const char *row = tty_row(&scene->window, PROMPT_ROW);
	size_t label = strlen(PROMPT);

	return strncmp(row, PROMPT, label) == 0 &&
	       (scene->typed == 0 || row[label + (size_t)scene->typed - 1] == scene->key) &&
	       row[label + (size_t)scene->typed] == ' ';
}

static bool is_echoed(void *context)
{
	const struct scene *scene = context;

	return scene->echo.bytes >= scene->echoed;
}

static bool floods(void *context)
{
	return ((struct scene *)context)->newest > 0;
}

static bool is_awaited_shown(void *context)
{
	const struct scene *scene = context;

	return scene->newest >= scene->awaited;
}

static void set_up(struct scene *scene, uint64_t rate)
{
	const char *const window[] = {bench.program, "chat", "--nick", "bob", "B", NULL};
	const char *const echo[] = {bench.bare, "echo", NULL};

	*scene = (struct scene){.echoed = 1};
	tty_open(&scene->window, window);
	tty_wait(is_painted, scene, "the window's prompt");
	scene->window.painted = on_painted;
	scene->window.context = scene;
	tty_open(&scene->echo, echo);
	tty_wait(is_echoed, scene, "the echo");
	feeder_open(&scene->feeder, rate, 0);
	scene->peer = actors_peer("A", scene->feeder.out);
	close(scene->feeder.out);
	tty_wait(floods, scene, "the flood");
}

static void empty_prompt(struct scene *scene)
{
	tty_type(&scene->window, "\x15"); /* ^U */
	scene->typed = 0;
	tty_wait(is_painted, scene, "an empty prompt");
}

/* All that was written must be shown at last. What is left in the prompt would be there again. */
static void tear_down(struct scene *scene)
{
	empty_prompt(scene);
	scene->awaited = feeder_stop(&scene->feeder);
	tty_wait(is_awaited_shown, scene, "the last line of the flood");
	if (scene->newest > scene->awaited)
		bench_wrong("lines are shown that nobody wrote");
	tty_close(&scene->window);
	tty_close(&scene->echo);
	actors_end(scene->peer);
	actors_settle();
}

static double key_to_paint(struct scene *scene)
{
	const char keys[] = {(char)('a' + scene->typed % 26), '\0'};
	double begin = bench_now();

	tty_type(&scene->window, keys);
	scene->key = keys[0];
	scene->typed++;
	return tty_wait(is_painted, scene, "the glyph of a key") - begin;
}

static double key_to_echo(struct scene *scene)
{
	double begin = bench_now();

	tty_type(&scene->echo, "x");
	scene->echoed++;
	return tty_wait(is_echoed, scene, "the echo of a key") - begin;
}

/* Drains the terminals for a time that keeps out of step with the repaints. */
static void pass(void)
{
	static unsigned seed = 1;

	seed = seed * 1103515245u + 12345u;
	tty_pass(10 + (seed >> 16) % 300 / 10.0);
}

static void type_keys(struct scene *scene, struct result *result, int all)
{
	for (int i = 0; i < all; i++) {
		bench_progress(result->name, i, all);
		samples_add(&result->ours, key_to_paint(scene));
		pass();
		samples_add(&result->bare, key_to_echo(scene));
		pass();
		if (scene->typed == KEYS_MOST)
			empty_prompt(scene);
	}
}

static void measure(uint64_t rate, const char *name, const char *rate_name)
{
	struct result *keys = bench_result(&(struct result){.name = name,
		.unit = UNIT_MS,
		.has_target = true,
		.at_most = 50,
		.against = "echo"});
	struct result *lines = bench_result(
		&(struct result){.name = rate_name, .unit = UNIT_RATE, .against = "written"});
	struct scene scene;
	double begin, seconds;
	uint64_t shown, written;

	set_up(&scene, rate);
	tty_pass(bench.quick ? 200 : 1000);
	begin = bench_now();
	shown = scene.newest;
	written = feeder_written(&scene.feeder);
	type_keys(&scene, keys, bench_count(300, 20));
	seconds = (bench_now() - begin) / 1000;
	samples_add(&lines->ours, (double)(scene.newest - shown) / seconds);
	samples_add(&lines->bare, (double)(feeder_written(&scene.feeder) - written) / seconds);
	tear_down(&scene);
}

void figure_flood(void)
{
	measure(PACED, "key to paint, flood of 100,000/s", "lines shown, flood of 100,000/s");
	measure(0, "key to paint, unpaced flood", "lines shown, unpaced flood");
}
