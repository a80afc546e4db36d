/* SPDX-License-Identifier: ISC */
/*
 * Memory that only one process has, beside that of a cat. The board belongs to all who read it:
 * what a peer has to itself is told without it.
 */
#include "config.h"

#include "tests/bench/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/ask.h"
#include "tests/bench/feeder.h"
#include "tests/bench/proc.h"

#define LINES   100000
#define MEMBERS 64
#define ROOM    "hall"

struct result *memory_result(const char *name, double at_most, double aim)
{
	return bench_result(&(struct result){.name = name,
		.unit = UNIT_MB,
		.has_target = at_most > 0,
		.at_most = at_most,
		.aim = aim,
		.against = "cat"});
}

static double megabytes(double kib)
{
	return kib / 1024;
}

static double private_of_cat(void)
{
	const char *const argv[] = {"cat", NULL};
	double kib;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	pid = actors_start(argv, ends[0], -1, -1);
	proc_await_sleep(pid);
	kib = (double)proc_private(pid);
	actors_end(pid);
	close(ends[0]);
	close(ends[1]);
	return kib;
}

void memory_add(struct result *result, long kib)
{
	samples_add(&result->ours, megabytes((double)kib));
	samples_add(&result->bare, megabytes(private_of_cat()));
}

/* A peer that has just begun to talk, with all that is its own. */
static void measure_peer(struct result *result)
{
	pid_t a = actors_peer("A", -1), b = actors_peer("B", -1);

	actors_wait_for_talk();
	memory_add(result, proc_private(a));
	actors_end(a);
	actors_end(b);
	actors_settle();
}

static void measure_busy(struct result *result)
{
	struct feeder feeder;
	pid_t a, b = actors_peer("B", -1);

	feeder_open(&feeder, 0, LINES);
	a = actors_peer("A", feeder.out);
	close(feeder.out);
	ask_await_board();
	ask_await_unread(LINES);
	feeder_finish(&feeder);
	memory_add(result, proc_private(b) - proc_private_shared_memory(b));
	actors_end(a);
	actors_end(b);
	actors_settle();
}

/* Members that say nothing; that many need nearly all message queues that an account may have. */
static void measure_hub(struct result *result, int count)
{
	const char *const room[] = {bench.program, "room", ROOM, NULL};
	const char *const join[] = {bench.program, "join", "--plain", ROOM, NULL};
	pid_t hub = actors_start(room, -1, -1, -1), members[MEMBERS];
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	ask_await_room(ROOM);
	for (int i = 0; i < count; i++)
		members[i] = actors_start(join, ends[0], -1, -1);
	if (ask_members_come(ROOM, count))
		memory_add(result, proc_private(hub) - proc_private_shared_memory(hub));
	else
		fprintf(stderr, "bench: %s: left out, for others have the account's queues\n",
			result->name);
	for (int i = 0; i < count; i++)
		actors_end(members[i]);
	actors_end(hub);
	close(ends[0]);
	close(ends[1]);
	actors_settle();
}

void figure_memory(void)
{
	struct result *peer = memory_result("memory of a peer", 3, 2);
	struct result *busy = memory_result("memory of a peer, 100,000 lines later", 3, 2);
	struct result *hub = memory_result("memory of a hub with 64 members", 0, 0);
	int all = bench_count(3, 1);

	for (int i = 0; i < all; i++) {
		bench_progress("memory", i, all);
		measure_peer(peer);
		measure_busy(busy);
		measure_hub(hub, bench_count(MEMBERS, 8));
	}
}
