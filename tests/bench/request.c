/* SPDX-License-Identifier: ISC */
/*
 * A question and its answer between two scripts, by send and recv --wait at either seat, against a
 * message and its answer through two FIFOs: once between two processes that do nothing else, once
 * with a process started for each sending and each receiving, as a script can't do without.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/ask.h"
#include "tests/bench/bench.h"
#include "tests/bench/channel.h"

#define MESSAGE 64

static int null;

/* --- With the program --- */

static void say(const char *seat, const char *word, int number)
{
	char text[MESSAGE];
	const char *const argv[] = {bench.program, "send", seat, text, NULL};

	snprintf(text, sizeof(text), "%s %d", word, number);
	ask_spawn(argv, null);
}

static void hear(const char *seat, const char *word, int number)
{
	const char *const argv[] = {bench.program, "recv", "--wait=30", "-n", "1", seat, NULL};
	char text[MESSAGE], line[ASK_LINE];

	snprintf(text, sizeof(text), "%s %d\n", word, number);
	ask_line(argv, line);
	if (strcmp(line, text) != 0)
		bench_wrong("instead of %s %d came: %s", word, number, line);
}

struct dialogue {
	int from, count;
};

static void answer(void *context)
{
	const struct dialogue *dialogue = context;

	for (int i = 0; i < dialogue->count && bench.wrong == 0; i++) {
		hear("B", "question", dialogue->from + i);
		say("B", "answer", dialogue->from + i);
	}
	if (bench.wrong > 0)
		_exit(EXIT_FAILURE);
}

/* Round trips a second. */
static double by_scripts(int from, int count)
{
	struct dialogue dialogue = {from, count};
	pid_t pid = actors_fork(answer, &dialogue);
	double begin = bench_now(), end;

	for (int i = 0; i < count; i++) {
		say("A", "question", from + i);
		hear("A", "answer", from + i);
	}
	end = bench_now();
	if (actors_await(pid) != 0)
		bench_wrong("the script that answers fails");
	return count * 1000 / (end - begin);
}

/* --- Without --- */

struct ways {
	struct channel there, back;
	int count;
	bool starts; /* a process for each message that is sent or received */
};

static void start_one(const struct ways *ways)
{
	const char *const argv[] = {"/bin/true", NULL};

	if (ways->starts)
		ask_spawn(argv, null);
}

static void pass(const struct ways *ways, struct channel *channel, bool sends)
{
	char message[MESSAGE] = "";
	int error;

	start_one(ways);
	error = sends ? channel->kind->send(channel, message)
		      : channel->kind->receive(channel, message);
	if (error < 0)
		bench_die("a FIFO: %s", strerror(-error));
}

static void return_all(void *context)
{
	struct ways *ways = context;

	for (int i = 0; i < ways->count; i++) {
		pass(ways, &ways->there, false);
		pass(ways, &ways->back, true);
	}
}

static void open_way(struct channel *channel)
{
	int error;

	*channel = (struct channel){.kind = &channel_fifo, .size = MESSAGE};
	error = channel->kind->open(channel);
	if (error < 0)
		bench_die("a FIFO: %s", strerror(-error));
}

static double by_fifos(int count, bool starts)
{
	struct ways ways = {.count = count, .starts = starts};
	double begin, end;
	pid_t pid;

	open_way(&ways.there);
	open_way(&ways.back);
	pid = actors_fork(return_all, &ways);
	begin = bench_now();
	for (int i = 0; i < count; i++) {
		pass(&ways, &ways.there, true);
		pass(&ways, &ways.back, false);
	}
	end = bench_now();
	if (actors_await(pid) != 0)
		bench_wrong("messages through a FIFO do not come back");
	ways.there.kind->close(&ways.there);
	ways.back.kind->close(&ways.back);
	return count * 1000 / (end - begin);
}

void figure_request(void)
{
	struct result *plain = bench_result(&(struct result){
		.name = "question and answer, scripts", .unit = UNIT_RATE, .against = "FIFOs"});
	struct result *starting = bench_result(&(struct result){
		.name = "question and answer, likewise", .unit = UNIT_RATE, .against = "4 starts"});
	int all = bench_count(15, 1), count = bench_count(25, 5);
	pid_t a = actors_peer("A", -1), b = actors_peer("B", -1);

	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	actors_wait_for_talk();
	for (int i = 0; i < all; i++) {
		double rate;

		bench_progress("request", i, all);
		rate = by_scripts(i * count, count);
		samples_add(&plain->ours, rate);
		samples_add(&starting->ours, rate);
		samples_add(&plain->bare, by_fifos(count * 100, false));
		samples_add(&starting->bare, by_fifos(count, true));
	}
	close(null);
	actors_end(a);
	actors_end(b);
	actors_settle();
}
