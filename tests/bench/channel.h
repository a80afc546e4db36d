/* SPDX-License-Identifier: ISC */
/*
 * The mechanisms of the kernel by which one process can hand messages to another, behind one
 * interface, each as simple as it can be: channel_pipe.c has pipes, FIFOs and socket pairs,
 * channel_queue.c the two kinds of message queues, channel_ring.c a ring in shared memory, with the
 * bells of bell.h, and channel_signal.c signals.
 *
 * A channel goes one way and carries messages of one size. It is opened before the process forks
 * and closed by the one that has opened it; nothing has a name any more when open() has returned.
 * What the kernel keeps by an id is removed by close().
 */
#ifndef TESTS_BENCH_CHANNEL_H
#define TESTS_BENCH_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tests/bench/bell.h"

struct ring_memory;

struct channel {
	const struct channel_kind *kind;
	size_t size;    /* of each message */
	pid_t receiver; /* set by the sender's process when it is known */
	int fds[2];     /* to read and to write */
	int id;
	void *message; /* a message as the mechanism wants it */
	struct ring_memory *ring;
	struct bell filled, emptied;
};

struct channel_kind {
	const char *name;
	const struct bell_kind *bell; /* of a ring */
	/* The most that a message may have, and what says so; NULL: there is no such limit. */
	size_t (*most)(void);
	const char *limit;
	/* All return 0 or a negative errno. Where open() fails, nothing is left open. */
	int (*open)(struct channel *channel);
	/* Wait until there is room, or a message; never take a part of one. */
	int (*send)(struct channel *channel, const void *message);
	int (*receive)(struct channel *channel, void *message);
	void (*close)(struct channel *channel);
};

/* All that there are. */
extern const struct channel_kind *const channel_kinds[];
extern const size_t channel_kind_count;

/* The signal that one of them is made of. Both processes have to block it. */
int channel_signal(void);

/* Was this system call interrupted and is to be made again? Does not return when asked to end. */
bool channel_interrupted(ssize_t result);

extern const struct channel_kind channel_pipe, channel_fifo, channel_socket, channel_sysv,
	channel_posix, channel_inotify, channel_bell_fifo, channel_eventfd, channel_futex,
	channel_sysv_semaphore, channel_posix_semaphore, channel_sigqueue;

#endif
