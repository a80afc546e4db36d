/* SPDX-License-Identifier: ISC */
/*
 * How long what stands in prompts and status lines takes, from its start to its end: status and
 * unread at a board that much comes to, and unread without a peer, from a log of 100,000 records;
 * against /bin/true, both by posix_spawn(3).
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/seatstate.h"
#include "tests/bench/actors.h"
#include "tests/bench/ask.h"
#include "tests/bench/bench.h"
#include "tests/bench/feeder.h"

#define BUSY   100000 /* lines a second */
#define LOGGED 100000 /* lines in the log */
#define LOG    "state/shmooze/main/B.jsonl"
#define STATE  "state/shmooze/main/B.state"

/* What the log of a killed peer has behind its state at most, see app/logwriter. */
#define UNSTATED (1 << 20)

/* What a command prints: a line. */
static void read_line(const char *command, char line[ASK_LINE])
{
	const char *const argv[] = {bench.program, command, "B", NULL};

	ask_line(argv, line);
}

static void measure(struct result *result, const char *command)
{
	const char *const ours[] = {bench.program, command, "B", NULL};
	const char *const bare[] = {"/bin/true", NULL};
	int out = open("/dev/null", O_WRONLY | O_CLOEXEC), all = bench_count(300, 10);

	for (int i = 0; i < all; i++) {
		bench_progress(result->name, i, all);
		samples_add(&result->ours, ask_spawn(ours, out));
		samples_add(&result->bare, ask_spawn(bare, out));
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
	char line[ASK_LINE];

	open_peers(&feeder, peers, BUSY, 0);
	ask_await_unread(1);
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

	if (ask_unread() != count)
		bench_wrong("%ld messages are unread, not %ld", ask_unread(), count);
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
	ask_await_unread(count);
	feeder_finish(&feeder);
	close_peers(peers);
	measure_log("unread, log of 100,000, no peer", count);
	set_state_back();
	measure_log("unread, log of 100,000, peer killed", count);
	actors_settle();
}
