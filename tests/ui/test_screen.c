/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/screen.h"

#include <errno.h>
#include <stdlib.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/conversation.h"
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

static enum screen_result act(int action)
{
	const struct key none = {KEYMAP_OTHER, 0, 0};

	return screen_act(screen, action, &none);
}

static void fill(struct pane *pane)
{
	for (int i = 0; i < 50; i++) {
		struct record record = golden_record(RECORD_IN, i, "x");

		ck_assert_int_eq(conversation_append(pane_conversation(pane), &record), 0);
	}
}

START_TEST(test_screen_without_panes)
{
	for (int action = ACTION_NONE; action < ACTION_EDIT + EDIT_ACTIONS; action++)
		ck_assert_int_eq(act(action), action == ACTION_REDRAW ? SCREEN_REDRAW
					      : action == ACTION_QUIT ? SCREEN_QUIT
					      : action == ACTION_NONE ? SCREEN_NOTHING
								      : SCREEN_OTHER);
	ck_assert_int_eq(screen_count(screen), 0);
	ck_assert_ptr_null(screen_focused(screen));
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
	act(ACTION_NEXT_PANE);
	ck_assert_int_eq(screen_get(screen, 0).text.rows, 0);
	ck_assert_int_eq(screen_get(screen, 1).text.rows, 1);
}
END_TEST

START_TEST(test_screen_acts_on_the_pane_with_the_focus)
{
	struct pane *a = screen_add_pane(screen), *b = screen_add_pane(screen);

	fill(a);
	fill(b);
	ck_assert_int_eq(act(ACTION_NEXT_PANE), SCREEN_PAINT);
	ck_assert_int_eq(act(ACTION_LINE_UP), SCREEN_PAINT);
	ck_assert(conversation_is_following(pane_conversation(a)));
	ck_assert(!conversation_is_following(pane_conversation(b)));
	ck_assert_int_eq(act(ACTION_LINE_DOWN), SCREEN_PAINT);
	ck_assert(conversation_is_following(pane_conversation(b)));
	act(ACTION_PREVIOUS_PANE);
	act(ACTION_HOME);
	ck_assert(!conversation_is_following(pane_conversation(a)));
	ck_assert_uint_eq(conversation_top(pane_conversation(a)).line, 0);
	act(ACTION_PAGE_DOWN);
	ck_assert_uint_eq(
		conversation_top(pane_conversation(a)).line, 7); /* a day, and one row stays */
	act(ACTION_PAGE_UP);
	ck_assert_uint_eq(conversation_top(pane_conversation(a)).line, 0);
	act(ACTION_END);
	ck_assert(conversation_is_following(pane_conversation(a)));
	ck_assert_int_eq(act(ACTION_NONE), SCREEN_NOTHING);
}
END_TEST

START_TEST(test_screen_has_a_limit_of_panes)
{
	for (int i = 0; i < LAYOUT_LEAVES; i++)
		ck_assert_ptr_nonnull(screen_add_pane(screen));
	ck_assert_ptr_null(screen_add_pane(screen));
	ck_assert_int_eq(screen_count(screen), LAYOUT_LEAVES);
	for (int i = 0; i < 2 * LAYOUT_LEAVES; i++)
		act(ACTION_PREVIOUS_PANE);
	ck_assert_int_eq(screen_split(screen, LAYOUT_BELOW, screen_focused(screen)), -ENOSPC);
	ck_assert(screen_get(screen, 0).focused);
}
END_TEST

static struct pane *split(enum layout_kind side)
{
	struct pane *pane = pane_new_conversation(100, 1000);

	ck_assert_ptr_nonnull(pane);
	ck_assert_int_eq(screen_split(screen, side, pane), 0);
	ck_assert_ptr_eq(screen_focused(screen), pane);
	return pane;
}

static struct rect rect_of(const struct pane *pane)
{
	for (int i = 0; i < screen_count(screen); i++)
		if (screen_get(screen, i).pane == pane)
			return screen_get(screen, i).text;
	ck_abort_msg("no such pane");
}

START_TEST(test_screen_panes)
{
	struct pane *a = split(LAYOUT_RIGHT), *b = split(LAYOUT_BELOW);

	ck_assert_int_eq(act(ACTION_ZOOM), SCREEN_PAINT);
	ck_assert(screen_is_zoomed(screen));
	ck_assert_int_eq(rect_of(b).rows, 9);
	screen_focus(screen, a);
	ck_assert(!screen_is_zoomed(screen));
	ck_assert_ptr_eq(screen_focused(screen), a);
	ck_assert_int_eq(screen_close(screen, NULL), -EBUSY);
	ck_assert_int_eq(screen_close(screen, a), 0);
	ck_assert_int_eq(screen_close(screen, b), -EBUSY);
}
END_TEST

START_TEST(test_screen_gives_room_to_the_prompt)
{
	struct edit edit = {0};
	struct pane *pane = split(LAYOUT_RIGHT);
	struct screen_prompt prompt;

	screen_set_input(screen, "> ", &edit);
	prompt = screen_prompt(screen);
	ck_assert(prompt.input.row == 9 && prompt.input.rows == 1 && prompt.message.rows == 0);
	ck_assert_int_eq(rect_of(pane).rows, 8);
	ck_assert_int_eq(edit_insert(&edit, "a\nb\nc\nd\ne", 9), 0);
	screen_fit(screen);
	ck_assert_int_eq(screen_prompt(screen).input.rows, 3);
	screen_set_message(screen, "no\nyes");
	prompt = screen_prompt(screen);
	ck_assert(prompt.message.row == 5 && prompt.message.rows == 2 && prompt.input.row == 7);
	ck_assert_int_eq(rect_of(pane).rows, 4);
	screen_set_message(screen, NULL);
	screen_set_input(screen, NULL, NULL);
	ck_assert_int_eq(screen_prompt(screen).input.rows, 0);
	ck_assert_int_eq(rect_of(pane).rows, 9);
	edit_fini(&edit);
}
END_TEST

START_TEST(test_screen_finds)
{
	struct pane *pane = split(LAYOUT_RIGHT);
	const struct key key = {KEYMAP_CHAR, 'x', 0};

	fill(pane);
	ck_assert_int_eq(act(ACTION_FIND_BACKWARD), SCREEN_PAINT);
	ck_assert(screen_is_finding(screen));
	ck_assert_int_eq(screen_prompt(screen).input.rows, 1);
	ck_assert_int_eq(screen_act(screen, ACTION_INSERT, &key), SCREEN_PAINT);
	ck_assert_int_eq(conversation_search(pane_conversation(pane))->result, FIND_FOUND);
	ck_assert_int_eq(act(ACTION_SEND), SCREEN_OTHER);
	ck_assert_int_eq(act(ACTION_PAGE_UP), SCREEN_PAINT);
	ck_assert_int_eq(act(ACTION_FIND_ACCEPT), SCREEN_PAINT);
	ck_assert(!screen_is_finding(screen));
	ck_assert_int_eq(screen_prompt(screen).input.rows, 0);
	ck_assert_int_eq(act(ACTION_FIND_NEXT), SCREEN_PAINT);
	act(ACTION_FIND_FORWARD);
	split(LAYOUT_BELOW);
	ck_assert_int_eq(screen_close(screen, pane), 0);
	ck_assert(!screen_is_finding(screen));
	act(ACTION_FIND_FORWARD);
	screen_end_finding(screen);
	ck_assert(!screen_is_finding(screen));
	ck_assert_int_eq(screen_act(screen, ACTION_INSERT, &key), SCREEN_OTHER);
}
END_TEST

/* Whatever is done: the focus is on a pane that has room if there is any, nothing overlaps. */
START_TEST(test_screen_random)
{
	struct edit edit = {0};

	srandom(6);
	split(LAYOUT_RIGHT);
	for (int round = 0; round < 3000; round++) {
		struct screen_pane view = {0};

		if (random() % 4 == 0 && screen_count(screen) < LAYOUT_LEAVES)
			split(random() % 2 ? LAYOUT_RIGHT : LAYOUT_BELOW);
		else if (random() % 4 == 0)
			screen_close(screen, screen_focused(screen));
		else if (random() % 8 == 0)
			screen_set_input(screen, "> ", random() % 2 ? &edit : NULL);
		else if (random() % 8 == 0)
			screen_set_message(screen, random() % 2 ? "what\never" : NULL);
		if (random() % 4 == 0)
			screen_resize(screen, (int)(random() % 60), (int)(random() % 200));
		act((int)(random() % (ACTION_FIND_CANCEL + 1)));
		for (int i = 0; i < screen_count(screen); i++) {
			view = screen_get(screen, i);
			if (view.focused)
				break;
		}
		if (!view.focused || view.pane != screen_focused(screen))
			ck_abort_msg("round %d: no focus", round);
		if (view.text.rows == 0 && screen_rows(screen) > 2 && screen_columns(screen) > 0)
			ck_abort_msg("round %d: the focus has no room", round);
	}
	edit_fini(&edit);
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
	tcase_add_test(tcase, test_screen_panes);
	tcase_add_test(tcase, test_screen_gives_room_to_the_prompt);
	tcase_add_test(tcase, test_screen_finds);
	tcase_add_test(tcase, test_screen_random);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
