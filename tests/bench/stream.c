/* SPDX-License-Identifier: ISC */
/*
 * A file of lines through both peers to a follower's file, with and without a log, against the same
 * file through two cats and a FIFO: once lines of 64 bytes, once prose. Each line has to arrive
 * once, in order.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/ask.h"
#include "tests/bench/bench.h"
#include "tests/bench/lines.h"
#include "tests/bench/prose.h"

/* They fit on a board, so a follower that is slow misses nothing without a log either. */
#define LINES       100000
#define LINES_QUICK 10000

#define PROSE       50000
#define PROSE_QUICK 5000

static double through_cats(const struct lines *lines)
{
	const char *const argv[] = {"cat", NULL};
	int in = lines_open_file("lines", O_RDONLY),
	    out = lines_open_file("copy", O_RDWR | O_CREAT | O_TRUNC);
	int from, to;
	double begin, end;
	pid_t writer, reader;

	if (mkfifo(actors_file("fifo"), 0600) < 0)
		bench_die("mkfifo: %s", strerror(errno));
	from = lines_open_file("fifo", O_RDONLY | O_NONBLOCK);
	to = lines_open_file("fifo", O_WRONLY);
	fcntl(from, F_SETFL, 0);
	begin = bench_now();
	reader = actors_start(argv, from, out, -1);
	writer = actors_start(argv, in, to, -1);
	close(from);
	close(to);
	lines_await(lines, out);
	end = bench_now();
	actors_await(writer);
	actors_await(reader);
	close(in);
	close(out);
	unlink(actors_file("fifo"));
	lines_check(lines, "copy", "");
	return end - begin;
}

static pid_t start_peer(const char *seat, bool logged, int in)
{
	/* Without --keep the end of the file ends it, and that ends the other one. */
	const char *const argv[] = {bench.program, "peer", "--nick", in < 0 ? "bob" : "ann",
		"--set", logged ? "log=on" : "log=off", seat, in < 0 ? "--keep" : NULL, NULL};

	return actors_start(argv, in, -1, -1);
}

static double through_peers(const struct lines *lines, bool logged)
{
	const char *const argv[] = {bench.program, "tail", "-f", "B", NULL};
	int in = lines_open_file("lines", O_RDONLY),
	    out = lines_open_file("heard", O_RDWR | O_CREAT | O_TRUNC);
	double begin, end;
	pid_t a, b, tail;

	b = start_peer("B", logged, -1);
	ask_await_board();
	tail = actors_start(argv, -1, out, -1);
	ask_await_viewers('B', 1); /* else all might be over before it has begun */
	begin = bench_now();
	a = start_peer("A", logged, in);
	lines_await(lines, out);
	end = bench_now();
	if (actors_await(a) != 0 || actors_await(b) != 0 || actors_await(tail) != 0)
		bench_wrong("a peer or the follower fails");
	close(in);
	close(out);
	lines_check(lines, "heard", LINES_SIGN);
	actors_settle();
	return end - begin;
}

static struct result *new_result(const char *name)
{
	return bench_result(&(struct result){.name = name,
		.unit = UNIT_MS,
		.has_target = true,
		.of_ratio = true,
		.at_most = 5,
		.aim = 2,
		.against = "cats"});
}

static void measure(struct lines *lines, struct result *logged, struct result *unlogged)
{
	int all = bench_count(15, 2);

	for (int i = 0; i < all; i++) {
		bench_progress("stream", i, all);
		samples_add(&logged->ours, through_peers(lines, true));
		samples_add(&logged->bare, through_cats(lines));
		samples_add(&unlogged->ours, through_peers(lines, false));
		samples_add(&unlogged->bare, through_cats(lines));
	}
}

static void measure_numbered(void)
{
	struct lines lines;
	struct result *logged = new_result(bench.quick ? "stream of 10,000 lines, with a log"
						       : "stream of 100,000 lines, with a log");
	struct result *unlogged =
		new_result(bench.quick ? "stream of 10,000 lines, without a log"
				       : "stream of 100,000 lines, without a log");

	lines_write(&lines, bench_count(LINES, LINES_QUICK), lines_numbered);
	measure(&lines, logged, unlogged);
}

static void measure_prose(void)
{
	struct lines lines;
	struct result *logged = new_result("stream of prose, with a log");
	struct result *unlogged = new_result("stream of prose, without a log");

	lines_write(&lines, bench_count(PROSE, PROSE_QUICK), prose_write);
	measure(&lines, logged, unlogged);
}

void figure_stream(void)
{
	measure_numbered();
	measure_prose();
}
