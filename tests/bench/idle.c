/* SPDX-License-Identifier: ISC */
/*
 * How often those wake up who have nothing to do: each kind of process, together in one chat, and
 * cat, which waits for its input.
 */
#include "config.h"

#include "tests/bench/idle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/ask.h"
#include "tests/bench/bench.h"
#include "tests/bench/proc.h"

#define CAT 0 /* the first one */

void idle_open(struct idle *idle, void (*pass)(double ms))
{
	const char *const cat[] = {"cat", NULL};

	*idle = (struct idle){.pass = pass};
	if (pipe2(idle->inputs, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	idle_add(idle, NULL, actors_start(cat, idle->inputs[0], -1, -1));
}

void idle_add(struct idle *idle, const char *name, pid_t pid)
{
	idle->names[idle->count] = name;
	idle->pids[idle->count++] = pid;
}

static void count(const struct idle *idle, long sleeps[IDLE_MOST])
{
	memset(sleeps, 0, IDLE_MOST * sizeof(sleeps[0]));
	for (int who = 0; who < idle->count; who++)
		sleeps[who] = proc_sleeps(idle->pids[who]);
}

/* What follows from the start, that of a timer say, is over after some seconds at the latest. */
static void wait_for_calm(const struct idle *idle)
{
	long before[IDLE_MOST], now[IDLE_MOST];
	double end = bench_now() + (bench.quick ? 3000 : 10000);

	count(idle, now);
	do {
		memcpy(before, now, sizeof(now));
		idle->pass(bench.quick ? 500 : 2000);
		count(idle, now);
	} while (memcmp(before, now, sizeof(now)) != 0 && bench_now() < end);
}

static void tell(const struct idle *idle, int who, const long before[], const long now[])
{
	struct result *result = bench_result(&(struct result){.name = idle->names[who],
		.unit = UNIT_COUNT,
		.has_target = true,
		.against = "cat"});

	samples_add(&result->ours, (double)(now[who] - before[who]));
	samples_add(&result->bare, (double)(now[CAT] - before[CAT]));
}

void idle_watch(struct idle *idle)
{
	long before[IDLE_MOST], now[IDLE_MOST];
	int seconds = bench_count(10, 1);

	bench_progress("idle, until all is calm", 0, 1);
	wait_for_calm(idle);
	count(idle, before);
	for (int i = 0; i < seconds; i++) {
		bench_progress("idle", i, seconds);
		idle->pass(1000);
	}
	count(idle, now);
	for (int who = 0; who < idle->count; who++)
		if (idle->names[who])
			tell(idle, who, before, now);
}

void idle_close(struct idle *idle)
{
	actors_end(idle->pids[CAT]);
	close(idle->inputs[0]);
	close(idle->inputs[1]);
	actors_settle();
}

static void pass(double ms)
{
	bench_obey();
	nanosleep(&(struct timespec){.tv_sec = (time_t)(ms / 1000),
			  .tv_nsec = (long)(ms * 1e6) % 1000000000},
		NULL);
	bench_obey();
}

void figure_idle(void)
{
	const char *const argv[] = {bench.program, "tail", "-f", "B", NULL};
	struct idle idle;
	pid_t a, b, tail;

	idle_open(&idle, pass);
	a = actors_peer("A", idle.inputs[0]);
	b = actors_peer("B", idle.inputs[0]);
	actors_wait_for_talk();
	tail = actors_start(argv, -1, -1, -1);
	ask_await_viewers('B', 1);
	idle_add(&idle, "wake-ups of an idle peer", a);
	idle_add(&idle, "wake-ups of an idle peer, with a tail -f", b);
	idle_add(&idle, "wake-ups of an idle tail -f", tail);
	idle_watch(&idle);
	actors_end(tail);
	actors_end(a);
	actors_end(b);
	idle_close(&idle);
}
