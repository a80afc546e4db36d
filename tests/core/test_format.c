/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/format.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/stamp.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define TIME         INT64_C(1795349045123456)
#define LOCAL        "2026-11-22 12:04:05"
#define UTC          "2026-11-22T12:04:05.123456Z"
#define NUMBER       ",\"number\":17}\n"

static const struct {
	enum record_kind kind;
	enum record_dir dir;
	const char *from;
	const char *text;
	const char *plain;
	const char *json; /* behind the time */
} golden[] = {
	{RECORD_MESSAGE, RECORD_OUT, "ann/A", "said at this seat",
		LOCAL " > ann/A: said at this seat\n",
		"\"dir\":\"out\",\"from\":\"ann/A\",\"text\":\"said at this seat\"" NUMBER},
	{RECORD_MESSAGE, RECORD_IN, "bob/B", "said by the other side",
		LOCAL " < bob/B: said by the other side\n",
		"\"dir\":\"in\",\"from\":\"bob/B\",\"text\":\"said by the other side\"" NUMBER},
	{RECORD_NOTE, RECORD_ABOUT, "", "noticed by the peer", LOCAL " * noticed by the peer\n",
		"\"dir\":\"note\",\"from\":\"\",\"text\":\"noticed by the peer\"}\n"},
	{RECORD_MESSAGE, RECORD_IN, "", "", LOCAL " < : \n",
		"\"dir\":\"in\",\"from\":\"\",\"text\":\"\"" NUMBER},
	{RECORD_MESSAGE, RECORD_IN, "b", "日本 é\ttab", LOCAL " < b: 日本 é\ttab\n",
		"\"dir\":\"in\",\"from\":\"b\",\"text\":\"日本 é\\ttab\"" NUMBER},
	/* a line of the text never looks like the first line of a record */
	{RECORD_MESSAGE, RECORD_IN, "b", "one\n" LOCAL " > ann: two\n",
		LOCAL " < b: one\n    | " LOCAL " > ann: two\n    | \n",
		"\"dir\":\"in\",\"from\":\"b\",\"text\":\"one\\n" LOCAL " > ann: two\\n\"" NUMBER},
	/* nothing reaches a terminal raw, of the nick either */
	{RECORD_MESSAGE, RECORD_IN, "b\x1b[2J\n", "a\rb\x1b]0;x\x07\xe2\x80\xae",
		LOCAL " < b^[[2J^J: a^Mb^[]0;x^G\n",
		"\"dir\":\"in\",\"from\":\"b\\u001b[2J\\n\","
		"\"text\":\"a\\rb\\u001b]0;x\\u0007\\u202e\"" NUMBER},
	{RECORD_NOTE, RECORD_ABOUT, "", "\x1b\xc2\x9b", LOCAL " * ^[<U+009B>\n",
		"\"dir\":\"note\",\"from\":\"\",\"text\":\"\\u001b\\u009b\"}\n"},
};

static struct record golden_record(int i)
{
	return (struct record){
		.seq = 42,
		.time_us = TIME,
		.wire = golden[i].kind == RECORD_MESSAGE ? 17 : 0,
		.kind = golden[i].kind,
		.dir = golden[i].dir,
		.from = golden[i].from,
		.from_len = strlen(golden[i].from),
		.text = golden[i].text,
		.text_len = strlen(golden[i].text),
	};
}

static void setup(void)
{
	ck_assert_int_eq(setenv("TZ", "UTC0", 1), 0);
	tzset();
}

static void assert_text(const struct buffer *out, const char *expected)
{
	ck_assert_msg(out->len == strlen(expected) && memcmp(out->data, expected, out->len) == 0,
		"got \"%.*s\"", (int)out->len, out->data);
}

START_TEST(test_format_plain)
{
	const struct record record = golden_record(_i);
	struct buffer out = {0};

	ck_assert_int_eq(format_plain(&out, NULL, &record), 0);
	assert_text(&out, golden[_i].plain);
	buffer_fini(&out);
}
END_TEST

START_TEST(test_format_json)
{
	const struct record record = golden_record(_i);
	struct buffer out = {0}, expected = {0};

	ck_assert_int_eq(buffer_printf(&expected, "{\"seq\":42,\"time\":\"" UTC "\",%s%c",
				 golden[_i].json, '\0'),
		0);
	ck_assert_int_eq(format_json(&out, NULL, &record), 0);
	assert_text(&out, expected.data);
	buffer_fini(&out);
	buffer_fini(&expected);
}
END_TEST

/* Of a room: a member has a number and an account, which may be 0; a line for people has neither.
 */
START_TEST(test_format_member)
{
	struct record record = golden_record(4);
	struct buffer out = {0};

	record.member = 7;
	record.uid = _i == 0 ? 0 : 1000;
	ck_assert_int_eq(format_plain(&out, NULL, &record), 0);
	assert_text(&out, golden[4].plain);
	out.len = 0;
	ck_assert_int_eq(format_json(&out, NULL, &record), 0);
	ck_assert_int_eq(buffer_append(&out, "", 1), 0);
	ck_assert_ptr_nonnull(
		strstr(out.data, _i == 0 ? ",\"number\":17,\"member\":7,\"uid\":0}\n"
					 : ",\"number\":17,\"member\":7,\"uid\":1000}\n"));
	buffer_fini(&out);
}
END_TEST

/* What was there before stays, and the next record begins a line of its own. */
START_TEST(test_format_appends)
{
	const struct record record = golden_record(2);
	struct buffer out = {0};

	ck_assert_int_eq(buffer_append_string(&out, "before\n"), 0);
	ck_assert_int_eq(format_plain(&out, NULL, &record), 0);
	ck_assert_int_eq(format_json(&out, NULL, &record), 0);
	assert_text(&out, "before\n" LOCAL " * noticed by the peer\n"
			  "{\"seq\":42,\"time\":\"" UTC "\",\"dir\":\"note\",\"from\":\"\","
			  "\"text\":\"noticed by the peer\"}\n");
	buffer_fini(&out);
}
END_TEST

/* The records that one line may be taken for another's of: each differs from the one before. */
static struct record numbered_record(unsigned i)
{
	static const char *const nicks[] = {"ann", "bob", "ann/B", "", "b\x1b\"[2J\n"};
	static char long_nick[RECORD_FROM_MAX];
	struct record record = {
		.seq = i % 5 == 4 ? UINT64_C(1) << i % 60 : i,
		.time_us = TIME + i / 7 % 3 * 400000,
		.wire = i % 11 == 0 ? 0 : i + 90,
		.kind = i / 13 % 2 == 0 ? RECORD_MESSAGE : RECORD_NOTE,
		.dir = (enum record_dir)(RECORD_IN + i / 17 % 3),
		.from = nicks[i / 3 % 5],
		.from_len = strlen(nicks[i / 3 % 5]),
		.text = "text",
		.text_len = i % 5,
	};

	/* Of a post, or of a room's member: other numbers stand behind those that are counted. */
	if (i % 23 < 3)
		record.post = i % 23 + 7;
	if (i % 31 < 2)
		record.member = i % 31 + 1;
	/* What stands before its text is more than is kept. */
	if (i % 19 == 0) {
		memset(long_nick, 0x01, sizeof(long_nick));
		record.from = long_nick;
		record.from_len = sizeof(long_nick);
	}
	return record;
}

/* A record is formatted the same alone and behind those that were before it. */
static void expect_same(
	struct format_plain *plain, struct format_json *json, const struct record *record)
{
	struct buffer one = {0}, many = {0};

	ck_assert_int_eq(format_plain(&one, NULL, record), 0);
	ck_assert_int_eq(format_json(&one, NULL, record), 0);
	ck_assert_int_eq(format_plain(&many, plain, record), 0);
	ck_assert_int_eq(format_json(&many, json, record), 0);
	ck_assert_uint_eq(one.len, many.len);
	ck_assert_mem_eq(one.data, many.data, one.len);
	buffer_fini(&one);
	buffer_fini(&many);
}

/* Whoever formats many gets the very lines that each of them is on its own. */
START_TEST(test_format_many)
{
	struct format_plain plain = {0};
	struct format_json json = {0};

	for (unsigned i = 1; i < 3000; i++) {
		/* Some are repeated, and some are of those long ago. */
		const struct record record = numbered_record(i % 8 == 0 ? i / 2 : i);

		expect_same(&plain, &json, &record);
	}
}
END_TEST

/* Numbers that are counted up, from one digit to the next, and by more than one; to the largest. */
START_TEST(test_format_counts)
{
	static const uint64_t first[] = {1, 8, 95, 990, 99997, UINT64_MAX - 3};
	struct record record = golden_record(0);
	struct format_plain plain = {0};
	struct format_json json = {0};

	for (uint64_t i = 0; i < 24; i++) {
		/* At last they begin anew behind the largest, which is 0 for a number that is none.
		 */
		record.seq = first[_i] + i + i / 15;
		record.wire = first[_i] + i + i / 17;
		expect_same(&plain, &json, &record);
	}
}
END_TEST

/* A line that breaks off for lack of memory leaves nothing that the next one would be made of. */
START_TEST(test_format_after_no_memory)
{
	struct record record = golden_record(0), large = record;
	struct buffer out = {0}, expected = {0};
	struct format_json json = {0};
	char nick[RECORD_FROM_MAX];

	ck_assert_int_eq(format_json(&out, &json, &record), 0);
	/* There is room for its number, but not for the nick. */
	memset(nick, 0x01, sizeof(nick));
	large.from = nick;
	large.from_len = sizeof(nick);
	large.seq = 1000;
	large.text_len = 0;
	ck_assert_int_eq(buffer_reserve(&out, 1000), 0);
	out.len = out.cap - 390;
	starve(1000);
	ck_assert_int_eq(format_json(&out, &json, &large), -ENOMEM);
	starve(0);
	record.seq = 1001;
	out.len = 0;
	ck_assert_int_eq(format_json(&out, &json, &record), 0);
	ck_assert_int_eq(format_json(&expected, NULL, &record), 0);
	ck_assert_uint_eq(out.len, expected.len);
	ck_assert_mem_eq(out.data, expected.data, out.len);
	buffer_fini(&out);
	buffer_fini(&expected);
}
END_TEST

/* With room for spare bytes and none to be had, the text is whole or the failure is told. */
static void format_into(int i, size_t spare, bool json)
{
	const struct record record = golden_record(i);
	size_t len = json ? strlen(golden[i].json) : strlen(golden[i].plain);
	struct buffer out = {0};
	int error;

	ck_assert_int_eq(buffer_reserve(&out, 64), 0);
	memset(out.data, 'x', 64 - spare);
	out.len = 64 - spare;
	starve(1000);
	error = json ? format_json(&out, NULL, &record) : format_plain(&out, NULL, &record);
	starve(0);
	ck_assert(error == 0 || error == -ENOMEM);
	if (error == 0)
		ck_assert_uint_eq(out.len, 64 - spare + len);
	else
		ck_assert(json || spare < len + STAMP_SIZE);
	buffer_fini(&out);
}

START_TEST(test_format_without_memory)
{
	for (size_t spare = 0; spare <= 64; spare++) {
		format_into(_i, spare, false);
		format_into(_i, spare, true);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("format");
	TCase *tcase = tcase_create("format");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, test_format_plain, 0, COUNT(golden));
	tcase_add_loop_test(tcase, test_format_json, 0, COUNT(golden));
	tcase_add_loop_test(tcase, test_format_member, 0, 2);
	tcase_add_test(tcase, test_format_appends);
	tcase_add_test(tcase, test_format_many);
	tcase_add_loop_test(tcase, test_format_counts, 0, 6);
	tcase_add_test(tcase, test_format_after_no_memory);
	tcase_add_loop_test(tcase, test_format_without_memory, 0, COUNT(golden));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
