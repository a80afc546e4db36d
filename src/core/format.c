/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/format.h"

#include <string.h>

#include "core/funnel.h"
#include "core/json.h"
#include "core/stamp.h"

#define CONTINUED "    | "

static char dir_mark(enum record_dir dir)
{
	return dir == RECORD_OUT ? '>' : dir == RECORD_IN ? '<' : '*';
}

static const char *dir_name(enum record_dir dir)
{
	return dir == RECORD_OUT ? "out" : dir == RECORD_IN ? "in" : "note";
}

int format_plain(struct buffer *out, const struct record *record)
{
	char time[STAMP_SIZE];
	int error;

	stamp_format_local(record->time_us, time);
	error = buffer_printf(out, "%s %c ", time, dir_mark(record->dir));
	if (error == 0 && record->kind == RECORD_MESSAGE) {
		error = funnel_append(out, record->from, record->from_len, NULL);
		if (error == 0)
			error = buffer_append_string(out, ": ");
	}
	if (error == 0)
		error = funnel_append(out, record->text, record->text_len, CONTINUED);
	if (error == 0)
		error = buffer_append(out, "\n", 1);
	return error;
}

int format_json(struct buffer *out, const struct record *record)
{
	const char *dir = dir_name(record->dir);
	char time[STAMP_SIZE];
	int error;

	stamp_format_utc(record->time_us, time);
	error = buffer_append(out, "{", 1);
	if (error == 0)
		error = json_member_number(out, "seq", (int64_t)record->seq);
	if (error == 0)
		error = json_member_string(out, "time", time, strlen(time));
	if (error == 0)
		error = json_member_string(out, "dir", dir, strlen(dir));
	if (error == 0)
		error = json_member_string(out, "from", record->from, record->from_len);
	if (error == 0)
		error = json_member_string(out, "text", record->text, record->text_len);
	if (error == 0 && record->wire != 0)
		error = json_member_number(out, "number", (int64_t)record->wire);
	if (error == 0 && record->post != 0)
		error = json_member_number(out, "post", (int64_t)record->post);
	if (error == 0 && record->member != 0)
		error = json_member_number(out, "member", record->member);
	if (error == 0 && record->member != 0)
		error = json_member_number(out, "uid", record->uid);
	if (error == 0)
		error = buffer_append(out, "}\n", 2);
	return error;
}
