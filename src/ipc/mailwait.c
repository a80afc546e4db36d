/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mailwait.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <time.h>
#include <unistd.h>

/* More than the thread, and what ends it, ever use; the default is 8 MB. */
#define STACK_SIZE (128 * 1024)

/* Gets the thread out of a system call. Without a handler it does nothing at all. */
#define WAKE SIGURG

/* A signal that came just before the thread went to sleep is sent again after so long. */
#define WAKE_AGAIN_NS 5000000

struct mailwait {
	pthread_t thread;
	int queue;
	long type;
	int fd;
	sem_t again;
	atomic_bool ending;
};

/* Waits for a message. Returns false where none can come any more. */
static bool sleep_until_message(struct mailwait *wait)
{
	struct {
		long type;
		char text[1];
	} nothing;

	while (!atomic_load(&wait->ending)) {
		if (msgrcv(wait->queue, &nothing, 0, wait->type, 0) >= 0) {
			/* An empty message has room in a full queue as well. */
			while (msgsnd(wait->queue, &nothing, 0, 0) < 0 && errno == EINTR &&
				!atomic_load(&wait->ending))
				continue;
			return true;
		}
		if (errno != EINTR)
			return errno == E2BIG;
	}
	return false;
}

static void *run(void *context)
{
	struct mailwait *wait = context;
	const uint64_t one = 1;
	bool go_on = true;

	while (go_on) {
		ssize_t n;

		go_on = sleep_until_message(wait);
		n = write(wait->fd, &one, sizeof(one));
		(void)n; /* it was 0: there is room */
		while (go_on && sem_wait(&wait->again) < 0 && errno == EINTR)
			continue;
		go_on = go_on && !atomic_load(&wait->ending);
	}
	return NULL;
}

static void wake(int signal)
{
	(void)signal;
}

/* Signals are for the thread that has an event loop. */
static int start(struct mailwait *wait)
{
	const struct sigaction action = {.sa_handler = wake, .sa_flags = SA_RESTART};
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
		error = pthread_create(&wait->thread, &attributes, run, wait);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return -error;
}

int mailwait_open(struct mailwait **out, int queue, long type)
{
	struct mailwait *wait = calloc(1, sizeof(*wait));
	int error = 0;

	if (wait == NULL)
		return -ENOMEM;
	wait->queue = queue;
	wait->type = type;
	sem_init(&wait->again, 0, 0);
	wait->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (wait->fd < 0)
		error = -errno;
	if (error == 0)
		error = start(wait);
	if (error == 0) {
		*out = wait;
		return 0;
	}
	if (wait->fd >= 0)
		close(wait->fd);
	sem_destroy(&wait->again);
	free(wait);
	return error;
}

int mailwait_fd(const struct mailwait *wait)
{
	return wait->fd;
}

/* The thread waits for this only if it has rung; else there is nothing to read. */
void mailwait_again(struct mailwait *wait)
{
	uint64_t rings;

	if (read(wait->fd, &rings, sizeof(rings)) == sizeof(rings))
		sem_post(&wait->again);
}

/*
 * Not by pthread_cancel(3), which loads a library and aborts the process where it can't, for want
 * of descriptors, say. msgrcv(2) is interrupted by any signal that has a handler.
 */
static void end_thread(struct mailwait *wait)
{
	struct timespec until;

	atomic_store(&wait->ending, true);
	sem_post(&wait->again);
	do {
		pthread_kill(wait->thread, WAKE);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += WAKE_AGAIN_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
	} while (pthread_timedjoin_np(wait->thread, NULL, &until) == ETIMEDOUT);
}

void mailwait_close(struct mailwait *wait)
{
	if (wait == NULL)
		return;
	end_thread(wait);
	close(wait->fd);
	sem_destroy(&wait->again);
	free(wait);
}
