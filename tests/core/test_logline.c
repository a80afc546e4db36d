/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/logline.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/format.h"
#include "core/utf8.h"
#include "tests/core/prng.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define TIME         INT64_C(1795349045123456)
#define HEAD         "{\"seq\":7,\"time\":\"2026-11-22T12:04:05.123456Z\",\"dir\":\"in\","
#define SOUND        HEAD "\"from\":\"bob/B\",\"text\":\"hello\""

static struct logline line;
static struct record record;

static void teardown(void)
{
	logline_fini(&line);
}

/* Parses a copy on the heap, so that a sanitizer sees who reads on behind its end. */
static int parse(const char *bytes, size_t n)
{
	char *copy = malloc(n + (n == 0));
	int error;

	memcpy(copy, bytes, n);
	error = logline_parse(&line, copy, n, &record);
	free(copy);
	return error;
}

static void assert_same(const struct record *expected)
{
	ck_assert_uint_eq(record.seq, expected->seq);
	ck_assert_int_eq(record.time_us, expected->time_us);
	ck_assert_uint_eq(record.wire, expected->wire);
	ck_assert_uint_eq(record.post, expected->post);
	ck_assert_uint_eq(record.member, expected->member);
	ck_assert_uint_eq(record.uid, expected->uid);
	ck_assert_int_eq(record.kind, expected->kind);
	ck_assert_int_eq(record.dir, expected->dir);
	ck_assert_uint_eq(record.from_len, expected->from_len);
	ck_assert_uint_eq(record.text_len, expected->text_len);
	ck_assert(memcmp(record.from, expected->from, record.from_len) == 0);
	ck_assert(memcmp(record.text, expected->text, record.text_len) == 0);
}

static const struct record hello = {
	.seq = 7,
	.time_us = TIME,
	.kind = RECORD_MESSAGE,
	.dir = RECORD_IN,
	.from = "bob/B",
	.from_len = 5,
	.text = "hello",
	.text_len = 5,
};

/* All the ways of writing one thing. */
static const char *const alike[] = {
	SOUND "}\n",
	SOUND "}",
	SOUND "}\r\n",
	" " SOUND "}",
	SOUND " } ",
	SOUND ",\"number\":0,\"post\":0}",
	SOUND ",\"post\":0,\"number\":0}",
	SOUND ",\"member\":0,\"uid\":0}",
	SOUND ",\"uid\":0,\"member\":0}",
	SOUND ",\"unknown\":[1,{\"text\":\"x\"},1.5e3,null,true]}",
	HEAD "\"from\":\"\\u0062ob\\/B\",\"text\":\"h\\u0065llo\"}",
	"{\"text\":\"hello\",\"from\":\"bob/B\",\"dir\":\"in\","
	"\"time\":\"2026-11-22T13:04:05.123456+01:00\",\"seq\":7}",
};

START_TEST(test_logline_alike)
{
	ck_assert_int_eq(parse(alike[_i], strlen(alike[_i])), 0);
	assert_same(&hello);
}
END_TEST

#define WITH_SEQ(seq)                                                                              \
	"{\"seq\":" seq ",\"time\":\"2026-11-22T12:04:05.123456Z\",\"dir\":\"in\",\"from\":\"\","  \
	"\"text\":\"\"}"
#define WITH_TEXT(text) HEAD "\"from\":\"\",\"text\":" text "}"
#define WITH_FROM(from) HEAD "\"from\":" from ",\"text\":\"\"}"

static const char *const broken[] = {
	"",
	"\n",
	" ",
	"x",
	"{",
	"{}",
	"{}\n",
	"[]",
	"7",
	"null",
	"\"text\"",
	SOUND,
	SOUND "}}",
	SOUND ",}",
	SOUND "}x",
	SOUND "}\n\n{}",
	SOUND "} {}",
	/* numbers */
	WITH_SEQ("0"),
	WITH_SEQ("-1"),
	WITH_SEQ("-0"),
	WITH_SEQ("07"),
	WITH_SEQ("7.0"),
	WITH_SEQ("7e0"),
	WITH_SEQ("\"7\""),
	WITH_SEQ("true"),
	WITH_SEQ("null"),
	WITH_SEQ(""),
	WITH_SEQ("+7"),
	WITH_SEQ("0x7"),
	WITH_SEQ("9223372036854775808"),
	WITH_SEQ("18446744073709551623"),
	WITH_SEQ("100000000000000000000000000000000000007"),
	WITH_SEQ("-9223372036854775808"),
	WITH_SEQ("[7]"),
	SOUND ",\"number\":-1}",
	SOUND ",\"number\":\"1\"}",
	SOUND ",\"number\":null}",
	SOUND ",\"number\":01}",
	SOUND ",\"number\":1.5}",
	SOUND ",\"post\":-1}",
	SOUND ",\"post\":{}}",
	SOUND ",\"post\":9223372036854775808}",
	SOUND ",\"member\":4294967296}",
	" " SOUND ",\"member\":4294967296}",
	SOUND ",\"member\":1,\"uid\":4294967296}",
	SOUND ",\"uid\":4294967296}",
	SOUND ",\"member\":\"1\"}",
	SOUND ",\"uid\":-1}",
	/* members that are missing, twice there or not what they should be */
	"{\"time\":\"2026-11-22T12:04:05.123456Z\",\"dir\":\"in\",\"from\":\"\",\"text\":\"\"}",
	"{\"seq\":7,\"dir\":\"in\",\"from\":\"\",\"text\":\"\"}",
	"{\"seq\":7,\"time\":\"2026-11-22T12:04:05.123456Z\",\"from\":\"\",\"text\":\"\"}",
	HEAD "\"text\":\"\"}",
	HEAD "\"from\":\"\"}",
	SOUND ",\"seq\":7}",
	WITH_SEQ("4611686018427387904"),
	" " WITH_SEQ("4611686018427387904"),
	SOUND ",\"number\":4611686018427387904}",
	SOUND ",\"text\":\"\"}",
	SOUND ",\"number\":1,\"number\":1}",
	SOUND ",\"post\":1,\"post\":1}",
	WITH_TEXT("7"),
	WITH_TEXT("null"),
	WITH_TEXT("[\"x\"]"),
	WITH_FROM("7"),
	WITH_FROM("{}"),
	"{\"seq\":7,\"time\":7,\"dir\":\"in\",\"from\":\"\",\"text\":\"\"}",
	"{\"seq\":7,\"time\":\"\",\"dir\":\"in\",\"from\":\"\",\"text\":\"\"}",
	"{\"seq\":7,\"time\":\"2026-02-30T12:04:05Z\",\"dir\":\"in\",\"from\":\"\",\"text\":\"\"}",
	"{\"seq\":7,\"time\":\"2026-11-22T12:04:05Z\",\"dir\":\"\",\"from\":\"\",\"text\":\"\"}",
	"{\"seq\":7,\"time\":\"2026-11-22T12:04:05Z\",\"dir\":\"IN\",\"from\":\"\",\"text\":\"\"}",
	"{\"seq\":7,\"time\":\"2026-11-22T12:04:05Z\",\"dir\":1,\"from\":\"\",\"text\":\"\"}",
	/* what is no text */
	WITH_TEXT("\"\\u0000\""),
	WITH_TEXT("\"\\ud800\""),
	WITH_TEXT("\"\\udc00\""),
	WITH_TEXT("\"\\ud800x\""),
	WITH_TEXT("\"\\ud800\\u0041\""),
	WITH_TEXT("\"\\udc00\\ud800\""),
	WITH_TEXT("\"\\ud800\\ud800\""),
	WITH_TEXT("\"\\x41\""),
	WITH_TEXT("\"\\u12\""),
	WITH_TEXT("\"\\u12g4\""),
	WITH_TEXT("\"\\\""),
	WITH_TEXT("\"a\nb\""),
	WITH_TEXT("\"\t\""),
	WITH_TEXT("\"\xff\""),
	WITH_TEXT("\"\xc0\x80\""),
	WITH_TEXT("\"\xed\xa0\x80\""),
	WITH_TEXT("\"\xf4\x90\x80\x80\""),
	WITH_TEXT("\"\xe2\x82\""),
	WITH_TEXT("'x'"),
	WITH_FROM("\"\\u0000\""),
	WITH_FROM("\"\xff\""),
	WITH_FROM("\"\\ud83d\""),
	SOUND ",\"unknown\":\"\xff\"}",
	SOUND ",\"unknown\":\"\\ud800\"}",
};

START_TEST(test_logline_broken)
{
	ck_assert_int_eq(parse(broken[_i], strlen(broken[_i])), -EBADMSG);
}
END_TEST

/* Whatever a line was, the next one is read. */
START_TEST(test_logline_goes_on)
{
	for (int i = 0; i < COUNT(broken); i++) {
		ck_assert_int_eq(parse(broken[i], strlen(broken[i])), -EBADMSG);
		ck_assert_int_eq(
			parse(alike[i % COUNT(alike)], strlen(alike[i % COUNT(alike)])), 0);
		assert_same(&hello);
	}
}
END_TEST

/* Of a room, by the usual way and by the other one. */
START_TEST(test_logline_member)
{
	static const char *const lines[] = {SOUND ",\"number\":9,\"member\":12,\"uid\":1000}",
		SOUND ",\"uid\":1000,\"number\":9,\"member\":12}"};
	struct record expected = hello;

	expected.wire = 9;
	expected.member = 12;
	expected.uid = 1000;
	for (int i = 0; i < COUNT(lines); i++) {
		ck_assert_int_eq(parse(lines[i], strlen(lines[i])), 0);
		assert_same(&expected);
	}
	ck_assert_int_eq(parse(SOUND "}", strlen(SOUND "}")), 0);
	assert_same(&hello);
}
END_TEST

/* All that a record has comes back. */
START_TEST(test_logline_of_a_room_comes_back)
{
	struct record expected = hello;
	struct buffer text = {0};

	expected.wire = 1;
	expected.post = 2;
	expected.member = UINT32_MAX;
	expected.uid = _i == 0 ? 0 : UINT32_MAX;
	ck_assert_int_eq(format_json(&text, NULL, &expected), 0);
	ck_assert_int_eq(parse(text.data, text.len), 0);
	assert_same(&expected);
	/* It takes the usual way. */
	ck_assert_ptr_null(line.object);
	buffer_fini(&text);
}
END_TEST

START_TEST(test_logline_cut_short)
{
	const char *both[] = {SOUND ",\"number\":12,\"post\":3}", " " SOUND ",\"number\":12}"};

	for (int i = 0; i < 2; i++) {
		for (size_t n = 0; n < strlen(both[i]); n++)
			ck_assert_int_eq(parse(both[i], n), -EBADMSG);
		ck_assert_int_eq(parse(both[i], strlen(both[i])), 0);
	}
}
END_TEST

START_TEST(test_logline_nul_bytes)
{
	static const char inside[] = WITH_TEXT("\"a\0b\""), behind[] = SOUND "}\0";
	char zeros[5000] = {0};

	ck_assert_int_eq(parse(inside, sizeof(inside) - 1), -EBADMSG);
	ck_assert_int_eq(parse(behind, sizeof(behind) - 1), -EBADMSG);
	ck_assert_int_eq(parse(zeros, sizeof(zeros)), -EBADMSG);
	zeros[sizeof(zeros) - 1] = '\n';
	ck_assert_int_eq(parse(zeros, sizeof(zeros)), -EBADMSG);
}
END_TEST

/* A parser that goes down with each bracket must not run out of stack. */
START_TEST(test_logline_deep)
{
	struct buffer text = {0};

	for (int i = 0; i < 10000; i++)
		buffer_append_string(&text, "[");
	ck_assert_int_eq(parse(text.data, text.len), -EBADMSG);
	text.len = 0;
	buffer_append_string(&text, SOUND ",\"x\":");
	for (int i = 0; i < 60000; i++)
		buffer_append_string(&text, i < 30000 ? "{\"x\":" : "}");
	buffer_append_string(&text, "}");
	ck_assert_int_eq(parse(text.data, text.len), -EBADMSG);
	buffer_fini(&text);
}
END_TEST

START_TEST(test_logline_numbers)
{
	ck_assert_int_eq(
		parse(WITH_SEQ("4611686018427387903"), strlen(WITH_SEQ("4611686018427387903"))), 0);
	ck_assert_uint_eq(record.seq, LOGLINE_NUMBER_MAX);
	ck_assert_int_eq(
		parse(WITH_SEQ("999999999999999999"), strlen(WITH_SEQ("999999999999999999"))), 0);
	ck_assert_uint_eq(record.seq, UINT64_C(999999999999999999));
}
END_TEST

/* A line with a text of n times unit, by the usual way or with a blank the other one. */
static int parse_long(const char *unit, size_t n, size_t from, const char *blank)
{
	struct buffer text = {0};
	int error;

	buffer_append_string(&text, HEAD "\"from\":\"");
	for (size_t i = 0; i < from; i++)
		buffer_append_string(&text, "f");
	buffer_append_string(&text, "\",\"text\":\"");
	for (size_t i = 0; i < n; i++)
		buffer_append_string(&text, unit);
	buffer_append_string(&text, "\"");
	buffer_append_string(&text, blank);
	buffer_append_string(&text, "}\n");
	error = parse(text.data, text.len);
	buffer_fini(&text);
	return error;
}

START_TEST(test_logline_lengths)
{
	const char *blank = _i == 0 ? "" : " ";

	ck_assert_int_eq(parse_long("x", RECORD_TEXT_MAX, RECORD_FROM_MAX, blank), 0);
	ck_assert_uint_eq(record.text_len, RECORD_TEXT_MAX);
	ck_assert_uint_eq(record.from_len, RECORD_FROM_MAX);
	ck_assert_int_eq(parse_long("\\u0001", RECORD_TEXT_MAX, RECORD_FROM_MAX, blank), 0);
	ck_assert_uint_eq(record.text_len, RECORD_TEXT_MAX);
	ck_assert_int_eq(parse_long("x", RECORD_TEXT_MAX + 1, 1, blank), -EBADMSG);
	ck_assert_int_eq(parse_long("\\u0001", RECORD_TEXT_MAX + 1, 1, blank), -EBADMSG);
	ck_assert_int_eq(parse_long("x", 1, RECORD_FROM_MAX + 1, blank), -EBADMSG);
	ck_assert_int_eq(parse_long("x", 1000000, 1, blank), -EBADMSG);
}
END_TEST

/* Beyond the longest line nothing is looked at, however sound it is. */
START_TEST(test_logline_longest)
{
	struct buffer text = {0};

	buffer_append_string(&text, SOUND);
	while (text.len < LOGLINE_MAX - 1)
		buffer_append_string(&text, " ");
	buffer_append_string(&text, "}");
	ck_assert_int_eq(parse(text.data, text.len), 0);
	text.data[text.len - 1] = ' ';
	buffer_append_string(&text, "}");
	ck_assert_int_eq(parse(text.data, text.len), -EBADMSG);
	buffer_fini(&text);
}
END_TEST

/* Any text, with a liking for what has a meaning to JSON, to terminals or to UTF-8. */
static size_t random_text(struct prng *prng, char *out, size_t max)
{
	static const uint32_t special[] = {'"', '\\', '/', '\n', '\r', '\t', 0x1b, 0x7f, 0x9b, 'u',
		'{', '}', ',', 0x202e, 0x200b, 0x2028, 0xfffd, 0xffff, 0x10ffff, 0xd7ff, 0xe000,
		0x10000, 0xe0041, 0x1f600};
	size_t len = 0, want = prng_chance(prng, 5) ? max : prng_below(prng, (unsigned)max / 8 + 1);

	for (;;) {
		char bytes[UTF8_MAX];
		uint32_t cp = prng_chance(prng, 40)   ? special[prng_below(prng, COUNT(special))]
			      : prng_chance(prng, 70) ? 1 + prng_below(prng, 0x7f)
						      : 1 + prng_below(prng, 0x10ffff);
		size_t n = utf8_encode(cp, bytes);

		if (len + n > want)
			return len;
		memcpy(out + len, bytes, n);
		len += n;
	}
}

static uint64_t random_number(struct prng *prng)
{
	return (prng_next(prng) >> 2) >> prng_below(prng, 62);
}

/* What format_json() writes comes back, whichever of the two ways reads it. */
START_TEST(test_logline_comes_back)
{
	static char from[RECORD_FROM_MAX], text[RECORD_TEXT_MAX];
	struct prng prng = {.state = 20261122};
	struct buffer json = {0};

	for (int i = 0; i < 3000; i++) {
		struct record random = {
			.seq = random_number(&prng) | 1,
			.time_us = (int64_t)(prng_next(&prng) % UINT64_C(253402300799999999)),
			.wire = prng_chance(&prng, 50) ? random_number(&prng) : 0,
			.post = prng_chance(&prng, 50) ? random_number(&prng) : 0,
			.dir = RECORD_IN + prng_below(&prng, 3),
			.from = from,
			.from_len = random_text(&prng, from, sizeof(from)),
			.text = text,
			.text_len = random_text(&prng, text, i % 30 == 0 ? sizeof(text) : 400),
		};

		random.kind = random.dir == RECORD_ABOUT ? RECORD_NOTE : RECORD_MESSAGE;
		json.len = 0;
		ck_assert_int_eq(format_json(&json, NULL, &random), 0);
		ck_assert_uint_le(json.len, LOGLINE_MAX);
		ck_assert_int_eq(parse(json.data, json.len), 0);
		ck_assert_ptr_null(line.object);
		assert_same(&random);
		json.data[json.len - 1] = ' ';
		ck_assert_int_eq(parse(json.data, json.len), 0);
		ck_assert_ptr_nonnull(line.object);
		assert_same(&random);
	}
	buffer_fini(&json);
}
END_TEST

/* With bytes changed: a record that is sound, or a refusal; and of both ways the same. */
START_TEST(test_logline_mutated)
{
	static const char bytes[] = "\"\\{}[],:u0d8-. \n\x80\xc3\xff";
	static const char sound[] =
		HEAD "\"from\":\"\\u0062ob\",\"text\":\"\\ud83d\\ude00\xc3\xa9\","
		     "\"number\":12,\"post\":3}";
	struct prng prng = {.state = 4711};
	int refused = 0, taken = 0;

	for (int i = 0; i < 60000; i++) {
		char copy[sizeof(sound) + 1];
		int error, other;

		memcpy(copy, sound, sizeof(sound) - 1);
		for (unsigned k = 1 + prng_below(&prng, 3); k > 0; k--)
			copy[prng_below(&prng, sizeof(sound) - 1)] =
				prng_chance(&prng, 50)
					? (char)prng_below(&prng, 256)
					: bytes[prng_below(&prng, sizeof(bytes) - 1)];
		error = parse(copy, sizeof(sound) - 1);
		ck_assert(error == 0 || error == -EBADMSG);
		if (error == 0) {
			ck_assert(utf8_valid(record.from, record.from_len));
			ck_assert(utf8_valid(record.text, record.text_len));
			ck_assert(record.seq > 0 && record.seq <= LOGLINE_NUMBER_MAX);
		}
		copy[sizeof(sound) - 1] = '\t';
		other = parse(copy, sizeof(sound));
		ck_assert_msg(error == other, "%d, %d: %s", error, other, copy);
		error == 0 ? taken++ : refused++;
	}
	ck_assert_int_gt(taken, 1000);
	ck_assert_int_gt(refused, 1000);
}
END_TEST

START_TEST(test_logline_without_memory)
{
	starve(1);
	ck_assert_int_eq(logline_parse(&line, SOUND "}", strlen(SOUND "}"), &record), -ENOMEM);
	starve(0);
	ck_assert_int_eq(logline_parse(&line, SOUND "}", strlen(SOUND "}"), &record), 0);
	assert_same(&hello);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("logline");
	TCase *tcase = tcase_create("logline");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_loop_test(tcase, test_logline_alike, 0, COUNT(alike));
	tcase_add_loop_test(tcase, test_logline_broken, 0, COUNT(broken));
	tcase_add_test(tcase, test_logline_goes_on);
	tcase_add_test(tcase, test_logline_member);
	tcase_add_loop_test(tcase, test_logline_of_a_room_comes_back, 0, 2);
	tcase_add_test(tcase, test_logline_cut_short);
	tcase_add_test(tcase, test_logline_nul_bytes);
	tcase_add_test(tcase, test_logline_deep);
	tcase_add_test(tcase, test_logline_numbers);
	tcase_add_loop_test(tcase, test_logline_lengths, 0, 2);
	tcase_add_test(tcase, test_logline_longest);
	tcase_add_test(tcase, test_logline_comes_back);
	tcase_add_test(tcase, test_logline_mutated);
	tcase_add_test(tcase, test_logline_without_memory);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
