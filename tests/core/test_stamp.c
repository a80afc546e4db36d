/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/stamp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define SECOND       INT64_C(1000000)

static const struct {
	int64_t time_us;
	const char *utc;
	const char *local; /* with TZ=UTC */
} stamps[] = {
	{0, "1970-01-01T00:00:00.000000Z", "1970-01-01 00:00:00"},
	{1, "1970-01-01T00:00:00.000001Z", "1970-01-01 00:00:00"},
	{999999, "1970-01-01T00:00:00.999999Z", "1970-01-01 00:00:00"},
	{SECOND, "1970-01-01T00:00:01.000000Z", "1970-01-01 00:00:01"},
	{1795349045 * SECOND + 123456, "2026-11-22T12:04:05.123456Z", "2026-11-22 12:04:05"},
	{951782400 * SECOND, "2000-02-29T00:00:00.000000Z", "2000-02-29 00:00:00"},
	{INT64_C(2147483648) * SECOND, "2038-01-19T03:14:08.000000Z", "2038-01-19 03:14:08"},
	/* before 1970 the microseconds still count upwards */
	{-1, "1969-12-31T23:59:59.999999Z", "1969-12-31 23:59:59"},
	{-SECOND, "1969-12-31T23:59:59.000000Z", "1969-12-31 23:59:59"},
	{-SECOND - 1, "1969-12-31T23:59:58.999999Z", "1969-12-31 23:59:58"},
	/* the first and the last date with a year of four digits */
	{INT64_C(-62167219200) * SECOND, "0000-01-01T00:00:00.000000Z", "0000-01-01 00:00:00"},
	{INT64_C(253402300799) * SECOND + 999999, "9999-12-31T23:59:59.999999Z",
		"9999-12-31 23:59:59"},
	/* beyond them */
	{INT64_C(-62167219200) * SECOND - 1, "1970-01-01T00:00:00.999999Z", "1970-01-01 00:00:00"},
	{INT64_C(253402300800) * SECOND, "1970-01-01T00:00:00.000000Z", "1970-01-01 00:00:00"},
	{INT64_MAX, "1970-01-01T00:00:00.775807Z", "1970-01-01 00:00:00"},
	{INT64_MIN, "1970-01-01T00:00:00.224192Z", "1970-01-01 00:00:00"},
};

static void set_zone(const char *zone)
{
	ck_assert_int_eq(setenv("TZ", zone, 1), 0);
	tzset();
}

START_TEST(test_stamp_utc)
{
	char out[STAMP_SIZE];

	/* The zone is of no importance. */
	set_zone("XXX-05:30");
	stamp_format_utc(stamps[_i].time_us, out);
	ck_assert_str_eq(out, stamps[_i].utc);
}
END_TEST

START_TEST(test_stamp_local_in_utc)
{
	char out[STAMP_SIZE];

	set_zone("UTC0");
	stamp_format_local(stamps[_i].time_us, out);
	ck_assert_str_eq(out, stamps[_i].local);
}
END_TEST

START_TEST(test_stamp_local_follows_the_zone)
{
	char out[STAMP_SIZE];

	set_zone("XXX-05:30");
	stamp_format_local(0, out);
	ck_assert_str_eq(out, "1970-01-01 05:30:00");
	stamp_format_local(-1, out);
	ck_assert_str_eq(out, "1970-01-01 05:29:59");
	set_zone("XXX8");
	stamp_format_local(0, out);
	ck_assert_str_eq(out, "1969-12-31 16:00:00");
}
END_TEST

/* Each day of two cycles of the calendar, at a time of its own, as the C library counts. */
START_TEST(test_stamp_utc_of_each_day)
{
	char out[STAMP_SIZE], expected[64];

	for (int64_t day = -2 * 146097; day < 0; day++) {
		time_t second = day * 86400 + (day + 2 * 146097) * 7919 % 86400;
		struct tm tm;

		gmtime_r(&second, &tm);
		snprintf(expected, sizeof(expected), "%04d-%02d-%02dT%02d:%02d:%02d.000000Z",
			tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
			tm.tm_sec);
		stamp_format_utc(second * SECOND, out);
		if (strcmp(out, expected) != 0)
			ck_abort_msg("%s instead of %s", out, expected);
	}
}
END_TEST

START_TEST(test_stamp_local_of_the_same_second)
{
	struct stamp_local last = {0};

	set_zone("UTC0");
	ck_assert_str_eq(stamp_local(&last, 0), "1970-01-01 00:00:00");
	ck_assert_str_eq(stamp_local(&last, 999999), "1970-01-01 00:00:00");
	ck_assert_str_eq(stamp_local(&last, SECOND), "1970-01-01 00:00:01");
	ck_assert_str_eq(stamp_local(&last, -1), "1969-12-31 23:59:59");
	ck_assert_str_eq(stamp_local(&last, 0), "1970-01-01 00:00:00");
	ck_assert_str_eq(stamp_local(&last, INT64_MAX), "1970-01-01 00:00:00");
	ck_assert_str_eq(stamp_local(&last, SECOND), "1970-01-01 00:00:01");
}
END_TEST

/* Whatever the time: the form stays, and nothing is written behind the array. */
START_TEST(test_stamp_form)
{
	struct {
		char out[STAMP_SIZE];
		char guard;
	} room = {.guard = 0x5a};

	set_zone("UTC0");
	for (int shift = 0; shift < 64; shift++) {
		for (int sign = 0; sign < 2; sign++) {
			uint64_t bits = UINT64_C(1) << shift;
			int64_t time_us = (int64_t)(sign == 0 ? bits : 0 - bits);

			stamp_format_utc(time_us, room.out);
			ck_assert_uint_eq(strlen(room.out), 27);
			ck_assert_uint_eq(strspn(room.out, "0123456789-T:.Z"), 27);
			stamp_format_local(time_us, room.out);
			ck_assert_uint_eq(strlen(room.out), 19);
			ck_assert_uint_eq(strspn(room.out, "0123456789- :"), 19);
			ck_assert_int_eq(room.guard, 0x5a);
		}
	}
}
END_TEST

static const struct {
	const char *text;
	int64_t time_us;
} readable[] = {
	{"1970-01-01T00:00:00Z", 0},
	{"1970-01-01T00:00:00.000001Z", 1},
	{"1969-12-31T23:59:59.999999Z", -1},
	{"2026-11-22T12:04:05.123456Z", 1795349045 * SECOND + 123456},
	{"2026-11-22t12:04:05.5z", 1795349045 * SECOND + 500000},
	{"2026-11-22 12:04:05Z", 1795349045 * SECOND},
	{"2026-11-22T12:04:05.1234569999999999999999999999Z", 1795349045 * SECOND + 123456},
	{"2026-11-22T13:04:05+01:00", 1795349045 * SECOND},
	{"2026-11-22T06:34:05-05:30", 1795349045 * SECOND},
	{"2026-11-22T12:04:05-00:00", 1795349045 * SECOND},
	{"2000-02-29T00:00:00Z", 951782400 * SECOND},
	{"0000-01-01T00:00:00Z", INT64_C(-62167219200) * SECOND},
	{"0000-01-01T00:00:00+23:59", (INT64_C(-62167219200) - 86340) * SECOND},
	{"9999-12-31T23:59:59.999999Z", INT64_C(253402300799) * SECOND + 999999},
};

START_TEST(test_stamp_parse)
{
	int64_t time_us;

	set_zone("XXX-05:30");
	ck_assert_int_eq(
		stamp_parse_utc(readable[_i].text, strlen(readable[_i].text), &time_us), 0);
	ck_assert_int_eq(time_us, readable[_i].time_us);
}
END_TEST

static const char *const unreadable[] = {
	"",
	"x",
	"2026",
	"2026-11-22",
	"2026-11-22T",
	"2026-11-22T12:04Z",
	"2026-11-22T12:04:05",
	"2026-11-22T12:04:05.Z",
	"2026-11-22T12:04:05,5Z",
	"2026-11-22T12:04:05.5",
	"2026-11-22T12:04:05Zx",
	"2026-11-22T12:04:05ZZ",
	" 2026-11-22T12:04:05Z",
	"2026-11-22T12:04:05Z ",
	"2026-11-22T12:04:05Z\n",
	"+026-11-22T12:04:05Z",
	"-026-11-22T12:04:05Z",
	"2026-1-22T12:04:05Z",
	"2026-00-22T12:04:05Z",
	"2026-13-22T12:04:05Z",
	"2026-11-00T12:04:05Z",
	"2026-11-31T12:04:05Z",
	"2026-02-29T12:04:05Z",
	"1900-02-29T12:04:05Z",
	"2024-02-30T12:04:05Z",
	"2026-11-22T24:00:00Z",
	"2026-11-22T12:60:05Z",
	"2026-12-31T23:59:60Z",
	"2026-11-22X12:04:05Z",
	"2026-11-22T12:04:05+0100",
	"2026-11-22T12:04:05+01",
	"2026-11-22T12:04:05+24:00",
	"2026-11-22T12:04:05+01:60",
	"2026-11-22T12:04:05+-1:00",
	"10000-01-01T00:00:00Z",
	"2026/11/22T12:04:05Z",
	"99999999999999999999",
};

/* Copied to the heap, so that a sanitizer sees who reads on behind the end. */
START_TEST(test_stamp_parse_refuses)
{
	size_t n = strlen(unreadable[_i]);
	char *copy = malloc(n + 1);
	int64_t time_us;

	memcpy(copy, unreadable[_i], n);
	ck_assert_int_eq(stamp_parse_utc(copy, n, &time_us), -EBADMSG);
	free(copy);
}
END_TEST

START_TEST(test_stamp_parse_nul)
{
	static const char *const texts[] = {"2026-11-22\00012:04:05Z", "2026-11-22T12:04:05\0",
		"2026-11-22T12:04:05.5\0", "2026-11-22T12:04:05\00001:00"};
	static const size_t lengths[] = {20, 20, 22, 25};
	int64_t time_us;

	for (int i = 0; i < COUNT(texts); i++)
		ck_assert_int_eq(stamp_parse_utc(texts[i], lengths[i], &time_us), -EBADMSG);
}
END_TEST

/* No beginning of a stamp is one, and nothing is read behind what is there. */
START_TEST(test_stamp_parse_cut_short)
{
	const char *whole = "2026-11-22T12:04:05.123456+01:00";
	int64_t time_us;

	for (size_t n = 0; n < strlen(whole); n++) {
		char *copy = malloc(n + (n == 0));

		memcpy(copy, whole, n);
		ck_assert_int_eq(stamp_parse_utc(copy, n, &time_us), -EBADMSG);
		free(copy);
	}
}
END_TEST

static void assert_comes_back(int64_t time)
{
	int64_t time_us = time * SECOND + (time & 0xfffff) % SECOND, back;
	char text[STAMP_SIZE];

	stamp_format_utc(time_us, text);
	ck_assert_int_eq(stamp_parse_utc(text, strlen(text), &back), 0);
	if (back != time_us)
		ck_abort_msg("%s", text);
}

/* Each day of 400 years, for so the calendar repeats itself, and some of all others. */
START_TEST(test_stamp_parse_comes_back)
{
	int64_t first = INT64_C(-62167219200), last = INT64_C(253402300799);

	for (int day = 0; day < 146097; day++)
		assert_comes_back((day - 73000) * INT64_C(86400) + day % 86400);
	for (int64_t time = first; time <= last; time += 97 * 86400 - 7)
		assert_comes_back(time);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("stamp");
	TCase *tcase = tcase_create("stamp");

	tcase_add_loop_test(tcase, test_stamp_utc, 0, COUNT(stamps));
	tcase_add_loop_test(tcase, test_stamp_local_in_utc, 0, COUNT(stamps));
	tcase_add_test(tcase, test_stamp_local_follows_the_zone);
	tcase_add_test(tcase, test_stamp_utc_of_each_day);
	tcase_add_test(tcase, test_stamp_local_of_the_same_second);
	tcase_add_test(tcase, test_stamp_form);
	tcase_add_loop_test(tcase, test_stamp_parse, 0, COUNT(readable));
	tcase_add_loop_test(tcase, test_stamp_parse_refuses, 0, COUNT(unreadable));
	tcase_add_test(tcase, test_stamp_parse_nul);
	tcase_add_test(tcase, test_stamp_parse_cut_short);
	tcase_add_test(tcase, test_stamp_parse_comes_back);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
