/* SPDX-License-Identifier: ISC */
/*
 * What a message costs the peer that publishes it, in time of the processor, with 8 and with 64
 * followers of its board, against the same with one: in a flood, where a bell is rung for many
 * messages, and for messages that come one by one.
 *
 * The peer is B, who hears what A is fed with; then likewise the hub of a room. The first follower
 * writes to a file, and what is in it has to be right; the others write to /dev/null.
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
#define ROOM           "hall"

enum crowd { ONE, SOME, MANY, CROWDS };

static const int followers[CROWDS] = {1, 8, FOLLOWERS_MOST};

struct publisher;

struct load {
	const struct publisher *publisher;
	struct lines lines;
	uint64_t rate; /* of lines a second, 0 for as fast as they are taken */
};

/* Who publishes: a peer that hears another, or a hub that hears a member. */
struct publisher {
	char seat;
	const char *follower[4]; /* arguments of tail -f */
	pid_t (*start)(void);
	pid_t (*start_speaker)(int in);
};

static pid_t start_peer(void)
{
	pid_t b = actors_peer("B", -1);

	ask_await_board();
	return b;
}

static pid_t start_other_peer(int in)
{
	return actors_peer("A", in);
}

static pid_t start_hub(void)
{
	const char *const argv[] = {bench.program, "room", ROOM, NULL};
	pid_t hub = actors_start(argv, -1, -1, -1);

	ask_await_room(ROOM);
	return hub;
}

static pid_t start_member(int in)
{
	const char *const argv[] = {bench.program, "join", "--plain", "--nick", "ann", ROOM, NULL};

	return actors_start(argv, in, -1, -1);
}

static const struct publisher peer = {'B', {"B"}, start_peer, start_other_peer};
static const struct publisher hub = {'R', {"--room", ROOM}, start_hub, start_member};

static void follow(
	const struct publisher *publisher, pid_t pids[FOLLOWERS_MOST], int count, int out)
{
	const char *const argv[] = {
		bench.program, "tail", "-f", publisher->follower[0], publisher->follower[1], NULL};

	for (int i = 0; i < count; i++)
		pids[i] = actors_start(argv, -1, i == 0 ? out : -1, -1);
	ask_await_viewers(publisher->seat, count);
}

/* Feeds the speaker with the lines and waits until the follower has the last. */
static pid_t feed(const struct load *load, int out)
{
	struct feeder feeder;
	pid_t speaker;

	feeder_open(&feeder, load->rate, (uint64_t)load->lines.count);
	speaker = load->publisher->start_speaker(feeder.out);
	close(feeder.out);
	lines_await(&load->lines, out);
	feeder_finish(&feeder);
	return speaker;
}

/* Microseconds of the processor for each message. */
static double cost(const struct load *load, int count)
{
	int out = lines_open_file("heard", O_RDWR | O_CREAT | O_TRUNC);
	pid_t pid = load->publisher->start(), speaker, pids[FOLLOWERS_MOST];
	double before, after;

	follow(load->publisher, pids, count, out);
	before = proc_cpu(pid);
	speaker = feed(load, out);
	after = proc_cpu(pid);
	actors_end(speaker);
	actors_end(pid);
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
	struct load load = {.publisher = &peer};
	struct result *some = new_result("cost of a message, flood, 8 viewers", false);
	struct result *many = new_result("cost of a message, flood, 64 viewers", true);

	lines_write(&load.lines, bench_count(50000, 5000), lines_numbered);
	measure(&load, some, many);
}

static void measure_one_by_one(void)
{
	struct load load = {.publisher = &peer, .rate = ONE_BY_ONE};
	struct result *some = new_result("cost of a message, 1,000/s, 8 viewers", false);
	struct result *many = new_result("cost of a message, 1,000/s, 64 viewers", false);

	lines_write(&load.lines, bench_count(500, 100), lines_numbered);
	measure(&load, some, many);
}

static void measure_hub(void)
{
	struct load load = {.publisher = &hub};
	struct result *some = new_result("cost of a message, room, flood, 8 viewers", false);
	struct result *many = new_result("cost of a message, room, flood, 64 viewers", false);

	lines_write(&load.lines, bench_count(10000, 1000), lines_numbered);
	measure(&load, some, many);
}

void figure_fanout(void)
{
	measure_flood();
	measure_one_by_one();
	measure_hub();
}
