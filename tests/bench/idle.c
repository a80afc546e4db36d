/* SPDX-License-Identifier: ISC */
/*
 * How often those wake up who have nothing to do: each kind of process, together in one chat, and
 * cat, which waits for its input.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"
#include "tests/bench/proc.h"
#include "tests/bench/tty.h"

enum who { PEER_A, PEER_B, CHAT, VIEW, TAIL, CAT, WHO_COUNT };

static const char *const names[CAT] = {"wake-ups of an idle peer",
	"wake-ups of an idle peer, with viewers", "wake-ups of an idle window",
	"wake-ups of an idle viewer", "wake-ups of an idle tail -f"};

struct idle {
	pid_t pids[WHO_COUNT];
	struct tty chat;
	struct tty view;
	int inputs[2]; /* a pipe that nobody writes to */
};

static bool chat_is_shown(void *context)
{
	struct idle *idle = context;

	return tty_row_has(&idle->chat, TTY_ROWS - 1, "bob> ");
}

static bool view_is_shown(void *context)
{
	struct idle *idle = context;

	return tty_row_has(&idle->view, TTY_ROWS - 1, "B") ||
	       tty_row_has(&idle->view, TTY_ROWS - 1, "ann");
}

static void set_up(struct idle *idle)
{
	const char *const chat[] = {bench.program, "chat", "B", NULL};
	const char *const view[] = {bench.program, "view", "B", NULL};
	const char *const tail[] = {bench.program, "tail", "-f", "B", NULL};
	const char *const cat[] = {"cat", NULL};

	if (pipe2(idle->inputs, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	idle->pids[PEER_A] = actors_peer("A", idle->inputs[0]);
	idle->pids[PEER_B] = actors_peer("B", idle->inputs[0]);
	actors_wait_for_talk();
	tty_open(&idle->chat, chat);
	tty_wait(chat_is_shown, idle, "the window's prompt");
	tty_open(&idle->view, view);
	tty_wait(view_is_shown, idle, "the viewer");
	idle->pids[CHAT] = idle->chat.pid;
	idle->pids[VIEW] = idle->view.pid;
	idle->pids[TAIL] = actors_start(tail, -1, -1, -1);
	idle->pids[CAT] = actors_start(cat, idle->inputs[0], -1, -1);
}

static void count(const struct idle *idle, long sleeps[WHO_COUNT])
{
	for (int who = 0; who < WHO_COUNT; who++)
		sleeps[who] = proc_sleeps(idle->pids[who]);
}

/* What follows from the start, that of a timer say, is over after some seconds at the latest. */
static void wait_for_calm(const struct idle *idle)
{
	long before[WHO_COUNT], now[WHO_COUNT];
	double end = bench_now() + (bench.quick ? 3000 : 10000);

	count(idle, now);
	do {
		memcpy(before, now, sizeof(now));
		tty_pass(bench.quick ? 500 : 2000);
		count(idle, now);
	} while (memcmp(before, now, sizeof(now)) != 0 && bench_now() < end);
}

static void tear_down(struct idle *idle)
{
	tty_close(&idle->chat);
	tty_close(&idle->view);
	actors_end(idle->pids[TAIL]);
	actors_end(idle->pids[CAT]);
	actors_end(idle->pids[PEER_A]);
	actors_end(idle->pids[PEER_B]);
	close(idle->inputs[0]);
	close(idle->inputs[1]);
	actors_settle();
}

void figure_idle(void)
{
	int seconds = bench_count(10, 2);
	long before[WHO_COUNT], now[WHO_COUNT];
	struct idle idle;

	set_up(&idle);
	bench_progress("idle, until all is calm", 0, 1);
	wait_for_calm(&idle);
	count(&idle, before);
	for (int i = 0; i < seconds; i++) {
		bench_progress("idle", i, seconds);
		tty_pass(1000);
	}
	count(&idle, now);
	for (int who = 0; who < CAT; who++) {
		struct result *result = bench_result(&(struct result){.name = names[who],
			.unit = UNIT_COUNT,
			.has_target = true,
			.against = "cat"});

		samples_add(&result->ours, (double)(now[who] - before[who]));
		samples_add(&result->bare, (double)(now[CAT] - before[CAT]));
	}
	tear_down(&idle);
}
