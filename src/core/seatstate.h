/* SPDX-License-Identifier: ISC */
/*
 * What of a seat outlives its peer besides the log: the numbers.
 *
 * The state is true up to the record seq of the log; what the log has behind it is added by
 * seatstate_advance(). That way the state need not be written with each message: only before the
 * first message of another epoch, and when the other side has acknowledged.
 */
#ifndef CORE_SEATSTATE_H
#define CORE_SEATSTATE_H

#include <stddef.h>
#include <stdint.h>

#include "core/record.h"

struct seatstate {
	uint64_t epoch;     /* of this seat's numbers, not 0 */
	uint64_t seq;       /* the last record */
	uint64_t said;      /* the last message said */
	uint64_t delivered; /* up to here the other side has them */
	uint64_t read;      /* and here a person there has seen them */
	uint64_t other;     /* the other side's epoch, 0 for none */
	uint64_t received;  /* its last message, by its numbers */
	uint64_t incoming;  /* messages of the other side ever, by this seat's count */
	uint64_t seen;      /* of them those that a person here has seen */
};

/* Bytes of the text form: one line of JSON, filled up with blanks, so it is replaced in place. */
#define SEATSTATE_SIZE 512

/* Writes exactly SEATSTATE_SIZE bytes, the last a newline. */
void seatstate_format(const struct seatstate *state, char out[SEATSTATE_SIZE]);

/*
 * Reads the text form. Returns 0, -EBADMSG where it is none or its numbers contradict each other,
 * or -EPROTONOSUPPORT where it is of another version.
 */
int seatstate_parse(const char *bytes, size_t n, struct seatstate *state);

/* Takes in a record that the log has behind the state. */
void seatstate_advance(struct seatstate *state, const struct record *record);

#endif
