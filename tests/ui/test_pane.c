/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/pane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/entry.h"
#include "ui/scrollback.h"

/* Ten columns: neither day nor nick, a row for each of the texts "N". */
#define COLUMNS 10

static struct pane *pane;

static void add_text(const char *text)
{
	struct record record = golden_record(RECORD_IN, 0, text);

	ck_assert_int_eq(pane_append(pane, &record), 0);
}

static void add(int count)
{
	for (int i = 0; i < count; i++)
		add_text("x");
}

static void set_up(void)
{
	golden_setup();
	pane = pane_new(100, 1u << 20);
	ck_assert_ptr_nonnull(pane);
	pane_resize(pane, 5, COLUMNS);
}

static void tear_down(void)
{
	pane_free(pane);
}

static void check_top(uint64_t line, size_t row)
{
	struct place top = pane_top(pane);

	ck_assert_uint_eq(top.line, line);
	ck_assert_uint_eq(top.row, row);
}

START_TEST(test_pane_follows)
{
	check_top(0, 0);
	add(5);
	check_top(0, 0);
	add(1);
	check_top(1, 0);
	ck_assert(pane_is_following(pane));
	ck_assert_uint_eq(pane_below(pane), 0);
	add_text("a\nb\nc\nd\ne\nf\ng");
	check_top(6, 2);
}
END_TEST

START_TEST(test_pane_stays_put_when_scrolled_up)
{
	add(20);
	pane_scroll(pane, -3);
	check_top(12, 0);
	ck_assert(!pane_is_following(pane));
	ck_assert_uint_eq(pane_below(pane), 0);
	add(7);
	check_top(12, 0);
	ck_assert_uint_eq(pane_below(pane), 7);
	pane_scroll(pane, 5);
	check_top(17, 0);
	ck_assert_uint_eq(pane_below(pane), 5);
	pane_scroll(pane, -5);
	ck_assert_uint_eq(pane_below(pane), 5);
	pane_scroll(pane, 999);
	ck_assert(pane_is_following(pane));
	ck_assert_uint_eq(pane_below(pane), 0);
	check_top(22, 0);
}
END_TEST

START_TEST(test_pane_pages_home_end)
{
	add(20);
	pane_scroll_pages(pane, -1);
	check_top(11, 0);
	pane_scroll_pages(pane, -1);
	check_top(7, 0);
	pane_scroll_pages(pane, 1);
	check_top(11, 0);
	ck_assert(!pane_is_following(pane));
	pane_scroll_pages(pane, 1);
	check_top(15, 0);
	ck_assert(pane_is_following(pane));
	pane_scroll_home(pane);
	check_top(0, 0);
	pane_scroll_pages(pane, -1);
	check_top(0, 0);
	add(1);
	ck_assert_uint_eq(pane_below(pane), 1);
	pane_scroll_end(pane);
	check_top(16, 0);
	ck_assert_uint_eq(pane_below(pane), 0);
}
END_TEST

START_TEST(test_pane_with_all_in_view_always_follows)
{
	add(3);
	pane_scroll(pane, -1);
	pane_scroll_pages(pane, -1);
	pane_scroll_home(pane);
	ck_assert(pane_is_following(pane));
	add(10);
	check_top(8, 0);
}
END_TEST

START_TEST(test_pane_whose_lines_go_away)
{
	add(100);
	pane_scroll_home(pane);
	add(50);
	check_top(50, 0);
	ck_assert_uint_eq(pane_below(pane), 50);
	add(150);
	check_top(200, 0);
	ck_assert_uint_eq(pane_below(pane), 100);
}
END_TEST

/* The text at the top stays there, however often the size changes. */
START_TEST(test_pane_keeps_its_place_over_resize)
{
	struct entry entry;
	struct place top;
	size_t offset;

	add(3);
	add_text("one two three four five six seven eight nine ten eleven twelve thirteen");
	add(10);
	pane_scroll_home(pane);
	pane_scroll(pane, 6);
	top = pane_top(pane);
	ck_assert_uint_eq(top.line, 3);
	ck_assert(entry_init(&entry, pane_scrollback(pane), 3, COLUMNS));
	offset = entry_offset_of_row(&entry, top.row);
	for (int columns = 1; columns < 120; columns++) {
		pane_resize(pane, 3 + columns % 5, columns);
		ck_assert(entry_init(&entry, pane_scrollback(pane), 3, columns));
		check_top(3, entry_row_of_offset(&entry, offset));
	}
	pane_resize(pane, 0, 0);
	pane_scroll(pane, -1);
	pane_resize(pane, 5, COLUMNS);
	check_top(3, top.row);
}
END_TEST

START_TEST(test_pane_that_grows_follows_once_the_end_is_in_view)
{
	add(20);
	pane_scroll(pane, -3);
	pane_resize(pane, 8, COLUMNS);
	ck_assert(pane_is_following(pane));
	check_top(12, 0);
	pane_resize(pane, 3, COLUMNS);
	check_top(17, 0);
}
END_TEST

START_TEST(test_pane_keeps_a_copy_of_the_status)
{
	char chat[] = "main", nick[300];
	struct status status = {
		.seat = 'B', .chat = chat, .other = nick, .messages = 4, .viewers = 1};

	memset(nick, 'n', sizeof(nick) - 1);
	nick[sizeof(nick) - 1] = '\0';
	pane_set_status(pane, &status);
	chat[0] = nick[0] = 'X';
	ck_assert_str_eq(pane_status(pane)->chat, "main");
	ck_assert_int_eq(pane_status(pane)->other[0], 'n');
	ck_assert_uint_lt(strlen(pane_status(pane)->other), 100);
	ck_assert_ptr_null(pane_status(pane)->ended);
	pane_set_status(pane, pane_status(pane));
	ck_assert_str_eq(pane_status(pane)->chat, "main");
}
END_TEST

/* Scrolls, resizes and appends at random: the rows in view fill the pane where there are enough. */
START_TEST(test_pane_random)
{
	srandom(4);
	for (int round = 0; round < 3000; round++) {
		struct place top, bottom;

		switch (random() % 4) {
		case 0:
			add_text(random() % 2 ? "日本語 and more text" : "a\nb");
			break;
		case 1:
			pane_scroll(pane, (int)(random() % 21) - 10);
			break;
		case 2:
			pane_scroll_pages(pane, random() % 2 ? 1 : -1);
			break;
		default:
			pane_resize(pane, (int)(random() % 9), (int)(random() % 40));
		}
		top = bottom = pane_top(pane);
		if (top.line < scrollback_first(pane_scrollback(pane)) &&
			scrollback_end(pane_scrollback(pane)) > 0)
			ck_abort_msg("round %d: above the first line", round);
		if (pane_below(pane) > scrollback_end(pane_scrollback(pane)) ||
			(pane_is_following(pane) && pane_below(pane) > 0))
			ck_abort_msg("round %d: %d below", round, (int)pane_below(pane));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pane");
	TCase *tcase = tcase_create("pane");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_pane_follows);
	tcase_add_test(tcase, test_pane_stays_put_when_scrolled_up);
	tcase_add_test(tcase, test_pane_pages_home_end);
	tcase_add_test(tcase, test_pane_with_all_in_view_always_follows);
	tcase_add_test(tcase, test_pane_whose_lines_go_away);
	tcase_add_test(tcase, test_pane_keeps_its_place_over_resize);
	tcase_add_test(tcase, test_pane_that_grows_follows_once_the_end_is_in_view);
	tcase_add_test(tcase, test_pane_keeps_a_copy_of_the_status);
	tcase_add_test(tcase, test_pane_random);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
