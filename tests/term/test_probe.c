/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/probe.h"

#include <errno.h>
#include <stddef.h>

#include "tests/suite.h"

START_TEST(test_probe_kinds)
{
	int colours = -1;

	ck_assert_int_eq(term_probe("xterm-256color", &colours), 0);
	ck_assert_int_eq(colours, 256);
	ck_assert_int_eq(term_probe("vt100", &colours), 0);
	ck_assert_int_eq(colours, 0);
	ck_assert_int_eq(term_probe("dumb", &colours), -ENOTSUP);
	ck_assert_int_eq(term_probe("no-such-terminal", &colours), -ENOENT);
	ck_assert_int_eq(term_probe(NULL, &colours), -ENOENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("probe");
	TCase *tcase = tcase_create("kinds");

	tcase_add_test(tcase, test_probe_kinds);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
