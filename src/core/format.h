/* SPDX-License-Identifier: ISC */
/*
 * A record as a line of text, for pipes and for people.
 */
#ifndef CORE_FORMAT_H
#define CORE_FORMAT_H

#include "core/buffer.h"
#include "core/record.h"
#include "core/stamp.h"

/*
 * Appends the record as one line with its newline:
 *
 *     2026-11-22 12:04:05 > ann/A: said at this seat
 *     2026-11-22 12:04:06 < bob/B: said by the other side
 *     2026-11-22 12:04:07 * noticed by the peer
 *
 * in local time, through the output funnel; a text of several lines goes on in lines that no first
 * line looks like. *last is for whoever formats many, see stamp_local(); NULL will do. Returns 0 or
 * -ENOMEM.
 */
int format_plain(struct buffer *out, struct stamp_local *last, const struct record *record);

/*
 * Appends the record as one JSON object and a newline: seq, time (RFC 3339, UTC, microseconds), dir
 * ("in", "out", "note"), from, text, number and post where they are not 0, and of a room's message
 * member and uid. The text is the stored one, to the byte. Returns 0 or -ENOMEM.
 */
int format_json(struct buffer *out, const struct record *record);

#endif
