/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/when.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define SECOND       INT64_C(1000000)
#define DAY          (86400 * SECOND)

/* 2026-11-22T12:04:05.123456Z, and the start of that day. */
#define NOW      (1795349045 * SECOND + 123456)
#define MIDNIGHT (1795305600 * SECOND)

/* Summer time from the last Sunday of March, 2:00, to that of October, 3:00. */
#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"

static void set_zone(const char *zone)
{
	ck_assert_int_eq(setenv("TZ", zone, 1), 0);
	tzset();
}

static const struct {
	const char *text;
	int64_t time_us;
} in_utc[] = {
	{"2026-11-22", MIDNIGHT},
	{"2026-11-22 10:00", MIDNIGHT + 36000 * SECOND},
	{"2026-11-22 10:00:05", MIDNIGHT + 36005 * SECOND},
	{"2026-11-22T10:00:05", MIDNIGHT + 36005 * SECOND},
	{"2026-11-22T10:00", MIDNIGHT + 36000 * SECOND},
	{"2026-11-22 10:00:05.25", MIDNIGHT + 36005 * SECOND + 250000},
	{"2026-11-22T10:00:05Z", MIDNIGHT + 36005 * SECOND},
	{"2026-11-22 10:00:05Z", MIDNIGHT + 36005 * SECOND},
	{"2026-11-22T10:00:05.5+01:00", MIDNIGHT + 32405 * SECOND + 500000},
	{"10:00", MIDNIGHT + 36000 * SECOND},
	{"10:00:05", MIDNIGHT + 36005 * SECOND},
	{"10:00:05.5", MIDNIGHT + 36005 * SECOND + 500000},
	{"23:59", MIDNIGHT + DAY - 60 * SECOND},
	{"00:00", MIDNIGHT},
	{"today", MIDNIGHT},
	{"yesterday", MIDNIGHT - DAY},
	{"0s", NOW},
	{"30s", NOW - 30 * SECOND},
	{"15m", NOW - 900 * SECOND},
	{"2h", NOW - 7200 * SECOND},
	{"3d", NOW - 3 * DAY},
	{"1w", NOW - 7 * DAY},
	{"1h30m", NOW - 5400 * SECOND},
	{"1w2d3h4m5s", NOW - 9 * DAY - 11045 * SECOND},
	{"36500d", NOW - 36500 * DAY},
	{"@0", 0},
	{"@1795349045", 1795349045 * SECOND},
	{"@1795349045.123456", NOW},
	{"@1795349045.12345699", NOW},
	{"@100000000000", 100000000000 * SECOND},
	{"1970-01-01", 0},
	{"1969-12-31 23:59:59", -SECOND},
	{"1969-12-31 23:59:59.5", -SECOND / 2},
	{"0000-01-01", INT64_C(-62167219200) * SECOND},
	{"9999-12-31 23:59:59", INT64_C(253402300799) * SECOND},
};

START_TEST(test_when_in_utc)
{
	int64_t time_us;

	set_zone("UTC0");
	ck_assert_int_eq(when_parse(in_utc[_i].text, NOW, &time_us), 0);
	ck_assert_int_eq(time_us, in_utc[_i].time_us);
}
END_TEST

/* Local times, told in UTC by the offset that holds then. */
static const struct {
	const char *zone, *text;
	int64_t now_us, time_us;
} in_zones[] = {
	{BERLIN, "2026-11-22 12:00", NOW, MIDNIGHT + 11 * 3600 * SECOND},
	{BERLIN, "2026-07-01 12:00", NOW, INT64_C(1782900000) * SECOND},
	{BERLIN, "2026-11-22", NOW, MIDNIGHT - 3600 * SECOND},
	{BERLIN, "today", NOW, MIDNIGHT - 3600 * SECOND},
	{BERLIN, "13:04:05.123456", NOW, NOW},
	{BERLIN, "2026-11-22T10:00:05Z", NOW, MIDNIGHT + 36005 * SECOND},
	{BERLIN, "@7", NOW, 7 * SECOND},
	{BERLIN, "2h", NOW, NOW - 7200 * SECOND},
	/* here it is another day than in Greenwich */
	{"XXX-14", "today", NOW, MIDNIGHT + 10 * 3600 * SECOND},
	{"XXX-14", "yesterday", NOW, MIDNIGHT - 14 * 3600 * SECOND},
	{"XXX-14", "01:00", NOW, MIDNIGHT + 11 * 3600 * SECOND},
	{"XXX12:30", "today", NOW, MIDNIGHT - DAY + 45000 * SECOND},
	/* a day of 23 hours, the first day of which is March 29th 2026; one of 25, October 25th */
	{BERLIN, "yesterday", INT64_C(1774821600) * SECOND, INT64_C(1774738800) * SECOND},
	{BERLIN, "1d", INT64_C(1774821600) * SECOND, INT64_C(1774735200) * SECOND},
	{BERLIN, "yesterday", INT64_C(1792969200) * SECOND, INT64_C(1792879200) * SECOND},
	/* 2:30 is twice there: the first, in summer time */
	{BERLIN, "2026-10-25 02:30", NOW, INT64_C(1792888200) * SECOND},
	/* the same where summer is the rule and winter the exception, as in Ireland */
	{"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25 01:30", NOW, INT64_C(1792888200) * SECOND},
	{BERLIN, "2026-10-25 03:00", NOW, INT64_C(1792893600) * SECOND},
	{BERLIN, "2026-10-25 01:59", NOW, INT64_C(1792886340) * SECOND},
};

START_TEST(test_when_in_zones)
{
	int64_t time_us;

	set_zone(in_zones[_i].zone);
	ck_assert_int_eq(when_parse(in_zones[_i].text, in_zones[_i].now_us, &time_us), 0);
	ck_assert_int_eq(time_us, in_zones[_i].time_us);
}
END_TEST

/* 2:30 is not there: within an hour of where it would be. */
START_TEST(test_when_in_the_gap)
{
	int64_t time_us, gap = INT64_C(1774746000) * SECOND;

	set_zone(BERLIN);
	ck_assert_int_eq(when_parse("2026-03-29 01:59:59", NOW, &time_us), 0);
	ck_assert_int_eq(time_us, gap - SECOND);
	ck_assert_int_eq(when_parse("2026-03-29 03:00", NOW, &time_us), 0);
	ck_assert_int_eq(time_us, gap);
	ck_assert_int_eq(when_parse("2026-03-29 02:30", NOW, &time_us), 0);
	ck_assert_int_ge(time_us, gap - 3600 * SECOND);
	ck_assert_int_le(time_us, gap + 3600 * SECOND);
}
END_TEST

static const char *const refused[] = {
	"",
	" ",
	"x",
	"now",
	"tomorrow",
	"Today",
	"today ",
	" today",
	"10",
	"10:",
	"10:0",
	"1:00",
	"24:00",
	"10:60",
	"10:00:60",
	"10:00Z",
	"10:00:05+01:00",
	"-1h",
	"+1h",
	"1",
	"1x",
	"h",
	"1h ",
	"1h 30m",
	"1h30",
	"1.5h",
	"1H",
	"100000000001s",
	"9999999999999999999999999w",
	"99999999999d",
	"100000000000s1s",
	"@",
	"@x",
	"@-1",
	"@1x",
	"@1.",
	"@1.x",
	"@100000000001",
	"@99999999999999999999999",
	"2026",
	"2026-11",
	"2026-11-",
	"2026-11-31",
	"2026-02-29",
	"2026-13-01",
	"2026-11-22 ",
	"2026-11-22 10",
	"2026-11-22 10:00:",
	"2026-11-22  10:00",
	"2026-11-22 10:00 Z",
	"2026-11-22T",
	"2026-11-22Z",
	"2026-11-22T10:00Z",
	"26-11-22",
	"22.11.2026",
	"11/22/2026",
	"10000-01-01",
	"2026-11-22 10:00:05.000000000000000000000000000000000000000000000000000000000000000000000",
	"\xff",
	"\x1b[2J",
};

START_TEST(test_when_refused)
{
	int64_t time_us;

	set_zone("UTC0");
	ck_assert_int_eq(when_parse(refused[_i], NOW, &time_us), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("when");
	TCase *tcase = tcase_create("when");

	tcase_add_loop_test(tcase, test_when_in_utc, 0, COUNT(in_utc));
	tcase_add_loop_test(tcase, test_when_in_zones, 0, COUNT(in_zones));
	tcase_add_test(tcase, test_when_in_the_gap);
	tcase_add_loop_test(tcase, test_when_refused, 0, COUNT(refused));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
