/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/panes.h"

#include <errno.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/keymap.h"
#include "ui/pane.h"

static struct panes panes;

static void set_up(void)
{
	const struct rect area = {0, 0, 10, 81};

	golden_setup();
	panes = (struct panes){0};
	panes_arrange(&panes, &area);
}

static void tear_down(void)
{
	panes_fini(&panes);
}

static bool act(int action)
{
	return panes_act(&panes, action);
}

static struct pane *split(enum layout_kind side)
{
	struct pane *pane = pane_new_listing("x");

	ck_assert_ptr_nonnull(pane);
	ck_assert_int_eq(panes_split(&panes, side, pane), 0);
	ck_assert_ptr_eq(panes.list[panes.focus], pane);
	return pane;
}

static struct rect rect_of(const struct pane *pane)
{
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		if (panes.list[i] == pane)
			return panes.rects[i];
	ck_abort_msg("no such pane");
}

START_TEST(test_panes_without_any)
{
	int order[LAYOUT_LEAVES];

	ck_assert_int_eq(panes_order(&panes, order), 0);
	ck_assert(!act(ACTION_NEXT_PANE));
	ck_assert(!act(ACTION_ZOOM));
	ck_assert_int_eq(panes_close(&panes, NULL), -EBUSY);
}
END_TEST

START_TEST(test_panes_append)
{
	struct pane *a = split(LAYOUT_RIGHT), *b = pane_new_listing("b");

	ck_assert_int_eq(panes_append(&panes, b), 0);
	ck_assert_ptr_eq(panes.list[panes.focus], a);
	ck_assert(rect_of(a).columns == 40 && rect_of(b).column == 41);
	for (int i = 2; i < LAYOUT_LEAVES; i++)
		split(LAYOUT_BELOW);
	b = pane_new_listing("too much");
	ck_assert_int_eq(panes_append(&panes, b), -ENOSPC);
	ck_assert_int_eq(panes_split(&panes, LAYOUT_BELOW, b), -ENOSPC);
	pane_free(b);
}
END_TEST

/* a | b, and c below b. */
START_TEST(test_panes_split_and_close)
{
	struct pane *a = split(LAYOUT_RIGHT), *b = split(LAYOUT_RIGHT), *c = split(LAYOUT_BELOW);
	struct pane *stranger = pane_new_listing("x");
	int order[LAYOUT_LEAVES];

	ck_assert_int_eq(panes_order(&panes, order), 3);
	ck_assert(panes.list[order[0]] == a && panes.list[order[2]] == c);
	ck_assert_int_eq(rect_of(a).rows, 10);
	ck_assert_int_eq(rect_of(b).rows, 5);
	ck_assert_int_eq(rect_of(c).row, 5);
	ck_assert_int_eq(panes_close(&panes, stranger), -EBUSY);
	pane_free(stranger);
	ck_assert_int_eq(panes_close(&panes, c), 0);
	ck_assert_ptr_eq(panes.list[panes.focus], b);
	ck_assert_int_eq(rect_of(b).rows, 10);
	panes_focus(&panes, a);
	ck_assert_int_eq(panes_close(&panes, b), 0);
	ck_assert_ptr_eq(panes.list[panes.focus], a);
	ck_assert_int_eq(rect_of(a).columns, 81);
	ck_assert_int_eq(panes_close(&panes, a), -EBUSY);
	b = split(LAYOUT_BELOW);
	panes_focus(&panes, a);
	ck_assert_int_eq(panes_close(&panes, a), 0);
	ck_assert_ptr_eq(panes.list[panes.focus], b);
}
END_TEST

START_TEST(test_panes_close_gives_the_focus_to_one_beside)
{
	struct pane *a = split(LAYOUT_RIGHT), *b = split(LAYOUT_RIGHT), *c = split(LAYOUT_RIGHT);

	panes_focus(&panes, a);
	ck_assert_int_eq(panes_close(&panes, a), 0);
	ck_assert_ptr_eq(panes.list[panes.focus], b);
	panes_focus(&panes, c);
	ck_assert_int_eq(panes_close(&panes, c), 0);
	ck_assert_ptr_eq(panes.list[panes.focus], b);
}
END_TEST

START_TEST(test_panes_focus_by_direction)
{
	const struct rect small = {0, 0, 3, 12};
	struct pane *a = split(LAYOUT_RIGHT), *b = split(LAYOUT_RIGHT), *c = split(LAYOUT_BELOW);
	const struct {
		struct pane *from;
		int action;
		struct pane *to;
	} moves[] = {
		{a, ACTION_FOCUS_RIGHT, c},
		{b, ACTION_FOCUS_LEFT, a},
		{c, ACTION_FOCUS_LEFT, a},
		{c, ACTION_FOCUS_UP, b},
		{b, ACTION_FOCUS_DOWN, c},
		{a, ACTION_FOCUS_LEFT, a},
		{a, ACTION_FOCUS_UP, a},
		{c, ACTION_FOCUS_DOWN, c},
		{c, ACTION_NEXT_PANE, a},
		{a, ACTION_PREVIOUS_PANE, c},
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		panes_focus(&panes, moves[i].from);
		ck_assert(act(moves[i].action));
		ck_assert_msg(panes.list[panes.focus] == moves[i].to, "move %zu", i);
	}
	/* Without room for two, directions go in order. */
	panes_arrange(&panes, &small);
	panes_focus(&panes, a);
	act(ACTION_FOCUS_DOWN);
	ck_assert_ptr_eq(panes.list[panes.focus], b);
	act(ACTION_FOCUS_LEFT);
	ck_assert_ptr_eq(panes.list[panes.focus], a);
}
END_TEST

START_TEST(test_panes_zoom)
{
	struct pane *a = split(LAYOUT_RIGHT), *b = split(LAYOUT_RIGHT);

	act(ACTION_ZOOM);
	ck_assert(panes.zoomed);
	ck_assert_int_eq(rect_of(b).columns, 81);
	ck_assert_int_eq(rect_of(a).rows, 0);
	act(ACTION_WIDER);
	act(ACTION_ZOOM);
	ck_assert(!panes.zoomed);
	ck_assert_int_eq(rect_of(b).columns, 40);
	act(ACTION_ZOOM);
	act(ACTION_NEXT_PANE);
	ck_assert(!panes.zoomed);
	ck_assert_ptr_eq(panes.list[panes.focus], a);
}
END_TEST

START_TEST(test_panes_resize)
{
	struct pane *a = split(LAYOUT_RIGHT), *b = split(LAYOUT_RIGHT);

	act(ACTION_WIDER);
	ck_assert_int_eq(rect_of(b).columns, 41);
	panes_focus(&panes, a);
	act(ACTION_WIDER);
	act(ACTION_WIDER);
	ck_assert_int_eq(rect_of(a).columns, 41);
	act(ACTION_NARROWER);
	ck_assert_int_eq(rect_of(a).columns, 40);
	act(ACTION_HIGHER);
	ck_assert_int_eq(rect_of(a).rows, 10);
	act(ACTION_NARROWER);
	act(ACTION_EVEN);
	ck_assert_int_eq(rect_of(a).columns, 40);
	ck_assert_int_eq(rect_of(b).columns, 40);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("panes");
	TCase *tcase = tcase_create("panes");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_panes_without_any);
	tcase_add_test(tcase, test_panes_append);
	tcase_add_test(tcase, test_panes_split_and_close);
	tcase_add_test(tcase, test_panes_close_gives_the_focus_to_one_beside);
	tcase_add_test(tcase, test_panes_focus_by_direction);
	tcase_add_test(tcase, test_panes_zoom);
	tcase_add_test(tcase, test_panes_resize);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
