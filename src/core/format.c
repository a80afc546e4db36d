/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/format.h"

#include "core/funnel.h"
#include "core/json.h"
#include "core/stamp.h"

#define CONTINUED "    | "

/* More than a line of JSON has besides the nick and the text. */
#define JSON_AROUND 192

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

int format_plain(struct buffer *out, struct stamp_local *last, const struct record *record)
{
	struct stamp_local own = {0};
	const char *time = stamp_local(last != NULL ? last : &own, record->time_us);
	char mark[] = {' ', dir_mark(record->dir), ' '};
	/* Room for all of nearly every line. */
	int error = buffer_reserve(out, STAMP_SIZE + record->from_len + record->text_len);

	if (error == 0)
		error = buffer_append_string(out, time);
	if (error == 0)
		error = buffer_append(out, mark, sizeof(mark));
	if (error == 0 && record->kind == RECORD_MESSAGE) {
		error = funnel_append(out, record->from, record->from_len, NULL);
		if (error == 0)
			error = buffer_append(out, ": ", 2);
	}
	if (error == 0)
		error = funnel_append(out, record->text, record->text_len, CONTINUED);
	if (error == 0)
		error = buffer_append(out, "\n", 1);
	return error;
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

/* What stands before and behind each value is known, so no name is looked at byte by byte. */
int format_json(struct buffer *out, const struct record *record)
{
	/* Room for all of nearly every line. */
	int error = buffer_reserve(out, JSON_AROUND + record->from_len + record->text_len);

	if (error == 0)
		error = APPEND(out, "{\"seq\":");
	if (error == 0)
		error = json_append_number(out, (int64_t)record->seq);
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
		error = json_append_string(out, record->text, record->text_len);
	if (error == 0 && record->wire != 0)
		error = json_member_number(out, "number", (int64_t)record->wire);
	if (error == 0 && record->post != 0)
		error = json_member_number(out, "post", (int64_t)record->post);
	if (error == 0 && record->member != 0)
		error = json_member_number(out, "member", record->member);
	if (error == 0 && record->member != 0)
		error = json_member_number(out, "uid", record->uid);
	if (error == 0)
		error = APPEND(out, "}\n");
	return error;
}
