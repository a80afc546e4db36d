/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/layout.h"

#include <errno.h>
#include <stdlib.h>

#include "tests/suite.h"

static struct layout layout;
static struct rect rects[LAYOUT_LEAVES];

static void arrange(int rows, int columns, int focus)
{
	const struct rect all = {0, 0, rows, columns};

	layout_arrange(&layout, &all, focus, rects);
}

static void check(int leaf, int row, int column, int rows, int columns)
{
	const struct rect *rect = &rects[leaf];

	ck_assert_msg(rect->row == row && rect->column == column && rect->rows == rows &&
			      rect->columns == columns,
		"pane %d has %d,%d %dx%d", leaf, rect->row, rect->column, rect->rows,
		rect->columns);
}

START_TEST(test_layout_one_pane)
{
	layout_init(&layout, 0);
	arrange(24, 80, 0);
	check(0, 0, 0, 24, 80);
	check(1, 0, 0, 0, 0);
	arrange(1, 1, 0);
	check(0, 0, 0, 1, 1);
	arrange(0, 0, 0);
	check(0, 0, 0, 0, 0);
}
END_TEST

START_TEST(test_layout_side_by_side)
{
	layout_init(&layout, 0);
	ck_assert_int_eq(layout_split(&layout, 0, LAYOUT_RIGHT, 1), 0);
	arrange(24, 81, 0);
	check(0, 0, 0, 24, 40);
	check(1, 0, 41, 24, 40);
	arrange(24, 80, 0);
	check(0, 0, 0, 24, 40);
	check(1, 0, 41, 24, 39);
	ck_assert_int_eq(layout_split(&layout, 1, LAYOUT_RIGHT, 2), 0);
	arrange(24, 80, 0);
	check(0, 0, 0, 24, 26);
	check(1, 0, 27, 24, 26);
	check(2, 0, 54, 24, 26);
	layout_init(&layout, 0);
	layout_split(&layout, 0, LAYOUT_RIGHT, 2);
	layout_split(&layout, 0, LAYOUT_RIGHT, 1);
	arrange(24, 80, 0);
	check(0, 0, 0, 24, 26);
	check(1, 0, 27, 24, 26);
	check(2, 0, 54, 24, 26);
}
END_TEST

START_TEST(test_layout_below)
{
	layout_init(&layout, 3);
	ck_assert_int_eq(layout_split(&layout, 3, LAYOUT_BELOW, 5), 0);
	ck_assert_int_eq(layout_split(&layout, 5, LAYOUT_RIGHT, 7), 0);
	arrange(24, 80, 3);
	check(3, 0, 0, 12, 80);
	check(5, 12, 0, 12, 40);
	check(7, 12, 41, 12, 39);
}
END_TEST

START_TEST(test_layout_without_room_the_focus_gets_all)
{
	layout_init(&layout, 0);
	layout_split(&layout, 0, LAYOUT_RIGHT, 1);
	arrange(5, 2 * LAYOUT_MIN_COLUMNS, 1);
	check(0, 0, 0, 0, 0);
	check(1, 0, 0, 5, 2 * LAYOUT_MIN_COLUMNS);
	arrange(5, 2 * LAYOUT_MIN_COLUMNS + 1, 1);
	check(0, 0, 0, 5, LAYOUT_MIN_COLUMNS);
	check(1, 0, LAYOUT_MIN_COLUMNS + 1, 5, LAYOUT_MIN_COLUMNS);
	arrange(1, 1, 0);
	check(0, 0, 0, 1, 1);
}
END_TEST

START_TEST(test_layout_remove)
{
	layout_init(&layout, 0);
	ck_assert_int_eq(layout_remove(&layout, 0), -EBUSY);
	layout_split(&layout, 0, LAYOUT_RIGHT, 1);
	layout_split(&layout, 1, LAYOUT_BELOW, 2);
	ck_assert_int_eq(layout_remove(&layout, 9), -ENOENT);
	ck_assert_int_eq(layout_remove(&layout, 0), 0);
	arrange(24, 80, 1);
	check(0, 0, 0, 0, 0);
	check(1, 0, 0, 12, 80);
	check(2, 12, 0, 12, 80);
	ck_assert_int_eq(layout_remove(&layout, 2), 0);
	arrange(24, 80, 1);
	check(1, 0, 0, 24, 80);
	ck_assert_int_eq(layout_remove(&layout, 1), -EBUSY);
}
END_TEST

START_TEST(test_layout_refuses)
{
	layout_init(&layout, 0);
	ck_assert_int_eq(layout_split(&layout, 4, LAYOUT_RIGHT, 1), -ENOENT);
	ck_assert_int_eq(layout_split(&layout, 0, LAYOUT_RIGHT, 0), -EEXIST);
	ck_assert_int_eq(layout_split(&layout, 0, LAYOUT_RIGHT, LAYOUT_LEAVES), -EEXIST);
	for (int leaf = 1; leaf < LAYOUT_LEAVES; leaf++)
		ck_assert_int_eq(layout_split(&layout, leaf - 1, LAYOUT_RIGHT, leaf), 0);
	ck_assert_int_eq(layout_split(&layout, 0, LAYOUT_RIGHT, 1), -EEXIST);
}
END_TEST

static bool overlaps(const struct rect *a, const struct rect *b)
{
	return a->row < b->row + b->rows && b->row < a->row + a->rows &&
	       a->column < b->column + b->columns && b->column < a->column + a->columns;
}

/* Panes come and go at random: none overlaps another, all are within the screen, focus is shown. */
START_TEST(test_layout_random)
{
	srandom(3);
	layout_init(&layout, 0);
	for (int round = 0; round < 20000; round++) {
		int rows = (int)(random() % 60), columns = (int)(random() % 200);
		int leaf = (int)(random() % LAYOUT_LEAVES), other = (int)(random() % LAYOUT_LEAVES);

		if (random() % 3 == 0)
			layout_remove(&layout, leaf);
		else
			layout_split(
				&layout, leaf, random() % 2 ? LAYOUT_RIGHT : LAYOUT_BELOW, other);
		arrange(rows, columns, leaf);
		for (int i = 0; i < LAYOUT_LEAVES; i++) {
			if (rects[i].row < 0 || rects[i].row + rects[i].rows > rows ||
				rects[i].column < 0 || rects[i].column + rects[i].columns > columns)
				ck_abort_msg("round %d: pane %d is outside", round, i);
			for (int k = 0; k < i; k++)
				if (overlaps(&rects[i], &rects[k]))
					ck_abort_msg("round %d: %d overlaps %d", round, i, k);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("layout");
	TCase *tcase = tcase_create("layout");

	tcase_add_test(tcase, test_layout_one_pane);
	tcase_add_test(tcase, test_layout_side_by_side);
	tcase_add_test(tcase, test_layout_below);
	tcase_add_test(tcase, test_layout_without_room_the_focus_gets_all);
	tcase_add_test(tcase, test_layout_remove);
	tcase_add_test(tcase, test_layout_refuses);
	tcase_add_test(tcase, test_layout_random);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
