/* SPDX-License-Identifier: ISC */
/*
 * Two exchanges and a link between them, all in memory, for tests: with the owner's part of the
 * conversation, as the peers play it, and with everything that may go wrong, drawn from a seed.
 *
 * Bytes arrive in pieces of any size. When the link parts, each frame under way may be lost or come
 * twice, at either side; the sides come back in any order. When a side begins anew, under another
 * PID and with another epoch, all that was under way to it is lost, and the other side learns of it
 * sooner or later.
 *
 * Text is a function of epoch and number, and each message that comes is compared with it. Whoever
 * holds a seat hears the messages of one epoch one by one; and a message that its holder does not
 * hear was heard by the holder before.
 *
 * A side with a past goes on where it was when it begins anew, as a peer with a log does: what was
 * said and heard until it last sent something is known, and what was delivered is known as it was
 * then or earlier. Whoever holds such a seat then or later, each message is heard exactly once.
 */
#ifndef TESTS_CORE_PAIR_H
#define TESTS_CORE_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/exchange.h"
#include "core/frame.h"
#include "tests/core/prng.h"

#define PAIR_SAID_MAX 4096

/* What a log has of a side. */
struct past {
	uint64_t epoch;
	uint64_t said, delivered;
	uint64_t other, received;
	uint64_t heard_epoch, heard;
};

struct side {
	struct exchange exchange;
	struct frame_decoder inbox;
	struct buffer wire; /* under way to this side */
	uint32_t other_pid; /* that was reached, 0 for none */

	uint64_t said;         /* messages in this epoch */
	uint64_t heard_epoch;  /* that the next two are about */
	uint64_t heard;        /* last message that this holder of the seat heard, 0 for none */
	uint64_t heard_before; /* last message that any holder of the seat heard */
	uint64_t delivered;    /* last message that the other side is known to have */
	int byes;
	uint16_t bye_flags;

	bool has_past;
	struct past past;
	uint32_t lengths[PAIR_SAID_MAX]; /* of the messages that were said, from 1 */
};

struct pair {
	struct side sides[2];
	struct prng prng;
	uint64_t births;
	uint64_t resumed; /* messages that a side had to be given again */
	unsigned big;     /* percent of the messages that take more than one frame */
	unsigned hunger;  /* percent of the frames for which there is no memory */
};

/* Allocated by the caller; all other calls assert what they find. */
void pair_init(struct pair *pair, uint64_t seed);
void pair_fini(struct pair *pair);

void pair_say(struct pair *pair, int side);
void pair_attach(struct pair *pair, int side);
/* Sends what is due, as far as there is room under way. Returns whether there was anything. */
bool pair_pump(struct pair *pair, int side);
/* Takes in up to size bytes of what is under way. Returns whether there was anything. */
bool pair_take(struct pair *pair, int side, size_t size);

/* The link parts at both sides. */
void pair_part(struct pair *pair);
/* The process of this side ends, another begins; with a past if has_past was set beforehand. */
void pair_restart(struct pair *pair, int side);
/* The side learns that the process that it had reached has ended, if so. */
void pair_notice(struct pair *pair, int side);

/* All attach, and talk until there is nothing left to say. */
void pair_settle(struct pair *pair);
/* Everything that was said has been heard and acknowledged. */
void pair_assert_heard(const struct pair *pair);

#endif
