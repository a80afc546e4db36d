/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/entry.h"

#include <string.h>

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
	tcase_add_loop_test(tcase, test_entry_any_time, 0, 5);
	tcase_add_test(tcase, test_entry_rows_and_offsets);
	tcase_add_test(tcase, test_entry_marker);
	tcase_add_test(tcase, test_entry_of_an_action);
	tcase_add_test(tcase, test_entry_leaves_room_for_delivery);
	tcase_add_test(tcase, test_entry_below_the_rule);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
