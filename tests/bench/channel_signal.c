/* SPDX-License-Identifier: ISC */
/*
 * Signals that are queued, sigqueue(3): each carries one pointer, so a message is no bigger. They
 * come in order, and none is lost: where too many wait (RLIMIT_SIGPENDING) the sender has to try
 * again.
 */
#include "config.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "tests/bench/bench.h"
#include "tests/bench/channel.h"

int channel_signal(void)
{
	return SIGRTMIN;
}

static size_t most(void)
{
	return sizeof(void *);
}

static int open_nothing(struct channel *channel)
{
	(void)channel;
	return 0;
}

static int send_signal(struct channel *channel, const void *message)
{
	union sigval value;

	memcpy(&value.sival_ptr, message, sizeof(value.sival_ptr));
	while (sigqueue(channel->receiver, channel_signal(), value) < 0) {
		if (errno != EAGAIN)
			return -errno;
		bench_obey();
		sched_yield();
	}
	return 0;
}

static int receive_signal(struct channel *channel, void *message)
{
	sigset_t set;
	siginfo_t info;
	int signal;

	(void)channel;
	sigemptyset(&set);
	sigaddset(&set, channel_signal());
	do
		signal = sigwaitinfo(&set, &info);
	while (channel_interrupted(signal));
	if (signal < 0)
		return -errno;
	memcpy(message, &info.si_value.sival_ptr, sizeof(info.si_value.sival_ptr));
	return 0;
}

static void close_nothing(struct channel *channel)
{
	(void)channel;
}

const struct channel_kind channel_sigqueue = {.name = "signal",
	.most = most,
	.limit = "a signal carries one pointer",
	.open = open_nothing,
	.send = send_signal,
	.receive = receive_signal,
	.close = close_nothing};
