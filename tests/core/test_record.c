/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/record.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Bytes before the nick. */
#define HEAD_SHORT 20
#define HEAD_LONG  44

/* A copy of exactly n bytes, so that a sanitizer sees each byte that is read behind them. */
static unsigned char *exact(const void *bytes, size_t n)
{
	unsigned char *copy = malloc(n > 0 ? n : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, n);
	return copy;
}

static const struct record records[] = {
	{1, 0, 1, 5, RECORD_MESSAGE, RECORD_OUT, "ann", 3, "hello", 5, 0, 0},
	{2, -1, 7, 0, RECORD_MESSAGE, RECORD_IN, "j\xc3\xbcrgen", 7, "\xe6\x97\xa5\n\x1b[0m", 8, 12,
		1000},
	{UINT64_MAX, INT64_MIN, UINT64_MAX, UINT64_MAX, RECORD_NOTE, RECORD_ABOUT, "", 0, "", 0, 0,
		0},
	{3, INT64_MAX, 0, 0, RECORD_NOTE, RECORD_ABOUT, "", 0, "B is here", 9, 0, 0},
	{4, 5, 6, 7, RECORD_MESSAGE, RECORD_IN, "", 0, "", 0, UINT32_MAX, UINT32_MAX},
	{5, 6, 7, 0, RECORD_MESSAGE, RECORD_OUT, "ann", 3, "hello", 5, 0, 0},
	{UINT32_MAX, 6, UINT32_MAX, 0, RECORD_MESSAGE, RECORD_OUT, "ann", 3, "hello", 5, 0, 0},
	{UINT32_MAX + UINT64_C(1), 6, 7, 0, RECORD_MESSAGE, RECORD_IN, "bob", 3, "hello", 5, 0, 0},
	{5, 6, UINT32_MAX + UINT64_C(1), 0, RECORD_MESSAGE, RECORD_IN, "bob", 3, "hello", 5, 0, 0},
	{6, 7, 8, 0, RECORD_MESSAGE, RECORD_IN, "bob", 3, "hello", 5, 1, 0},
	{6, 7, 8, 0, RECORD_MESSAGE, RECORD_IN, "bob", 3, "hello", 5, 0, 1},
};

START_TEST(test_record_comes_back)
{
	const struct record *record = &records[_i];
	unsigned char out[128], *bytes;
	struct record back;
	int n = record_encode(record, out, sizeof(out));

	ck_assert_int_eq(n, (int)record_size(record));
	bytes = exact(out, (size_t)n);
	ck_assert_int_eq(record_decode(bytes, (size_t)n, &back), 0);
	ck_assert_uint_eq(back.seq, record->seq);
	ck_assert_int_eq(back.time_us, record->time_us);
	ck_assert_uint_eq(back.wire, record->wire);
	ck_assert_uint_eq(back.post, record->post);
	ck_assert_uint_eq(back.member, record->member);
	ck_assert_uint_eq(back.uid, record->uid);
	ck_assert_int_eq(back.kind, record->kind);
	ck_assert_int_eq(back.dir, record->dir);
	ck_assert_uint_eq(back.from_len, record->from_len);
	ck_assert_mem_eq(back.from, record->from, record->from_len);
	ck_assert_uint_eq(back.text_len, record->text_len);
	ck_assert_mem_eq(back.text, record->text, record->text_len);
	free(bytes);
}
END_TEST

START_TEST(test_record_layout)
{
	static const unsigned char expected[] = {1, 0, 0x20, 0xb0, 0xfe, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 9, 0,
		0, 0, 7, 0, 0, 0xa0, 0xe8, 3, 0, 0, 'm', 'e', 'x'};
	const struct record record = {1, -2, 3, 0x900000004, RECORD_MESSAGE, RECORD_OUT, "me", 2,
		"x", 1, 0xa0000007, 1000};
	unsigned char out[sizeof(expected)];

	ck_assert_int_eq(record_encode(&record, out, sizeof(out)), sizeof(expected));
	ck_assert_mem_eq(out, expected, sizeof(expected));
}
END_TEST

START_TEST(test_record_layout_short)
{
	static const unsigned char expected[] = {1, 0, 0x20, 0x30, 0xfe, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 'm', 'e', 'x'};
	const struct record record = {
		0x04030201, -2, 0x08070605, 0, RECORD_MESSAGE, RECORD_OUT, "me", 2, "x", 1, 0, 0};
	unsigned char out[sizeof(expected)];

	ck_assert_int_eq(record_encode(&record, out, sizeof(out)), sizeof(expected));
	ck_assert_mem_eq(out, expected, sizeof(expected));
}
END_TEST

START_TEST(test_record_needs_its_room)
{
	const struct record *record = &records[_i];
	unsigned char out[128];
	size_t size = record_size(record);

	for (size_t n = 0; n < size; n++) {
		memset(out, 0x5a, sizeof(out));
		ck_assert_int_eq(record_encode(record, out, n), -EMSGSIZE);
		ck_assert_uint_eq(out[0], 0x5a);
	}
	ck_assert_int_eq(record_encode(record, out, size), (int)size);
	ck_assert_uint_eq(out[size], 0x5a);
}
END_TEST

static const struct {
	size_t from_len, text_len;
	bool valid;
} limits[] = {
	{RECORD_FROM_MAX, RECORD_TEXT_MAX, true},
	{RECORD_FROM_MAX + 1, 0, false},
	{0, RECORD_TEXT_MAX + 1, false},
	{SIZE_MAX, SIZE_MAX, false},
	{SIZE_MAX - HEAD_LONG, 1, false},
};

START_TEST(test_record_limits)
{
	static char text[RECORD_TEXT_MAX + 1];
	static unsigned char out[2 * RECORD_SIZE_MAX];
	struct record record = {1, 0, 1, 0, RECORD_MESSAGE, RECORD_IN, text, limits[_i].from_len,
		text, limits[_i].text_len, 1, 0};
	int n;

	memset(text, 'x', sizeof(text));
	n = record_encode(&record, out, sizeof(out));
	if (limits[_i].valid) {
		ck_assert_int_eq(n, (int)record_size(&record));
		ck_assert_int_le(n, RECORD_SIZE_MAX);
		ck_assert_int_eq(record_decode(out, (size_t)n, &record), 0);
	} else {
		ck_assert_int_eq(n, -EMSGSIZE);
	}
}
END_TEST

START_TEST(test_record_decode_refuses_any_other_length)
{
	unsigned char out[128] = {0};
	struct record back;
	size_t n = (size_t)record_encode(&records[_i], out, sizeof(out));

	for (size_t size = 0; size < sizeof(out); size++) {
		unsigned char *bytes = exact(out, size);

		ck_assert_int_eq(record_decode(bytes, size, &back), size == n ? 0 : -EBADMSG);
		free(bytes);
	}
}
END_TEST

/*
 * One byte of a sound record changed, and what comes of it. "ann" says "hello", with a long head
 * (record 0) and with a short one (record 5).
 */
static const struct {
	int record;
	size_t at;
	unsigned char value;
	int result;
} changed[] = {
	{0, 0, 4, -EBADMSG}, /* length of the text */
	{0, 0, 6, -EBADMSG},
	{0, 2, 0x31, -EBADMSG},
	{0, 2, 0x20, -EBADMSG}, /* length of the nick */
	{0, 2, 0x40, -EBADMSG},
	{0, 3, 0xb4, -EBADMSG},
	{0, 3, 0xa0, -EBADMSG}, /* dir */
	{0, 3, 0xb8, 0},
	{0, 3, 0x90, -EBADMSG}, /* kind */
	{0, 3, 0xd0, 0},
	{0, 3, 0xf0, -EBADMSG},
	{0, 3, 0x30, -EBADMSG}, /* no long head */
	{0, 11, 0x80, 0},       /* any time, any number, any post, any member, any account */
	{0, 12, 0xff, 0},
	{0, 27, 0xff, 0},
	{0, 28, 0xff, 0},
	{0, 36, 0xff, 0},
	{0, 43, 0xff, 0},
	{0, 44, 0, -EBADMSG}, /* nick */
	{0, 46, 0xc3, -EBADMSG},
	{0, 47, 0, -EBADMSG}, /* text */
	{0, 48, 0xff, -EBADMSG},
	{0, 51, 0xe2, -EBADMSG},
	{0, 51, '\n', 0},
	{5, 0, 6, -EBADMSG},
	{5, 3, 0x20, -EBADMSG},
	{5, 3, 0x38, 0},
	{5, 3, 0x50, 0},
	{5, 3, 0x10, -EBADMSG},
	{5, 3, 0xb0, -EBADMSG}, /* a long head */
	{5, 11, 0x80, 0},
	{5, 15, 0xff, 0},
	{5, 19, 0xff, 0},
	{5, 20, 0xff, -EBADMSG},
	{5, 23, 0, -EBADMSG},
	{5, 27, '\n', 0},
};

START_TEST(test_record_decode_checks)
{
	unsigned char out[128], *bytes;
	struct record back;
	size_t n = (size_t)record_encode(&records[changed[_i].record], out, sizeof(out));

	out[changed[_i].at] = changed[_i].value;
	bytes = exact(out, n);
	ck_assert_int_eq(record_decode(bytes, n, &back), changed[_i].result);
	free(bytes);
}
END_TEST

/* The bytes of a character are not shared out between nick and text. */
START_TEST(test_record_decode_checks_nick_and_text_apart)
{
	const struct record record = {
		1, 0, 1, 0, RECORD_MESSAGE, RECORD_IN, "\xe2\x82", 2, "\xac", 1, 0, 0};
	unsigned char out[64];
	struct record back;
	int n = record_encode(&record, out, sizeof(out));

	ck_assert(utf8_valid((const char *)out + HEAD_SHORT, 3));
	ck_assert_int_eq(record_decode(out, (size_t)n, &back), -EBADMSG);
}
END_TEST

/* Any two bytes changed: what is accepted lies within the bytes and is text. */
START_TEST(test_record_decode_any_two_bytes)
{
	static const unsigned char values[] = {0, 1, 2, 3, 5, 64, 65, 0x7f, 0x80, 0xc2, 0xff};
	unsigned char out[128];
	struct record back;
	size_t n = (size_t)record_encode(&records[_i], out, sizeof(out));

	for (size_t i = 0; i < n * n * sizeof(values); i++) {
		unsigned char *bytes = exact(out, n);

		bytes[i % n] = values[i / n % sizeof(values)];
		bytes[i / n / sizeof(values)] ^= values[(i + i / n) % sizeof(values)];
		if (record_decode(bytes, n, &back) == 0) {
			ck_assert(back.from == (char *)bytes +
						       (bytes[3] & 0x80 ? HEAD_LONG : HEAD_SHORT) &&
				  back.text == back.from + back.from_len &&
				  back.text + back.text_len == (char *)bytes + n);
			ck_assert(utf8_valid(back.from, back.from_len) &&
				  utf8_valid(back.text, back.text_len));
		}
		free(bytes);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("record");
	TCase *tcase = tcase_create("record");

	tcase_add_loop_test(tcase, test_record_comes_back, 0, COUNT(records));
	tcase_add_test(tcase, test_record_layout);
	tcase_add_test(tcase, test_record_layout_short);
	tcase_add_loop_test(tcase, test_record_needs_its_room, 0, COUNT(records));
	tcase_add_loop_test(tcase, test_record_limits, 0, COUNT(limits));
	tcase_add_loop_test(tcase, test_record_decode_refuses_any_other_length, 0, COUNT(records));
	tcase_add_loop_test(tcase, test_record_decode_checks, 0, COUNT(changed));
	tcase_add_test(tcase, test_record_decode_checks_nick_and_text_apart);
	tcase_add_loop_test(tcase, test_record_decode_any_two_bytes, 0, COUNT(records));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
