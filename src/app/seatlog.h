/* SPDX-License-Identifier: ISC */
/*
 * A seat without a peer: its log, and its numbers as that tells them, for the file beside it may
 * lag behind.
 */
#ifndef APP_SEATLOG_H
#define APP_SEATLOG_H

#include "app/logfile.h"
#include "core/address.h"
#include "core/seatstate.h"

struct seatlog {
	struct logfile *log;
	struct seatstate state; /* epoch 0: unknown */
};

/*
 * Opens the log of a seat. Returns EX_OK, or says what is wrong and returns the status to exit
 * with; no log is no peer.
 */
int seatlog_open(struct seatlog *seatlog, const struct address *address);
void seatlog_close(struct seatlog *seatlog);

/* Brings the state up to the end of the log. Returns 0 or a negative errno. */
int seatlog_advance(struct logfile *log, struct seatstate *state);

#endif
