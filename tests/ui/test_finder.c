/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/finder.h"

#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/conversation.h"
#include "ui/listing.h"
#include "ui/pane.h"

static struct finder finder;
static struct pane *pane;
static struct conversation *conversation;

static void set_up(void)
{
	golden_setup();
	finder = (struct finder){0};
	pane = pane_new_conversation(100, 10000);
	ck_assert_ptr_nonnull(pane);
	conversation = pane_conversation(pane);
	for (int i = 0; i < 50; i++) {
		struct record record = golden_record(RECORD_IN, i, i % 10 ? "hay" : "needle");

		ck_assert_int_eq(conversation_append(conversation, &record), 0);
	}
	pane_resize(pane, 5, 10);
}

static void tear_down(void)
{
	finder_fini(&finder);
	pane_free(pane);
}

static bool act(int action)
{
	const struct key none = {KEYMAP_OTHER, 0, 0};

	return finder_act(&finder, action, &none);
}

static void type(const char *text)
{
	for (; *text; text++) {
		const struct key key = {KEYMAP_CHAR, (unsigned char)*text, 0};

		ck_assert(finder_act(&finder, ACTION_INSERT, &key));
	}
}

START_TEST(test_finder_finds_while_typing)
{
	finder_open(&finder, pane, true);
	ck_assert_ptr_eq(finder.pane, pane);
	type("nee");
	ck_assert_int_eq(conversation_search(conversation)->result, FIND_FOUND);
	ck_assert_uint_eq(conversation_search(conversation)->line, 40);
	type("x");
	ck_assert_int_eq(conversation_search(conversation)->result, FIND_MISSING);
	ck_assert(conversation_is_following(conversation));
	ck_assert(act(ACTION_EDIT + EDIT_DELETE_LEFT));
	ck_assert_uint_eq(conversation_search(conversation)->line, 40);
	ck_assert(act(ACTION_FIND_OLDER));
	ck_assert_uint_eq(conversation_search(conversation)->line, 30);
	ck_assert(act(ACTION_FIND_NEWER));
	ck_assert_uint_eq(conversation_search(conversation)->line, 40);
	ck_assert(!act(ACTION_SEND));
	ck_assert(act(ACTION_FIND_ACCEPT));
	ck_assert_ptr_null(finder.pane);
	ck_assert(!conversation_is_following(conversation));
	ck_assert_uint_eq(conversation_search(conversation)->line, 40);
}
END_TEST

START_TEST(test_finder_takes_a_pasted_line)
{
	finder_open(&finder, pane, true);
	type("n");
	finder_paste(&finder, "eedle\nhay", 9);
	ck_assert_int_eq(conversation_search(conversation)->result, FIND_FOUND);
	ck_assert_uint_eq(finder.edit.text.len, 6);
	finder_paste(&finder, NULL, 0);
	ck_assert_uint_eq(finder.edit.text.len, 6);
}
END_TEST

START_TEST(test_finder_cancel_goes_back)
{
	struct place top;

	conversation_scroll(conversation, -7);
	top = conversation_top(conversation);
	finder_open(&finder, pane, false);
	type("needle");
	act(ACTION_FIND_NEWER);
	ck_assert_uint_ne(conversation_top(conversation).line, top.line);
	ck_assert(act(ACTION_FIND_CANCEL));
	ck_assert_ptr_null(finder.pane);
	ck_assert_uint_eq(conversation_top(conversation).line, top.line);
	ck_assert_int_eq(conversation_search(conversation)->result, FIND_NOTHING);
	/* What was typed before is gone. */
	finder_open(&finder, pane, false);
	ck_assert_uint_eq(finder.edit.text.len, 0);
}
END_TEST

START_TEST(test_finder_filters_a_listing)
{
	struct pane *help = pane_new_listing("help");
	size_t n;

	listing_set(pane_listing(help), "one\ntwo\nthree", 13);
	pane_resize(help, 5, 20);
	finder_open(&finder, help, false);
	type("tw");
	ck_assert_uint_eq(listing_rows(pane_listing(help)), 1);
	act(ACTION_FIND_ACCEPT);
	ck_assert_uint_eq(listing_rows(pane_listing(help)), 1);
	finder_open(&finder, help, false);
	act(ACTION_FIND_CANCEL);
	listing_filter(pane_listing(help), &n);
	ck_assert_uint_eq(n, 0);
	pane_free(help);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("finder");
	TCase *tcase = tcase_create("finder");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_finder_finds_while_typing);
	tcase_add_test(tcase, test_finder_takes_a_pasted_line);
	tcase_add_test(tcase, test_finder_cancel_goes_back);
	tcase_add_test(tcase, test_finder_filters_a_listing);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
