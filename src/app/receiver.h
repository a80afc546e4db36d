/* SPDX-License-Identifier: ISC */
/*
 * One run of recv, as its parts share it: app/receiver.c has the cursor and what is printed,
 * app/recv_board.c receives from a peer's board, app/recv.c from the log, and is the command.
 */
#ifndef APP_RECEIVER_H
#define APP_RECEIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "app/cursor.h"
#include "app/loop.h"
#include "app/options.h"
#include "app/output.h"
#include "app/watch.h"

struct receiver {
	const struct options *options;
	struct address address;
	const char *cursor_name;
	int64_t end_ms; /* of the waiting; -1: never */
	struct output out;

	/* The round. */
	int lock;
	struct cursor at; /* what was printed last, or where to begin */
	bool counted;     /* at.incoming is known: what is missing behind it can be told */
	bool moved;       /* the cursor is another than that of the file */
	uint64_t count;   /* messages printed */
	uint64_t missed;  /* messages that were overwritten, in all rounds */
	uint64_t damaged; /* lines of the log */
	int status;

	/* The board. */
	struct loop *loop;
	struct watch watch;
	struct loop_event *timer;
	bool collecting; /* under the lock; else it is waited */
	bool again, late;
};

/* Milliseconds that are left of the waiting; -1: for ever. */
int64_t receiver_time_left(const struct receiver *receiver);

/*
 * Takes the cursor's lock, unless nothing is to be advanced, and gives it back. Returns EX_OK, or
 * says what is wrong and returns the status to exit with, as the others here do.
 */
int receiver_lock(struct receiver *receiver);
void receiver_unlock(struct receiver *receiver);

/*
 * Begins a round, under the lock: where to begin, in numbers of this epoch, the newest record being
 * this one.
 */
int receiver_place(struct receiver *receiver, uint64_t epoch, uint64_t newest);

/* Whether the record is a message that was not received yet. */
bool receiver_is_new(const struct receiver *receiver, const struct record *record);

/* Takes one that is. What goes wrong is in receiver->status. */
void receiver_take(struct receiver *receiver, const struct record *record);

/* Whether nothing more is to be taken: all that was asked for is there, or something went wrong. */
bool receiver_enough(const struct receiver *receiver);

/*
 * The round has come to its end: prints, and then advances the cursor. There were messages up to
 * incoming, and records up to newest, when the reading began.
 */
int receiver_finish(struct receiver *receiver, uint64_t newest, uint64_t incoming);

/* So many lines of the log can't be read. */
void receiver_pass_over(struct receiver *receiver, uint64_t damaged);

/* Says what is missing, unless an error did; after all rounds. */
void receiver_say_missing(const struct receiver *receiver, int status);

/* Receives from the board, and waits if that is asked for. Takes over the source. */
int receiver_board(struct receiver *receiver, struct source *source);

#endif
