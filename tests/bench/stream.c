/* SPDX-License-Identifier: ISC */
/*
 * A file of lines through both peers to a follower's file, with and without a log, against the same
 * file through two cats and a FIFO: once lines of 64 bytes, once prose. Each line has to arrive
 * once, in order.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"
#include "tests/bench/feeder.h"
#include "tests/bench/prose.h"

/* They fit on a board, so a follower that is slow misses nothing without a log either. */
#define LINES       100000
#define LINES_QUICK 10000

#define PROSE       50000
#define PROSE_QUICK 5000

#define SIGN        " < ann: "
/* More than stands behind the last line: the notes of those who leave. */
#define END_OF_LINES 1024

/* The file of lines. */
struct flood {
	int count;
	off_t size;
	char last[FEEDER_LINE + 1];
};

static int open_file(const char *name, int flags)
{
	int fd = open(actors_file(name), flags | O_CLOEXEC, 0600);

	if (fd < 0)
		bench_die("%s: %s", name, strerror(errno));
	return fd;
}

static void write_numbered(FILE *file, int count)
{
	char line[FEEDER_LINE];

	for (int i = 1; i <= count; i++) {
		feeder_line(line, (uint64_t)i);
		fwrite(line, sizeof(line), 1, file);
	}
}

static void write_lines(struct flood *flood, void (*write_to)(FILE *file, int count))
{
	FILE *file = fopen(actors_file("lines"), "w+e");
	char *line = NULL;
	size_t size = 0;

	if (!file)
		bench_die("a file of lines can't be made");
	write_to(file, flood->count);
	flood->size = ftello(file);
	rewind(file);
	while (getline(&line, &size, file) > 0)
		snprintf(flood->last, sizeof(flood->last), "%s", line);
	free(line);
	if (ferror(file) || fclose(file) != 0)
		bench_die("a file of lines can't be written");
}

/* Is the last line there? What comes behind it is looked at later. */
static bool has_last(int fd, const struct flood *flood)
{
	char bytes[END_OF_LINES + 1];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0 || st.st_size < flood->size)
		return false;
	n = pread(
		fd, bytes, END_OF_LINES, st.st_size > END_OF_LINES ? st.st_size - END_OF_LINES : 0);
	return n > 0 && memmem(bytes, (size_t)n, flood->last, strlen(flood->last));
}

static void await_last(int fd, const struct flood *flood)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (!has_last(fd, flood)) {
		bench_obey();
		if (bench_now() > deadline)
			bench_die("the last line does not arrive");
		nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
	}
}

/* Looks at what the lines of a file are behind a sign; lines without it are notes. */
static void check(const char *name, const char *sign, int count)
{
	FILE *got = fopen(actors_file(name), "re"), *wanted = fopen(actors_file("lines"), "re");
	char *text = NULL, *line = NULL;
	size_t text_size = 0, line_size = 0;
	int number = 0;

	while (got && wanted && getline(&text, &text_size, got) > 0) {
		const char *begin = strstr(text, sign);

		if (!begin)
			continue;
		begin += strlen(sign);
		number++;
		if (getline(&line, &line_size, wanted) <= 0 || strcmp(begin, line) != 0)
			bench_wrong("instead of line %d came: %.64s", number, begin);
	}
	if (number != count)
		bench_wrong("%d lines came of %d", number, count);
	free(text);
	free(line);
	if (got)
		fclose(got);
	if (wanted)
		fclose(wanted);
}

static double through_cats(const struct flood *flood)
{
	const char *const argv[] = {"cat", NULL};
	int in = open_file("lines", O_RDONLY), out = open_file("copy", O_RDWR | O_CREAT | O_TRUNC);
	int from, to;
	double begin, end;
	pid_t writer, reader;

	if (mkfifo(actors_file("fifo"), 0600) < 0)
		bench_die("mkfifo: %s", strerror(errno));
	from = open_file("fifo", O_RDONLY | O_NONBLOCK);
	to = open_file("fifo", O_WRONLY);
	fcntl(from, F_SETFL, 0);
	begin = bench_now();
	reader = actors_start(argv, from, out, -1);
	writer = actors_start(argv, in, to, -1);
	close(from);
	close(to);
	await_last(out, flood);
	end = bench_now();
	actors_await(writer);
	actors_await(reader);
	close(in);
	close(out);
	unlink(actors_file("fifo"));
	check("copy", "", flood->count);
	return end - begin;
}

static pid_t start_peer(const char *seat, bool logged, int in)
{
	/* Without --keep the end of the file ends it, and that ends the other one. */
	const char *const argv[] = {bench.program, "peer", "--nick", in < 0 ? "bob" : "ann",
		"--set", logged ? "log=on" : "log=off", seat, in < 0 ? "--keep" : NULL, NULL};

	return actors_start(argv, in, -1, -1);
}

/* The follower can't begin before there is a board; it prints what was there when it comes. */
static void await_board(void)
{
	const char *const argv[] = {bench.program, "status", "B", NULL};
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (actors_await(actors_start(argv, -1, -1, -1)) != 0)
		if (bench_now() > deadline)
			bench_die("there is no board");
}

static double through_peers(const struct flood *flood, bool logged)
{
	const char *const argv[] = {bench.program, "tail", "-f", "B", NULL};
	int in = open_file("lines", O_RDONLY), out = open_file("heard", O_RDWR | O_CREAT | O_TRUNC);
	double begin, end;
	pid_t a, b, tail;

	b = start_peer("B", logged, -1);
	await_board();
	tail = actors_start(argv, -1, out, -1);
	begin = bench_now();
	a = start_peer("A", logged, in);
	await_last(out, flood);
	end = bench_now();
	if (actors_await(a) != 0 || actors_await(b) != 0 || actors_await(tail) != 0)
		bench_wrong("a peer or the follower fails");
	close(in);
	close(out);
	check("heard", SIGN, flood->count);
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

static void measure(struct flood *flood, struct result *logged, struct result *unlogged)
{
	int all = bench_count(15, 2);

	for (int i = 0; i < all; i++) {
		bench_progress("stream", i, all);
		samples_add(&logged->ours, through_peers(flood, true));
		samples_add(&logged->bare, through_cats(flood));
		samples_add(&unlogged->ours, through_peers(flood, false));
		samples_add(&unlogged->bare, through_cats(flood));
	}
}

static void measure_numbered(void)
{
	struct flood flood = {.count = bench.quick ? LINES_QUICK : LINES};
	struct result *logged = new_result(bench.quick ? "stream of 10,000 lines, with a log"
						       : "stream of 100,000 lines, with a log");
	struct result *unlogged =
		new_result(bench.quick ? "stream of 10,000 lines, without a log"
				       : "stream of 100,000 lines, without a log");

	write_lines(&flood, write_numbered);
	measure(&flood, logged, unlogged);
}

static void measure_prose(void)
{
	struct flood flood = {.count = bench.quick ? PROSE_QUICK : PROSE};
	struct result *logged = new_result("stream of prose, with a log");
	struct result *unlogged = new_result("stream of prose, without a log");

	write_lines(&flood, prose_write);
	measure(&flood, logged, unlogged);
}

void figure_stream(void)
{
	measure_numbered();
	measure_prose();
}
