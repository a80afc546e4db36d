/* SPDX-License-Identifier: ISC */
/*
 * The station: all that a peer has at its seat. The chat's directory, the inbox, the board the post
 * and the card, taken in this order and given back in reverse by one function, whatever was the
 * reason.
 *
 * A room's hub has one, too, at SEAT_ROOM: without a post and a mailbox, for its members have ways
 * of their own. There the inbox is but the proof of who holds the room.
 */
#ifndef APP_STATION_H
#define APP_STATION_H

#include <stdbool.h>
#include <stdint.h>

#include "app/chime.h"
#include "app/logwriter.h"
#include "core/address.h"
#include "core/buffer.h"
#include "ipc/board.h"
#include "ipc/inbox.h"
#include "ipc/rundir.h"

struct station {
	struct rundir rundir;
	struct inbox inbox;
	struct board board;
	int post; /* descriptor to read what viewers post; -1: a room has none */
	int card; /* descriptor; the bell's file */
	struct chime chime;
	struct address address;
	struct board_status status; /* changed by the owner, published by station_publish() */
	bool changed;               /* something is not published yet */
	int64_t batch_us;           /* the time of messages until the next commit; 0: none yet */
	struct logwriter log;       /* its state is what was before, if one is kept */
	bool log_failing;           /* as it was told last */
	struct buffer complaints;   /* about the log, a line each */
};

struct station_options {
	struct address address;
	bool any_seat;      /* from the seat on, the first that is free */
	const char *nick;   /* NULL: LOGIN/SEAT, or the room's name; see station_open() */
	uint64_t log_limit; /* bytes of a log's file; 0: no log */
	struct loop *loop;  /* for pauses of the bell, outlives the station; NULL: none are made */
};

/*
 * Takes the seat of the chat, after clearing away what killed peers left, opens the log, whose
 * newest records are on the board then, and the rest. Without a nick it is LOGIN/SEAT: both seats
 * of a chat are one account's, so the login alone would name both. A log that can't be had is told
 * in station->complaints and no failure. Returns EX_OK, or says what is wrong and returns the
 * status to exit with; then nothing is held.
 */
int station_open(struct station *station, const struct station_options *options);

/*
 * The messages that are put between two commits have come together and have one time, that of the
 * first: to ask for it took longer than anything else that a message passes.
 */

/* Puts a message of the other side's on the board, as the next of status.incoming. */
void station_put_in(struct station *station, const char *text, size_t len);

/* Puts a message of this side's on the board; post: its number if it was posted, else 0. */
void station_put_out(
	struct station *station, uint64_t number, uint64_t post, const char *text, size_t len);

/*
 * Puts a message of a room's member on the board, as the next of status.incoming. Of *message the
 * member and its account, post, nick and text are taken.
 */
void station_put_message(struct station *station, const struct record *message);

/* Puts a note on the board. */
void station_put_note(struct station *station, const char *text);

/*
 * Sees to it that all that was put is in the log; to be called before the other side learns of it.
 * A log that can't be written, and that it can be again, is told on standard error and on the
 * board.
 */
void station_commit(struct station *station);

/* If anything has changed: commits it, lets the viewers see it and rings the bell. */
void station_publish(struct station *station);

/* Gives everything back. The status has been published as ended before. */
void station_close(struct station *station);

#endif
