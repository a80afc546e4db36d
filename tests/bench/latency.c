/* SPDX-License-Identifier: ISC */
/*
 * From a line that somebody types at A's terminal until B's viewer has painted it on another one:
 * with that viewer alone, with 63 more that write elsewhere (tail -f, to /dev/null) and are woken
 * behind it, and with 7 more on terminals of their own, which are not.
 *
 * Against the same hops without shmooze, programs of bare_chain.c: terminal, reader, FIFO,
 * forwarder, shared memory and its bell, as many readers, terminal. Both stand there all the time
 * and are typed at in turns, so seldom that no viewer defers a repaint.
 *
 * The time ends when the bytes come out of the terminal: what the emulator needs to tell that they
 * are those that were waited for is neither side's.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/ask.h"
#include "tests/bench/bench.h"
#include "tests/bench/tty.h"

#define WINDOWS_MOST 8
#define TAILS_MOST   63

/* Those who look on. */
struct crowd {
	int windows; /* that of the first is measured */
	int tails;
};

struct chain {
	struct tty typist;
	struct tty windows[WINDOWS_MOST];
	int window_count;
	pid_t pids[TAILS_MOST + 1];
	int pid_count;
	char awaited[32];
};

static void start(struct chain *chain, const char *const *argv)
{
	chain->pids[chain->pid_count++] = actors_start(argv, -1, -1, -1);
}

static bool is_shown(void *context)
{
	struct chain *chain = context;

	return tty_shows(&chain->windows[0], chain->awaited);
}

/* Types a line that was never there before. Returns how long it takes until it is painted. */
static double type(struct chain *chain)
{
	static int number = 1000000;
	char line[40];
	double begin;

	snprintf(chain->awaited, sizeof(chain->awaited), "l%d", ++number);
	snprintf(line, sizeof(line), "%s\n", chain->awaited);
	begin = bench_now();
	tty_type(&chain->typist, line);
	tty_wait(is_shown, chain, "a line that was typed");
	return chain->windows[0].came - begin;
}

static void open_windows(struct chain *chain, const char *const *argv, int count)
{
	for (chain->window_count = 0; chain->window_count < count; chain->window_count++)
		tty_open(&chain->windows[chain->window_count], argv);
}

static void open_ours(struct chain *chain, const struct crowd *crowd)
{
	const char *const b[] = {
		bench.program, "peer", "--stay", "--keep", "--nick", "bob", "B", NULL};
	const char *const a[] = {bench.program, "peer", "--stay", "--nick", "ann", "A", NULL};
	const char *const view[] = {bench.program, "view", "B", NULL};
	const char *const tail[] = {bench.program, "tail", "-f", "B", NULL};

	chain->pid_count = 0;
	start(chain, b);
	tty_open(&chain->typist, a);
	actors_wait_for_talk();
	open_windows(chain, view, crowd->windows);
	for (int i = 0; i < crowd->tails; i++)
		start(chain, tail);
	ask_await_viewers('B', crowd->windows + crowd->tails);
}

static void open_bare(struct chain *chain, const struct crowd *crowd)
{
	char fifo[64], board[64];
	const char *const publish[] = {bench.bare, "publish", fifo, board, NULL};
	const char *const say[] = {bench.bare, "say", fifo, NULL};
	const char *const watch[] = {bench.bare, "watch", board, NULL};

	snprintf(fifo, sizeof(fifo), "%s", actors_file("chain.fifo"));
	snprintf(board, sizeof(board), "%s", actors_file("chain.board"));
	if (mkfifo(fifo, 0600) < 0)
		bench_die("mkfifo: %s", strerror(errno));
	close(open(board, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
	chain->pid_count = 0;
	tty_open(&chain->typist, say);
	start(chain, publish);
	open_windows(chain, watch, crowd->windows);
	for (int i = 0; i < crowd->tails; i++)
		start(chain, watch);
}

static void close_chain(struct chain *chain)
{
	tty_close(&chain->typist);
	while (chain->window_count > 0)
		tty_close(&chain->windows[--chain->window_count]);
	while (chain->pid_count > 0)
		actors_end(chain->pids[--chain->pid_count]);
}

/* Keeps out of step with whatever goes by a clock. */
static void pass(void)
{
	static unsigned seed = 1;

	seed = seed * 1103515245u + 12345u;
	tty_pass(9 + (seed >> 16) % 300 / 100.0);
}

static void measure(const char *name, const struct crowd *crowd, int all)
{
	struct result *result = bench_result(&(struct result){.name = name,
		.unit = UNIT_MS,
		.has_target = crowd->windows == 1,
		.of_ratio = true,
		.at_most = 2,
		.aim = 1.3,
		.against = "chain"});
	struct chain ours, bare;

	open_ours(&ours, crowd);
	open_bare(&bare, crowd);
	for (int i = -10; i < all; i++) {
		double to_ours, to_bare;

		to_ours = type(&ours);
		pass();
		to_bare = type(&bare);
		pass();
		if (i < 0) /* the first ones find cold caches, and what is still starting */
			continue;
		bench_progress(name, i, all);
		samples_add(&result->ours, to_ours);
		samples_add(&result->bare, to_bare);
	}
	close_chain(&ours);
	close_chain(&bare);
	unlink(actors_file("chain.fifo"));
	unlink(actors_file("chain.board"));
	actors_settle();
}

void figure_latency(void)
{
	const struct crowd alone = {.windows = 1}, tails = {.windows = 1, .tails = TAILS_MOST},
			   windows = {.windows = WINDOWS_MOST};

	measure("line typed to painted, 1 viewer", &alone, bench_count(1500, 20));
	measure("line typed to painted, and 63 tails", &tails, bench_count(1000, 20));
	measure("line typed to painted, 8 windows", &windows, bench_count(1000, 20));
}
