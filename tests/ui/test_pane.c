/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/pane.h"

#include <stdlib.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/conversation.h"
#include "ui/keymap.h"
#include "ui/listing.h"

START_TEST(test_pane_of_each_kind)
{
	struct pane *talk = pane_new_conversation(10, 1000), *help = pane_new_listing("help");
	int user;

	ck_assert_ptr_nonnull(pane_conversation(talk));
	ck_assert_ptr_null(pane_listing(talk));
	ck_assert_ptr_null(pane_conversation(help));
	ck_assert_ptr_nonnull(pane_listing(help));
	ck_assert_ptr_null(pane_user(talk));
	pane_set_user(talk, &user);
	ck_assert_ptr_eq(pane_user(talk), &user);
	pane_free(talk);
	pane_free(help);
	pane_free(NULL);
}
END_TEST

static const int scrolling[] = {ACTION_LINE_UP, ACTION_LINE_DOWN, ACTION_PAGE_UP, ACTION_PAGE_DOWN,
	ACTION_HOME, ACTION_END};

/* Both kinds scroll alike. */
START_TEST(test_pane_act)
{
	struct pane *talk = pane_new_conversation(100, 10000), *help = pane_new_listing("help");
	struct record record = golden_record(RECORD_IN, 0, "x");

	listing_set(pane_listing(help), "x\nx\nx\nx\nx\nx\nx\nx\nx", 17);
	for (int i = 0; i < 9; i++)
		conversation_append(pane_conversation(talk), &record);
	pane_resize(talk, 3, 5);
	pane_resize(help, 3, 5);
	ck_assert(pane_act(talk, ACTION_HOME));
	srandom(8);
	for (int i = 0; i < 200; i++) {
		int action = scrolling[random() % 6];

		ck_assert(pane_act(talk, action));
		ck_assert(pane_act(help, action));
		ck_assert_uint_eq(conversation_top(pane_conversation(talk)).line,
			listing_top(pane_listing(help)));
	}
	ck_assert(pane_act(talk, ACTION_UNREAD));
	ck_assert(pane_act(talk, ACTION_FIND_NEXT));
	ck_assert(!pane_act(help, ACTION_FIND_NEXT));
	ck_assert(!pane_act(talk, ACTION_ZOOM));
	pane_free(talk);
	pane_free(help);
}
END_TEST

/* On in the direction of the search, and against it. */
START_TEST(test_pane_find)
{
	struct pane *talk = pane_new_conversation(100, 10000), *help = pane_new_listing("help");
	struct record record = golden_record(RECORD_IN, 0, "x");
	const struct find *find = conversation_search(pane_conversation(talk));

	for (int i = 0; i < 9; i++)
		conversation_append(pane_conversation(talk), &record);
	pane_resize(talk, 3, 5);
	pane_find_begin(talk);
	ck_assert_int_eq(pane_find(talk, "x", 1, true), FIND_FOUND);
	ck_assert_uint_eq(find->line, 8);
	pane_act(talk, ACTION_FIND_NEXT);
	ck_assert_uint_eq(find->line, 7);
	pane_act(talk, ACTION_FIND_PREVIOUS);
	ck_assert_uint_eq(find->line, 8);
	ck_assert_int_eq(pane_find_next(talk, false), FIND_WRAPPED);
	ck_assert(pane_act(talk, ACTION_FIND_CLEAR));
	ck_assert_int_eq(pane_find_next(talk, false), FIND_NOTHING);
	pane_find(talk, "x", 1, true);
	pane_find_cancel(talk);
	ck_assert_int_eq(find->result, FIND_NOTHING);
	listing_set(pane_listing(help), "a\nb", 3);
	pane_find_begin(help);
	ck_assert_int_eq(pane_find(help, "a", 1, true), FIND_FOUND);
	ck_assert_int_eq(pane_find(help, "c", 1, true), FIND_MISSING);
	ck_assert_int_eq(pane_find(help, "", 0, true), FIND_NOTHING);
	pane_find(help, "c", 1, true);
	ck_assert(pane_act(help, ACTION_FIND_CLEAR));
	ck_assert_uint_eq(listing_rows(pane_listing(help)), 2);
	pane_find_cancel(help);
	pane_free(talk);
	pane_free(help);
}
END_TEST

START_TEST(test_pane_status_line)
{
	struct pane *talk = pane_new_conversation(10, 1000), *help = pane_new_listing("help");
	struct status_line line;

	pane_status_line(talk, 80, &line);
	ck_assert_str_eq(line.left, " A | waiting for B | 0 messages");
	pane_status_line(help, 80, &line);
	ck_assert_str_eq(line.left, " help");
	pane_free(talk);
	pane_free(help);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pane");
	TCase *tcase = tcase_create("pane");

	tcase_add_unchecked_fixture(tcase, golden_setup, NULL);
	tcase_add_test(tcase, test_pane_of_each_kind);
	tcase_add_test(tcase, test_pane_act);
	tcase_add_test(tcase, test_pane_find);
	tcase_add_test(tcase, test_pane_status_line);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
