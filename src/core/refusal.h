/* SPDX-License-Identifier: ISC */
/*
 * Why a room does not do what it was asked: a code on the wire, a sentence for a person and an exit
 * status (sysexits.h) for a script, all in one table.
 *
 * A code keeps its number for ever. One that this side does not know has the sentence that came
 * with it, and the status of a room that can't do it.
 */
#ifndef CORE_REFUSAL_H
#define CORE_REFUSAL_H

enum refusal {
	REFUSAL_NONE = 0,
	REFUSAL_MALFORMED = 1,  /* no frame, or not the body that its kind has: 65 */
	REFUSAL_VERSION = 2,    /* a frame of another version: 69 */
	REFUSAL_UNKNOWN = 3,    /* a kind that this hub does not know: 69 */
	REFUSAL_TOO_LONG = 4,   /* a text, arguments or a frame over the limit: 65 */
	REFUSAL_MIXED = 5,      /* a part that does not follow the one before it: 65 */
	REFUSAL_NICK = 6,       /* what can't be a nick: 64 */
	REFUSAL_NOBODY = 7,     /* nobody has this nick: 69 */
	REFUSAL_FULL = 8,       /* as many members as may be: 75 */
	REFUSAL_DENIED = 9,     /* only the account of the room may do this: 77 */
	REFUSAL_VERB = 10,      /* what can't be a verb: 64 */
	REFUSAL_VERBS = 11,     /* as many verbs as may be served: 75 */
	REFUSAL_NO_VERB = 12,   /* nobody serves this verb: 69 */
	REFUSAL_BUSY = 13,      /* as many calls as may wait: 75 */
	REFUSAL_CALLS = 14,     /* the member has as many calls open as it may: 75 */
	REFUSAL_NUMBER = 15,    /* a call of this number is open: 65 */
	REFUSAL_NO_CALL = 16,   /* no such call is open, any more or at all: 65 */
	REFUSAL_CREDIT = 17,    /* more output than there was credit for: 65 */
	REFUSAL_GONE = 18,      /* who was to answer is gone: 75 */
	REFUSAL_IGNORED = 19,   /* who serves the verb ignores the one who asks: 77 */
	REFUSAL_CANCELLED = 20, /* by the one who asked: 75 */
	REFUSAL_IGNORES = 21,   /* the member ignores as many as it may: 75 */
	REFUSAL_MEMORY = 22,    /* the hub is out of memory: 75 */
	REFUSAL_STOPPED = 23,   /* the room has ended: 75 */
	REFUSAL_SLOW = 24,      /* the member does not take its responses: 75 */
	REFUSAL_COUNT
};

/*
 * A sentence without a full stop that needs nothing in front of it, as "nobody serves this verb".
 * Any code is fine; REFUSAL_NONE and unknown ones have one as well.
 */
const char *refusal_text(unsigned code);

/* The status to exit with where nothing but this went wrong: 64, 65, 69, 75 or 77, never 0. */
int refusal_status(unsigned code);

#endif
