/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/viewport.h"

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/scrollback.h"

/* Twelve columns: the rule, but no day; a row for each line. */
#define COLUMNS 12

static struct scrollback *scrollback;
static struct viewport viewport;

static void add(int count)
{
	struct record record = golden_record(RECORD_ABOUT, 0, "x");

	for (int i = 0; i < count; i++) {
		ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
		viewport_update(&viewport);
	}
}

static void set_up(void)
{
	golden_setup();
	scrollback = scrollback_new(100, 10000);
	viewport_init(&viewport, scrollback);
	viewport_resize(&viewport, 5, COLUMNS);
}

static void tear_down(void)
{
	scrollback_free(scrollback);
}

static void check(struct place place, uint64_t line, size_t row)
{
	ck_assert_uint_eq(place.line, line);
	ck_assert_uint_eq(place.row, row);
}

START_TEST(test_viewport_top_and_bottom)
{
	check(viewport_top(&viewport), 0, 0);
	check(viewport_bottom(&viewport), 0, 0);
	add(20);
	check(viewport_top(&viewport), 15, 0);
	check(viewport_bottom(&viewport), 20, 0);
	viewport_scroll(&viewport, -3);
	check(viewport_top(&viewport), 12, 0);
	check(viewport_bottom(&viewport), 17, 0);
	viewport_home(&viewport);
	check(viewport_top(&viewport), 0, 0);
	viewport_end(&viewport);
	check(viewport_top(&viewport), 15, 0);
}
END_TEST

START_TEST(test_viewport_show)
{
	add(50);
	viewport_show(&viewport, (struct place){.line = 47});
	ck_assert(viewport.following);
	viewport_show(&viewport, (struct place){.line = 20});
	check(viewport_top(&viewport), 18, 0);
	viewport_show(&viewport, (struct place){.line = 22});
	check(viewport_top(&viewport), 18, 0);
	viewport_show(&viewport, (struct place){.line = 23});
	check(viewport_top(&viewport), 21, 0);
	viewport_show(&viewport, (struct place){.line = 0});
	check(viewport_top(&viewport), 0, 0);
	viewport_show(&viewport, (struct place){.line = 49});
	ck_assert(viewport.following);
	viewport_resize(&viewport, 0, 0);
	viewport_show(&viewport, (struct place){.line = 0});
	ck_assert(viewport.following);
}
END_TEST

/* A row that comes or goes above the text in view does not move it. */
START_TEST(test_viewport_refit)
{
	add(50);
	viewport_go(&viewport, (struct place){.line = 20});
	scrollback_set_rule(scrollback, 22);
	viewport_refit(&viewport);
	check(viewport_top(&viewport), 20, 0);
	check(viewport_bottom(&viewport), 24, 0);
	viewport_go(&viewport, (struct place){.line = 22, .row = 1});
	scrollback_set_rule(scrollback, SCROLLBACK_NONE);
	viewport_refit(&viewport);
	check(viewport_top(&viewport), 22, 0);
	viewport_go(&viewport, (struct place){.line = 45});
	ck_assert(viewport.following);
	viewport_refit(&viewport);
	ck_assert(viewport.following);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("viewport");
	TCase *tcase = tcase_create("viewport");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_viewport_top_and_bottom);
	tcase_add_test(tcase, test_viewport_show);
	tcase_add_test(tcase, test_viewport_refit);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
