/* SPDX-License-Identifier: ISC */
/*
 * What every unit-test program has in common: one check suite, run from main, told as TAP.
 *
 *	int main(void)
 *	{
 *		Suite *suite = suite_create("ring");
 *		TCase *tcase = tcase_create("one writer");
 *
 *		tcase_add_test(tcase, test_ring_keeps_order);
 *		suite_add_tcase(suite, tcase);
 *		return suite_run(suite);
 *	}
 */
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include <check.h>

/*
 * Runs the suite, prints its results on standard output as TAP (testanything.org) and frees it.
 * Returns the status for main: 0 when all tests passed, 1 when one failed or when there was none.
 *
 * Each test runs in a process of its own, so a crash costs one test; CK_FORK=no keeps them in one
 * process, for a debugger.
 */
int suite_run(Suite *suite);

#endif
