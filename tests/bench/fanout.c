/* SPDX-License-Identifier: ISC */
/*
 * What a message costs the peer that publishes it, in time of the processor, with 8 and with 64
 * followers of its board, against the same with one: in a flood, where a bell is rung for many
 * messages, and for messages that come one by one.
 *
 * The peer is B, who hears what A is fed with. The first follower writes to a file, and what is in
 * it has to be right; the others write to /dev/null.
 */
#include "config.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/ask.h"
#include "tests/bench/bench.h"
#include "tests/bench/feeder.h"
#include "tests/bench/lines.h"
#include "tests/bench/proc.h"

#define FOLLOWERS_MOST 64
#define ONE_BY_ONE     1000 /* lines a second */

enum crowd { ONE, SOME, MANY, CROWDS };

static const int followers[CROWDS] = {1, 8, FOLLOWERS_MOST};

struct load {
	struct lines lines;
	uint64_t rate; /* of lines a second, 0 for as fast as they are taken */
};

static void follow(pid_t pids[FOLLOWERS_MOST], int count, int out)
{
	const char *const argv[] = {bench.program, "tail", "-f", "B", NULL};

	for (int i = 0; i < count; i++)
		pids[i] = actors_start(argv, -1, i == 0 ? out : -1, -1);
	ask_await_viewers(count);
}

/* Feeds A with the lines and waits until the follower has the last. */
static pid_t feed(const struct load *load, int out)
{
	struct feeder feeder;
	pid_t a;

	feeder_open(&feeder, load->rate, (uint64_t)load->lines.count);
	a = actors_peer("A", feeder.out);
	close(feeder.out);
	lines_await(&load->lines, out);
	feeder_finish(&feeder);
	return a;
}

/* Microseconds of the processor for each message. */
static double cost(const struct load *load, int count)
{
	int out = lines_open_file("heard", O_RDWR | O_CREAT | O_TRUNC);
	pid_t a, b = actors_peer("B", -1), pids[FOLLOWERS_MOST];
	double before, after;

	ask_await_board();
	follow(pids, count, out);
	before = proc_cpu(b);
	a = feed(load, out);
	after = proc_cpu(b);
	actors_end(a);
	actors_end(b);
	for (int i = 0; i < count; i++)
		if (actors_await(pids[i]) != 0)
			bench_wrong("a follower fails");
	close(out);
	lines_check(&load->lines, "heard", LINES_SIGN);
	actors_settle();
	return (after - before) * 1000 / load->lines.count;
}

static struct result *new_result(const char *name, bool has_target)
{
	return bench_result(&(struct result){.name = name,
		.unit = UNIT_US,
		.has_target = has_target,
		.of_ratio = true,
		.at_most = 1.2,
		.aim = 1.05,
		.against = "1 viewer"});
}

static void measure(const struct load *load, struct result *some, struct result *many)
{
	int all = bench_count(7, 1);

	for (int i = 0; i < all; i++) {
		double costs[CROWDS];

		bench_progress(some->name, i, all);
		for (int crowd = 0; crowd < CROWDS; crowd++)
			costs[crowd] = cost(load, followers[crowd]);
		samples_add(&some->ours, costs[SOME]);
		samples_add(&some->bare, costs[ONE]);
		samples_add(&many->ours, costs[MANY]);
		samples_add(&many->bare, costs[ONE]);
	}
}

static void measure_flood(void)
{
	struct load load = {.rate = 0};
	struct result *some = new_result("cost of a message, flood, 8 viewers", false);
	struct result *many = new_result("cost of a message, flood, 64 viewers", true);

	lines_write(&load.lines, bench_count(50000, 5000), lines_numbered);
	measure(&load, some, many);
}

static void measure_one_by_one(void)
{
	struct load load = {.rate = ONE_BY_ONE};
	struct result *some = new_result("cost of a message, 1,000/s, 8 viewers", false);
	struct result *many = new_result("cost of a message, 1,000/s, 64 viewers", false);

	lines_write(&load.lines, bench_count(500, 100), lines_numbered);
	measure(&load, some, many);
}

void figure_fanout(void)
{
	measure_flood();
	measure_one_by_one();
}
