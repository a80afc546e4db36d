/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/theme.h"

static struct prompt prompt;
static struct edit edit;
static struct grid grid;
static struct theme theme;
static struct rect message, input, rest;

static void set_up(void)
{
	golden_setup();
	grid = (struct grid){0};
	edit = (struct edit){0};
	theme_builtin(&theme, "mono");
	prompt = (struct prompt){.edit = &edit};
	prompt_set_label(&prompt, "ann/A> ");
}

static void tear_down(void)
{
	edit_fini(&edit);
	grid_fini(&grid);
}

/* The text, with | where the cursor is. */
static void type(const char *text)
{
	const char *bar = strchr(text, '|');
	size_t before = (size_t)(bar - text);

	ck_assert_ptr_nonnull(bar);
	edit_clear(&edit);
	ck_assert_int_eq(edit_insert(&edit, text, before), 0);
	ck_assert_int_eq(edit_insert(&edit, bar + 1, strlen(bar + 1)), 0);
	edit_move(&edit, before);
	ck_assert_uint_eq(edit.cursor, before);
}

static void paint(int rows, int columns)
{
	const struct rect all = {0, 0, rows, columns};

	ck_assert_int_eq(grid_resize(&grid, rows, columns), 0);
	prompt_divide(&prompt, &all, &message, &input, &rest);
	if (message.rows > 0)
		prompt_paint_message(&prompt, &grid, &message, &theme);
	if (input.rows > 0)
		prompt_paint_input(&prompt, &grid, &input, &theme);
}

static void check(const char *screen, int cursor_row, int cursor_column)
{
	golden_check(&grid, screen);
	ck_assert_int_eq(grid.cursor_row, cursor_row);
	ck_assert_int_eq(grid.cursor_column, cursor_column);
}

static const struct {
	const char *text;
	int row, column;
	const char *screen; /* the last 3 rows of 9, 20 columns */
} cases[] = {
	{"|", 8, 7, "\n\nann/A>\n"},
	{"abc|", 8, 10, "\n\nann/A> abc\n"},
	{"a|bc", 8, 8, "\n\nann/A> abc\n"},
	{"0123456789ab|", 8, 19, "\n\nann/A> 0123456789ab\n"},
	{"0123456789abc|", 8, 7, "\nann/A> 0123456789abc\n\n"},
	{"0123456789ab|c", 7, 19, "\nann/A> 0123456789abc\n\n"},
	{"0123456789abc|d", 8, 7, "\nann/A> 0123456789abc\n       d\n"},
	{"one\n|two", 8, 7, "\nann/A> one\n       two\n"},
	{"one|\ntwo", 7, 10, "\nann/A> one\n       two\n"},
	{"one\n|", 8, 7, "\nann/A> one\n\n"},
	{"a\nb\nc\nd|", 8, 8, "       b\n       c\n       d\n"},
	{"a\nb\nc|\nd", 8, 8, "ann/A> a\n       b\n       c\n"},
	{"a|\nb\nc\nd", 6, 8, "ann/A> a\n       b\n       c\n"},
	{"日本|語", 8, 11, "\n\nann/A> 日本語\n"},
	{"0123456789ab|日", 8, 7, "\nann/A> 0123456789ab\n       日\n"},
	{"e\u0301|x", 8, 8, "\n\nann/A> e\u0301x\n"},
	{"👩\u200d👧|", 8, 11, "\n\nann/A> 👩👧\n"},
	{"a\tb|", 8, 16, "\n\nann/A> a       b\n"},
	{"\x1b[31m|\u202e", 8, 13, "\n\nann/A> ^[[31m\n"},
};

START_TEST(test_prompt_input)
{
	char screen[200] = "\n\n\n\n\n\n";

	type(cases[_i].text);
	paint(9, 20);
	strcat(screen, cases[_i].screen);
	check(screen, cases[_i].row, cases[_i].column);
}
END_TEST

START_TEST(test_prompt_sizes)
{
	type("hello|");
	prompt_set_message(&prompt, "unknown command /foo; did you mean /focus?");
	paint(24, 80);
	ck_assert(rest.rows == 22 && message.row == 22 && input.row == 23 && input.rows == 1);
	paint(5, 20);
	check("\nunknown command\n/foo; did you mean\n/focus?\nann/A> hello\n", 4, 12);
	paint(2, 20);
	check("unknown command\nann/A> hello\n", 1, 12);
	/* With a single row, an answer takes it until it is gone. */
	paint(1, 20);
	check("unknown command\n", -1, -1);
	prompt_set_message(&prompt, NULL);
	paint(1, 20);
	check("ann/A> hello\n", 0, 12);
	paint(1, 1);
	check("\n", 0, 0);
	edit_do(&edit, EDIT_LEFT);
	paint(1, 1);
	check("o\n", 0, 0);
	type("日|");
	edit_do(&edit, EDIT_LEFT);
	paint(1, 1);
	check("\ufffd\n", 0, 0);
	paint(0, 0);
	check("", -1, -1);
}
END_TEST

/* A label that would take too much is left out. */
START_TEST(test_prompt_label)
{
	char label[2 * PROMPT_LABEL_SIZE];

	type("abc|");
	paint(2, 14);
	check("\nann/A> abc\n", 1, 10);
	paint(2, 13);
	check("\nabc\n", 1, 3);
	memset(label, 'x', sizeof(label) - 1);
	label[sizeof(label) - 1] = '\0';
	prompt_set_label(&prompt, label);
	ck_assert_uint_eq(strlen(prompt.label), PROMPT_LABEL_SIZE - 1);
}
END_TEST

START_TEST(test_prompt_without_input)
{
	prompt.edit = NULL;
	paint(3, 20);
	check("\n\n\n", -1, -1);
	ck_assert_int_eq(rest.rows, 3);
	prompt_set_message(&prompt, "one\ntwo");
	paint(4, 20);
	check("\n\none\ntwo\n", -1, -1);
	ck_assert_int_eq(rest.rows, 2);
}
END_TEST

START_TEST(test_prompt_message_is_cut)
{
	char text[2 * PROMPT_MESSAGE_SIZE];

	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = i % 2 ? '\n' : 'm';
	text[sizeof(text) - 1] = '\0';
	prompt_set_message(&prompt, text);
	ck_assert_uint_eq(strlen(prompt.message), PROMPT_MESSAGE_SIZE - 1);
	paint(6, 20);
	ck_assert(message.rows == 4 && rest.rows == 1);
}
END_TEST

static const char *const pieces[] = {
	"a", "日", "\n", "\t", "e\u0301", "👩\u200d👧", "\x1b", " ", "word"};

/* Whatever is typed, at any size: the cells are sound, and the cursor is within the input. */
START_TEST(test_prompt_random)
{
	srandom(7);
	for (int round = 0; round < 3000; round++) {
		const char *piece = pieces[(size_t)random() % (sizeof(pieces) / sizeof(pieces[0]))];
		int rows = (int)(random() % 12), columns = (int)(random() % 40);

		if (random() % 3)
			ck_assert_int_eq(edit_insert(&edit, piece, strlen(piece)), 0);
		else
			edit_do(&edit, (enum edit_action)(random() % EDIT_ACTIONS));
		prompt_set_message(&prompt, random() % 4 ? NULL : "so it is");
		paint(rows, columns);
		golden_check_cells(&grid);
		if (rest.rows + message.rows + input.rows != rows || input.rows < 0 ||
			message.rows < 0 || rest.rows < 0)
			ck_abort_msg("round %d: rows", round);
		if (input.rows > 0 &&
			(grid.cursor_row < input.row || grid.cursor_row >= rows ||
				grid.cursor_column < 0 || grid.cursor_column >= columns))
			ck_abort_msg("round %d: cursor %d,%d of %dx%d", round, grid.cursor_row,
				grid.cursor_column, rows, columns);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("prompt");
	TCase *tcase = tcase_create("prompt");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, test_prompt_input, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tcase, test_prompt_sizes);
	tcase_add_test(tcase, test_prompt_label);
	tcase_add_test(tcase, test_prompt_without_input);
	tcase_add_test(tcase, test_prompt_message_is_cut);
	tcase_add_test(tcase, test_prompt_random);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
