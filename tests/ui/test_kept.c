/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/kept.h"

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/conversation.h"
#include "ui/grid.h"
#include "ui/theme.h"
#include "ui/transcript.h"

#define ROWS    5
#define COLUMNS 40

static const struct rect all = {0, 0, ROWS, COLUMNS};
static struct conversation *conversation;
static struct grid grid;
static struct theme theme;
static struct kept kept;

static void say(const char *text, int times)
{
	struct record record = golden_record(RECORD_IN, 0, text);

	for (int i = 0; i < times; i++)
		ck_assert_int_eq(conversation_append(conversation, &record), 0);
}

static void update(void)
{
	transcript_update(conversation, &grid, &all, &theme, &kept);
}

static void set_up(void)
{
	golden_setup();
	kept = (struct kept){0};
	grid = (struct grid){0};
	ck_assert_int_eq(theme_builtin(&theme, "mono"), 0);
	ck_assert_int_eq(grid_resize(&grid, ROWS, COLUMNS), 0);
	conversation = conversation_new(100, 1u << 20);
	ck_assert_ptr_nonnull(conversation);
	conversation_resize(conversation, ROWS, COLUMNS);
}

static void tear_down(void)
{
	conversation_free(conversation);
	kept_fini(&kept);
	grid_fini(&grid);
}

START_TEST(test_kept_nothing)
{
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), -1);
	update();
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), -1);
}
END_TEST

/* Day and line are two rows; what comes pushes them up as soon as there is no room left. */
START_TEST(test_kept_follows)
{
	say("line", 1);
	update();
	ck_assert_int_eq(kept.count, 2);
	say("line", 3);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), 0);
	update();
	ck_assert_int_eq(kept.count, 5);
	say("two\nrows", 1);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), 2);
	update();
	ck_assert_uint_eq(kept.rows[0].place.line, 1);
	say("line", 4);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), 4);
	say("line", 1);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), -1);
}
END_TEST

/* A line that is half in view goes on where it was cut. */
START_TEST(test_kept_cut_line)
{
	say("line", 3);
	say("a\nb\nc\nd\ne\nf", 1);
	conversation_scroll_home(conversation);
	update();
	ck_assert_uint_eq(kept.next.line, 3);
	ck_assert_uint_eq(kept.next.row, 1);
	conversation_scroll(conversation, 2);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), 2);
	update();
	ck_assert_int_eq(kept.count, 5);
	ck_assert_uint_eq(kept.next.row, 3);
	conversation_scroll(conversation, -1);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), -1);
	conversation_scroll_end(conversation);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), 3);
	say("g\nh\ni", 1);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), -1);
}
END_TEST

START_TEST(test_kept_another_rect)
{
	const struct rect narrow = {0, 0, ROWS, COLUMNS - 1}, below = {1, 0, ROWS - 1, COLUMNS};

	say("line", 9);
	update();
	ck_assert_int_eq(kept_gone(&kept, conversation, &narrow), -1);
	ck_assert_int_eq(kept_gone(&kept, conversation, &below), -1);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), 0);
	kept_forget(&kept);
	ck_assert_int_eq(kept_gone(&kept, conversation, &all), -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kept");
	TCase *tcase = tcase_create("kept");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_kept_nothing);
	tcase_add_test(tcase, test_kept_follows);
	tcase_add_test(tcase, test_kept_cut_line);
	tcase_add_test(tcase, test_kept_another_rect);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
