/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/feeder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"

/* A pipe takes PIPE_BUF bytes at once, so a batch of as many lines is written as a whole. */
#define BATCH 64

/* What was not taken for longer than so is not made up for, else a pause would become a burst. */
#define DEBT_MS 20

struct feeder_shared {
	_Atomic uint64_t written;
	_Atomic int stop;
	uint64_t rate;
	uint64_t most;
	int in; /* end of the pipe to write to */
	int out;
};

void feeder_line(char line[FEEDER_LINE], uint64_t number)
{
	char head[32];
	int n = snprintf(head, sizeof(head), "%09" PRIu64 " %s ", number,
		number == 1 ? FEEDER_FIRST : FEEDER_OTHER);

	memset(line, '.', FEEDER_LINE);
	memcpy(line, head, (size_t)n);
	line[FEEDER_LINE - 1] = '\n';
}

static uint64_t fill(char *batch, uint64_t number, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		feeder_line(batch + i * FEEDER_LINE, number + i);
	return count;
}

/* How many lines may be written now; waits a little where there is none. */
static uint64_t allowance(const struct feeder_shared *shared, double *begin, uint64_t done)
{
	double due, late;

	if (shared->rate == 0)
		return BATCH;
	due = (bench_now() - *begin) * (double)shared->rate / 1000 - (double)done;
	late = due * 1000 / (double)shared->rate - DEBT_MS;
	if (late > 0)
		*begin += late;
	if (due < 1) {
		nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
		return 0;
	}
	return due < BATCH ? (uint64_t)due : BATCH;
}

static void act(void *context)
{
	struct feeder_shared *shared = context;
	char batch[BATCH * FEEDER_LINE];
	double begin = bench_now();
	uint64_t done = 0;

	close(shared->out);
	while (!shared->stop && (shared->most == 0 || done < shared->most)) {
		uint64_t count = allowance(shared, &begin, done);

		if (shared->most > 0 && count > shared->most - done)
			count = shared->most - done;
		if (count == 0)
			continue;
		fill(batch, done + 1, count);
		if (write(shared->in, batch, count * FEEDER_LINE) < 0)
			break;
		done += count;
		shared->written = done;
	}
}

void feeder_open(struct feeder *feeder, uint64_t rate, uint64_t most)
{
	struct feeder_shared *shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fds[2];

	if (shared == MAP_FAILED || pipe2(fds, O_CLOEXEC) < 0)
		bench_die("a feeder: %s", strerror(errno));
	*shared = (struct feeder_shared){.rate = rate, .most = most, .in = fds[1], .out = fds[0]};
	feeder->shared = shared;
	feeder->out = fds[0];
	feeder->pid = actors_fork(act, shared);
	close(fds[1]);
}

uint64_t feeder_stop(struct feeder *feeder)
{
	uint64_t written;

	feeder->shared->stop = 1;
	actors_await(feeder->pid);
	written = feeder->shared->written;
	munmap(feeder->shared, sizeof(*feeder->shared));
	return written;
}

void feeder_finish(struct feeder *feeder)
{
	actors_await(feeder->pid);
	munmap(feeder->shared, sizeof(*feeder->shared));
}

uint64_t feeder_written(const struct feeder *feeder)
{
	return feeder->shared->written;
}
