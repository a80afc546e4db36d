/* SPDX-License-Identifier: ISC */
/*
 * A line of the log, read back: the JSON object that format_json() writes.
 *
 * Members that are not known are passed over, so that older programs read newer logs.
 */
#ifndef CORE_LOGLINE_H
#define CORE_LOGLINE_H

#include <stddef.h>

#include "core/buffer.h"
#include "core/record.h"

/* Longest line: each byte of the text may stand there as \uXXXX. */
#define LOGLINE_MAX (6 * (RECORD_TEXT_MAX + RECORD_FROM_MAX) + 1024)

/* Of seq and number: a log goes on behind whatever it has, so there has to be room. */
#define LOGLINE_NUMBER_MAX ((uint64_t)INT64_MAX / 2)

/* What a record's strings lie in; zeroed at first. */
struct logline {
	void *object;
	struct buffer strings;
};

/*
 * Reads a line, with or without its newline. The strings of *record are valid until the next call
 * or logline_fini(), which leaves *line as at first. Returns 0; -EBADMSG where the line is none of
 * a log, for all is checked: lengths, UTF-8, that numbers are from 0 to INT64_MAX, seq and number
 * at most LOGLINE_NUMBER_MAX, member and uid at most UINT32_MAX, and seq is not 0; or -ENOMEM. A
 * number that the line has not is 0.
 */
int logline_parse(struct logline *line, const char *bytes, size_t n, struct record *record);
void logline_fini(struct logline *line);

#endif
