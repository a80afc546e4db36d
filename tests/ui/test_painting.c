/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/painting.h"

#include <string.h>

#include "core/edit.h"
#include "tests/core/prng.h"
#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/conversation.h"
#include "ui/paint.h"
#include "ui/pane.h"
#include "ui/screen.h"

/* So few that lines go while they are in view. */
#define LINES_FEW 9

#define ROUNDS    3000

static struct painting painting;
static struct grid whole;
static struct screen *screen;
static struct edit edit;
static struct prng prng;
static long clock_s;
static uint64_t wire;

static unsigned below(unsigned bound)
{
	return prng_below(&prng, bound);
}

static struct pane *new_pane(size_t lines)
{
	struct pane *pane = pane_new_conversation(lines, 1u << 20);

	ck_assert_ptr_nonnull(pane);
	return pane;
}

static void set_up(void)
{
	golden_setup();
	painting = (struct painting){0};
	whole = (struct grid){0};
	edit = (struct edit){0};
	clock_s = 0;
	wire = 0;
	screen = screen_new(24, 80);
	ck_assert_ptr_nonnull(screen);
	ck_assert_int_eq(screen_split(screen, LAYOUT_RIGHT, new_pane(1000)), 0);
}

static void tear_down(void)
{
	screen_free(screen);
	edit_fini(&edit);
	painting_fini(&painting);
	grid_fini(&whole);
}

static void act(int action)
{
	static const char keys[] = "le日";
	const struct key key = {KEYMAP_CHAR, (unsigned char)keys[below(2)], 0};

	screen_act(screen, action, &key);
}

/* --- What happens to a conversation --- */

static void say(struct conversation *conversation)
{
	static const char *const texts[] = {
		"a line",
		"another line, somewhat longer, with https://example.org/ in it",
		"/me waves",
		"two\nlines",
		"日本語の長い文章は、空白がなくても行の終わりで折り返されます。そして次の行に続きま"
		"す。",
		"cafe\u0301 \x1b[31m\ttab",
		"",
		"the quick brown fox jumps over the lazy dog, and then it does so again and again "
		"and once more, until there are rows enough for everybody",
	};
	static const enum record_dir dirs[] = {RECORD_IN, RECORD_OUT, RECORD_OUT, RECORD_ABOUT};
	struct record record;

	clock_s += below(12) ? (long)below(100) : (long)below(200000) - 50000;
	record = golden_record(
		dirs[below(4)], clock_s, texts[below(sizeof(texts) / sizeof(texts[0]))]);
	record.wire = record.dir == RECORD_ABOUT ? 0 : ++wire;
	ck_assert_int_eq(conversation_append(conversation, &record), 0);
}

static void say_some(struct conversation *conversation)
{
	for (unsigned i = below(10) ? 1 + below(3) : below(60); i > 0; i--)
		say(conversation);
}

static void deliver(struct conversation *conversation)
{
	uint64_t read = wire > 0 ? below((unsigned)wire + 1) : 0;

	conversation_set_delivery(conversation, below(4) ? wire : read, below(4) ? read : 0);
}

static void mark(struct conversation *conversation)
{
	switch (below(3)) {
	case 0:
		conversation_set_seen(conversation, wire > 3 ? wire - 3 : 0);
		break;
	case 1:
		conversation_set_rule(conversation);
		break;
	default:
		conversation_clear_rule(conversation);
	}
}

static void tell(struct conversation *conversation)
{
	const struct status status = {.seat = 'A',
		.chat = "main",
		.other = below(3) ? "bob/B" : NULL,
		.messages = wire,
		.viewers = (int)below(3)};

	conversation_set_status(conversation, &status);
}

static void change_conversation(struct conversation *conversation)
{
	switch (below(10)) {
	case 0:
		deliver(conversation);
		break;
	case 1:
		mark(conversation);
		break;
	case 2:
		tell(conversation);
		break;
	default:
		say_some(conversation);
	}
}

/* --- What happens to the screen --- */

static void scroll(void)
{
	static const int actions[] = {ACTION_LINE_UP, ACTION_LINE_DOWN, ACTION_PAGE_UP,
		ACTION_PAGE_DOWN, ACTION_HOME, ACTION_END, ACTION_END, ACTION_UNREAD};

	act(actions[below(sizeof(actions) / sizeof(actions[0]))]);
}

static void find(void)
{
	static const int actions[] = {ACTION_FIND_FORWARD, ACTION_FIND_BACKWARD, ACTION_INSERT,
		ACTION_FIND_OLDER, ACTION_FIND_ACCEPT, ACTION_FIND_CANCEL, ACTION_FIND_NEXT,
		ACTION_FIND_CLEAR, ACTION_FIND_CLEAR};
	int action = actions[below(sizeof(actions) / sizeof(actions[0]))];

	if (screen_is_finding(screen) || (action != ACTION_INSERT && action != ACTION_FIND_OLDER))
		act(action);
}

static void resize(void)
{
	static const int sizes[][2] = {{24, 80}, {24, 80}, {24, 80}, {12, 40}, {5, 20}, {1, 1}};
	const int *size = sizes[below(sizeof(sizes) / sizeof(sizes[0]))];

	screen_resize(screen, size[0], size[1]);
}

static void add_pane(void)
{
	struct pane *pane =
		below(3) ? new_pane(below(2) ? LINES_FEW : 1000) : pane_new_listing("help");

	if (screen_split(screen, below(2) ? LAYOUT_RIGHT : LAYOUT_BELOW, pane) < 0)
		pane_free(pane);
}

static void divide(void)
{
	static const int actions[] = {
		ACTION_NEXT_PANE, ACTION_NEXT_PANE, ACTION_ZOOM, ACTION_WIDER, ACTION_LOWER};

	switch (below(8)) {
	case 0:
		add_pane();
		break;
	case 1:
	case 2:
		screen_close(screen, screen_focused(screen));
		break;
	case 3: /* the allocator may give one what the other one had */
		screen_close(screen, screen_focused(screen));
		add_pane();
		break;
	default:
		act(actions[below(sizeof(actions) / sizeof(actions[0]))]);
	}
}

static void type(void)
{
	if (below(4)) {
		edit_insert(&edit, "word ", 5);
		screen_fit(screen);
	} else {
		edit_clear(&edit);
		screen_set_input(screen, "ann/A> ", below(3) ? &edit : NULL);
	}
}

static void answer(void)
{
	static const char *const messages[] = {NULL, NULL, "one row", "two\nrows"};

	screen_set_message(screen, messages[below(4)]);
}

static void set_theme(void)
{
	struct theme theme;

	theme_builtin(&theme, below(2) ? "dark" : "mono");
	if (below(4) == 0)
		theme.styles[STYLE_TEXT].bg = 4;
	screen_set_theme(screen, &theme);
}

static void change_screen(void)
{
	static void (*const changes[])(void) = {
		scroll, scroll, scroll, find, find, resize, divide, type, answer, set_theme};

	changes[below(sizeof(changes) / sizeof(changes[0]))]();
}

/* Something happens, mostly what happens most. */
static void change(void)
{
	struct pane *pane = screen_get(screen, (int)below((unsigned)screen_count(screen))).pane;
	struct conversation *conversation = pane_conversation(pane);

	if (conversation && below(4) > 0)
		change_conversation(conversation);
	else
		change_screen();
}

static void check_same(void)
{
	const struct grid *grid = &painting.grid;

	ck_assert_int_eq(painting_update(&painting, screen), 0);
	ck_assert_int_eq(paint_screen(screen, &whole), 0);
	ck_assert_int_eq(grid->rows, whole.rows);
	ck_assert_int_eq(grid->columns, whole.columns);
	ck_assert_int_eq(grid->cursor_row, whole.cursor_row);
	ck_assert_int_eq(grid->cursor_column, whole.cursor_column);
	for (int row = 0; row < whole.rows; row++)
		ck_assert_msg(memcmp(grid->lines[row], whole.lines[row],
				      (size_t)whole.columns * sizeof(struct cell)) == 0,
			"row %d", row);
}

/* Whatever happens, nothing stale stays. */
START_TEST(test_painting_is_what_is_painted_anew)
{
	prng.state = (uint64_t)_i;
	for (int round = 0; round < ROUNDS; round++) {
		for (unsigned i = below(3); i > 0; i--)
			change();
		check_same();
	}
}
END_TEST

/* The rows in view are not painted again: one that was spoilt stays so, and moves. */
START_TEST(test_painting_keeps_rows)
{
	struct conversation *conversation = pane_conversation(screen_focused(screen));
	struct record record = golden_record(RECORD_IN, 0, "a line");

	for (int i = 0; i < 40; i++) {
		ck_assert_int_eq(conversation_append(conversation, &record), 0);
		check_same();
	}
	grid_text(&painting.grid, 9, 20, 80, "spoilt", 6, style_of(STYLE_TEXT));
	ck_assert_int_eq(conversation_append(conversation, &record), 0);
	ck_assert_int_eq(painting_update(&painting, screen), 0);
	ck_assert_int_eq(grid_cell(&painting.grid, 8, 20)->bytes[0], 's');
	ck_assert_int_eq(grid_cell(&painting.grid, 9, 20)->bytes[0], 'l');
	screen_act(screen, ACTION_LINE_UP, &(struct key){0});
	screen_act(screen, ACTION_LINE_DOWN, &(struct key){0});
	screen_resize(screen, 20, 80);
	check_same();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("painting");
	TCase *tcase = tcase_create("painting");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, test_painting_is_what_is_painted_anew, 0, 4);
	tcase_add_test(tcase, test_painting_keeps_rows);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
