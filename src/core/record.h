/* SPDX-License-Identifier: ISC */
/*
 * A record: one entry on the board.
 *
 * A message that came in or went out, a presence change or a notice of the peer itself. Records are
 * numbered from 1 without gaps, so a reader that was lapped knows how many it missed.
 */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include <stddef.h>
#include <stdint.h>

enum record_kind {
	RECORD_MESSAGE = 1, /* somebody said it */
	RECORD_NOTE = 2,    /* the peer says it: presence, what was lost, how the chat ended */
};

enum record_dir {
	RECORD_IN = 1,    /* from the other side; of a room, from a member */
	RECORD_OUT = 2,   /* from this seat */
	RECORD_ABOUT = 3, /* a note */
};

/* Text longer than this becomes several messages; see core/lines.h. */
#define RECORD_TEXT_MAX 65536
/* Bytes of a nick. */
#define RECORD_FROM_MAX 64
/* Bytes of what an absent one leaves word of. */
#define RECORD_AWAY_MAX 128
/* Largest encoded record. */
#define RECORD_SIZE_MAX (56 + RECORD_FROM_MAX + RECORD_TEXT_MAX + 8)

struct record {
	uint64_t seq;    /* number on the board, from 1 */
	int64_t time_us; /* microseconds since 1970-01-01T00:00:00Z */
	/* Number of the message: of those said here, as on the wire; of those from the other side,
	 * as this seat's log counts them; of a room's, as its log does. 0 for a note. */
	uint64_t wire;
	uint64_t post; /* number under which a viewer or a script posted it, else 0 */
	enum record_kind kind;
	enum record_dir dir;
	const char *from; /* nick; not terminated, valid UTF-8 */
	size_t from_len;
	const char *text; /* not terminated, valid UTF-8, no NUL, otherwise as it was said */
	size_t text_len;
	/* Of a room's messages: who said it, by a number that a hub gives once, from 1, and the
	 * account that the kernel vouches for. member is 0, and uid as well, where it is no room's.
	 */
	uint32_t member, uid;
};

/* The bytes that record_encode() writes for *record. */
size_t record_size(const struct record *record);

/*
 * Writes *record to out. Returns the number of bytes, or -EMSGSIZE where size, the nick or the text
 * is over its limit.
 */
int record_encode(const struct record *record, void *out, size_t size);

/*
 * Reads a record out of bytes, which may be hostile: every length is checked, and text and nick
 * must be valid UTF-8. The strings of *record point into bytes. Returns 0 or -EBADMSG.
 */
int record_decode(const void *bytes, size_t size, struct record *record);

#endif
