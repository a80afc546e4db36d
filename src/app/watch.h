/* SPDX-License-Identifier: ISC */
/*
 * Following a board in the event loop: hands over each record, tells when the status may have
 * changed, and notices the end, however the peer ends.
 *
 * It sleeps until the bell rings. Where the account has used up its inotify instances it looks ten
 * times a second instead.
 */
#ifndef APP_WATCH_H
#define APP_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "app/loop.h"
#include "app/source.h"

enum watch_end {
	WATCH_LIVE,
	WATCH_ENDED,  /* the peer has left */
	WATCH_KILLED, /* it has ended without a word */
};

struct watch_handlers {
	/* missed: records before this one that were overwritten before they could be read, and are
	 * not in a log. */
	void (*record)(void *context, const struct record *record, uint64_t missed);
	/* After a batch of records, and whenever the status may be another. At the end the board
	 * has been let go of; watch_close() has to wait until the handler has returned. */
	void (*changed)(void *context);
	bool brief;       /* of a command that ends as soon as it has what it waits for */
	bool second_ring; /* it can wait until those are woken whom a person looks at */
};

struct watch {
	struct source source;
	struct board_status status; /* the newest; after the end, the last */
	enum watch_end end; /* once it is not WATCH_LIVE all records have been handed over */
	bool dead;          /* the peer's process has ended */
	bool caught_up;     /* all that was there has been handed over */
	bool damaged;       /* something on the board could not be read */

	/* Records that are no longer on the board, before held, which is: read from the log. */
	struct logfile *fill; /* NULL: there are none */
	struct record held;
	uint64_t fill_next; /* the number that comes next */
	uint64_t begin;     /* records before this one are passed over */

	struct loop_event *bell_event, *death_event, *again, *slow;
	int bell;
	int folder; /* that a brief listener has open; else -1 */
	const struct watch_handlers *handlers;
	void *context;
};

/* One that is not open: watch_close() may be called. */
void watch_init(struct watch *watch);

/*
 * Takes over the source, also where it fails, and begins with the oldest record; the status is
 * there at once. The handlers are called from the event loop only. Returns 0 or a negative errno;
 * either way watch_close() has to follow.
 */
int watch_open(struct watch *watch, struct loop *loop, struct source *source,
	const struct watch_handlers *handlers, void *context);
void watch_close(struct watch *watch);

/*
 * Begins with the record of this number instead; to be called right behind watch_open(). What is no
 * longer on the board, here and wherever this reader is lapped, comes from the log if there is one.
 */
void watch_begin_at(struct watch *watch, uint64_t seq);

/* How many viewers there are, this one included; -1 where it can't be told, or is over. */
int watch_viewers(const struct watch *watch);

#endif
