/* SPDX-License-Identifier: ISC */
/*
 * From a line that somebody types at A's terminal until B's viewer has painted it on another one,
 * with that viewer alone and with 63 more (tail -f, to /dev/null).
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

#define VIEWERS_MOST 64

struct chain {
	struct tty typist;
	struct tty viewer;
	pid_t pids[VIEWERS_MOST + 1];
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

	return tty_shows(&chain->viewer, chain->awaited);
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
	return chain->viewer.came - begin;
}

static void open_ours(struct chain *chain, int viewers)
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
	tty_open(&chain->viewer, view);
	for (int i = 1; i < viewers; i++)
		start(chain, tail);
	ask_await_viewers('B', viewers);
}

static void open_bare(struct chain *chain, int viewers)
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
	tty_open(&chain->viewer, watch);
	for (int i = 1; i < viewers; i++)
		start(chain, watch);
}

static void close_chain(struct chain *chain)
{
	tty_close(&chain->typist);
	tty_close(&chain->viewer);
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

static void measure(const char *name, int viewers, int all)
{
	struct result *result = bench_result(&(struct result){.name = name,
		.unit = UNIT_MS,
		.has_target = true,
		.of_ratio = true,
		.at_most = 2,
		.aim = 1.3,
		.against = "chain"});
	struct chain ours, bare;

	open_ours(&ours, viewers);
	open_bare(&bare, viewers);
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
	measure("line typed to painted, 1 viewer", 1, bench_count(1500, 20));
	measure("line typed to painted, 64 viewers", VIEWERS_MOST, bench_count(1000, 20));
}
