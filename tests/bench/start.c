/* SPDX-License-Identifier: ISC */
/*
 * How long a start takes: until the end of what does little, and until a peer waits for another;
 * against cat with nothing to read.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"

static struct result *new_result(const char *name, double at_most, double aim)
{
	return bench_result(&(struct result){.name = name,
		.unit = UNIT_MS,
		.has_target = at_most > 0,
		.of_ratio = true,
		.at_most = at_most,
		.aim = aim,
		.against = "cat"});
}

/* The pipe closes with the process, which tells sooner than asking for its end again and again. */
static double until_closed(const char *const *argv)
{
	double begin = bench_now(), end;
	char bytes[512];
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	pid = actors_start(argv, -1, fds[1], -1);
	close(fds[1]);
	while (read(fds[0], bytes, sizeof(bytes)) > 0)
		;
	end = bench_now();
	close(fds[0]);
	if (actors_await(pid) != 0)
		bench_wrong("%s %s fails", argv[0], argv[1]);
	return end - begin;
}

static double cat(void)
{
	const char *const argv[] = {"cat", "/dev/null", NULL};

	return until_closed(argv);
}

static void measure_command(const char *name, const char *argument)
{
	struct result *result = new_result(name, 0, 0);
	const char *const argv[] = {bench.program, argument, NULL};
	int all = bench_count(60, 5);

	for (int i = 0; i < all; i++) {
		bench_progress(name, i, all);
		samples_add(&result->ours, until_closed(argv));
		samples_add(&result->bare, cat());
	}
}

static double until_waiting(void)
{
	const char *const argv[] = {bench.program, "peer", "A", NULL};
	double begin = bench_now(), end;
	char bytes[1024];
	size_t len = 0;
	int in[2], err[2];
	ssize_t n;
	pid_t pid;

	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	pid = actors_start(argv, in[0], -1, err[1]);
	close(in[0]);
	close(err[1]);
	do {
		n = read(err[0], bytes + len, sizeof(bytes) - 1 - len);
		if (n <= 0)
			bench_die("the peer does not wait");
		len += (size_t)n;
		bytes[len] = '\0';
	} while (!strstr(bytes, "waiting for B"));
	end = bench_now();
	close(in[1]);
	actors_end(pid);
	close(err[0]);
	return end - begin;
}

static void measure_peer(void)
{
	static const char name[] = "start of a peer, to \"waiting\"";
	struct result *result = new_result(name, 3, 2);
	int all = bench_count(60, 5);

	for (int i = 0; i < all; i++) {
		bench_progress(name, i, all);
		samples_add(&result->ours, until_waiting());
		samples_add(&result->bare, cat());
	}
	actors_settle();
}

void figure_start(void)
{
	measure_command("start and end of --version", "--version");
	measure_command("start and end of ls", "ls");
	measure_peer();
}
