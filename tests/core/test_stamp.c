/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/stamp.h"

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

int main(void)
{
	Suite *suite = suite_create("stamp");
	TCase *tcase = tcase_create("stamp");

	tcase_add_loop_test(tcase, test_stamp_utc, 0, COUNT(stamps));
	tcase_add_loop_test(tcase, test_stamp_local_in_utc, 0, COUNT(stamps));
	tcase_add_test(tcase, test_stamp_local_follows_the_zone);
	tcase_add_test(tcase, test_stamp_form);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
