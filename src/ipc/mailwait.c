/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mailwait.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#include "ipc/waiter.h"

struct mailwait {
	struct waiter *waiter;
	int queue;
	long type;
};

/* Waits for a message. Returns false where none can come any more. */
static bool sleep_until_message(struct waiter *waiter, void *context)
{
	const struct mailwait *wait = context;
	struct {
		long type;
		char text[1];
	} nothing;

	while (!waiter_ending(waiter)) {
		if (msgrcv(wait->queue, &nothing, 0, wait->type, 0) >= 0) {
			/* An empty message has room in a full queue as well. */
			while (msgsnd(wait->queue, &nothing, 0, 0) < 0 && errno == EINTR &&
				!waiter_ending(waiter))
				continue;
			return true;
		}
		if (errno != EINTR)
			return errno == E2BIG;
	}
	return false;
}

int mailwait_open(struct mailwait **out, int queue, long type)
{
	struct mailwait *wait = malloc(sizeof(*wait));
	int error;

	if (wait == NULL)
		return -ENOMEM;
	wait->queue = queue;
	wait->type = type;
	error = waiter_open(&wait->waiter, sleep_until_message, wait);
	if (error == 0)
		*out = wait;
	else
		free(wait);
	return error;
}

int mailwait_fd(const struct mailwait *wait)
{
	return waiter_fd(wait->waiter);
}

void mailwait_again(struct mailwait *wait)
{
	waiter_again(wait->waiter);
}

void mailwait_close(struct mailwait *wait)
{
	if (wait == NULL)
		return;
	waiter_close(wait->waiter);
	free(wait);
}
