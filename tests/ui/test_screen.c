/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/screen.h"

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/layout.h"
#include "ui/pane.h"

static struct screen *screen;

static void set_up(void)
{
	golden_setup();
	screen = screen_new(10, 81);
	ck_assert_ptr_nonnull(screen);
}

static void tear_down(void)
{
	screen_free(screen);
}

static void fill(struct pane *pane)
{
	for (int i = 0; i < 50; i++) {
		struct record record = golden_record(RECORD_IN, i, "x");

		ck_assert_int_eq(pane_append(pane, &record), 0);
	}
}

START_TEST(test_screen_without_panes)
{
	for (int action = ACTION_NONE; action < ACTION_QUIT; action++)
		ck_assert_int_eq(screen_act(screen, (enum action)action),
			action == ACTION_REDRAW ? SCREEN_REDRAW : SCREEN_NOTHING);
	ck_assert_int_eq(screen_act(screen, ACTION_QUIT), SCREEN_QUIT);
	ck_assert_int_eq(screen_count(screen), 0);
}
END_TEST

START_TEST(test_screen_gives_panes_their_place)
{
	struct pane *a = screen_add_pane(screen), *b = screen_add_pane(screen);
	struct screen_pane view = screen_get(screen, 0);

	ck_assert_ptr_eq(view.pane, a);
	ck_assert(view.focused);
	ck_assert(view.text.row == 0 && view.text.column == 0);
	ck_assert(view.text.rows == 9 && view.text.columns == 40);
	ck_assert(view.status.row == 9 && view.status.rows == 1);
	view = screen_get(screen, 1);
	ck_assert_ptr_eq(view.pane, b);
	ck_assert(!view.focused);
	ck_assert(view.text.column == 41 && view.text.columns == 40);
	screen_resize(screen, 1, 15);
	view = screen_get(screen, 0);
	ck_assert(view.text.rows == 1 && view.text.columns == 15 && view.status.rows == 0);
	ck_assert_int_eq(screen_get(screen, 1).text.rows, 0);
	screen_act(screen, ACTION_NEXT_PANE);
	ck_assert_int_eq(screen_get(screen, 0).text.rows, 0);
	ck_assert_int_eq(screen_get(screen, 1).text.rows, 1);
}
END_TEST

START_TEST(test_screen_acts_on_the_pane_with_the_focus)
{
	struct pane *a = screen_add_pane(screen), *b = screen_add_pane(screen);

	fill(a);
	fill(b);
	ck_assert_int_eq(screen_act(screen, ACTION_NEXT_PANE), SCREEN_PAINT);
	ck_assert_int_eq(screen_act(screen, ACTION_LINE_UP), SCREEN_PAINT);
	ck_assert(pane_is_following(a));
	ck_assert(!pane_is_following(b));
	ck_assert_int_eq(screen_act(screen, ACTION_LINE_DOWN), SCREEN_PAINT);
	ck_assert(pane_is_following(b));
	screen_act(screen, ACTION_PREVIOUS_PANE);
	screen_act(screen, ACTION_HOME);
	ck_assert(!pane_is_following(a));
	ck_assert_uint_eq(pane_top(a).line, 0);
	screen_act(screen, ACTION_PAGE_DOWN);
	ck_assert_uint_eq(pane_top(a).line, 7); /* a day, and one row stays */
	screen_act(screen, ACTION_PAGE_UP);
	ck_assert_uint_eq(pane_top(a).line, 0);
	screen_act(screen, ACTION_END);
	ck_assert(pane_is_following(a));
	ck_assert_int_eq(screen_act(screen, ACTION_NONE), SCREEN_NOTHING);
}
END_TEST

START_TEST(test_screen_has_a_limit_of_panes)
{
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		ck_assert_ptr_nonnull(screen_add_pane(screen));
	ck_assert_ptr_null(screen_add_pane(screen));
	ck_assert_int_eq(screen_count(screen), LAYOUT_LEAVES);
	for (int i = 0; i < 2 * LAYOUT_LEAVES; i++)
		screen_act(screen, ACTION_PREVIOUS_PANE);
	ck_assert(screen_get(screen, 0).focused);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("screen");
	TCase *tcase = tcase_create("screen");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_screen_without_panes);
	tcase_add_test(tcase, test_screen_gives_panes_their_place);
	tcase_add_test(tcase, test_screen_acts_on_the_pane_with_the_focus);
	tcase_add_test(tcase, test_screen_has_a_limit_of_panes);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
