/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/grid.h"

#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"

static struct grid grid;

static void set_up(void)
{
	golden_setup();
	ck_assert_int_eq(grid_resize(&grid, 2, 6), 0);
}

static void tear_down(void)
{
	grid_fini(&grid);
}

static int put(int row, int column, int limit, const char *text)
{
	return grid_text(&grid, row, column, limit, text, strlen(text), style_of(STYLE_TEXT));
}

START_TEST(test_grid_is_blank_at_first)
{
	golden_check(&grid, "\n\n");
}
END_TEST

START_TEST(test_grid_text)
{
	ck_assert_int_eq(put(0, 1, 6, "ae\u0301日"), 5);
	golden_check(&grid, " ae\u0301日\n\n");
	ck_assert_int_eq(grid_cell(&grid, 0, 3)->columns, 2);
	ck_assert_int_eq(grid_cell(&grid, 0, 4)->columns, 0);
}
END_TEST

START_TEST(test_grid_text_is_one_line_and_harmless)
{
	ck_assert_int_eq(put(0, 0, 6, "a\n\x1b\u202e"), 5);
	golden_check(&grid, "a^J^[\n\n");
}
END_TEST

START_TEST(test_grid_text_that_is_cut_ends_with_an_ellipsis)
{
	ck_assert_int_eq(put(0, 0, 4, "abcd"), 4);
	ck_assert_int_eq(put(1, 0, 4, "abcde"), 4);
	golden_check(&grid, "abcd\nabc…\n");
	ck_assert_int_eq(put(0, 0, 4, "日本語"), 4);
	ck_assert_int_eq(put(1, 0, 4, "a日本"), 4);
	golden_check(&grid, "日 …\na日…\n");
	ck_assert_int_eq(put(0, 2, 2, "x"), 2);
	ck_assert_int_eq(put(0, 3, 2, "x"), 3);
	golden_check(&grid, "日 …\na日…\n");
}
END_TEST

START_TEST(test_grid_no_half_of_a_wide_character_is_left)
{
	put(0, 0, 6, "日本語");
	put(0, 1, 6, "x");
	golden_check(&grid, " x本語\n\n");
	put(0, 2, 6, "y");
	golden_check(&grid, " xy 語\n\n");
	put(0, 3, 6, "字");
	golden_check(&grid, " xy字\n\n");
	put(0, 2, 6, "国");
	golden_check(&grid, " x国\n\n");
}
END_TEST

START_TEST(test_grid_a_wide_character_at_the_edge_is_blank)
{
	const struct glyph wide = {.columns = 2, .len = 3, .bytes = "日"};

	put(0, 0, 6, "abcdef");
	ck_assert_int_eq(grid_put(&grid, 0, 5, 6, &wide, style_of(STYLE_TEXT)), 6);
	ck_assert_int_eq(grid_put(&grid, 0, 2, 3, &wide, style_of(STYLE_TEXT)), 3);
	golden_check(&grid, "ab de\n\n");
}
END_TEST

START_TEST(test_grid_clips)
{
	put(-1, 0, 6, "a");
	put(2, 0, 6, "a");
	put(0, 6, 9, "a");
	put(1, 4, 9, "abc");
	golden_check(&grid, "\n    ab\n");
	put(0, -1, 6, "xyz");
	golden_check(&grid, "yz\n    ab\n");
}
END_TEST

START_TEST(test_grid_fill)
{
	const struct rect rect = {0, 1, 9, 2};

	put(0, 0, 6, "日本語");
	put(1, 0, 6, "abcdef");
	grid_fill(&grid, &rect, style_of(STYLE_STATUS));
	golden_check(&grid, "    語\na  def\n");
	ck_assert(style_equal(grid_cell(&grid, 1, 2)->style, style_of(STYLE_STATUS)));
	ck_assert(style_equal(grid_cell(&grid, 1, 3)->style, style_of(STYLE_TEXT)));
}
END_TEST

START_TEST(test_grid_resize)
{
	put(0, 0, 6, "abc");
	ck_assert_int_eq(grid_resize(&grid, 1, 1), 0);
	golden_check(&grid, "\n");
	put(0, 0, 1, "日");
	golden_check(&grid, "…\n");
	ck_assert_int_eq(grid_resize(&grid, 0, 0), 0);
	golden_check(&grid, "");
	put(0, 0, 1, "a");
}
END_TEST

START_TEST(test_grid_move)
{
	const struct rect all = {0, 0, 4, 6}, part = {1, 2, 3, 3};

	ck_assert_int_eq(grid_resize(&grid, 4, 6), 0);
	for (int row = 0; row < 4; row++)
		put(row, 0, 6, &"abcabc\0defdef\0ghighi\0jkljkl"[7 * row]);
	grid_move(&grid, &all, 0);
	golden_check(&grid, "abcabc\ndefdef\nghighi\njkljkl\n");
	grid_move(&grid, &all, 3);
	ck_assert_int_eq(grid_cell(&grid, 0, 0)->bytes[0], 'j');
	grid_move(&grid, &all, -3);
	ck_assert_int_eq(grid_cell(&grid, 3, 0)->bytes[0], 'j');
	put(0, 0, 6, "abcabc");
	put(1, 0, 6, "defdef");
	put(2, 0, 6, "ghighi");
	grid_move(&grid, &part, 1);
	golden_check(&grid, "abcabc\ndeighf\nghljki\njkljkl\n");
	grid_move(&grid, &part, -2);
	golden_check(&grid, "abcabc\ndeighf\nghljki\njkighl\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("grid");
	TCase *tcase = tcase_create("grid");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_grid_is_blank_at_first);
	tcase_add_test(tcase, test_grid_text);
	tcase_add_test(tcase, test_grid_text_is_one_line_and_harmless);
	tcase_add_test(tcase, test_grid_text_that_is_cut_ends_with_an_ellipsis);
	tcase_add_test(tcase, test_grid_no_half_of_a_wide_character_is_left);
	tcase_add_test(tcase, test_grid_a_wide_character_at_the_edge_is_blank);
	tcase_add_test(tcase, test_grid_clips);
	tcase_add_test(tcase, test_grid_fill);
	tcase_add_test(tcase, test_grid_resize);
	tcase_add_test(tcase, test_grid_move);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
