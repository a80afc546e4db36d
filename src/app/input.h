/* SPDX-License-Identifier: ISC */
/*
 * Standard input as messages: a terminal, a pipe, a file or /dev/null.
 *
 * The owner says when it takes no more for a while (input_pause()); the bytes then stay where they
 * are, and whoever writes them is held up: memory stays bounded.
 */
#ifndef APP_INPUT_H
#define APP_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "app/loop.h"
#include "core/lines.h"

struct input_handlers {
	void (*line)(void *context, const char *text, size_t len);
	void (*batch)(void *context); /* the lines of one read have been handed over */
	void (*end)(void *context);   /* nothing more will come */
};

struct input {
	int fd;
	struct lines lines;
	struct loop_event *event;
	const struct input_handlers *handlers;
	void *context;
	bool paused, ended;
	int error; /* that ended the input, a negative errno; 0: its end */
};

/* Begins to read fd. Returns 0 or -ENOMEM; either way input_close() has to follow. */
int input_open(struct input *input, struct loop *loop, int fd,
	const struct input_handlers *handlers, void *context);
void input_close(struct input *input);

/* Lines that were read already are handed over even so. */
void input_pause(struct input *input, bool pause);

/* Reads no more, for good. What has come of an unfinished line is dropped. */
void input_stop(struct input *input);

#endif
