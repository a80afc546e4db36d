/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/samples.h"

#include <stdlib.h>

#include "tests/bench/bench.h"
#include "tests/suite.h"

/* The benchmark's own is in a file with a main(). */
void bench_die(const char *format, ...)
{
	ck_abort_msg("%s", format);
	abort();
}

static void add_up_to(struct samples *samples, int most)
{
	/* Neither ascending nor descending; 7 and each of the numbers have no common divisor. */
	for (int i = 0; i < most; i++)
		samples_add(samples, i * 7 % most + 1);
}

static void check_quantile(int most, double part, double wanted)
{
	struct samples samples = {0};

	add_up_to(&samples, most);
	ck_assert_double_eq(samples_quantile(&samples, part), wanted);
	samples_fini(&samples);
}

START_TEST(test_none)
{
	struct samples samples = {0};

	ck_assert_double_eq(samples_quantile(&samples, 0.5), 0);
	samples_fini(&samples);
}
END_TEST

START_TEST(test_quantiles)
{
	check_quantile(1, 0.5, 1);
	check_quantile(1, 0.99, 1);
	check_quantile(2, 0.5, 1);
	check_quantile(3, 0.5, 2);
	check_quantile(100, 0.5, 50);
	check_quantile(100, 0.99, 99);
	check_quantile(100, 1, 100);
	check_quantile(1000, 0.99, 990);
	check_quantile(1000, 0, 1);
	check_quantile(10, 0.99, 10);
}
END_TEST

START_TEST(test_more_can_be_added)
{
	struct samples samples = {0};

	samples_add(&samples, 3);
	samples_add(&samples, 1);
	ck_assert_double_eq(samples_quantile(&samples, 1), 3);
	samples_add(&samples, 2);
	ck_assert_double_eq(samples_quantile(&samples, 0.5), 2);
	samples_fini(&samples);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("samples");
	TCase *tcase = tcase_create("quantiles");

	tcase_add_test(tcase, test_none);
	tcase_add_test(tcase, test_quantiles);
	tcase_add_test(tcase, test_more_can_be_added);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
