/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/paint.h"

#include <stdlib.h>
#include <string.h>

#include "core/edit.h"
#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/conversation.h"
#include "ui/listing.h"
#include "ui/pane.h"
#include "ui/screen.h"

static struct grid grid;
static struct screen *screen;
static struct pane *pane;

static void say(struct pane *where, enum record_dir dir, long seconds, const char *text)
{
	struct record record = golden_record(dir, seconds, text);

	ck_assert_int_eq(conversation_append(pane_conversation(where), &record), 0);
}

/* The colour of a role is its number. */
static void set_theme(void)
{
	struct theme theme = *screen_theme(screen);

	for (int role = 0; role < STYLE_ROLES; role++)
		theme.styles[role].fg = (short)role;
	screen_set_theme(screen, &theme);
}

static void set_up(void)
{
	golden_setup();
	grid = (struct grid){0};
	screen = screen_new(24, 80);
	ck_assert_ptr_nonnull(screen);
	pane = screen_add_pane(screen);
	ck_assert_ptr_nonnull(pane);
	conversation_set_status(pane_conversation(pane), &(struct status){.seat = 'A',
								 .chat = "main",
								 .other = "bob/B",
								 .messages = 5,
								 .viewers = 1});
	set_theme();
}

static void act(int action)
{
	const struct key none = {KEYMAP_OTHER, 0, 0};

	screen_act(screen, action, &none);
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
	act(ACTION_HOME);
	say(pane, RECORD_IN, 86401, "more");
	paint();
	golden_check(&grid, "  -- 2026-11-22 --\n"
			    "* B is here: bob/B,\n"
			    "  pid 4242\n"
			    "> ann/A: hello\n"
			    " A | B is bob/B  +1\n");
	act(ACTION_LINE_DOWN);
	paint();
	golden_check(&grid, "* B is here: bob/B,\n"
			    "  pid 4242\n"
			    "> ann/A: hello\n"
			    "< bob/B: The quick\n"
			    " A | B is bob/B  +1\n");
	act(ACTION_PAGE_DOWN);
	act(ACTION_PAGE_DOWN);
	paint();
	golden_check(&grid, "         the lazy\n"
			    "         dog, and\n"
			    "         then it\n"
			    "         does so\n"
			    " A | B is bob/B  +1\n");
	act(ACTION_PAGE_DOWN);
	act(ACTION_PAGE_DOWN);
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
	act(ACTION_LINE_UP);
	paint();
	golden_check(&grid, "b\n");
	act(ACTION_END);
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
	conversation_set_status(pane_conversation(other),
		&(struct status){
			.seat = 'B', .chat = "main", .ended = "A was killed", .viewers = -1});
	screen_resize(screen, 12, 80);
	act(ACTION_HOME);
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
	ck_assert_int_eq(grid_cell(&grid, 11, 0)->style.fg, STYLE_STATUS_FOCUS);
	ck_assert_int_eq(grid_cell(&grid, 11, 45)->style.fg, STYLE_STATUS);
	ck_assert_int_eq(grid_cell(&grid, 11, 30)->style.fg, STYLE_NEW);
	act(ACTION_NEXT_PANE);
	paint();
	ck_assert_int_eq(grid_cell(&grid, 11, 45)->style.fg, STYLE_STATUS_FOCUS);
}
END_TEST

START_TEST(test_paint_styles)
{
	converse();
	paint();
	ck_assert_int_eq(grid_cell(&grid, 0, 30)->style.fg, STYLE_DAY);
	ck_assert_int_eq(grid_cell(&grid, 1, 0)->style.fg, STYLE_TIME);
	ck_assert_int_eq(grid_cell(&grid, 1, 9)->style.fg, STYLE_NOTE);
	ck_assert_int_eq(grid_cell(&grid, 1, 12)->style.fg, STYLE_NOTE);
	ck_assert_int_eq(grid_cell(&grid, 2, 9)->style.fg, STYLE_OWN);
	ck_assert_int_eq(grid_cell(&grid, 2, 12)->style.fg, STYLE_OWN);
	ck_assert_int_eq(grid_cell(&grid, 2, 18)->style.fg, STYLE_TEXT);
	ck_assert_int_eq(grid_cell(&grid, 3, 9)->style.fg, STYLE_OTHER);
}
END_TEST

/* A long nick is cut, a hostile one is harmless. */
START_TEST(test_paint_nicks)
{
	struct record record = golden_record(RECORD_IN, 0, "hello");

	screen_resize(screen, 4, 40);
	record.from = "a-name-that-is-longer-than-it-should-be";
	record.from_len = strlen(record.from);
	conversation_append(pane_conversation(pane), &record);
	record.from = "x\x1b\n\u202e";
	record.from_len = strlen(record.from);
	conversation_append(pane_conversation(pane), &record);
	paint();
	golden_check(&grid, "        -- Sunday 2026-11-22 --\n"
			    "12:04:05 < a-name-th…: hello\n"
			    "12:04:05 < x^[^J: hello\n"
			    " A main | B is bob/B | 5 messages\n");
}
END_TEST

/* A window to chat in: the text has | where the cursor is. */
static struct edit edit;

static void type(const char *text)
{
	const char *bar = strchr(text, '|');
	size_t before = (size_t)(bar - text);

	edit_set(&edit, text, before);
	edit_insert(&edit, bar + 1, strlen(bar + 1));
	edit_move(&edit, before);
	screen_set_input(screen, "ann/A> ", &edit);
}

static void check_cursor(int row, int column)
{
	ck_assert_int_eq(grid.cursor_row, row);
	ck_assert_int_eq(grid.cursor_column, column);
}

static void say_over_wire(enum record_dir dir, uint64_t wire, const char *text)
{
	struct record record = golden_record(dir, 0, text);

	record.wire = wire;
	ck_assert_int_eq(conversation_append(pane_conversation(pane), &record), 0);
}

static void chat(void)
{
	struct conversation *conversation = pane_conversation(pane);

	conversation_set_seen(conversation, 1);
	conversation_set_delivery(conversation, 2, 1);
	say(pane, RECORD_ABOUT, 0, "B is here: bob/B, pid 4242");
	say_over_wire(RECORD_OUT, 1, "hello");
	say_over_wire(RECORD_IN, 1, "hi; see https://example.org/");
	say_over_wire(RECORD_OUT, 2, "/me reads");
	say_over_wire(RECORD_OUT, 3, "日本語?");
	say_over_wire(RECORD_IN, 2, "はい");
	conversation_set_rule(conversation);
	conversation_set_status(conversation, &(struct status){.seat = 'A',
						      .chat = "main",
						      .other = "bob/B",
						      .messages = 5,
						      .viewers = 1,
						      .typing = true,
						      .queued = 24});
	type("so I type 日本|\nin two rows");
}

static struct pane *add_info(enum layout_kind side)
{
	static const char text[] = "# Seat A\npid\t4242\nsegment\t3 attached, 12% full\n";
	struct pane *info = pane_new_listing("info");

	ck_assert_ptr_nonnull(info);
	ck_assert_int_eq(listing_set(pane_listing(info), text, sizeof(text) - 1), 0);
	ck_assert_int_eq(screen_split(screen, side, info), 0);
	return info;
}

START_TEST(test_paint_chat_80x24)
{
	chat();
	screen_set_message(screen, "unknown command /foo; did you mean /focus?");
	add_info(LAYOUT_RIGHT);
	paint();
	golden_check(&grid,
		"        -- Sunday 2026-11-22 --         │Seat A\n"
		"12:04:05 * B is here: bob/B, pid 4242   │pid      4242\n"
		"12:04:05 > ann/A: hello               vv│segment  3 attached, 12% full\n"
		"12:04:05 < bob/B: hi; see               │\n"
		"                  https://example.org/  │\n"
		"12:04:05 > * ann/A reads               v│\n"
		"12:04:05 > ann/A: 日本語?             ..│\n"
		"----------------- new ------------------│\n"
		"12:04:05 < bob/B: はい                  │\n"
		"                                        │\n"
		"                                        │\n"
		"                                        │\n"
		"                                        │\n"
		"                                        │\n"
		"                                        │\n"
		"                                        │\n"
		"                                        │\n"
		"                                        │\n"
		"                                        │\n"
		"                                        │\n"
		" A | bob/B is typing | 24 bytes queued  │ info\n"
		"unknown command /foo; did you mean /focus?\n"
		"ann/A> so I type 日本\n"
		"       in two rows\n");
	check_cursor(22, 21);
	ck_assert_int_eq(grid_cell(&grid, 21, 0)->style.fg, STYLE_MESSAGE);
	ck_assert_int_eq(grid_cell(&grid, 22, 0)->style.fg, STYLE_PROMPT);
	ck_assert_int_eq(grid_cell(&grid, 22, 7)->style.fg, STYLE_INPUT);
	ck_assert_int_eq(grid_cell(&grid, 20, 45)->style.fg, STYLE_STATUS_FOCUS);
	edit_fini(&edit);
}
END_TEST

START_TEST(test_paint_chat_20x5)
{
	chat();
	screen_resize(screen, 5, 20);
	paint();
	golden_check(&grid, "> ann/A: 日本語?  ..\n"
			    "------- new --------\n"
			    "< bob/B: はい\n"
			    " A | bob/B is typing\n"
			    "       本\n");
	check_cursor(4, 9);
	add_info(LAYOUT_BELOW);
	paint();
	golden_check(&grid, "Seat A\n"
			    "pid\n"
			    "4242\n"
			    " info       2 below\n"
			    "       本\n");
	edit_fini(&edit);
}
END_TEST

START_TEST(test_paint_chat_1x1)
{
	chat();
	add_info(LAYOUT_BELOW);
	screen_resize(screen, 1, 1);
	paint();
	golden_check(&grid, "\n");
	check_cursor(0, 0);
	screen_set_message(screen, "no");
	paint();
	golden_check(&grid, "n\n");
	check_cursor(-1, -1);
	edit_fini(&edit);
}
END_TEST

/* The conversation comes before its status, and both before a long input. */
START_TEST(test_paint_chat_small)
{
	chat();
	screen_resize(screen, 2, 30);
	paint();
	golden_check(&grid, "< bob/B: はい\n"
			    "ann/A> so I type 日本\n");
	screen_resize(screen, 3, 30);
	paint();
	golden_check(&grid, "< bob/B: はい\n"
			    " A | bob/B is typing\n"
			    "ann/A> so I type 日本\n");
	edit_fini(&edit);
}
END_TEST

START_TEST(test_paint_finder)
{
	const struct key key = {KEYMAP_CHAR, 'h', 0};

	chat();
	screen_resize(screen, 6, 60);
	act(ACTION_FIND_BACKWARD);
	screen_act(screen, ACTION_INSERT, &key);
	paint();
	golden_check(&grid, "12:04:05 * B is here: bob/B, pid 4242\n"
			    "12:04:05 > ann/A: hello                                   vv\n"
			    "12:04:05 < bob/B: hi; see https://example.org/\n"
			    "12:04:05 > * ann/A reads                                   v\n"
			    " A | bob/B is typing | 24 bytes queued | 1 unread | \"h\"\n"
			    "find backward: h\n");
	edit_fini(&edit);
}
END_TEST

/* Every size: the cells are always sound, and a wide character is never half shown. */
START_TEST(test_paint_every_size)
{
	converse();
	chat();
	add_info(LAYOUT_BELOW);
	screen_add_pane(screen);
	for (int rows = 0; rows < 8; rows++) {
		for (int columns = 0; columns < 60; columns++) {
			screen_resize(screen, rows, columns);
			act(columns % 3 ? ACTION_PAGE_UP : ACTION_END);
			paint();
			golden_check_cells(&grid);
		}
	}
	edit_fini(&edit);
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
	tcase_add_test(tcase, test_paint_chat_80x24);
	tcase_add_test(tcase, test_paint_chat_20x5);
	tcase_add_test(tcase, test_paint_chat_1x1);
	tcase_add_test(tcase, test_paint_chat_small);
	tcase_add_test(tcase, test_paint_finder);
	tcase_add_test(tcase, test_paint_every_size);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
