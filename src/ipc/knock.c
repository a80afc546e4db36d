/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/knock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "ipc/waiter.h"

/* Somebody who posts for ever must not keep the thread busy. */
#define DRAIN_MAX 1000

struct knock {
	struct waiter *waiter;
	sem_t *semaphore;
};

static bool sleep_until_posted(struct waiter *waiter, void *context)
{
	const struct knock *knock = context;

	while (sem_wait(knock->semaphore) < 0) {
		if (errno != EINTR || waiter_ending(waiter))
			return false;
	}
	for (int i = 0; i < DRAIN_MAX && sem_trywait(knock->semaphore) == 0; i++)
		continue;
	return true;
}

int knock_open(struct knock **out, sem_t *semaphore)
{
	struct knock *knock = malloc(sizeof(*knock));
	int error;

	if (knock == NULL)
		return -ENOMEM;
	knock->semaphore = semaphore;
	error = waiter_open(&knock->waiter, sleep_until_posted, knock);
	if (error == 0)
		*out = knock;
	else
		free(knock);
	return error;
}

int knock_fd(const struct knock *knock)
{
	return waiter_fd(knock->waiter);
}

void knock_again(struct knock *knock)
{
	waiter_again(knock->waiter);
}

void knock_close(struct knock *knock)
{
	if (knock == NULL)
		return;
	waiter_close(knock->waiter);
	free(knock);
}
