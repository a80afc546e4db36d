/* SPDX-License-Identifier: ISC */
/*
 * Messages from this process to another one, and back, by one mechanism (channel.h), and how long
 * that takes.
 *
 * Both processes are pinned, so that the scheduler moves neither while we look: to one processor,
 * or each to its own. Each message begins and ends with its number, so one that is lost, torn or
 * out of order is noticed, and told by bench_wrong(). Whatever is open when the benchmark ends
 * early is closed, so no id stays behind.
 */
#ifndef TESTS_BENCH_TRAFFIC_H
#define TESTS_BENCH_TRAFFIC_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/bench/channel.h"
#include "tests/bench/samples.h"

#define TRAFFIC_SIZE_MOST 65536

struct traffic {
	const struct channel_kind *kind;
	size_t size;  /* of each message */
	bool returns; /* each message is answered by one of its size */
	bool apart;   /* the two processes have a processor each */
	double ms;    /* how long */
};

/* Pins this process, and blocks a signal; undone by traffic_close(). */
void traffic_open(void);
void traffic_close(void);

/* Are there two processors for this process? */
bool traffic_can_be_apart(void);

/*
 * Adds one sample: messages a second, or if they return the median of the microseconds that it
 * takes. Returns 0, or a negative errno where the mechanism can't be opened for such messages.
 */
int traffic_measure(const struct traffic *traffic, struct samples *samples);

#endif
