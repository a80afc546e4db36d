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

static void resize(int rows, int columns, int leaf, enum layout_kind side, int by)
{
	const struct rect all = {0, 0, rows, columns};

	layout_resize(&layout, &all, leaf, side, by);
	arrange(rows, columns, leaf);
}

START_TEST(test_layout_resize)
{
	layout_init(&layout, 0);
	layout_split(&layout, 0, LAYOUT_RIGHT, 1);
	layout_split(&layout, 1, LAYOUT_BELOW, 2);
	resize(24, 81, 0, LAYOUT_RIGHT, 1);
	check(0, 0, 0, 24, 41);
	check(1, 0, 42, 12, 39);
	resize(24, 81, 1, LAYOUT_RIGHT, 3);
	check(0, 0, 0, 24, 38);
	resize(24, 81, 2, LAYOUT_BELOW, 1);
	check(1, 0, 39, 11, 42);
	check(2, 11, 39, 13, 42);
	resize(24, 81, 1, LAYOUT_BELOW, -2);
	check(1, 0, 39, 9, 42);
	/* There is no split of that side around the pane. */
	resize(24, 81, 0, LAYOUT_BELOW, 1);
	check(0, 0, 0, 24, 38);
	resize(24, 81, 7, LAYOUT_BELOW, 1);
	layout_even(&layout);
	arrange(24, 81, 0);
	check(0, 0, 0, 24, 40);
	check(2, 12, 41, 12, 40);
}
END_TEST

START_TEST(test_layout_resize_has_limits)
{
	layout_init(&layout, 0);
	layout_split(&layout, 0, LAYOUT_RIGHT, 1);
	for (int i = 0; i < 200; i++)
		resize(24, 81, 0, LAYOUT_RIGHT, 1);
	check(1, 0, 71, 24, LAYOUT_MIN_COLUMNS);
	/* What is beyond is not remembered. */
	resize(24, 81, 0, LAYOUT_RIGHT, 1000);
	arrange(24, 162, 0);
	check(0, 0, 0, 24, 140);
	resize(24, 81, 0, LAYOUT_RIGHT, -1);
	check(1, 0, 70, 24, LAYOUT_MIN_COLUMNS + 1);
	resize(24, 81, 0, LAYOUT_RIGHT, -1000);
	check(0, 0, 0, 24, LAYOUT_MIN_COLUMNS);
	resize(2, 5, 0, LAYOUT_RIGHT, 1);
	arrange(24, 81, 0);
	check(0, 0, 0, 24, LAYOUT_MIN_COLUMNS);
}
END_TEST

/* At every width a step is a step, and the proportion is kept at others. */
START_TEST(test_layout_resize_by_one)
{
	for (int columns = 2 * LAYOUT_MIN_COLUMNS + 3; columns <= 500; columns++) {
		int before;

		layout_init(&layout, 0);
		layout_split(&layout, 0, LAYOUT_RIGHT, 1);
		arrange(24, columns, 0);
		before = rects[0].columns;
		for (int i = 1; before + i < columns - LAYOUT_MIN_COLUMNS; i++) {
			resize(24, columns, 0, LAYOUT_RIGHT, 1);
			ck_assert_int_eq(rects[0].columns, before + i);
		}
		arrange(24, 500, 0);
		arrange(24, columns, 0);
		ck_assert_int_eq(rects[1].columns, LAYOUT_MIN_COLUMNS);
	}
}
END_TEST

START_TEST(test_layout_order)
{
	int leaves[LAYOUT_LEAVES];

	layout_init(&layout, 3);
	ck_assert_int_eq(layout_order(&layout, leaves), 1);
	ck_assert_int_eq(leaves[0], 3);
	layout_split(&layout, 3, LAYOUT_RIGHT, 1);
	layout_split(&layout, 3, LAYOUT_BELOW, 2);
	ck_assert_int_eq(layout_order(&layout, leaves), 3);
	ck_assert(leaves[0] == 3 && leaves[1] == 2 && leaves[2] == 1);
}
END_TEST

START_TEST(test_layout_neighbour)
{
	static const enum layout_direction back[] = {
		LAYOUT_TO_RIGHT, LAYOUT_TO_LEFT, LAYOUT_DOWN, LAYOUT_UP};

	layout_init(&layout, 0);
	layout_split(&layout, 0, LAYOUT_RIGHT, 1);
	layout_split(&layout, 1, LAYOUT_BELOW, 2);
	arrange(24, 80, 0);
	ck_assert_int_eq(layout_neighbour(rects, 0, LAYOUT_TO_RIGHT), 2);
	ck_assert_int_eq(layout_neighbour(rects, 1, LAYOUT_TO_LEFT), 0);
	ck_assert_int_eq(layout_neighbour(rects, 2, LAYOUT_UP), 1);
	ck_assert_int_eq(layout_neighbour(rects, 1, LAYOUT_DOWN), 2);
	ck_assert_int_eq(layout_neighbour(rects, 0, LAYOUT_UP), -1);
	ck_assert_int_eq(layout_neighbour(rects, 0, LAYOUT_TO_LEFT), -1);
	ck_assert_int_eq(layout_neighbour(rects, 5, LAYOUT_TO_LEFT), -1);
	/* Where there are four in a square, one always comes back. */
	layout_split(&layout, 0, LAYOUT_BELOW, 3);
	for (int columns = 2 * LAYOUT_MIN_COLUMNS + 1; columns < 120; columns++) {
		arrange(24, columns, 0);
		for (int leaf = 0; leaf < 4; leaf++) {
			for (int i = 0; i < 4; i++) {
				int to = layout_neighbour(rects, leaf, (enum layout_direction)i);

				if (to >= 0)
					ck_assert_int_eq(
						layout_neighbour(rects, to, back[i]), leaf);
			}
		}
	}
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
		resize(rows, columns, other, random() % 2 ? LAYOUT_RIGHT : LAYOUT_BELOW,
			(int)(random() % 21) - 10);
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
	tcase_add_test(tcase, test_layout_resize);
	tcase_add_test(tcase, test_layout_resize_has_limits);
	tcase_add_test(tcase, test_layout_resize_by_one);
	tcase_add_test(tcase, test_layout_order);
	tcase_add_test(tcase, test_layout_neighbour);
	tcase_add_test(tcase, test_layout_random);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
