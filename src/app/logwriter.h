/* SPDX-License-Identifier: ISC */
/*
 * A seat's log as its peer writes it: A.jsonl, which only ever grows, and A.state beside it, whose
 * lock a peer holds as long as it writes. See app/logfile.h for reading.
 *
 * Records are gathered and written together by logwriter_commit(), before anybody else learns of
 * them. Where that fails the chat goes on: what could not be written is kept, up to a limit, and
 * tried again; the numbers go on in the state, which needs no more room on the disk.
 */
#ifndef APP_LOGWRITER_H
#define APP_LOGWRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "app/logroom.h"
#include "core/address.h"
#include "core/buffer.h"
#include "core/format.h"
#include "core/seatstate.h"

struct logwriter {
	struct address address;
	int fd;       /* the log; -1: none is kept */
	int state_fd; /* locked */
	uint64_t limit;
	uint64_t size;       /* of the log, up to its last whole line */
	uint64_t said_first; /* messages that were said before this file began */
	uint64_t unstated;   /* bytes written since the state was */
	struct seatstate state;
	bool state_due;
	struct buffer pending;   /* lines, the first perhaps without what was written of it */
	struct format_json last; /* of the lines */
	size_t partial;          /* bytes behind size that are written: of the first pending line */
	struct logroom room;
	bool failing;
	bool removed;  /* somebody removed the file, and another was begun; for the owner to tell */
	uint64_t lost; /* records that are not in the log and never will be */
};

/*
 * Opens the log of a seat, and brings the state up to date; a new
 * one gets this epoch. A last line that a power cut tore is cut off. What is worth telling is
 * appended to complaints, a line each. Returns 0; -ENOENT without a home; -EBUSY where another peer
 * writes it; -EPERM where it is another account's; -EPROTONOSUPPORT where it is of another version;
 * or another negative errno. After a failure, as after zeroing and logwriter_none(), all other
 * calls do nothing.
 */
int logwriter_open(struct logwriter *writer, const struct address *address, uint64_t limit,
	uint64_t epoch, struct buffer *complaints);
void logwriter_none(struct logwriter *writer);

/* Writes what is left and gives everything back. */
void logwriter_close(struct logwriter *writer);

bool logwriter_is_open(const struct logwriter *writer);

/* Adds a record. */
void logwriter_put(struct logwriter *writer, const struct record *record);

/* The other side's numbers are of this epoch from now on, and were received up to this one. */
void logwriter_meet(struct logwriter *writer, uint64_t other, uint64_t received);

/* What of the state is no record. */
void logwriter_mark(struct logwriter *writer, uint64_t delivered, uint64_t read, uint64_t seen);

/*
 * Writes what was added. Returns 0, or the negative errno of a failure, each time; writer->failing
 * tells how it went.
 */
int logwriter_commit(struct logwriter *writer);

#endif
