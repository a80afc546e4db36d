/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/entry.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/scrollback.h"

static struct scrollback *scrollback;

static void set_up(void)
{
	golden_setup();
	scrollback = scrollback_new(10, 1000);
	ck_assert_ptr_nonnull(scrollback);
}

static void tear_down(void)
{
	scrollback_free(scrollback);
}

static struct entry add(enum record_dir dir, long seconds, const char *text, int columns)
{
	struct record record = golden_record(dir, seconds, text);
	struct entry entry;

	ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	ck_assert(entry_init(&entry, scrollback, scrollback_end(scrollback) - 1, columns));
	return entry;
}

START_TEST(test_entry_parts_by_width)
{
	static const struct {
		int columns, time, marker, nick, indent;
	} parts[] = {
		{80, 9, 2, 5, 18},
		{36, 9, 2, 5, 18},
		{35, 0, 2, 5, 9},
		{12, 0, 2, 3, 7},
		{11, 0, 2, 0, 2},
		{4, 0, 2, 0, 2},
		{3, 0, 0, 0, 0},
		{1, 0, 0, 0, 0},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct entry entry = add(RECORD_OUT, 0, "text", parts[i].columns);

		ck_assert_int_eq(entry.time_columns, parts[i].time);
		ck_assert_int_eq(entry.marker_columns, parts[i].marker);
		ck_assert_int_eq(entry.nick_columns, parts[i].nick);
		ck_assert_int_eq(entry.indent, parts[i].indent);
	}
}
END_TEST

/* Whatever the nick, the text has at least a third of the pane. */
START_TEST(test_entry_leaves_room_for_the_text)
{
	struct record record = golden_record(RECORD_IN, 0, "text");
	struct entry entry;

	record.from = "日本語日本語日本語日本語";
	record.from_len = strlen(record.from);
	ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	for (int columns = 1; columns < 200; columns++) {
		ck_assert(entry_init(&entry, scrollback, 0, columns));
		ck_assert_int_ge(columns - entry.indent, columns > 1 ? columns / 3 : 1);
	}
}
END_TEST

START_TEST(test_entry_day)
{
	char day[ENTRY_DAY_SIZE], time[ENTRY_TIME_SIZE];
	struct entry entry = add(RECORD_IN, 0, "first", 80);

	ck_assert(entry.day);
	entry_day(&entry, day);
	ck_assert_str_eq(day, "Sunday 2026-11-22");
	entry_time(&entry, time);
	ck_assert_str_eq(time, "12:04:05");
	entry = add(RECORD_IN, 3600, "same day", 80);
	ck_assert(!entry.day);
	entry = add(RECORD_IN, 43200, "after midnight", 20);
	ck_assert(entry.day);
	entry_day(&entry, day);
	ck_assert_str_eq(day, "2026-11-23");
	entry_time(&entry, time);
	ck_assert_str_eq(time, "00:04:05");
	entry = add(RECORD_IN, 0, "back again", 10);
	ck_assert(!entry.day);
}
END_TEST

static struct tm local_of(const struct record *record)
{
	time_t seconds = (time_t)(record->time_us / 1000000);
	struct tm tm;

	ck_assert_ptr_nonnull(localtime_r(&seconds, &tm));
	return tm;
}

/* Clocks that are set forth or back, also over midnight, and lines out of order. */
START_TEST(test_entry_day_by_any_clock)
{
	static const char *const zones[] = {"UTC0", "AAA5BBB,J326/2,J327/2",
		"AAA0BBB,J326/23:30,J327/0:30", "AAA-7:30BBB,J326/0:01,J327/0:01",
		"AAA0BBB-2,J326/0,J327/0:59:59"};
	struct record before = golden_record(RECORD_IN, 0, "before"), now = before;
	unsigned seed = 1;

	setenv("TZ", zones[_i], 1);
	tzset();
	for (int round = 0; round < 20000; round++) {
		struct tm then, today;
		struct entry entry;

		seed = seed * 1103515245u + 12345u;
		/* Within four days of it, some minutes or most of a day apart. */
		before.time_us = now.time_us = golden_record(RECORD_IN, 0, "").time_us +
					       ((int64_t)(seed >> 8) % 345600 - 172800) * 1000000;
		seed = seed * 1103515245u + 12345u;
		now.time_us += ((int64_t)(seed >> 8) % (round % 2 ? 7200 : 180000) -
				       (round % 2 ? 900 : 90000)) *
			       1000000;
		ck_assert_int_eq(scrollback_append(scrollback, &before), 0);
		ck_assert_int_eq(scrollback_append(scrollback, &now), 0);
		ck_assert(entry_init(&entry, scrollback, scrollback_end(scrollback) - 1, 80));
		then = local_of(&before);
		today = local_of(&now);
		if (entry.day != (then.tm_yday != today.tm_yday))
			ck_abort_msg("%s, %lld and %lld", zones[_i], (long long)before.time_us,
				(long long)now.time_us);
	}
}
END_TEST

START_TEST(test_entry_any_time)
{
	static const int64_t times[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
	char day[ENTRY_DAY_SIZE], time[ENTRY_TIME_SIZE];
	struct record record = golden_record(RECORD_IN, 0, "");
	struct entry entry;

	record.time_us = times[_i];
	scrollback_append(scrollback, &record);
	ck_assert(entry_init(&entry, scrollback, 0, 80));
	entry_day(&entry, day);
	entry_time(&entry, time);
	ck_assert_uint_eq(strlen(time), 8);
	if (record.time_us == -1)
		ck_assert_str_eq(time, "23:59:59");
}
END_TEST

START_TEST(test_entry_rows_and_offsets)
{
	struct entry entry = add(RECORD_OUT, 0, "one two three four", 20); /* 11 columns for text */

	ck_assert_uint_eq(entry_rows(&entry), 3);
	ck_assert_uint_eq(entry_offset_of_row(&entry, 0), 0);
	ck_assert_uint_eq(entry_offset_of_row(&entry, 1), 0);
	ck_assert_uint_eq(entry_offset_of_row(&entry, 2), 8);
	ck_assert_uint_eq(entry_row_of_offset(&entry, 0), 1);
	ck_assert_uint_eq(entry_row_of_offset(&entry, 7), 1);
	ck_assert_uint_eq(entry_row_of_offset(&entry, 8), 2);
	ck_assert_uint_eq(entry_row_of_offset(&entry, 999), 2);
	ck_assert(!entry_init(&entry, scrollback, 1, 20));
}
END_TEST

START_TEST(test_entry_marker)
{
	struct entry entry = add(RECORD_OUT, 0, "", 20);

	ck_assert_int_eq(entry_marker(&entry), '>');
	entry = add(RECORD_IN, 0, "", 20);
	ck_assert_int_eq(entry_marker(&entry), '<');
	entry = add(RECORD_ABOUT, 0, "", 20);
	ck_assert_int_eq(entry_marker(&entry), '*');
	ck_assert_uint_eq(entry_rows(&entry), 1);
}
END_TEST

START_TEST(test_entry_of_an_action)
{
	struct entry entry = add(RECORD_IN, 0, "/me waves", 80);

	ck_assert(entry.action);
	ck_assert_int_eq(entry.star_columns, 2);
	ck_assert_int_eq(entry.indent, 9 + 2 + 2 + 5 + 1);
	ck_assert_uint_eq(entry.text_len, 5);
	ck_assert_int_eq(memcmp(entry.text, "waves", 5), 0);
	ck_assert(!add(RECORD_IN, 0, "/me", 80).action);
	ck_assert(!add(RECORD_IN, 0, "/me ", 80).action);
	ck_assert(!add(RECORD_IN, 0, "/men work", 80).action);
	ck_assert(!add(RECORD_ABOUT, 0, "/me waves", 80).action);
	entry = add(RECORD_OUT, 0, "/me waves", 11);
	ck_assert(entry.action && entry.star_columns == 0 && entry.indent == 2);
}
END_TEST

START_TEST(test_entry_leaves_room_for_delivery)
{
	struct record record = golden_record(RECORD_OUT, 0, "0123456789 0123456789");
	struct entry entry;

	record.wire = 1;
	ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	ck_assert(entry_init(&entry, scrollback, 0, 80));
	ck_assert_int_eq(entry.tail, 3);
	ck_assert(entry_init(&entry, scrollback, 0, 18 + 21 + 3));
	ck_assert_uint_eq(entry_rows(&entry), 2);
	ck_assert(entry_init(&entry, scrollback, 0, 18 + 21 + 2));
	ck_assert_uint_eq(entry_rows(&entry), 3);
	ck_assert(entry_init(&entry, scrollback, 0, 19));
	ck_assert_int_eq(entry.tail, 0);
	record.dir = RECORD_IN;
	ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	ck_assert(entry_init(&entry, scrollback, 1, 80));
	ck_assert_int_eq(entry.tail, 0);
}
END_TEST

START_TEST(test_entry_below_the_rule)
{
	struct entry entry = add(RECORD_IN, 0, "one two", 20);

	ck_assert_uint_eq(entry.heads, 1);
	ck_assert_uint_eq(entry_rows(&entry), 2);
	scrollback_set_rule(scrollback, 0);
	ck_assert(entry_init(&entry, scrollback, 0, 20));
	ck_assert(entry.rule && entry.day);
	ck_assert_uint_eq(entry_rows(&entry), 3);
	ck_assert_uint_eq(entry_row_of_offset(&entry, 0), 2);
	ck_assert_uint_eq(entry_offset_of_row(&entry, 2), 0);
	ck_assert(entry_init(&entry, scrollback, 0, 11));
	ck_assert(!entry.rule);
	entry = add(RECORD_IN, 0, "next", 20);
	ck_assert_uint_eq(entry.heads, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("entry");
	TCase *tcase = tcase_create("entry");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_entry_parts_by_width);
	tcase_add_test(tcase, test_entry_leaves_room_for_the_text);
	tcase_add_test(tcase, test_entry_day);
	tcase_add_loop_test(tcase, test_entry_day_by_any_clock, 0, 5);
	tcase_add_loop_test(tcase, test_entry_any_time, 0, 5);
	tcase_add_test(tcase, test_entry_rows_and_offsets);
	tcase_add_test(tcase, test_entry_marker);
	tcase_add_test(tcase, test_entry_of_an_action);
	tcase_add_test(tcase, test_entry_leaves_room_for_delivery);
	tcase_add_test(tcase, test_entry_below_the_rule);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
