/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/format.h"

#include <stdbool.h>
#include <string.h>

#include "core/copy.h"
#include "core/decimal.h"
#include "core/funnel.h"
#include "core/json.h"
#include "core/stamp.h"

#define CONTINUED "    | "

/* Room for what a line has behind its text. */
#define BEHIND_MAX 128

/* Of what few lines need: whoever calls it would have to save all registers, were it inlined. */
#define SELDOM __attribute__((noinline))

/* A literal, whose length is known. */
#define APPEND(out, literal) buffer_append((out), (literal), sizeof(literal) - 1)

static char dir_mark(enum record_dir dir)
{
	return dir == RECORD_OUT ? '>' : dir == RECORD_IN ? '<' : '*';
}

static int append_dir(struct buffer *out, enum record_dir dir)
{
	if (dir == RECORD_OUT)
		return APPEND(out, "\",\"dir\":\"out\",\"from\":");
	if (dir == RECORD_IN)
		return APPEND(out, "\",\"dir\":\"in\",\"from\":");
	return APPEND(out, "\",\"dir\":\"note\",\"from\":");
}

/* Whether it is what stands before this record's text as well. */
static inline __attribute__((always_inline)) bool fits(
	const struct format_before *before, const struct record *record)
{
	return before->len > 0 && before->time_us == record->time_us &&
	       before->kind == record->kind && before->dir == record->dir &&
	       before->from_len == record->from_len &&
	       same_short(before->from, record->from, record->from_len);
}

/* Keeps what was appended from start on, unless it is more than there is room for. */
static void keep(struct format_before *before, const struct record *record,
	const struct buffer *out, size_t start)
{
	size_t len = out->len - start;

	before->len = 0;
	if (len > sizeof(before->bytes) || record->from_len > sizeof(before->from))
		return;
	before->time_us = record->time_us;
	before->kind = record->kind;
	before->dir = record->dir;
	before->from_len = record->from_len;
	if (record->from_len > 0)
		memcpy(before->from, record->from, record->from_len);
	memcpy(before->bytes, out->data + start, len);
	before->len = len;
}

/* There is room for more than what is kept: it is copied in whole blocks. */
static inline void append_before(struct buffer *out, const struct format_before *before)
{
	char *p = out->data + out->len;

	for (size_t pos = 0; pos < before->len; pos += FORMAT_BLOCK)
		memcpy(p + pos, before->bytes + pos, FORMAT_BLOCK);
	out->len += before->len;
}

static SELDOM int append_new_plain_before(
	struct buffer *out, struct format_plain *last, const struct record *record)
{
	char mark[] = {' ', dir_mark(record->dir), ' '};
	size_t start = out->len;
	int error = buffer_append_string(out, stamp_local(&last->time, record->time_us));

	if (error == 0)
		error = buffer_append(out, mark, sizeof(mark));
	if (error == 0 && record->kind == RECORD_MESSAGE)
		error = funnel_append(out, record->from, record->from_len, NULL);
	if (error == 0 && record->kind == RECORD_MESSAGE)
		error = APPEND(out, ": ");
	if (error == 0)
		keep(&last->before, record, out, start);
	return error;
}

static int append_plain(struct buffer *out, struct format_plain *last, const struct record *record)
{
	/* Room for all of nearly every line. */
	int error = buffer_reserve(out, FORMAT_BEFORE_MAX + record->text_len + BEHIND_MAX);

	if (error < 0)
		return error;
	if (fits(&last->before, record))
		append_before(out, &last->before);
	else
		error = append_new_plain_before(out, last, record);
	if (error == 0)
		error = funnel_append(out, record->text, record->text_len, CONTINUED);
	return error < 0 ? error : APPEND(out, "\n");
}

int format_plain(struct buffer *out, struct format_plain *last, const struct record *record)
{
	if (last == NULL)
		return append_plain(out, &(struct format_plain){0}, record);
	return append_plain(out, last, record);
}

static int append_time(struct buffer *out, int64_t time_us)
{
	int error = buffer_reserve(out, STAMP_SIZE);

	if (error < 0)
		return error;
	stamp_format_utc(time_us, out->data + out->len);
	out->len += STAMP_UTC_LEN;
	return 0;
}

/* Whether it is the next number; its digits in bytes are then counted up. */
static inline bool count_up(struct format_counted *counted, char *bytes, uint64_t number)
{
	/* Behind the largest number comes none; and no digits are never counted up. */
	if (number == 0 || number - 1 != counted->number ||
		!decimal_count_up(bytes + counted->end - counted->digits, counted->digits))
		return false;
	counted->number = number;
	return true;
}

/* Appends a number, and notes where in what begins at start its digits are. */
static int append_counted(
	struct buffer *out, struct format_counted *counted, uint64_t number, size_t start)
{
	int error = buffer_reserve(out, DECIMAL_MAX);

	if (error < 0)
		return error;
	counted->number = number;
	counted->digits = decimal_write(number, out->data + out->len);
	out->len += counted->digits;
	counted->end = out->len - start;
	return 0;
}

static SELDOM int append_new_json_before(
	struct buffer *out, struct format_json *last, const struct record *record)
{
	size_t start = out->len;
	int error = APPEND(out, "{\"seq\":");

	/* What is kept has the digits of another number. */
	last->before.len = 0;
	if (error == 0)
		error = append_counted(out, &last->seq, record->seq, start);
	if (error == 0)
		error = APPEND(out, ",\"time\":\"");
	if (error == 0)
		error = append_time(out, record->time_us);
	if (error == 0)
		error = append_dir(out, record->dir);
	if (error == 0)
		error = json_append_string(out, record->from, record->from_len);
	if (error == 0)
		error = APPEND(out, ",\"text\":");
	if (error == 0)
		keep(&last->before, record, out, start);
	return error;
}

/* The members that only some records have. */
static int append_more_numbers(struct buffer *out, const struct record *record)
{
	int error = 0;

	if (record->post != 0)
		error = json_member_number(out, "post", (int64_t)record->post);
	if (error == 0 && record->member != 0)
		error = json_member_number(out, "member", record->member);
	if (error == 0 && record->member != 0)
		error = json_member_number(out, "uid", record->uid);
	return error;
}

static SELDOM int append_new_json_behind(
	struct buffer *out, struct format_json *last, const struct record *record)
{
	size_t start = out->len;
	int error = 0;

	last->number.digits = 0;
	if (record->wire != 0)
		error = APPEND(out, ",\"number\":");
	if (error == 0 && record->wire != 0)
		error = append_counted(out, &last->number, record->wire, start);
	if (error == 0)
		error = append_more_numbers(out, record);
	if (error == 0)
		error = APPEND(out, "}\n");
	if (error == 0 && (record->post | record->member) == 0)
		memcpy(last->behind, out->data + start, out->len - start);
	else
		last->number.digits = 0;
	return error;
}

static inline int append_json_behind(
	struct buffer *out, struct format_json *last, const struct record *record)
{
	int error = buffer_reserve(out, FORMAT_BEHIND_MAX);

	if (error < 0)
		return error;
	if ((record->post | record->member) != 0 ||
		!count_up(&last->number, last->behind, record->wire))
		return append_new_json_behind(out, last, record);
	/* All of them, for so many are copied at once. */
	memcpy(out->data + out->len, last->behind, FORMAT_BEHIND_MAX);
	out->len += last->number.end + strlen("}\n");
	return 0;
}

/* What stands before and behind each value is known, so no name is looked at byte by byte. */
static int append_json(struct buffer *out, struct format_json *last, const struct record *record)
{
	/* Room for all of nearly every line. */
	int error = buffer_reserve(out, FORMAT_BEFORE_MAX + record->text_len + BEHIND_MAX);

	if (error < 0)
		return error;
	if (fits(&last->before, record) && count_up(&last->seq, last->before.bytes, record->seq))
		append_before(out, &last->before);
	else
		error = append_new_json_before(out, last, record);
	if (error == 0)
		error = json_append_string(out, record->text, record->text_len);
	return error < 0 ? error : append_json_behind(out, last, record);
}

int format_json(struct buffer *out, struct format_json *last, const struct record *record)
{
	if (last == NULL)
		return append_json(out, &(struct format_json){0}, record);
	return append_json(out, last, record);
}
