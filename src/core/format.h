/* SPDX-License-Identifier: ISC */
/*
 * A record as a line of text, for pipes and for people.
 */
#ifndef CORE_FORMAT_H
#define CORE_FORMAT_H

#include "core/buffer.h"
#include "core/record.h"
#include "core/stamp.h"

/* More than what stands before the text of nearly every line; a multiple of what is copied at once.
 */
#define FORMAT_BEFORE_MAX 256
#define FORMAT_BLOCK      32
/* What stands behind the text of nearly every line: the longest number is the longest there is. */
#define FORMAT_BEHIND_MAX 32

/*
 * What stood before the text of a line: the next one's is the same where time, direction and nick
 * are, as those of nearly all messages that come together. Zeroed at first.
 */
struct format_before {
	int64_t time_us;
	enum record_kind kind;
	enum record_dir dir;
	size_t from_len, len; /* len 0: there is none */
	char from[RECORD_FROM_MAX];
	char bytes[FORMAT_BEFORE_MAX];
};

/* A number in what stood there, which the next line has one more of, and where its digits end. */
struct format_counted {
	uint64_t number;
	size_t digits, end; /* digits 0: there is none */
};

/* What one who formats many records keeps from each to the next. Zeroed at first. */
struct format_plain {
	struct stamp_local time;
	struct format_before before;
};
struct format_json {
	struct format_before before;
	struct format_counted seq; /* in before.bytes */
	struct format_counted number;
	char behind[FORMAT_BEHIND_MAX]; /* of messages that have no other numbers */
};

/*
 * Appends the record as one line with its newline:
 *
 *     2026-11-22 12:04:05 > ann/A: said at this seat
 *     2026-11-22 12:04:06 < bob/B: said by the other side
 *     2026-11-22 12:04:07 * noticed by the peer
 *
 * in local time, through the output funnel; a text of several lines goes on in lines that no first
 * line looks like. *last is for whoever formats many; NULL will do. Returns 0 or -ENOMEM.
 */
int format_plain(struct buffer *out, struct format_plain *last, const struct record *record);

/*
 * Appends the record as one JSON object and a newline: seq, time (RFC 3339, UTC, microseconds), dir
 * ("in", "out", "note"), from, text, number and post where they are not 0, and of a room's message
 * member and uid. The text is the stored one, to the byte. *last as above. Returns 0 or -ENOMEM.
 */
int format_json(struct buffer *out, struct format_json *last, const struct record *record);

#endif
