/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/pairs.h"

#include "tests/suite.h"

static struct pairs pairs;

static void check(short fg, short bg, int pair, bool fresh)
{
	bool is_fresh;

	ck_assert_int_eq(pairs_find(&pairs, fg, bg, &is_fresh), pair);
	ck_assert(is_fresh == fresh);
}

START_TEST(test_pairs_on_demand)
{
	pairs_init(&pairs, 3);
	check(-1, -1, 0, false);
	check(1, -1, 1, true);
	check(-1, 1, 2, true);
	check(1, -1, 1, false);
	check(-1, 1, 2, false);
	check(1, 1, 3, true);
	check(2, 2, -1, false);
	check(1, 1, 3, false);
}
END_TEST

START_TEST(test_pairs_anew)
{
	pairs_init(&pairs, 3);
	check(1, 0, 1, true);
	check(2, 0, 2, true);
	check(3, 0, 3, true);
	pairs_mark_none(&pairs);
	pairs_mark(&pairs, 2, 0);
	pairs_mark(&pairs, 9, 9);
	pairs_mark(&pairs, -1, -1);
	pairs_drop_unmarked(&pairs);
	check(2, 0, 2, false);
	check(3, 0, 1, true);
	check(4, 0, 3, true);
	check(5, 0, -1, false);
}
END_TEST

START_TEST(test_pairs_limits)
{
	pairs_init(&pairs, 100000);
	for (short i = 0; i < PAIRS_MAX; i++)
		check(i, 0, i + 1, true);
	check(0, 1, -1, false);
	pairs_init(&pairs, 0);
	check(-1, -1, 0, false);
	check(1, 1, -1, false);
	pairs_init(&pairs, -1);
	check(1, 1, -1, false);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pairs");
	TCase *tcase = tcase_create("pairs");

	tcase_add_test(tcase, test_pairs_on_demand);
	tcase_add_test(tcase, test_pairs_anew);
	tcase_add_test(tcase, test_pairs_limits);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
