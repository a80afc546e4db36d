/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/style.h"

#include "tests/suite.h"

START_TEST(test_style_of_each_role)
{
	for (int role = 0; role < STYLE_ROLES; role++) {
		struct style style = style_of((enum style_role)role);

		ck_assert(style.fg == STYLE_DEFAULT && style.bg == STYLE_DEFAULT);
		ck_assert(style_equal(style, style));
	}
	ck_assert(!style_equal(style_of(STYLE_TEXT), style_of(STYLE_OWN)));
}
END_TEST

/* What must be told apart without colour. */
START_TEST(test_style_without_colour)
{
	ck_assert_int_ne(style_of(STYLE_STATUS).attrs, style_of(STYLE_STATUS_FOCUS).attrs);
	ck_assert_int_ne(style_of(STYLE_OWN).attrs, style_of(STYLE_OTHER).attrs);
	ck_assert_int_ne(style_of(STYLE_NEW).attrs, style_of(STYLE_STATUS).attrs);
	ck_assert_int_ne(style_of(STYLE_MATCH).attrs, style_of(STYLE_CURRENT).attrs);
	ck_assert_int_ne(style_of(STYLE_MATCH).attrs, 0);
	ck_assert_int_ne(style_of(STYLE_LINK).attrs, 0);
	ck_assert_int_ne(style_of(STYLE_UNREAD).attrs, style_of(STYLE_DAY).attrs);
	ck_assert_int_ne(style_of(STYLE_MESSAGE).attrs, style_of(STYLE_INPUT).attrs);
	ck_assert_int_eq(style_of(STYLE_TEXT).attrs, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("style");
	TCase *tcase = tcase_create("style");

	tcase_add_test(tcase, test_style_of_each_role);
	tcase_add_test(tcase, test_style_without_colour);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
