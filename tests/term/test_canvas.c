/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/canvas.h"

#include <errno.h>
#include <stdlib.h>

#include "tests/suite.h"
#include "tests/term/emulator.h"
#include "ui/moved.h"

static const struct style plain = {STYLE_DEFAULT, STYLE_DEFAULT, 0};
static const struct style reverse = {STYLE_DEFAULT, STYLE_DEFAULT, STYLE_REVERSE};
static const struct style bold = {2, STYLE_DEFAULT, STYLE_BOLD};

static const char *const hostile[] = {
	"plain text",
	"日本語 and 한국어",
	"e\u0301o\u0308\u0323 a\u0301\u0302\u0303\u0304\u0305\u0306",
	"\u0301lone mark",
	"👩\u200d👧 👍🏽 🇩🇪 ❤\ufe0f",
	"\x1b[31m\x1b]0;title\x07\x1b[2J",
	"\302\2332J\302\235",
	"back\b\b\rreturn",
	"\u202eright to left\u202c \u2066isolate\u2069",
	"zero\u200bwidth\ufeff\u2060 soft\u00adhyphen",
	"tags\U000e0067\U000e007f\u2028\u2029",
	"private \ue0b0 \U00100000 unassigned \u0378",
	"bytes \xff\xc3 \xf0\x9f",
	"العربية עברית ไทย हिन्दी",
	"\u1100\u1161\u11a8 각",
	"wide at the edge: 日本",
};
#define HOSTILE (int)(sizeof(hostile) / sizeof(hostile[0]))
/* These the emulator shows alike wherever they stand: not emoji whose colour of skin is behind. */
#define SCROLLED 4

START_TEST(test_canvas_shows_text)
{
	emulator_put(0, 0, hostile[_i], plain);
	emulator_put(5, 3, hostile[_i], reverse);
	emulator_show();
	emulator_put(0, 1, "over it", bold);
	emulator_show();
}
END_TEST

static short random_colour(void)
{
	return (short)(random() % 3 == 0 ? STYLE_DEFAULT : random() % 256);
}

static struct style random_style(void)
{
	return (struct style){random_colour(), random_colour(), (unsigned short)(random() % 16)};
}

static void random_cursor(void)
{
	emulator.grid.cursor_row = random() % 2 == 0 ? -1 : (int)(random() % emulator.grid.rows);
	emulator.grid.cursor_column = (int)(random() % emulator.grid.columns);
}

/* Many screens, one after another: what is left of the former one never shows. */
START_TEST(test_canvas_shows_what_changes)
{
	srandom(5);
	for (int round = 0; round < 1000; round++) {
		if (random() % 10 == 0)
			emulator_clear();
		for (int i = 0; i < 3; i++)
			emulator_put((int)(random() % 6), (int)(random() % 20),
				hostile[random() % HOSTILE], random_style());
		random_cursor();
		if (random() % 50 == 0)
			term_redraw(emulator.term);
		if (random() % 100 == 0)
			term_set_colours(emulator.term, (int)(random() % 300) - 1);
		emulator_show();
	}
}
END_TEST

START_TEST(test_canvas_sends_only_what_differs)
{
	for (int row = 0; row < 6; row++)
		emulator_put(row, 0, "twenty columns text.", plain);
	emulator_show();
	ck_assert_uint_gt(emulator.sent_len, 100);
	emulator_show();
	ck_assert_uint_eq(emulator.sent_len, 0);
	emulator_put(3, 7, "X", plain);
	emulator_show();
	ck_assert_uint_gt(emulator.sent_len, 0);
	ck_assert_uint_lt(emulator.sent_len, 20);
	term_redraw(emulator.term);
	emulator_show();
	ck_assert_uint_gt(emulator.sent_len, 100);
}
END_TEST

/* Scrolls some rows of the grid, and mostly puts something where they came from. */
static void random_move(void)
{
	int rows = emulator.grid.rows, row = (int)(random() % (rows - 1));
	struct moved moved = {.row = row, .rows = 2 + (int)(random() % (rows - row - 1))};

	moved.by = 1 + (int)(random() % (moved.rows - 1));
	if (random() % 2 == 0)
		moved.by = -moved.by;
	moved_apply(&emulator.grid, &moved);
	for (int i = (int)(random() % 3); i > 0; i--)
		emulator_put((int)(random() % rows), (int)(random() % 20),
			hostile[random() % SCROLLED], random_style());
}

/* As above with rows that move, by themselves and together with others. */
START_TEST(test_canvas_shows_what_moves)
{
	static const char *const names[] = {"xterm-256color", "vt100"};

	srandom(6);
	emulator_open_pty(names[_i], 17, 20);
	if (term_open(emulator.tty, emulator.tty, &emulator.term) == -ENOENT)
		return; /* not in this machine's database */
	ck_assert_ptr_nonnull(emulator.term);
	ck_assert_int_eq(grid_resize(&emulator.grid, 17, 20), 0);
	for (int round = 0; round < 500; round++) {
		if (random() % 50 == 0)
			emulator_clear();
		for (int i = (int)(random() % 3); i > 0; i--)
			random_move();
		random_cursor();
		if (random() % 50 == 0)
			term_redraw(emulator.term);
		emulator_show();
	}
}
END_TEST

/* A line at the end of a full screen costs its own bytes and some more. */
START_TEST(test_canvas_scrolls)
{
	const struct moved up = {0, 5, 1}, down = {0, 5, -1};

	for (int row = 0; row < 6; row++) {
		emulator_put(row, 0, "twenty columns text.", plain);
		emulator_put(row, row, "*", plain);
	}
	emulator_show();
	moved_apply(&emulator.grid, &up);
	emulator_put(4, 0, "a new line", bold);
	emulator_show();
	ck_assert(emulator_got("\x1b[1;5r\x1b[5;1H\n\x1b[1;6r"));
	ck_assert(!emulator_got("twenty"));
	moved_apply(&emulator.grid, &down);
	emulator_show();
	ck_assert(emulator_got("\x1b[1;5r\x1b[1;1H\x1bM\x1b[1;6r"));
	ck_assert(!emulator_got("twenty"));
}
END_TEST

/* Between a change of size and the next grid they may differ. */
START_TEST(test_canvas_grid_of_another_size)
{
	ck_assert_int_eq(grid_resize(&emulator.grid, 9, 25), 0);
	emulator_put(0, 18, "日本", plain);
	emulator_put(1, 19, "日本", plain);
	emulator.grid.cursor_row = 8;
	emulator.grid.cursor_column = 24;
	term_show(emulator.term, &emulator.grid);
	emulator_drain();
	ck_assert_uint_eq(emulator_cell(0, 18).chars[0], 0x65e5);
	ck_assert_uint_ne(emulator_cell(1, 19).chars[0], 0x65e5);
	ck_assert_uint_ne(emulator_cell(2, 0).chars[0], 0x65e5);
	ck_assert(!emulator.cursor_visible);
	ck_assert_int_eq(grid_resize(&emulator.grid, 2, 2), 0);
	emulator_show();
	ck_assert_uint_ne(emulator_cell(0, 18).chars[0], 0x65e5);
}
END_TEST

START_TEST(test_canvas_cursor)
{
	static const int places[][2] = {{0, 0}, {5, 19}, {2, 7}, {2, 8}, {-1, -1}, {3, 0}};
	size_t before = 0;

	emulator_put(2, 4, "日本 text", plain);
	emulator_show();
	ck_assert(!emulator.cursor_visible);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		emulator.grid.cursor_row = places[i][0];
		emulator.grid.cursor_column = places[i][1];
		emulator_show();
		before = emulator.sent_len;
		ck_assert_uint_lt(before, 40);
		emulator_show();
		ck_assert_uint_eq(emulator.sent_len, 0);
	}
	emulator_put(0, 0, "far from the cursor", plain);
	emulator_put(4, 0, "on several rows", plain);
	emulator_show();
}
END_TEST

static const struct {
	const char *name;
	int colours; /* by terminfo, 0: as the type is known */
	int pairs;
	int shown;
} types[] = {
	{"xterm", 8, 64, 8},
	{"xterm-16color", 16, 256, 16},
	{"xterm-88color", 88, 7744, 88},
	{"xterm-256color", 256, 65536, 256},
	{"xterm-direct", 0x1000000, 65536, 8},
	{"xterm-mono", 0, 0, 0},
	{"vt100", 0, 0, 0},
};
#define TYPES (int)(sizeof(types) / sizeof(types[0]))

START_TEST(test_canvas_colours)
{
	static const short colours[] = {-1, 0, 7, 8, 15, 16, 87, 88, 255};
	int column = 0;

	if (types[_i].colours > 0)
		emulator_add_type(types[_i].name, types[_i].colours, types[_i].pairs);
	emulator_open(types[_i].name, 6, 20);
	ck_assert_int_eq(term_colours(emulator.term), types[_i].shown);
	for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++, column++) {
		emulator_put(0, column, "f", (struct style){colours[i], STYLE_DEFAULT, 0});
		emulator_put(1, column, "b", (struct style){STYLE_DEFAULT, colours[i], 0});
		emulator_put(2, column, "r", (struct style){colours[i], 3, STYLE_REVERSE});
		emulator_put(3, column, "u", (struct style){3, colours[i], STYLE_UNDERLINE});
	}
	emulator_show();
	if (types[_i].colours > 0)
		ck_assert_int_eq(emulator_fg(0, 2), 7);
}
END_TEST

START_TEST(test_canvas_colours_off)
{
	emulator_put(0, 0, "text", (struct style){1, 2, STYLE_BOLD});
	emulator_show();
	ck_assert_int_eq(emulator_fg(0, 0), 1);
	term_set_colours(emulator.term, 0);
	ck_assert_int_eq(term_colours(emulator.term), 0);
	emulator_show();
	ck_assert_int_eq(emulator_fg(0, 0), STYLE_DEFAULT);
	ck_assert_uint_eq(emulator_cell(0, 0).attrs.bold, 1);
	term_set_colours(emulator.term, 16);
	ck_assert_int_eq(term_colours(emulator.term), 16);
	term_set_colours(emulator.term, 1000);
	ck_assert_int_eq(term_colours(emulator.term), 256);
	emulator_show();
	ck_assert_int_eq(emulator_fg(0, 0), 1);
}
END_TEST

START_TEST(test_canvas_no_color)
{
	emulator_open_pty("xterm-256color", 6, 20);
	setenv("NO_COLOR", _i ? "" : "1", 1);
	ck_assert_int_eq(term_open(emulator.tty, emulator.tty, &emulator.term), 0);
	ck_assert_int_eq(term_colours(emulator.term), _i ? 256 : 0);
	term_set_colours(emulator.term, -1);
	ck_assert_int_eq(term_colours(emulator.term), 256);
}
END_TEST

/* One after another more combinations than there are pairs, few at a time. */
START_TEST(test_canvas_reuses_pairs)
{
	emulator_add_type("xterm", 8, 64);
	emulator_open("xterm", 6, 20);
	for (int round = 0; round < 200; round++) {
		for (int i = 0; i < 20; i++) {
			short n = (short)(round * 7 + i);
			struct style style = {(short)(n % 8), (short)(n / 8 % 8), 0};

			emulator_put(round % 3, i, "x", style);
		}
		emulator_show();
	}
}
END_TEST

/* More at a time than there are pairs: some lose their colours, and get them back. */
START_TEST(test_canvas_without_pairs)
{
	emulator_add_type("xterm", 8, 4);
	emulator_open("xterm", 6, 20);
	for (short i = 0; i < 8; i++)
		emulator_put(0, i, "x", (struct style){i, STYLE_DEFAULT, 0});
	term_show(emulator.term, &emulator.grid);
	emulator_drain();
	ck_assert_uint_eq(emulator_cell(0, 7).chars[0], 'x');
	ck_assert_int_eq(emulator_fg(0, 7), STYLE_DEFAULT);
	emulator_clear();
	emulator_show();
	for (short i = 5; i < 8; i++)
		emulator_put(0, i, "x", (struct style){i, STYLE_DEFAULT, 0});
	emulator_show();
}
END_TEST

START_TEST(test_canvas_1x1)
{
	emulator_open("xterm-256color", 1, 1);
	emulator_put(0, 0, "x", plain);
	emulator_show();
	emulator_put(0, 0, "日", bold);
	emulator.grid.cursor_row = emulator.grid.cursor_column = 0;
	emulator_show();
}
END_TEST

/* Terminals without colour, and the least one. */
START_TEST(test_canvas_other_terminals)
{
	static const char *const names[] = {
		"vt100", "xterm-mono", "linux", "screen", "tmux-256color"};

	emulator_open_pty(names[_i], 6, 20);
	if (term_open(emulator.tty, emulator.tty, &emulator.term) == -ENOENT)
		return; /* not in this machine's database */
	ck_assert_ptr_nonnull(emulator.term);
	ck_assert_int_eq(grid_resize(&emulator.grid, 6, 20), 0);
	emulator_put(0, 0, "text", reverse);
	emulator_put(1, 0, "日本", (struct style){2, 4, 0});
	emulator_show();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("canvas");
	TCase *opened = tcase_create("opened"), *other = tcase_create("to be opened");

	tcase_add_checked_fixture(opened, emulator_set_up, emulator_tear_down);
	tcase_add_loop_test(opened, test_canvas_shows_text, 0, HOSTILE);
	tcase_add_test(opened, test_canvas_shows_what_changes);
	tcase_add_test(opened, test_canvas_sends_only_what_differs);
	tcase_add_test(opened, test_canvas_scrolls);
	tcase_add_test(opened, test_canvas_grid_of_another_size);
	tcase_add_test(opened, test_canvas_cursor);
	tcase_add_test(opened, test_canvas_colours_off);
	suite_add_tcase(suite, opened);
	tcase_add_checked_fixture(other, NULL, emulator_tear_down);
	tcase_add_loop_test(other, test_canvas_shows_what_moves, 0, 2);
	tcase_add_loop_test(other, test_canvas_colours, 0, TYPES);
	tcase_add_loop_test(other, test_canvas_no_color, 0, 2);
	tcase_add_test(other, test_canvas_reuses_pairs);
	tcase_add_test(other, test_canvas_without_pairs);
	tcase_add_test(other, test_canvas_1x1);
	tcase_add_loop_test(other, test_canvas_other_terminals, 0, 5);
	suite_add_tcase(suite, other);
	return suite_run(suite);
}
