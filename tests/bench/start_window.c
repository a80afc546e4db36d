/* SPDX-License-Identifier: ISC */
/*
 * How long it takes until a window stands; against a program that opens curses to say a word.
 */
#include "config.h"

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"
#include "tests/bench/tty.h"

static struct result *new_result(const char *name)
{
	return bench_result(&(struct result){.name = name, .unit = UNIT_MS, .against = "curses"});
}

struct wanted {
	struct tty tty;
	const char *text;
};

static bool is_shown(void *context)
{
	struct wanted *wanted = context;

	return tty_row_has(&wanted->tty, TTY_ROWS - 1, wanted->text);
}

/* Adds how long it takes until each of two texts is in the last row; they may be the same. */
static void show(const char *const *argv, const char *first, const char *last,
	struct samples *to_first, struct samples *to_last)
{
	struct wanted wanted = {.text = first};
	double begin = bench_now();

	tty_open(&wanted.tty, argv);
	samples_add(to_first, tty_wait(is_shown, &wanted, first) - begin);
	wanted.text = last;
	samples_add(to_last, tty_wait(is_shown, &wanted, last) - begin);
	tty_close(&wanted.tty);
}

/* The nick in the prompt is told by the peer, which the window starts. */
void figure_start_window(void)
{
	static const char name[] = "start of a window, to its first paint";
	const char *const ours[] = {bench.program, "chat", "--nick", "ann", "A", NULL};
	const char *const bare[] = {bench.bare, "hello", NULL};
	struct result *paint = new_result(name);
	struct result *nick = new_result("start of a window, to its nick");
	int all = bench_count(40, 4);

	for (int i = 0; i < all; i++) {
		bench_progress(name, i, all);
		show(ours, "> ", "ann> ", &paint->ours, &nick->ours);
		actors_settle();
		show(bare, "hello", "hello", &paint->bare, &nick->bare);
	}
}
