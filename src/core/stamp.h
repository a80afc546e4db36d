/* SPDX-License-Identifier: ISC */
/*
 * Points in time as text. A stamp is in microseconds since 1970-01-01T00:00:00Z, leap seconds not
 * counted. This module reads no clock.
 */
#ifndef CORE_STAMP_H
#define CORE_STAMP_H

#include <stddef.h>
#include <stdint.h>

#define STAMP_SIZE 48
/* Bytes of what stamp_format_utc() writes, less the NUL. */
#define STAMP_UTC_LEN 27

/* RFC 3339, UTC, microseconds: 2026-11-22T12:04:05.123456Z. */
void stamp_format_utc(int64_t time_us, char out[STAMP_SIZE]);

/*
 * Reads RFC 3339 in its whole: also with other fractions of a second, of which what is below a
 * microsecond is cut off, with an offset instead of Z, with small letters or a blank instead of T.
 * A leap second is no point in time here. Returns 0, or -EBADMSG where the n bytes are none.
 */
int stamp_parse_utc(const char *text, size_t n, int64_t *time_us);

/* Local time by TZ: 2026-11-22 12:04:05. */
void stamp_format_local(int64_t time_us, char out[STAMP_SIZE]);

/* A time of day as 12:04:05 and the character behind it, 9 bytes. Each number is below 100. */
void stamp_put_time(char *out, unsigned hour, unsigned minute, unsigned second, char behind);

/* The newest local time, for whoever formats many of the same second. Zeroed at first. */
struct stamp_local {
	int64_t second;
	char text[STAMP_SIZE];
};

/* The same as stamp_format_local(); the text is valid until the next call. */
const char *stamp_local(struct stamp_local *last, int64_t time_us);

#endif
