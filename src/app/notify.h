/* SPDX-License-Identifier: ISC */
/*
 * A command of the user's that is run for a message: an argument vector, no shell; the text on its
 * standard input; SHMOOZE_FROM and SHMOOZE_CHAT in its environment, which is otherwise a small one
 * (see notify.c); its output goes nowhere. Never more than one runs at a time: what comes meanwhile
 * is summed up in the next run's SHMOOZE_MISSED.
 */
#ifndef APP_NOTIFY_H
#define APP_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "app/loop.h"

struct notify {
	struct loop *loop;
	pid_t pid; /* 0: none runs */
	int pidfd;
	int input; /* the text that is being handed over, or -1 */
	char *text;
	size_t text_len, text_done;
	unsigned long missed; /* messages since the one that runs */
	struct loop_event *ended_event, *input_event;
};

void notify_init(struct notify *notify, struct loop *loop);

/* Waits for nothing: a command that still runs goes on alone. */
void notify_fini(struct notify *notify);

/*
 * Runs argv, which ends with NULL, for a message, unless one is running. Returns 0, -EBUSY where
 * one is, or a negative errno where it could not be started.
 */
int notify_run(struct notify *notify, char *const argv[], const char *chat, const char *from,
	const char *text, size_t len);

#endif
