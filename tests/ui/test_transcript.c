/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/transcript.h"

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/conversation.h"
#include "ui/theme.h"

static struct conversation *conversation;
static struct grid grid;
static struct theme theme;

static void set_up(void)
{
	golden_setup();
	grid = (struct grid){0};
	conversation = conversation_new(100, 10000);
	ck_assert_ptr_nonnull(conversation);
	/* The colour of a role is its number. */
	theme_builtin(&theme, "mono");
	for (int role = 0; role < STYLE_ROLES; role++)
		theme.styles[role].fg = (short)role;
}

static void tear_down(void)
{
	conversation_free(conversation);
	grid_fini(&grid);
}

static void say(enum record_dir dir, uint64_t wire, const char *text)
{
	struct record record = golden_record(dir, 0, text);

	record.wire = wire;
	ck_assert_int_eq(conversation_append(conversation, &record), 0);
}

static void paint(int rows, int columns)
{
	const struct rect all = {0, 0, rows, columns};

	ck_assert_int_eq(grid_resize(&grid, rows, columns), 0);
	grid_fill(&grid, &all, theme_style(&theme, STYLE_TEXT));
	conversation_resize(conversation, rows, columns);
	transcript_paint(conversation, &grid, &all, &theme);
}

static void check_role(int row, int column, enum style_role role)
{
	ck_assert_int_eq(grid_cell(&grid, row, column)->style.fg, role);
}

static void check_roles(int row, int column, int end, enum style_role role)
{
	check_role(row, column - 1, STYLE_TEXT);
	for (; column < end; column++)
		check_role(row, column, role);
	check_role(row, end, STYLE_TEXT);
}

START_TEST(test_transcript_delivery)
{
	say(RECORD_OUT, 1, "read");
	say(RECORD_IN, 7, "not mine");
	say(RECORD_OUT, 2, "delivered, and longer than there is room for");
	say(RECORD_OUT, 3, "waiting");
	conversation_set_delivery(conversation, 2, 1);
	paint(6, 44);
	golden_check(&grid, "          -- Sunday 2026-11-22 --\n"
			    "12:04:05 > ann/A: read                    vv\n"
			    "12:04:05 < bob/B: not mine\n"
			    "12:04:05 > ann/A: delivered, and longer    v\n"
			    "                  than there is room for\n"
			    "12:04:05 > ann/A: waiting                 ..\n");
	check_role(1, 42, STYLE_DELIVERY);
	conversation_set_delivery(conversation, 3, 3);
	paint(1, 20);
	golden_check(&grid, "> ann/A: waiting  vv\n");
	/* A narrow pane has no room for it. */
	paint(1, 19);
	golden_check(&grid, "> ann…: waiting\n");
}
END_TEST

START_TEST(test_transcript_rule)
{
	say(RECORD_IN, 1, "old");
	say(RECORD_IN, 2, "new");
	conversation_set_seen(conversation, 1);
	conversation_set_rule(conversation);
	paint(4, 40);
	golden_check(&grid, "        -- Sunday 2026-11-22 --\n"
			    "12:04:05 < bob/B: old\n"
			    "----------------- new ------------------\n"
			    "12:04:05 < bob/B: new\n");
	check_role(2, 0, STYLE_UNREAD);
	check_role(2, 18, STYLE_UNREAD);
	paint(2, 20);
	golden_check(&grid, "------- new --------\n"
			    "< bob/B: new\n");
	paint(2, 11);
	golden_check(&grid, "< old\n"
			    "< new\n");
}
END_TEST

START_TEST(test_transcript_action)
{
	say(RECORD_IN, 1, "/me waves at everybody who is here and there");
	say(RECORD_OUT, 1, "/me nods");
	paint(4, 40);
	golden_check(&grid, "        -- Sunday 2026-11-22 --\n"
			    "12:04:05 < * bob/B waves at everybody\n"
			    "                   who is here and there\n"
			    "12:04:05 > * ann/A nods               ..\n");
	check_role(1, 11, STYLE_OTHER);
	check_role(3, 13, STYLE_OWN);
	paint(1, 11);
	golden_check(&grid, "> nods\n");
}
END_TEST

START_TEST(test_transcript_links)
{
	say(RECORD_IN, 1, "see https://example.org/a-long-way/to/go, please");
	paint(3, 40);
	golden_check(&grid, "12:04:05 < bob/B: see\n"
			    "                  https://example.org/a-\n"
			    "                  long-way/to/go, please\n");
	check_role(1, 18, STYLE_LINK);
	check_role(1, 39, STYLE_LINK);
	check_role(2, 31, STYLE_LINK);
	check_role(2, 32, STYLE_TEXT);
	ck_assert_int_eq(grid_cell(&grid, 1, 18)->style.attrs, STYLE_UNDERLINE);
	check_role(0, 18, STYLE_TEXT);
}
END_TEST

/* The row of a text that is not in view at its start is marked all the same. */
START_TEST(test_transcript_links_below_the_top)
{
	say(RECORD_IN, 1, "see https://example.org/a-long-way/to/go, please");
	paint(1, 40);
	golden_check(&grid, "                  long-way/to/go, please\n");
	check_role(0, 18, STYLE_LINK);
	check_role(0, 31, STYLE_LINK);
	check_role(0, 32, STYLE_TEXT);
	say(RECORD_IN, 2, "http://a.b http://c.d text http://g.h");
	paint(1, 40);
	golden_check(&grid, "                  text http://g.h\n");
	check_role(0, 18, STYLE_TEXT);
	check_role(0, 22, STYLE_TEXT);
	check_role(0, 23, STYLE_LINK);
}
END_TEST

START_TEST(test_transcript_matches)
{
	say(RECORD_IN, 1, "ab\tcab www.abc.org e\u0301");
	say(RECORD_IN, 2, "an ab");
	paint(3, 60);
	conversation_find_begin(conversation);
	conversation_find(conversation, "ab", 2, true);
	paint(3, 60);
	golden_check(&grid, "                  -- Sunday 2026-11-22 --\n"
			    "12:04:05 < bob/B: ab      cab www.abc.org e\u0301\n"
			    "12:04:05 < bob/B: an ab\n");
	check_roles(2, 21, 23, STYLE_CURRENT);
	check_role(1, 18, STYLE_MATCH);
	check_role(1, 20, STYLE_TEXT);
	check_roles(1, 27, 29, STYLE_MATCH);
	check_role(1, 33, STYLE_LINK);
	check_role(1, 34, STYLE_MATCH);
	check_role(1, 36, STYLE_LINK);
	conversation_find_next(conversation, true);
	paint(3, 60);
	check_role(1, 34, STYLE_CURRENT);
	check_role(1, 18, STYLE_MATCH);
	check_role(2, 21, STYLE_MATCH);
	/* A part of what a cell shows marks it. */
	conversation_find(conversation, "\u0301", 2, true);
	paint(3, 60);
	check_role(1, 42, STYLE_CURRENT);
	conversation_find(conversation, "\t", 1, true);
	paint(3, 60);
	check_role(1, 20, STYLE_CURRENT);
	check_role(1, 25, STYLE_CURRENT);
	check_role(1, 26, STYLE_TEXT);
	conversation_find_cancel(conversation);
	paint(3, 60);
	check_role(1, 20, STYLE_TEXT);
}
END_TEST

START_TEST(test_transcript_nicks)
{
	say(RECORD_IN, 1, "hello");
	theme_set(&theme, "nicks", "200");
	paint(1, 40);
	check_role(0, 9, STYLE_OTHER);
	ck_assert_int_eq(grid_cell(&grid, 0, 11)->style.fg, 200);
	ck_assert_int_eq(grid_cell(&grid, 0, 15)->style.fg, 200);
	check_role(0, 18, STYLE_TEXT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("transcript");
	TCase *tcase = tcase_create("transcript");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_transcript_delivery);
	tcase_add_test(tcase, test_transcript_rule);
	tcase_add_test(tcase, test_transcript_action);
	tcase_add_test(tcase, test_transcript_links);
	tcase_add_test(tcase, test_transcript_links_below_the_top);
	tcase_add_test(tcase, test_transcript_matches);
	tcase_add_test(tcase, test_transcript_nicks);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
