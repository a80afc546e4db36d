/* SPDX-License-Identifier: ISC */
/*
 * Standard output, or standard error, as a stream of lines that are gathered and written together.
 *
 * Writing waits for a slow reader, but not once a signal has come. A reader that has seen enough,
 * such as head(1), is an end and no failure.
 */
#ifndef APP_OUTPUT_H
#define APP_OUTPUT_H

#include <stdbool.h>
#include <sys/types.h>

#include "app/loop.h"
#include "core/buffer.h"

struct output {
	struct buffer bytes; /* to be written; append to it */
	int fd;              /* to write to: standard output, or standard error */
	int signals;         /* descriptor of signals_open() */
	bool file;           /* a regular one, */
	off_t at;            /* and where it is written to */
	bool closed;         /* nobody reads any more, or writing has failed */
	int status;          /* to exit with: EX_OK, or EX_IOERR after saying so */

	struct loop_event *reader; /* that watches whether somebody reads; NULL: none does */
	void (*left)(void *context);
	void *context;
};

/* Begins; signals is the descriptor of signals_open(), which stays the caller's. */
void output_init(struct output *output, int signals);

/*
 * The same for standard output or standard error. Writing ends as soon as stop can be read, be it a
 * descriptor of signals or another one; -1: none.
 */
void output_init_fd(struct output *output, int fd, int stop);

/* Writes all that was gathered, unless a signal comes. */
void output_flush(struct output *output);

/* Writes only once a good deal was gathered; of that, a file may be left some for the next time. */
void output_flush_much(struct output *output);

/* For one who has more to come at once: a file waits for it, but nobody who reads along. */
void output_flush_some(struct output *output);

/*
 * Where it is a pipe: has left() called from the event loop when nobody reads any more, once, also
 * when there is nothing to write. Returns 0 or -ENOMEM.
 */
int output_watch_reader(
	struct output *output, struct loop *loop, void (*left)(void *context), void *context);

/* Before the loop is freed. */
void output_fini(struct output *output);

#endif
