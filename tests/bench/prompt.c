/* SPDX-License-Identifier: ISC */
/*
 * How long what stands in prompts and status lines takes, from its start to its end: status and
 * unread at a board that much comes to, and unread without a peer, from a log of 100,000 records;
 * against /bin/true, both by posix_spawn(3).
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/seatstate.h"
#include "tests/bench/actors.h"
#include "tests/bench/bench.h"
#include "tests/bench/feeder.h"

extern char **environ;

#define BUSY   100000 /* lines a second */
#define LOGGED 100000 /* lines in the log */
#define LOG    "state/shmooze/main/B.jsonl"
#define STATE  "state/shmooze/main/B.state"

/* What the log of a killed peer has behind its state at most, see app/logwriter. */
#define UNSTATED (1 << 20)

static double spawn(const char *const *argv, int out)
{
	double begin = bench_now();
	posix_spawn_file_actions_t actions;
	int error, status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	error = posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error != 0)
		bench_die("%s: %s", argv[0], strerror(error));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		bench_obey();
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		bench_wrong("%s %s fails", argv[0], argv[1] ? argv[1] : "");
	return bench_now() - begin;
}

/* What a command prints: a line. */
static void read_line(const char *command, char line[256])
{
	const char *const argv[] = {bench.program, command, "B", NULL};
	ssize_t n;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	spawn(argv, fds[1]);
	close(fds[1]);
	n = read(fds[0], line, 255);
	line[n > 0 ? n : 0] = '\0';
	close(fds[0]);
}

static long unread(void)
{
	char line[256];

	read_line("unread", line);
	return strtol(line, NULL, 10);
}

static void measure(struct result *result, const char *command)
{
	const char *const ours[] = {bench.program, command, "B", NULL};
	const char *const bare[] = {"/bin/true", NULL};
	int out = open("/dev/null", O_WRONLY | O_CLOEXEC), all = bench_count(300, 10);

	for (int i = 0; i < all; i++) {
		bench_progress(result->name, i, all);
		samples_add(&result->ours, spawn(ours, out));
		samples_add(&result->bare, spawn(bare, out));
	}
	close(out);
}

static struct result *new_result(const char *name)
{
	return bench_result(&(struct result){.name = name,
		.unit = UNIT_MS,
		.has_target = true,
		.at_most = 5,
		.against = "true"});
}

static void await_unread(long count)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (unread() < count) {
		bench_obey();
		if (bench_now() > deadline)
			bench_die("%ld messages do not arrive", count);
		nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	}
}

/* Two peers, the one at A fed with lines. */
static void open_peers(struct feeder *feeder, pid_t peers[2], uint64_t rate, uint64_t most)
{
	feeder_open(feeder, rate, most);
	peers[0] = actors_peer("A", feeder->out);
	peers[1] = actors_peer("B", -1);
	close(feeder->out);
	actors_wait_for_talk();
}

static void close_peers(const pid_t peers[2])
{
	actors_end(peers[0]);
	actors_end(peers[1]);
}

/* While lines come; that what is printed is right is looked at first. */
static void measure_busy(void)
{
	struct result *status = new_result("status, board with 100,000/s");
	struct result *unread_result = new_result("unread, board with 100,000/s");
	struct feeder feeder;
	pid_t peers[2];
	char line[256];

	open_peers(&feeder, peers, BUSY, 0);
	await_unread(1);
	read_line("status", line);
	if (strncmp(line, "main/B ann talking ", 19) != 0)
		bench_wrong("the status is: %s", line);
	measure(status, "status");
	measure(unread_result, "unread");
	feeder_stop(&feeder);
	close_peers(peers);
}

/* The state as it is when the peer is killed just before it writes it once more. */
static void set_state_back(void)
{
	char bytes[SEATSTATE_SIZE];
	struct seatstate state;
	struct stat st;
	uint64_t records;
	FILE *file = fopen(actors_file(STATE), "r+e");

	if (!file || fread(bytes, sizeof(bytes), 1, file) != 1 ||
		seatstate_parse(bytes, sizeof(bytes), &state) < 0 ||
		stat(actors_file(LOG), &st) < 0)
		bench_die("the log or its state can't be read");
	records = UNSTATED / ((uint64_t)st.st_size / state.seq);
	if (records > state.received)
		records = state.received;
	state.seq -= records;
	state.received -= records;
	state.incoming -= records;
	seatstate_format(&state, bytes);
	rewind(file);
	if (fwrite(bytes, sizeof(bytes), 1, file) != 1 || fclose(file) != 0)
		bench_die("the state can't be written");
}

static void measure_log(const char *name, long count)
{
	struct result *result = new_result(name);

	if (unread() != count)
		bench_wrong("%ld messages are unread, not %ld", unread(), count);
	measure(result, "unread");
}

void figure_prompt(void)
{
	long count = bench_count(LOGGED, 10000);
	struct feeder feeder;
	pid_t peers[2];

	measure_busy();
	actors_settle();
	open_peers(&feeder, peers, 0, (uint64_t)count);
	await_unread(count);
	feeder_finish(&feeder);
	close_peers(peers);
	measure_log("unread, log of 100,000, no peer", count);
	set_state_back();
	measure_log("unread, log of 100,000, peer killed", count);
	actors_settle();
}
