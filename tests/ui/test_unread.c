/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/unread.h"

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/scrollback.h"

static struct scrollback *scrollback;
static struct unread unread;

static void add(enum record_dir dir, uint64_t wire)
{
	struct record record = golden_record(dir, 0, "x");

	record.wire = wire;
	ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	if (unread_concerns(&record))
		unread_note(&unread, scrollback_end(scrollback) - 1, wire);
}

static void check(uint64_t count, uint64_t line)
{
	ck_assert_uint_eq(unread.count, count);
	if (count > 0)
		ck_assert_uint_eq(unread.line, line);
}

static void set_up(void)
{
	golden_setup();
	scrollback = scrollback_new(5, 1000);
	unread = (struct unread){0};
}

static void tear_down(void)
{
	scrollback_free(scrollback);
}

START_TEST(test_unread_before_it_is_known)
{
	add(RECORD_IN, 1);
	check(0, 0);
	unread_set_seen(&unread, scrollback, 0);
	check(1, 0);
}
END_TEST

START_TEST(test_unread_counts)
{
	unread_set_seen(&unread, scrollback, 1);
	add(RECORD_IN, 1);
	add(RECORD_OUT, 7);
	add(RECORD_ABOUT, 0);
	check(0, 0);
	add(RECORD_IN, 2);
	add(RECORD_IN, 3);
	check(2, 3);
	unread_set_seen(&unread, scrollback, 2);
	check(1, 4);
	unread_set_seen(&unread, scrollback, 3);
	check(0, 0);
	unread_set_seen(&unread, scrollback, 1);
	check(2, 3);
}
END_TEST

/* Only lines that are still there are looked at. */
START_TEST(test_unread_lines_that_went)
{
	unread_set_seen(&unread, scrollback, 0);
	for (uint64_t wire = 1; wire < 10; wire++)
		add(RECORD_IN, wire);
	check(9, 0);
	unread_set_seen(&unread, scrollback, 1);
	check(5, 4);
}
END_TEST

START_TEST(test_unread_of_one_who_begins_anew)
{
	unread_set_seen(&unread, scrollback, 6);
	add(RECORD_IN, 6);
	add(RECORD_IN, 7);
	check(1, 1);
	add(RECORD_IN, 1);
	unread_set_seen(&unread, scrollback, 0);
	check(1, 2);
	add(RECORD_IN, 2);
	check(2, 2);
	unread_set_seen(&unread, scrollback, 1);
	check(1, 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("unread");
	TCase *tcase = tcase_create("unread");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_unread_before_it_is_known);
	tcase_add_test(tcase, test_unread_counts);
	tcase_add_test(tcase, test_unread_lines_that_went);
	tcase_add_test(tcase, test_unread_of_one_who_begins_anew);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
