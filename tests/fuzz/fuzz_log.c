/* SPDX-License-Identifier: ISC */
/*
 * The log. The bytes are a line of it, the numbers beside it, and what a record is made of.
 *
 * A line that is taken is within all limits; written again and read again it is the same record.
 * So is any record that is written. What is written shows no control character.
 */
#include "config.h"

#include <errno.h>

#include "core/format.h"
#include "core/html.h"
#include "core/logline.h"
#include "core/record.h"
#include "core/seatstate.h"
#include "core/stamp.h"
#include "tests/fuzz/fuzz.h"

static void check_record(const struct record *record)
{
	FUZZ_MUST(record->seq > 0 && record->seq <= LOGLINE_NUMBER_MAX);
	FUZZ_MUST(record->wire <= LOGLINE_NUMBER_MAX && record->post <= INT64_MAX);
	FUZZ_MUST(record->from_len <= RECORD_FROM_MAX && record->text_len <= RECORD_TEXT_MAX);
	FUZZ_MUST(utf8_valid(record->from, record->from_len));
	FUZZ_MUST(utf8_valid(record->text, record->text_len));
	FUZZ_MUST(record->dir >= RECORD_IN && record->dir <= RECORD_ABOUT);
}

static void check_same(const struct record *a, const struct record *b)
{
	FUZZ_MUST(a->seq == b->seq && a->wire == b->wire && a->post == b->post);
	FUZZ_MUST(a->kind == b->kind && a->dir == b->dir);
	FUZZ_MUST(a->from_len == b->from_len && a->text_len == b->text_len);
	FUZZ_MUST(memcmp(a->from, b->from, a->from_len) == 0);
	FUZZ_MUST(memcmp(a->text, b->text, a->text_len) == 0);
}

/* Is the time one that has a date of four digits of year, and is thus written as it is? */
static bool has_date(int64_t time_us)
{
	return time_us >= INT64_C(-62167219200000000) && time_us < INT64_C(253402300800000000);
}

static void write_and_read(const struct record *record)
{
	struct logline line = {0};
	struct buffer out = {0};
	struct record read;

	FUZZ_MUST(format_json(&out, NULL, record) == 0);
	FUZZ_MUST(out.len <= LOGLINE_MAX &&
		  memchr(out.data, '\n', out.len) == out.data + out.len - 1);
	FUZZ_MUST(fuzz_is_plain(out.data, out.len, "\n"));
	FUZZ_MUST(logline_parse(&line, out.data, out.len, &read) == 0);
	check_same(record, &read);
	FUZZ_MUST(!has_date(record->time_us) || record->time_us == read.time_us);
	out.len = 0;
	FUZZ_MUST(format_plain(&out, NULL, record) == 0);
	FUZZ_MUST(fuzz_is_plain(out.data, out.len, "\n\t"));
	logline_fini(&line);
	buffer_fini(&out);
}

static void check_html(const struct record *record)
{
	struct html html = {0};
	struct buffer out = {0};

	FUZZ_MUST(html_record(&html, &out, record) == 0);
	FUZZ_MUST(fuzz_is_plain(out.data, out.len, "\n\t"));
	html_fini(&html);
	buffer_fini(&out);
}

static void check_line(const char *bytes, size_t n)
{
	struct logline line = {0};
	struct record record;
	int error = logline_parse(&line, bytes, n, &record);

	FUZZ_MUST(error == 0 || error == -EBADMSG);
	if (error == 0) {
		check_record(&record);
		write_and_read(&record);
	}
	logline_fini(&line);
}

static void check_state(const char *bytes, size_t n)
{
	struct seatstate state, again;
	char text[SEATSTATE_SIZE];
	int error = seatstate_parse(bytes, n, &state);

	FUZZ_MUST(error == 0 || error == -EBADMSG || error == -EPROTONOSUPPORT);
	if (error < 0)
		return;
	seatstate_format(&state, text);
	FUZZ_MUST(text[SEATSTATE_SIZE - 1] == '\n');
	FUZZ_MUST(seatstate_parse(text, sizeof(text), &again) == 0);
	FUZZ_MUST(memcmp(&state, &again, sizeof(state)) == 0);
}

/* A record of these bytes, as a board has it and as a log has it. */
static void check_made(struct fuzz *fuzz)
{
	struct record record = {.seq = 1 + (fuzz_u64(fuzz) & INT32_MAX), .kind = RECORD_MESSAGE},
		      read;
	char from[UTF8_REPAIR_GROWTH * 20];
	static unsigned char encoded[RECORD_SIZE_MAX];
	struct buffer text = {0};
	const char *piece;
	size_t n;
	int size;

	record.time_us = (int64_t)fuzz_u64(fuzz);
	record.wire = fuzz_byte(fuzz);
	record.post = fuzz_byte(fuzz);
	record.dir = (enum record_dir)(RECORD_IN + fuzz_byte(fuzz) % 3);
	record.kind = record.dir == RECORD_ABOUT ? RECORD_NOTE : RECORD_MESSAGE;
	piece = fuzz_piece(fuzz, 20, &n);
	utf8_repair(piece, n, true, from, &record.from_len);
	record.from = from;
	piece = fuzz_piece(fuzz, RECORD_TEXT_MAX / UTF8_REPAIR_GROWTH, &n);
	FUZZ_MUST(buffer_append_repaired(&text, piece, n) == 0);
	record.text = text.data;
	record.text_len = text.len;
	write_and_read(&record);
	check_html(&record);
	size = record_encode(&record, encoded, sizeof(encoded));
	FUZZ_MUST(size > 0 && (size_t)size == record_size(&record));
	FUZZ_MUST(record_decode(encoded, (size_t)size, &read) == 0);
	check_same(&record, &read);
	FUZZ_MUST(record.time_us == read.time_us);
	buffer_fini(&text);
}

/* The bytes as a record that stands on a hostile board. */
static void check_encoded(const uint8_t *data, size_t size)
{
	static unsigned char encoded[RECORD_SIZE_MAX];
	struct record record;
	int n;

	if (record_decode(data, size, &record) < 0)
		return;
	n = record_encode(&record, encoded, sizeof(encoded));
	FUZZ_MUST(n > 0 && (size_t)n <= size);
	FUZZ_MUST(utf8_valid(record.from, record.from_len));
	FUZZ_MUST(utf8_valid(record.text, record.text_len));
	check_html(&record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = {data, size};

	fuzz_use_utf8();
	if (size > 0 && data[0] == '{') {
		check_line((const char *)data, size);
		check_state((const char *)data, size);
	} else if (size > 0 && data[0] == 'r') {
		check_encoded(data + 1, size - 1);
	} else {
		check_made(&fuzz);
	}
	return 0;
}
