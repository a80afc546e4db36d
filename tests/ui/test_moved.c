/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/moved.h"

#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"

#define ROWS 8

static struct grid before, after;

static void set_up(void)
{
	golden_setup();
	before = after = (struct grid){0};
	ck_assert_int_eq(grid_resize(&before, ROWS, 6), 0);
	ck_assert_int_eq(grid_resize(&after, ROWS, 6), 0);
}

static void tear_down(void)
{
	grid_fini(&before);
	grid_fini(&after);
}

/* Each character is a row that shows it. */
static void put(struct grid *grid, const char *rows)
{
	for (int row = 0; row < ROWS; row++)
		grid_text(grid, row, 0, 6, &rows[row], 1, style_of(STYLE_TEXT));
}

static const struct {
	const char *before, *after;
	int from;
	struct moved moved; /* no rows: none */
} cases[] = {
	{"abcdefgh", "abcdefgh", 0, {0}},
	{"abcdefgs", "bcdefghs", 0, {0, 7, 1}},
	{"abcdefgs", "bcdefghs", 1, {1, 6, 1}},
	{"abcdefgs", "cdefghis", 0, {0, 7, 2}},
	{"abcdefgs", "xabcdefs", 0, {0, 7, -1}},
	{"abcdefgh", "xyzabcde", 0, {0, 8, -3}},
	{"abcdefgh", "aXdefghY", 0, {2, 6, 1}},
	{"abcdEfgh", "bcdEghij", 0, {0, 5, 1}},
	{"abcdefgh", "abcdghXX", 0, {0}},
	{"abcdefgh", "defghXXX", 0, {0, 8, 3}},
	{"abcdefgh", "efghXXXX", 0, {0, 8, 4}},
	{"abcdefgh", "fghXXXXX", 0, {0}},
	{"ab      ", "abc     ", 0, {0}},
	{"abc     ", "bc      ", 0, {0, 4, 1}},
	{"ab     s", "xab    s", 0, {0}},
	{"abcabcab", "cabcabca", 0, {0, 8, -1}},
};
#define CASES (int)(sizeof(cases) / sizeof(cases[0]))

START_TEST(test_moved_find)
{
	struct moved moved;
	bool found;

	put(&before, cases[_i].before);
	put(&after, cases[_i].after);
	found = moved_find(&before, &after, cases[_i].from, &moved);
	ck_assert_int_eq(found, cases[_i].moved.rows > 0);
	if (!found)
		return;
	ck_assert_int_eq(moved.row, cases[_i].moved.row);
	ck_assert_int_eq(moved.rows, cases[_i].moved.rows);
	ck_assert_int_eq(moved.by, cases[_i].moved.by);
}
END_TEST

START_TEST(test_moved_find_in_nothing)
{
	struct grid none = {0};
	struct moved moved;

	ck_assert(!moved_find(&none, &none, 0, &moved));
	ck_assert_int_eq(grid_resize(&before, ROWS, 0), 0);
	ck_assert(!moved_find(&before, &before, 0, &moved));
}
END_TEST

START_TEST(test_moved_apply)
{
	put(&before, "abcdefgh");
	moved_apply(&before, &(struct moved){1, 4, 1});
	golden_check(&before, "a\nc\nd\ne\n\nf\ng\nh\n");
	moved_apply(&before, &(struct moved){0, 8, -3});
	golden_check(&before, "\n\n\na\nc\nd\ne\n\n");
	moved_apply(&before, &(struct moved){2, 6, 4});
	golden_check(&before, "\n\ne\n\n\n\n\n\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("moved");
	TCase *tcase = tcase_create("moved");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, test_moved_find, 0, CASES);
	tcase_add_test(tcase, test_moved_find_in_nothing);
	tcase_add_test(tcase, test_moved_apply);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
