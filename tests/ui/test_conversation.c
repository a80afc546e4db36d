/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/conversation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/entry.h"
#include "ui/scrollback.h"

/* Ten columns: neither day nor nick, a row for each of the texts "N". */
#define COLUMNS 10

static struct conversation *conversation;

static void add_text(const char *text)
{
	struct record record = golden_record(RECORD_IN, 0, text);

	ck_assert_int_eq(conversation_append(conversation, &record), 0);
}

static void add(int count)
{
	for (int i = 0; i < count; i++)
		add_text("x");
}

static void set_up(void)
{
	golden_setup();
	conversation = conversation_new(100, 1u << 20);
	ck_assert_ptr_nonnull(conversation);
	conversation_resize(conversation, 5, COLUMNS);
}

static void tear_down(void)
{
	conversation_free(conversation);
}

static void check_top(uint64_t line, size_t row)
{
	struct place top = conversation_top(conversation);

	ck_assert_uint_eq(top.line, line);
	ck_assert_uint_eq(top.row, row);
}

START_TEST(test_conversation_follows)
{
	check_top(0, 0);
	add(5);
	check_top(0, 0);
	add(1);
	check_top(1, 0);
	ck_assert(conversation_is_following(conversation));
	ck_assert_uint_eq(conversation_below(conversation), 0);
	add_text("a\nb\nc\nd\ne\nf\ng");
	check_top(6, 2);
}
END_TEST

START_TEST(test_conversation_stays_put_when_scrolled_up)
{
	add(20);
	conversation_scroll(conversation, -3);
	check_top(12, 0);
	ck_assert(!conversation_is_following(conversation));
	ck_assert_uint_eq(conversation_below(conversation), 0);
	add(7);
	check_top(12, 0);
	ck_assert_uint_eq(conversation_below(conversation), 7);
	conversation_scroll(conversation, 5);
	check_top(17, 0);
	ck_assert_uint_eq(conversation_below(conversation), 5);
	conversation_scroll(conversation, -5);
	ck_assert_uint_eq(conversation_below(conversation), 5);
	conversation_scroll(conversation, 999);
	ck_assert(conversation_is_following(conversation));
	ck_assert_uint_eq(conversation_below(conversation), 0);
	check_top(22, 0);
}
END_TEST

START_TEST(test_conversation_pages_home_end)
{
	add(20);
	conversation_scroll_pages(conversation, -1);
	check_top(11, 0);
	conversation_scroll_pages(conversation, -1);
	check_top(7, 0);
	conversation_scroll_pages(conversation, 1);
	check_top(11, 0);
	ck_assert(!conversation_is_following(conversation));
	conversation_scroll_pages(conversation, 1);
	check_top(15, 0);
	ck_assert(conversation_is_following(conversation));
	conversation_scroll_home(conversation);
	check_top(0, 0);
	conversation_scroll_pages(conversation, -1);
	check_top(0, 0);
	add(1);
	ck_assert_uint_eq(conversation_below(conversation), 1);
	conversation_scroll_end(conversation);
	check_top(16, 0);
	ck_assert_uint_eq(conversation_below(conversation), 0);
}
END_TEST

START_TEST(test_conversation_with_all_in_view_always_follows)
{
	add(3);
	conversation_scroll(conversation, -1);
	conversation_scroll_pages(conversation, -1);
	conversation_scroll_home(conversation);
	ck_assert(conversation_is_following(conversation));
	add(10);
	check_top(8, 0);
}
END_TEST

START_TEST(test_conversation_whose_lines_go_away)
{
	add(100);
	conversation_scroll_home(conversation);
	add(50);
	check_top(50, 0);
	ck_assert_uint_eq(conversation_below(conversation), 50);
	add(150);
	check_top(200, 0);
	ck_assert_uint_eq(conversation_below(conversation), 100);
}
END_TEST

/* The text at the top stays there, however often the size changes. */
START_TEST(test_conversation_keeps_its_place_over_resize)
{
	struct entry entry;
	struct place top;
	size_t offset;

	add(3);
	add_text("one two three four five six seven eight nine ten eleven twelve thirteen");
	add(10);
	conversation_scroll_home(conversation);
	conversation_scroll(conversation, 6);
	top = conversation_top(conversation);
	ck_assert_uint_eq(top.line, 3);
	ck_assert(entry_init(&entry, conversation_scrollback(conversation), 3, COLUMNS));
	offset = entry_offset_of_row(&entry, top.row);
	for (int columns = 1; columns < 120; columns++) {
		conversation_resize(conversation, 3 + columns % 5, columns);
		ck_assert(entry_init(&entry, conversation_scrollback(conversation), 3, columns));
		check_top(3, entry_row_of_offset(&entry, offset));
	}
	conversation_resize(conversation, 0, 0);
	conversation_scroll(conversation, -1);
	conversation_resize(conversation, 5, COLUMNS);
	check_top(3, top.row);
}
END_TEST

START_TEST(test_conversation_that_grows_follows_once_the_end_is_in_view)
{
	add(20);
	conversation_scroll(conversation, -3);
	conversation_resize(conversation, 8, COLUMNS);
	ck_assert(conversation_is_following(conversation));
	check_top(12, 0);
	conversation_resize(conversation, 3, COLUMNS);
	check_top(17, 0);
}
END_TEST

START_TEST(test_conversation_keeps_a_copy_of_the_status)
{
	char chat[] = "main", nick[300];
	struct status status = {
		.seat = 'B', .chat = chat, .other = nick, .messages = 4, .viewers = 1};

	memset(nick, 'n', sizeof(nick) - 1);
	nick[sizeof(nick) - 1] = '\0';
	conversation_set_status(conversation, &status);
	chat[0] = nick[0] = 'X';
	ck_assert_str_eq(conversation_status(conversation)->chat, "main");
	ck_assert_int_eq(conversation_status(conversation)->other[0], 'n');
	ck_assert_uint_lt(strlen(conversation_status(conversation)->other), 100);
	ck_assert_ptr_null(conversation_status(conversation)->ended);
	conversation_set_status(conversation, conversation_status(conversation));
	ck_assert_str_eq(conversation_status(conversation)->chat, "main");
}
END_TEST

static void say(enum record_dir dir, uint64_t wire, const char *text)
{
	struct record record = golden_record(dir, 0, text);

	record.wire = wire;
	ck_assert_int_eq(conversation_append(conversation, &record), 0);
}

static uint64_t rule(void)
{
	return scrollback_rule(conversation_scrollback(conversation));
}

START_TEST(test_conversation_counts_unread_messages)
{
	say(RECORD_IN, 1, "x");
	ck_assert_uint_eq(conversation_unread(conversation), 0);
	conversation_set_seen(conversation, 0);
	ck_assert_uint_eq(conversation_unread(conversation), 1);
	say(RECORD_OUT, 5, "x");
	say(RECORD_ABOUT, 0, "x");
	say(RECORD_IN, 2, "x");
	say(RECORD_IN, 3, "x");
	ck_assert_uint_eq(conversation_unread(conversation), 3);
	conversation_set_seen(conversation, 2);
	ck_assert_uint_eq(conversation_unread(conversation), 1);
	conversation_set_seen(conversation, 3);
	ck_assert_uint_eq(conversation_unread(conversation), 0);
	/* The other side begins anew. */
	say(RECORD_IN, 1, "x");
	ck_assert_uint_eq(conversation_unread(conversation), 0);
	conversation_set_seen(conversation, 0);
	ck_assert_uint_eq(conversation_unread(conversation), 1);
	say(RECORD_IN, 2, "x");
	ck_assert_uint_eq(conversation_unread(conversation), 2);
}
END_TEST

START_TEST(test_conversation_rule)
{
	ck_assert(!conversation_scroll_to_rule(conversation));
	conversation_set_seen(conversation, 1);
	say(RECORD_IN, 1, "x");
	conversation_set_rule(conversation);
	ck_assert_uint_eq(rule(), SCROLLBACK_NONE);
	say(RECORD_OUT, 1, "x");
	say(RECORD_IN, 2, "x");
	ck_assert_uint_eq(rule(), 2);
	say(RECORD_IN, 3, "x");
	conversation_set_seen(conversation, 3);
	ck_assert_uint_eq(rule(), 2);
	conversation_set_seen(conversation, 2);
	conversation_set_rule(conversation);
	ck_assert_uint_eq(rule(), 3);
	add(20);
	conversation_scroll_home(conversation);
	ck_assert(conversation_scroll_to_rule(conversation));
	check_top(3, 0);
	conversation_clear_rule(conversation);
	ck_assert(!conversation_scroll_to_rule(conversation));
	check_top(3, 0);
	say(RECORD_IN, 4, "x");
	ck_assert_uint_eq(rule(), SCROLLBACK_NONE);
}
END_TEST

START_TEST(test_conversation_whose_rule_has_gone)
{
	conversation_set_seen(conversation, 0);
	say(RECORD_IN, 1, "x");
	conversation_set_rule(conversation);
	add(100);
	ck_assert(!conversation_scroll_to_rule(conversation));
	ck_assert_uint_eq(conversation_unread(conversation), 1);
}
END_TEST

/* A match in view stays in view whatever arrives; then one follows no longer. */
START_TEST(test_conversation_keeps_a_match_in_view)
{
	add(10);
	add_text("needle");
	add(2);
	conversation_find_begin(conversation);
	ck_assert_int_eq(conversation_find(conversation, "need", 4, true), FIND_FOUND);
	ck_assert(conversation_is_following(conversation));
	add(2);
	check_top(8, 0);
	ck_assert_uint_eq(conversation_search(conversation)->line, 10);
	add(50);
	ck_assert(!conversation_is_following(conversation));
	ck_assert_uint_le(conversation_top(conversation).line, 10);
	ck_assert_uint_gt(conversation_top(conversation).line, 5);
	conversation_find_cancel(conversation);
	ck_assert(conversation_is_following(conversation));
	check_top(60, 0);
}
END_TEST

START_TEST(test_conversation_find_looks_from_the_view_on)
{
	for (int i = 0; i < 40; i++)
		add_text(i % 10 ? "x" : "needle");
	conversation_scroll_home(conversation);
	conversation_scroll(conversation, 12);
	conversation_find_begin(conversation);
	ck_assert_int_eq(conversation_find(conversation, "n", 1, false), FIND_FOUND);
	ck_assert_uint_eq(conversation_search(conversation)->line, 20);
	check_top(18, 0);
	ck_assert_int_eq(conversation_find(conversation, "ne", 2, false), FIND_FOUND);
	ck_assert_uint_eq(conversation_search(conversation)->line, 20);
	ck_assert_int_eq(conversation_find(conversation, "nex", 3, false), FIND_MISSING);
	check_top(12, 0);
	ck_assert_int_eq(conversation_find(conversation, "", 0, false), FIND_NOTHING);
	check_top(12, 0);
	ck_assert_int_eq(conversation_find(conversation, "n", 1, true), FIND_FOUND);
	ck_assert_uint_eq(conversation_search(conversation)->line, 10);
	/* The line behind the last row in view is not where looking back begins. */
	conversation_find_clear(conversation);
	conversation_scroll_home(conversation);
	conversation_scroll(conversation, 5);
	conversation_find_begin(conversation);
	ck_assert_int_eq(conversation_find(conversation, "n", 1, true), FIND_FOUND);
	ck_assert_uint_eq(conversation_search(conversation)->line, 0);
	ck_assert_int_eq(conversation_find(conversation, "n", 1, false), FIND_FOUND);
	ck_assert_uint_eq(conversation_search(conversation)->line, 10);
	ck_assert_int_eq(conversation_find_next(conversation, true), FIND_FOUND);
	ck_assert_uint_eq(conversation_search(conversation)->line, 0);
	check_top(0, 0);
	ck_assert_int_eq(conversation_find_next(conversation, true), FIND_WRAPPED);
	ck_assert_uint_eq(conversation_search(conversation)->line, 30);
	conversation_find_clear(conversation);
	ck_assert_int_eq(conversation_find_next(conversation, true), FIND_NOTHING);
	check_top(28, 0);
}
END_TEST

/* The view that a search comes back to has the size of now, and may have lost its lines. */
START_TEST(test_conversation_find_cancel)
{
	add(100);
	conversation_scroll_home(conversation);
	conversation_find_begin(conversation);
	conversation_find(conversation, "x", 1, true);
	add(30);
	conversation_resize(conversation, 3, COLUMNS + 3);
	conversation_find_cancel(conversation);
	check_top(30, 0);
	/* What was in view meanwhile is no longer new. */
	ck_assert_uint_gt(conversation_below(conversation), 0);
	conversation_find_begin(conversation);
	conversation_scroll_end(conversation);
	conversation_find_cancel(conversation);
	check_top(30, 0);
	ck_assert_uint_eq(conversation_below(conversation), 0);
	conversation_scroll_end(conversation);
	conversation_find_begin(conversation);
	conversation_resize(conversation, 0, 0);
	conversation_find_cancel(conversation);
	ck_assert(conversation_is_following(conversation));
	conversation_resize(conversation, 5, COLUMNS);
	check_top(125, 0);
}
END_TEST

static void check_link(size_t index, const char *address)
{
	struct buffer buffer = {0};
	int rc = conversation_link(conversation, index, &buffer);

	ck_assert_int_eq(rc, address ? 0 : -ENOENT);
	if (address)
		ck_assert(buffer.len == strlen(address) &&
			  memcmp(buffer.data, address, buffer.len) == 0);
	buffer_fini(&buffer);
}

START_TEST(test_conversation_link)
{
	conversation_resize(conversation, 5, 80);
	check_link(0, NULL);
	add_text("http://out.of/view");
	add(5);
	add_text("http://a.b/1 and http://a.b/2");
	add_text("/me likes www.a.b");
	add_text("none");
	check_link(0, "https://www.a.b");
	check_link(1, "http://a.b/2");
	check_link(2, "http://a.b/1");
	check_link(3, NULL);
	check_link(SIZE_MAX, NULL);
	conversation_scroll_home(conversation);
	check_link(0, "http://out.of/view");
	check_link(1, NULL);
}
END_TEST

START_TEST(test_conversation_delivery)
{
	ck_assert_uint_eq(conversation_delivered(conversation), 0);
	conversation_set_delivery(conversation, 5, 3);
	ck_assert_uint_eq(conversation_delivered(conversation), 5);
	ck_assert_uint_eq(conversation_read(conversation), 3);
}
END_TEST

/* 100,000 lines are searched in one go; a limit that only a search that copies would miss. */
START_TEST(test_conversation_find_in_many_lines)
{
	struct conversation *many = conversation_new(100000, 32u << 20);
	struct record record = golden_record(RECORD_IN, 0,
		"The quick brown fox jumps over the lazy dog, and then it does so once more.");

	for (int i = 0; i < 100000; i++)
		ck_assert_int_eq(conversation_append(many, &record), 0);
	conversation_resize(many, 24, 80);
	conversation_find_begin(many);
	ck_assert_int_eq(conversation_find(many, "nowhere", 7, true), FIND_MISSING);
	ck_assert_int_eq(conversation_find(many, "quick", 5, false), FIND_FOUND);
	conversation_free(many);
}
END_TEST

/* Scrolls, resizes and appends at random: the rows in view fill the conversation where there are
 * enough. */
START_TEST(test_conversation_random)
{
	srandom(4);
	for (int round = 0; round < 3000; round++) {
		struct place top, bottom;

		switch (random() % 7) {
		case 0:
			add_text(random() % 2 ? "日本語 and more text" : "a\nb");
			break;
		case 1:
			conversation_scroll(conversation, (int)(random() % 21) - 10);
			break;
		case 2:
			conversation_scroll_pages(conversation, random() % 2 ? 1 : -1);
			break;
		case 3:
			conversation_find(conversation, "a", 1, random() % 2);
			break;
		case 4:
			conversation_find_next(conversation, random() % 2);
			break;
		case 5:
			if (random() % 2)
				conversation_set_rule(conversation);
			else
				conversation_scroll_to_rule(conversation);
			break;
		default:
			conversation_resize(
				conversation, (int)(random() % 9), (int)(random() % 40));
		}
		top = bottom = conversation_top(conversation);
		if (top.line < scrollback_first(conversation_scrollback(conversation)) &&
			scrollback_end(conversation_scrollback(conversation)) > 0)
			ck_abort_msg("round %d: above the first line", round);
		if (conversation_below(conversation) >
				scrollback_end(conversation_scrollback(conversation)) ||
			(conversation_is_following(conversation) &&
				conversation_below(conversation) > 0))
			ck_abort_msg(
				"round %d: %d below", round, (int)conversation_below(conversation));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("conversation");
	TCase *tcase = tcase_create("conversation");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_conversation_follows);
	tcase_add_test(tcase, test_conversation_stays_put_when_scrolled_up);
	tcase_add_test(tcase, test_conversation_pages_home_end);
	tcase_add_test(tcase, test_conversation_with_all_in_view_always_follows);
	tcase_add_test(tcase, test_conversation_whose_lines_go_away);
	tcase_add_test(tcase, test_conversation_keeps_its_place_over_resize);
	tcase_add_test(tcase, test_conversation_that_grows_follows_once_the_end_is_in_view);
	tcase_add_test(tcase, test_conversation_keeps_a_copy_of_the_status);
	tcase_add_test(tcase, test_conversation_random);
	tcase_add_test(tcase, test_conversation_counts_unread_messages);
	tcase_add_test(tcase, test_conversation_rule);
	tcase_add_test(tcase, test_conversation_whose_rule_has_gone);
	tcase_add_test(tcase, test_conversation_keeps_a_match_in_view);
	tcase_add_test(tcase, test_conversation_find_looks_from_the_view_on);
	tcase_add_test(tcase, test_conversation_find_cancel);
	tcase_add_test(tcase, test_conversation_link);
	tcase_add_test(tcase, test_conversation_delivery);
	tcase_add_test(tcase, test_conversation_find_in_many_lines);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
