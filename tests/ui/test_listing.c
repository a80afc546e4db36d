/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/listing.h"

#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/theme.h"

static struct listing *listing;
static struct grid grid;
static struct theme theme;

static const char text[] = "# Keys\n"
			   "PgUp\ta page up\n"
			   "Alt-Enter\tbegin another line of the same text\n"
			   "\n"
			   "# Commands\n"
			   "/quit\tleave\n"
			   "日本\twide\n"
			   "A line without a name that is somewhat longer.";

static void set_up(void)
{
	golden_setup();
	grid = (struct grid){0};
	theme_builtin(&theme, "mono");
	listing = listing_new("help");
	ck_assert_ptr_nonnull(listing);
	ck_assert_int_eq(listing_set(listing, text, sizeof(text) - 1), 0);
}

static void tear_down(void)
{
	listing_free(listing);
	grid_fini(&grid);
}

static void resize(int rows, int columns)
{
	listing_resize(listing, rows, columns);
	ck_assert_int_eq(grid_resize(&grid, rows, columns), 0);
}

static void check(const char *screen)
{
	const struct rect all = {0, 0, grid.rows, grid.columns};

	grid_fill(&grid, &all, style_of(STYLE_TEXT));
	listing_paint(listing, &grid, &all, &theme);
	golden_check(&grid, screen);
}

START_TEST(test_listing_80x24)
{
	resize(24, 80);
	check("Keys\n"
	      "PgUp       a page up\n"
	      "Alt-Enter  begin another line of the same text\n"
	      "\n"
	      "Commands\n"
	      "/quit      leave\n"
	      "日本       wide\n"
	      "A line without a name that is somewhat longer.\n"
	      "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n");
	ck_assert(style_equal(grid_cell(&grid, 0, 0)->style, style_of(STYLE_TITLE)));
	ck_assert(style_equal(grid_cell(&grid, 1, 0)->style, style_of(STYLE_TITLE)));
	ck_assert(style_equal(grid_cell(&grid, 1, 11)->style, style_of(STYLE_TEXT)));
	listing_scroll_end(listing);
	ck_assert_uint_eq(listing_top(listing), 0);
}
END_TEST

START_TEST(test_listing_20x5)
{
	resize(5, 20);
	check("Keys\n"
	      "PgUp\n"
	      "a page up\n"
	      "Alt-Enter\n"
	      "begin another line\n");
	listing_scroll(listing, 1);
	listing_scroll_pages(listing, 1);
	check("of the same text\n"
	      "\n"
	      "Commands\n"
	      "/quit\n"
	      "leave\n");
	listing_scroll_end(listing);
	check("日本\n"
	      "wide\n"
	      "A line without a\n"
	      "name that is\n"
	      "somewhat longer.\n");
	listing_scroll(listing, 3);
	listing_scroll(listing, -1);
	ck_assert_uint_eq(listing_top(listing), listing_rows(listing) - 6);
	listing_scroll(listing, -100);
	ck_assert_uint_eq(listing_top(listing), 0);
	listing_scroll_end(listing);
	listing_scroll_home(listing);
	ck_assert_uint_eq(listing_top(listing), 0);
}
END_TEST

START_TEST(test_listing_1x1)
{
	resize(1, 1);
	check("K\n");
	listing_scroll(listing, 1);
	check("e\n");
	listing_scroll_end(listing);
	check(".\n");
}
END_TEST

/* Where names take much room, what is said begins below a name that is longer. */
START_TEST(test_listing_with_long_names)
{
	static const char long_names[] = "a\tone two\nname-of-many-letters\tthree four five\n\tx";

	ck_assert_int_eq(listing_set(listing, long_names, sizeof(long_names) - 1), 0);
	resize(6, 24);
	check("a           one two\n"
	      "name-of-many-letters\n"
	      "            three four\n"
	      "            five\n"
	      "        x\n"
	      "\n");
}
END_TEST

START_TEST(test_listing_filter)
{
	size_t n;

	resize(6, 40);
	listing_scroll_end(listing);
	listing_set_filter(listing, "LINE", 4);
	check("\n\n\n\n\n\n");
	listing_set_filter(listing, "line", 4);
	check("Keys\n"
	      "Alt-Enter  begin another line of the\n"
	      "           same text\n"
	      "Commands\n"
	      "A line without a name that is somewhat\n"
	      "longer.\n");
	ck_assert_int_eq(strncmp(listing_filter(listing, &n), "line", 4), 0);
	ck_assert_uint_eq(n, 4);
	listing_set_filter(listing, "quit", 4);
	ck_assert_uint_eq(listing_rows(listing), 2);
	listing_set_filter(listing, "", 0);
	ck_assert_uint_eq(listing_rows(listing), 10);
}
END_TEST

START_TEST(test_listing_status_line)
{
	struct status_line line;

	resize(4, 40);
	listing_status_line(listing, &line);
	ck_assert_str_eq(line.left, " help");
	ck_assert_str_eq(line.right, " 6 below ");
	listing_set_filter(listing, "quit", 4);
	listing_status_line(listing, &line);
	ck_assert_str_eq(line.left, " help | only \"quit\"");
	ck_assert_str_eq(line.right, "");
}
END_TEST

/* New facts in the place of old ones do not move the view, unless there are fewer. */
START_TEST(test_listing_set_keeps_the_view)
{
	resize(4, 40);
	listing_scroll(listing, 2);
	ck_assert_int_eq(listing_set(listing, text, sizeof(text) - 1), 0);
	ck_assert_uint_eq(listing_top(listing), 2);
	ck_assert_int_eq(listing_set(listing, "x", 1), 0);
	ck_assert_uint_eq(listing_top(listing), 0);
	check("x\n\n\n\n");
	ck_assert_int_eq(listing_set(listing, "", 0), 0);
	ck_assert_uint_eq(listing_rows(listing), 0);
	check("\n\n\n\n");
	listing_resize(listing, 0, 0);
	listing_scroll_end(listing);
}
END_TEST

START_TEST(test_listing_every_size)
{
	for (int rows = 1; rows < 12; rows++) {
		for (int columns = 1; columns < 60; columns++) {
			const struct rect all = {0, 0, rows, columns};

			resize(rows, columns);
			listing_scroll_pages(listing, columns % 3 ? 1 : -2);
			listing_paint(listing, &grid, &all, &theme);
			golden_check_cells(&grid);
		}
	}
}
END_TEST

START_TEST(test_listing_title_is_cut)
{
	char title[3 * LISTING_TITLE_SIZE];
	struct listing *other;

	memset(title, 't', sizeof(title) - 1);
	title[sizeof(title) - 1] = '\0';
	other = listing_new(title);
	ck_assert_uint_eq(strlen(listing_title(other)), LISTING_TITLE_SIZE - 1);
	listing_free(other);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("listing");
	TCase *tcase = tcase_create("listing");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_listing_80x24);
	tcase_add_test(tcase, test_listing_20x5);
	tcase_add_test(tcase, test_listing_1x1);
	tcase_add_test(tcase, test_listing_with_long_names);
	tcase_add_test(tcase, test_listing_filter);
	tcase_add_test(tcase, test_listing_status_line);
	tcase_add_test(tcase, test_listing_set_keeps_the_view);
	tcase_add_test(tcase, test_listing_every_size);
	tcase_add_test(tcase, test_listing_title_is_cut);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
