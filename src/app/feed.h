/* SPDX-License-Identifier: ISC */
/*
 * A feed: a board shown in a pane.
 */
#ifndef APP_FEED_H
#define APP_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "app/membership.h"
#include "app/watch.h"
#include "app/window.h"
#include "core/words.h"
#include "ui/conversation.h"
#include "ui/pane.h"

struct feed {
	struct window *window;
	struct pane *pane;
	struct conversation *conversation; /* the pane's */
	struct watch watch;
	struct address address;
	uint64_t messages; /* shown so far */
	uint64_t newest;   /* number on the wire of the newest message of the other side's */
	bool begun;        /* the backlog is through */
	/* To be set behind feed_open(), each may be NULL. */
	const struct words *ignore; /* nicks whose messages are not shown */
	/* The room's member who looks: what it said is shown as its own. away: why it is, or empty.
	 */
	const struct membership *self;
	const char *away;
	void (*changed)(struct feed *feed, void *context);
	void (*arrived)(struct feed *feed, const struct record *record, void *context);
	void *context;
};

/*
 * Opens a board and shows it in pane, a conversation that has to outlive the feed.
 * Returns EX_OK, or says what is wrong and returns the exit status; feed_close() has to follow
 * either way.
 */
int feed_open(
	struct feed *feed, struct window *window, struct pane *pane, const struct address *address);
void feed_close(struct feed *feed);

/* Shows the status anew, since something of it has changed that is not on the board. */
void feed_update_status(struct feed *feed);

#endif
