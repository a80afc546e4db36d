/* SPDX-License-Identifier: ISC */
/*
 * Memory that only one process has, beside that of a cat. The board belongs to all who read it:
 * what a peer has to itself is told without it.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"
#include "tests/bench/proc.h"
#include "tests/bench/scene.h"

static struct result *new_result(const char *name, double at_most, double aim)
{
	return bench_result(&(struct result){.name = name,
		.unit = UNIT_MB,
		.has_target = true,
		.at_most = at_most,
		.aim = aim,
		.against = "cat"});
}

static double megabytes(long kib)
{
	return (double)kib / 1024;
}

struct cat {
	pid_t pid;
	int ends[2];
};

static void open_cat(struct cat *cat)
{
	const char *const argv[] = {"cat", NULL};

	if (pipe2(cat->ends, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	cat->pid = actors_start(argv, cat->ends[0], -1, -1);
}

static void close_cat(struct cat *cat)
{
	actors_end(cat->pid);
	close(cat->ends[0]);
	close(cat->ends[1]);
}

static void add(struct result *result, long kib, const struct cat *cat)
{
	samples_add(&result->ours, megabytes(kib));
	samples_add(&result->bare, megabytes(proc_private(cat->pid)));
}

/* A peer that has just begun to talk, with all that is its own. */
static void measure_peer(struct result *result, const struct cat *cat)
{
	pid_t a = actors_peer("A", -1), b = actors_peer("B", -1);

	actors_wait_for_talk();
	add(result, proc_private(a), cat);
	actors_end(a);
	actors_end(b);
}

void figure_memory(void)
{
	struct result *peer = new_result("memory of a peer", 3, 2);
	struct result *busy = new_result("memory of a peer, 100,000 lines later", 3, 2);
	struct result *viewer = new_result("memory of a viewer with 100,000 lines", 16, 10);
	int all = bench_count(3, 1);

	for (int i = 0; i < all; i++) {
		struct scene scene;
		struct cat cat;

		bench_progress("memory", i, all);
		open_cat(&cat);
		scene_open(&scene);
		add(busy, proc_private(scene.b) - proc_private_shared_memory(scene.b), &cat);
		add(viewer, proc_private(scene.viewer.pid), &cat);
		close_cat(&cat);
		scene_close(&scene);
		open_cat(&cat);
		measure_peer(peer, &cat);
		close_cat(&cat);
		actors_settle();
	}
}
