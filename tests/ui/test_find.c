/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/find.h"

#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/scrollback.h"

static struct scrollback *scrollback;
static struct find find;

static void add(const char *text)
{
	struct record record = golden_record(RECORD_IN, 0, text);

	ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
}

/* Lines 2 to 6; "a" is in 2, 4 (twice) and 6. */
static void set_up(void)
{
	static const char *const texts[] = {"gone a", "gone a", "1a", "b", "a2a", "c", "/me a"};

	golden_setup();
	scrollback = scrollback_new(5, 1000);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add(texts[i]);
	find = (struct find){0};
}

static void tear_down(void)
{
	scrollback_free(scrollback);
}

static void check(enum find_result result, uint64_t line, size_t start)
{
	ck_assert_int_eq(find.result, result);
	ck_assert_uint_eq(find.line, line);
	ck_assert_uint_eq(find.span.start, start);
}

static const struct {
	uint64_t from;
	bool backward;
	enum find_result result;
	uint64_t line;
	size_t start;
} cases[] = {
	{2, false, FIND_FOUND, 2, 1},
	{0, false, FIND_FOUND, 2, 1},
	{3, false, FIND_FOUND, 4, 0},
	{6, false, FIND_FOUND, 6, 0},
	{99, false, FIND_FOUND, 6, 0},
	{5, true, FIND_FOUND, 4, 2},
	{99, true, FIND_FOUND, 6, 0},
	{2, true, FIND_FOUND, 2, 1},
	{3, true, FIND_FOUND, 2, 1},
};

START_TEST(test_find_from)
{
	ck_assert_int_eq(find_from(&find, scrollback, cases[_i].from, "a", 1, cases[_i].backward),
		cases[_i].result);
	check(cases[_i].result, cases[_i].line, cases[_i].start);
	ck_assert_int_eq(find.backward, cases[_i].backward);
}
END_TEST

START_TEST(test_find_from_wraps)
{
	ck_assert_int_eq(find_from(&find, scrollback, 5, "b", 1, false), FIND_WRAPPED);
	ck_assert_uint_eq(find.line, 3);
	ck_assert_int_eq(find_from(&find, scrollback, 2, "c", 1, true), FIND_WRAPPED);
	ck_assert_uint_eq(find.line, 5);
	ck_assert_int_eq(find_from(&find, scrollback, 3, "no", 2, true), FIND_MISSING);
	ck_assert_int_eq(find_from(&find, scrollback, 3, "", 0, true), FIND_NOTHING);
	ck_assert_int_eq(find_on(&find, scrollback, true), FIND_NOTHING);
	/* "/me " is not shown, so it is not found. */
	ck_assert_int_eq(find_from(&find, scrollback, 3, "/me", 3, true), FIND_MISSING);
	ck_assert_int_eq(find_from(&find, scrollback, 3, "gone", 4, true), FIND_MISSING);
}
END_TEST

START_TEST(test_find_on_goes_round)
{
	static const struct {
		uint64_t line;
		size_t start;
	} order[] = {{2, 1}, {4, 0}, {4, 2}, {6, 0}};

	find_from(&find, scrollback, 2, "a", 1, false);
	for (size_t i = 1; i < 9; i++) {
		find_on(&find, scrollback, false);
		check(i % 4 == 0 ? FIND_WRAPPED : FIND_FOUND, order[i % 4].line,
			order[i % 4].start);
	}
	for (size_t i = 7; i < 8; i--) {
		find_on(&find, scrollback, true);
		check(i % 4 == 3 ? FIND_WRAPPED : FIND_FOUND, order[i % 4].line,
			order[i % 4].start);
	}
}
END_TEST

START_TEST(test_find_on_the_only_match)
{
	find_from(&find, scrollback, 2, "b", 1, false);
	ck_assert_int_eq(find_on(&find, scrollback, false), FIND_WRAPPED);
	ck_assert_uint_eq(find.line, 3);
	ck_assert_int_eq(find_on(&find, scrollback, true), FIND_WRAPPED);
	ck_assert_uint_eq(find.line, 3);
}
END_TEST

/* The line that was found may go away, and one that was missing may come. */
START_TEST(test_find_on_while_lines_come_and_go)
{
	find_from(&find, scrollback, 2, "a", 1, false);
	for (int i = 0; i < 4; i++)
		add("a");
	ck_assert_int_eq(find_on(&find, scrollback, false), FIND_FOUND);
	check(FIND_FOUND, 6, 0);
	find_from(&find, scrollback, 6, "new", 3, false);
	ck_assert_int_eq(find_on(&find, scrollback, false), FIND_MISSING);
	add("new");
	ck_assert_int_ne(find_on(&find, scrollback, false), FIND_MISSING);
	ck_assert_uint_eq(find.line, 11);
}
END_TEST

START_TEST(test_find_without_lines)
{
	struct scrollback *empty = scrollback_new(1, 1);

	ck_assert_int_eq(find_from(&find, empty, 0, "a", 1, false), FIND_MISSING);
	ck_assert_int_eq(find_from(&find, empty, 0, "a", 1, true), FIND_MISSING);
	ck_assert_int_eq(find_on(&find, empty, false), FIND_MISSING);
	ck_assert_int_eq(find_on(&find, empty, true), FIND_MISSING);
	scrollback_free(empty);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("find");
	TCase *tcase = tcase_create("find");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, test_find_from, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tcase, test_find_from_wraps);
	tcase_add_test(tcase, test_find_on_goes_round);
	tcase_add_test(tcase, test_find_on_the_only_match);
	tcase_add_test(tcase, test_find_on_while_lines_come_and_go);
	tcase_add_test(tcase, test_find_without_lines);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
