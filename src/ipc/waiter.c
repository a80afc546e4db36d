/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/waiter.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* More than the thread, and what ends it, ever use; the default is 8 MB. */
#define STACK_SIZE (128 * 1024)

/* Gets the thread out of a system call. Without a handler it does nothing at all. */
#define WAKE SIGURG

/* A signal that came just before the thread went to sleep is sent again after so long. */
#define WAKE_AGAIN_NS 5000000

struct waiter {
	pthread_t thread;
	waiter_sleep *sleep;
	void *context;
	int fd;
	sem_t again;
	atomic_bool ending;
};

static void *run(void *context)
{
	struct waiter *waiter = context;
	const uint64_t one = 1;
	bool go_on = true;

	while (go_on) {
		ssize_t n;

		go_on = waiter->sleep(waiter, waiter->context);
		n = write(waiter->fd, &one, sizeof(one));
		(void)n; /* it was 0: there is room */
		while (go_on && sem_wait(&waiter->again) < 0 && errno == EINTR)
			continue;
		go_on = go_on && !waiter_ending(waiter);
	}
	return NULL;
}

static void wake(int signal)
{
	(void)signal;
}

/* Signals are for the thread that has an event loop. */
static int start(struct waiter *waiter)
{
	const struct sigaction action = {.sa_handler = wake};
	pthread_attr_t attributes;
	sigset_t all, before;
	int error = pthread_attr_init(&attributes);

	if (error != 0)
		return -error;
	error = pthread_attr_setstacksize(&attributes, STACK_SIZE);
	sigaction(WAKE, &action, NULL);
	sigfillset(&all);
	sigdelset(&all, WAKE);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (error == 0)
		error = pthread_create(&waiter->thread, &attributes, run, waiter);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return -error;
}

int waiter_open(struct waiter **out, waiter_sleep *sleep, void *context)
{
	struct waiter *waiter = calloc(1, sizeof(*waiter));
	int error = 0;

	if (waiter == NULL)
		return -ENOMEM;
	waiter->sleep = sleep;
	waiter->context = context;
	sem_init(&waiter->again, 0, 0);
	waiter->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (waiter->fd < 0)
		error = -errno;
	if (error == 0)
		error = start(waiter);
	if (error == 0) {
		*out = waiter;
		return 0;
	}
	if (waiter->fd >= 0)
		close(waiter->fd);
	sem_destroy(&waiter->again);
	free(waiter);
	return error;
}

int waiter_fd(const struct waiter *waiter)
{
	return waiter->fd;
}

/* The thread waits for this only if it has rung; else there is nothing to read. */
void waiter_again(struct waiter *waiter)
{
	uint64_t rings;

	if (read(waiter->fd, &rings, sizeof(rings)) == sizeof(rings))
		sem_post(&waiter->again);
}

bool waiter_ending(struct waiter *waiter)
{
	return atomic_load(&waiter->ending);
}

/*
 * Not by pthread_cancel(3), which loads a library and aborts the process where it can't, for want
 * of descriptors, say. A system call is interrupted by any signal that has a handler.
 */
static void end_thread(struct waiter *waiter)
{
	struct timespec until;

	atomic_store(&waiter->ending, true);
	sem_post(&waiter->again);
	do {
		pthread_kill(waiter->thread, WAKE);
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += WAKE_AGAIN_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
	} while (pthread_clockjoin_np(waiter->thread, NULL, CLOCK_MONOTONIC, &until) == ETIMEDOUT);
}

void waiter_close(struct waiter *waiter)
{
	if (waiter == NULL)
		return;
	end_thread(waiter);
	close(waiter->fd);
	sem_destroy(&waiter->again);
	free(waiter);
}
