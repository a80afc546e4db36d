/* SPDX-License-Identifier: ISC */
/*
 * Nearly every line is just as format_json() writes it: the same members in the same order without
 * a blank. Such a line is read in one pass; whatever differs by a byte is left to the JSON parser,
 * which takes ten times as long.
 */
#include "config.h"

#include "core/logline.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "core/stamp.h"
#include "core/utf8.h"

/* What is still to be read of the line. */
struct reader {
	const char *at, *end;
	struct buffer *out; /* has room for all strings of the line */
};

static bool set_dir(struct record *record, const char *name, size_t n)
{
	if (n == 2 && memcmp(name, "in", n) == 0)
		record->dir = RECORD_IN;
	else if (n == 3 && memcmp(name, "out", n) == 0)
		record->dir = RECORD_OUT;
	else if (n == 4 && memcmp(name, "note", n) == 0)
		record->dir = RECORD_ABOUT;
	else
		return false;
	record->kind = record->dir == RECORD_ABOUT ? RECORD_NOTE : RECORD_MESSAGE;
	return true;
}

/* Of a room's message; elsewhere both are 0. */
static bool set_member(struct record *record, uint64_t member, uint64_t uid)
{
	record->member = (uint32_t)member;
	record->uid = (uint32_t)uid;
	return member <= UINT32_MAX && uid <= UINT32_MAX;
}

/* What holds for every record, whichever way it was read. */
static bool record_sound(const struct record *record)
{
	return record->seq > 0 && record->seq <= LOGLINE_NUMBER_MAX &&
	       record->wire <= LOGLINE_NUMBER_MAX && record->from_len <= RECORD_FROM_MAX &&
	       record->text_len <= RECORD_TEXT_MAX && utf8_valid(record->from, record->from_len) &&
	       utf8_valid(record->text, record->text_len);
}

static bool take(struct reader *reader, const char *literal)
{
	size_t n = strlen(literal);

	if ((size_t)(reader->end - reader->at) < n || memcmp(reader->at, literal, n) != 0)
		return false;
	reader->at += n;
	return true;
}

/* 19 digits fit into a uint64_t whatever they are; JSON has no leading zeros. */
static bool take_number(struct reader *reader, uint64_t *number)
{
	const char *first = reader->at;

	*number = 0;
	while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
		*number = *number * 10 + (uint64_t)(*reader->at++ - '0');
	return reader->at > first && reader->at - first <= 19 && *number <= INT64_MAX &&
	       (*first != '0' || reader->at == first + 1);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A unit of UTF-16 in four hexadecimal digits. */
static bool take_unit(struct reader *reader, uint32_t *unit)
{
	*unit = 0;
	if (reader->end - reader->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		int value = hex_value(*reader->at++);

		if (value < 0)
			return false;
		*unit = *unit << 4 | (uint32_t)value;
	}
	return true;
}

/* What is behind a backslash. A surrogate without the other one is no text. */
static bool take_escape(struct reader *reader, uint32_t *cp)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *name;
	uint32_t low;

	if (take(reader, "u")) {
		if (!take_unit(reader, cp))
			return false;
		if (*cp < 0xd800 || *cp > 0xdfff)
			return true;
		if (*cp > 0xdbff || !take(reader, "\\u") || !take_unit(reader, &low) ||
			low < 0xdc00 || low > 0xdfff)
			return false;
		*cp = 0x10000 + ((*cp - 0xd800) << 10) + (low - 0xdc00);
		return true;
	}
	if (reader->at == reader->end || *reader->at == '\0')
		return false;
	name = strchr(names, *reader->at++);
	if (name == NULL)
		return false;
	*cp = (unsigned char)values[name - names];
	return true;
}

static bool take_string(struct reader *reader, const char **string, size_t *len)
{
	struct buffer *out = reader->out;
	size_t start = out->len;

	if (!take(reader, "\""))
		return false;
	while (reader->at < reader->end && (unsigned char)*reader->at >= 0x20) {
		char c = *reader->at++;
		uint32_t cp;

		if (c == '"') {
			*string = out->data + start;
			*len = out->len - start;
			return true;
		}
		if (c != '\\')
			out->data[out->len++] = c;
		else if (take_escape(reader, &cp))
			out->len += utf8_encode(cp, out->data + out->len);
		else
			return false;
	}
	return false;
}

/* Reads the line if it is just as format_json() writes it, and sound. */
static bool read_usual(struct reader *reader, struct record *record)
{
	uint64_t member = 0, uid = 0;
	const char *time, *dir;
	size_t time_len, dir_len;

	*record = (struct record){0};
	if (!take(reader, "{\"seq\":") || !take_number(reader, &record->seq) ||
		!take(reader, ",\"time\":") || !take_string(reader, &time, &time_len) ||
		!take(reader, ",\"dir\":") || !take_string(reader, &dir, &dir_len) ||
		!take(reader, ",\"from\":") ||
		!take_string(reader, &record->from, &record->from_len) ||
		!take(reader, ",\"text\":") ||
		!take_string(reader, &record->text, &record->text_len))
		return false;
	if (take(reader, ",\"number\":") && !take_number(reader, &record->wire))
		return false;
	if (take(reader, ",\"post\":") && !take_number(reader, &record->post))
		return false;
	if (take(reader, ",\"member\":") && !take_number(reader, &member))
		return false;
	if (take(reader, ",\"uid\":") && !take_number(reader, &uid))
		return false;
	if (!take(reader, "}") || (!take(reader, "\n") && reader->at != reader->end))
		return false;
	return reader->at == reader->end &&
	       stamp_parse_utc(time, time_len, &record->time_us) == 0 &&
	       set_dir(record, dir, dir_len) && set_member(record, member, uid) &&
	       record_sound(record);
}

static bool get_string(const json_t *object, const char *name, const char **string, size_t *len)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_string(value))
		return false;
	*string = json_string_value(value);
	*len = json_string_length(value);
	return true;
}

/* A number that is not there is 0. */
static bool get_number(const json_t *object, const char *name, uint64_t *number)
{
	const json_t *value = json_object_get(object, name);

	*number = 0;
	if (value == NULL)
		return true;
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*number = (uint64_t)json_integer_value(value);
	return true;
}

static bool read_object(const json_t *object, struct record *record)
{
	const char *time, *dir;
	size_t time_len, dir_len;
	uint64_t member, uid;

	*record = (struct record){0};
	return get_number(object, "seq", &record->seq) &&
	       get_string(object, "time", &time, &time_len) &&
	       stamp_parse_utc(time, time_len, &record->time_us) == 0 &&
	       get_string(object, "dir", &dir, &dir_len) && set_dir(record, dir, dir_len) &&
	       get_string(object, "from", &record->from, &record->from_len) &&
	       get_string(object, "text", &record->text, &record->text_len) &&
	       get_number(object, "number", &record->wire) &&
	       get_number(object, "post", &record->post) && get_number(object, "member", &member) &&
	       get_number(object, "uid", &uid) && set_member(record, member, uid) &&
	       record_sound(record);
}

int logline_parse(struct logline *line, const char *bytes, size_t n, struct record *record)
{
	struct reader reader = {bytes, bytes + n, &line->strings};
	json_error_t error;

	json_decref(line->object);
	line->object = NULL;
	line->strings.len = 0;
	if (n == 0 || n > LOGLINE_MAX)
		return -EBADMSG;
	/* No escape is shorter than what it stands for. */
	if (buffer_reserve(&line->strings, n) < 0)
		return -ENOMEM;
	if (read_usual(&reader, record))
		return 0;
	line->object = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &error);
	if (line->object == NULL)
		return json_error_code(&error) == json_error_out_of_memory ? -ENOMEM : -EBADMSG;
	return read_object(line->object, record) ? 0 : -EBADMSG;
}

void logline_fini(struct logline *line)
{
	json_decref(line->object);
	buffer_fini(&line->strings);
	*line = (struct logline){0};
}
