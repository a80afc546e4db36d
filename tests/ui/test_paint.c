/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/paint.h"

#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/pane.h"
#include "ui/screen.h"

static struct grid grid;
static struct screen *screen;
static struct pane *pane;

static void say(struct pane *where, enum record_dir dir, long seconds, const char *text)
{
	struct record record = golden_record(dir, seconds, text);

	ck_assert_int_eq(pane_append(where, &record), 0);
}

static void set_up(void)
{
	golden_setup();
	grid = (struct grid){0};
	screen = screen_new(24, 80);
	ck_assert_ptr_nonnull(screen);
	pane = screen_add_pane(screen);
	ck_assert_ptr_nonnull(pane);
	pane_set_status(pane, &(struct status){.seat = 'A',
				      .chat = "main",
				      .other = "bob/B",
				      .messages = 5,
				      .viewers = 1});
}

static void converse(void)
{
	say(pane, RECORD_ABOUT, 0, "B is here: bob/B, pid 4242");
	say(pane, RECORD_OUT, 2, "hello");
	say(pane, RECORD_IN, 3,
		"The quick brown fox jumps over the lazy dog, and then it does so again, until the "
		"row is full.");
	say(pane, RECORD_IN, 5,
		"日本語の長い文章は、空白がなくても行の終わりで折り返されます。そして次の行に続きま"
		"す。");
	say(pane, RECORD_OUT, 9, "two\nlines, cafe\u0301, 👩\u200d👧 and \x1b[31mred\u202e");
	say(pane, RECORD_IN, 86400, "the next day");
}

static void tear_down(void)
{
	screen_free(screen);
	grid_fini(&grid);
}

static void paint(void)
{
	ck_assert_int_eq(paint_screen(screen, &grid), 0);
}

START_TEST(test_paint_80x24)
{
	converse();
	paint();
	golden_check(&grid,
		"                            -- Sunday 2026-11-22 --\n"
		"12:04:05 * B is here: bob/B, pid 4242\n"
		"12:04:07 > ann/A: hello\n"
		"12:04:08 < bob/B: The quick brown fox jumps over the lazy dog, and then it does\n"
		"                  so again, until the row is full.\n"
		"12:04:10 < bob/B: 日本語の長い文章は、空白がなくても行の終わりで折り返されます。\n"
		"                  そして次の行に続きます。\n"
		"12:04:14 > ann/A: two\n"
		"                  lines, cafe\u0301, 👩👧 and ^[[31mred\n"
		"                            -- Monday 2026-11-23 --\n"
		"12:04:05 < bob/B: the next day\n"
		"\n\n\n\n\n\n\n\n\n\n\n\n"
		" A main | B is bob/B | 5 messages | 1 viewer\n");
}
END_TEST

START_TEST(test_paint_20x5)
{
	converse();
	screen_resize(screen, 5, 20);
	paint();
	golden_check(&grid, "         ^[[31mred\n"
			    "  -- 2026-11-23 --\n"
			    "< bob/B: the next\n"
			    "         day\n"
			    " A | B is bob/B\n");
	screen_act(screen, ACTION_HOME);
	say(pane, RECORD_IN, 86401, "more");
	paint();
	golden_check(&grid, "  -- 2026-11-22 --\n"
			    "* B is here: bob/B,\n"
			    "  pid 4242\n"
			    "> ann/A: hello\n"
			    " A | B is bob/B  +1\n");
	screen_act(screen, ACTION_LINE_DOWN);
	paint();
	golden_check(&grid, "* B is here: bob/B,\n"
			    "  pid 4242\n"
			    "> ann/A: hello\n"
			    "< bob/B: The quick\n"
			    " A | B is bob/B  +1\n");
	screen_act(screen, ACTION_PAGE_DOWN);
	screen_act(screen, ACTION_PAGE_DOWN);
	paint();
	golden_check(&grid, "         the lazy\n"
			    "         dog, and\n"
			    "         then it\n"
			    "         does so\n"
			    " A | B is bob/B  +1\n");
	screen_act(screen, ACTION_PAGE_DOWN);
	screen_act(screen, ACTION_PAGE_DOWN);
	paint();
	golden_check(&grid, "         row is\n"
			    "         full.\n"
			    "< bob/B: 日本語の長\n"
			    "         い文章は、\n"
			    " A | B is bob/B  +1\n");
}
END_TEST

START_TEST(test_paint_1x1)
{
	screen_resize(screen, 1, 1);
	paint();
	golden_check(&grid, "\n");
	say(pane, RECORD_IN, 0, "abc");
	paint();
	golden_check(&grid, "c\n");
	screen_act(screen, ACTION_LINE_UP);
	paint();
	golden_check(&grid, "b\n");
	screen_act(screen, ACTION_END);
	say(pane, RECORD_IN, 0, "e\u0301");
	paint();
	golden_check(&grid, "e\u0301\n");
	say(pane, RECORD_IN, 0, "日");
	paint();
	golden_check(&grid, "\ufffd\n");
	screen_resize(screen, 0, 0);
	paint();
	golden_check(&grid, "");
}
END_TEST

START_TEST(test_paint_small_screens)
{
	converse();
	screen_resize(screen, 3, 8);
	paint();
	golden_check(&grid, "  next\n  day\n A | B …\n");
}
END_TEST

START_TEST(test_paint_two_panes)
{
	struct pane *other = screen_add_pane(screen);

	converse();
	say(other, RECORD_ABOUT, 86402, "A was killed");
	pane_set_status(other,
		&(struct status){
			.seat = 'B', .chat = "main", .ended = "A was killed", .viewers = -1});
	screen_resize(screen, 12, 80);
	screen_act(screen, ACTION_HOME);
	say(pane, RECORD_IN, 86402, "more");
	paint();
	golden_check(&grid,
		"        -- Sunday 2026-11-22 --         │        -- Monday 2026-11-23 --\n"
		"12:04:05 * B is here: bob/B, pid 4242   │12:04:07 * A was killed\n"
		"12:04:07 > ann/A: hello                 │\n"
		"12:04:08 < bob/B: The quick brown fox   │\n"
		"                  jumps over the lazy   │\n"
		"                  dog, and then it does │\n"
		"                  so again, until the   │\n"
		"                  row is full.          │\n"
		"12:04:10 < bob/B: 日本語の長い文章は、空│\n"
		"                  白がなくても行の終わり│\n"
		"                  で折り返されます。そし│\n"
		" A main | B is bob/B        1 new below │ B main | ended: A was killed\n");
	ck_assert_int_eq(grid_cell(&grid, 11, 0)->style.role, STYLE_STATUS_FOCUS);
	ck_assert_int_eq(grid_cell(&grid, 11, 45)->style.role, STYLE_STATUS);
	ck_assert_int_eq(grid_cell(&grid, 11, 30)->style.role, STYLE_NEW);
	screen_act(screen, ACTION_NEXT_PANE);
	paint();
	ck_assert_int_eq(grid_cell(&grid, 11, 45)->style.role, STYLE_STATUS_FOCUS);
}
END_TEST

START_TEST(test_paint_styles)
{
	converse();
	paint();
	ck_assert_int_eq(grid_cell(&grid, 0, 30)->style.role, STYLE_DAY);
	ck_assert_int_eq(grid_cell(&grid, 1, 0)->style.role, STYLE_TIME);
	ck_assert_int_eq(grid_cell(&grid, 1, 9)->style.role, STYLE_NOTE);
	ck_assert_int_eq(grid_cell(&grid, 1, 12)->style.role, STYLE_NOTE);
	ck_assert_int_eq(grid_cell(&grid, 2, 9)->style.role, STYLE_OWN);
	ck_assert_int_eq(grid_cell(&grid, 2, 12)->style.role, STYLE_OWN);
	ck_assert_int_eq(grid_cell(&grid, 2, 18)->style.role, STYLE_TEXT);
	ck_assert_int_eq(grid_cell(&grid, 3, 9)->style.role, STYLE_OTHER);
}
END_TEST

/* A long nick is cut, a hostile one is harmless. */
START_TEST(test_paint_nicks)
{
	struct record record = golden_record(RECORD_IN, 0, "hello");

	screen_resize(screen, 4, 40);
	record.from = "a-name-that-is-longer-than-it-should-be";
	record.from_len = strlen(record.from);
	pane_append(pane, &record);
	record.from = "x\x1b\n\u202e";
	record.from_len = strlen(record.from);
	pane_append(pane, &record);
	paint();
	golden_check(&grid, "        -- Sunday 2026-11-22 --\n"
			    "12:04:05 < a-name-th…: hello\n"
			    "12:04:05 < x^[^J: hello\n"
			    " A main | B is bob/B | 5 messages\n");
}
END_TEST

/* Every size: the cells are always sound, and a wide character is never half shown. */
START_TEST(test_paint_every_size)
{
	converse();
	screen_add_pane(screen);
	for (int rows = 0; rows < 8; rows++) {
		for (int columns = 0; columns < 60; columns++) {
			screen_resize(screen, rows, columns);
			screen_act(screen, columns % 3 ? ACTION_PAGE_UP : ACTION_END);
			paint();
			golden_check_cells(&grid);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("paint");
	TCase *tcase = tcase_create("paint");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_paint_80x24);
	tcase_add_test(tcase, test_paint_20x5);
	tcase_add_test(tcase, test_paint_1x1);
	tcase_add_test(tcase, test_paint_small_screens);
	tcase_add_test(tcase, test_paint_two_panes);
	tcase_add_test(tcase, test_paint_styles);
	tcase_add_test(tcase, test_paint_nicks);
	tcase_add_test(tcase, test_paint_every_size);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
