/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/svg.h"
#include "tests/suite.h"

static struct svg_axis rounded(double low, double high, bool logarithmic)
{
	struct svg_axis axis = {
		.low = low, .high = high, .from = 100, .to = 300, .logarithmic = logarithmic};

	svg_axis_round(&axis);
	return axis;
}

static void check_range(double low, double high, double wanted_low, double wanted_high)
{
	struct svg_axis axis = rounded(low, high, true);

	ck_assert_double_eq_tol(axis.low, wanted_low, wanted_low / 1e6);
	ck_assert_double_eq_tol(axis.high, wanted_high, wanted_high / 1e6);
}

START_TEST(test_round)
{
	check_range(0.3, 19, 0.2, 20);
	check_range(1, 1000, 1, 1000);
	check_range(0.099, 501, 0.05, 1000);
	check_range(5, 201, 5, 500);
	/* At least a decade. */
	check_range(3, 4, 2, 20);
	check_range(7, 7, 5, 50);
}
END_TEST

START_TEST(test_linear)
{
	struct svg_axis axis = rounded(0, 0, false);

	ck_assert_double_eq(axis.low, 0);
	ck_assert_double_eq_tol(axis.high, 4, 1e-6);
	ck_assert_double_eq_tol(svg_axis_place(&axis, 2), 200, 1e-6);
	axis = rounded(0, 9, false);
	ck_assert_double_eq_tol(axis.high, 12, 1e-6);
	ck_assert_double_eq_tol(svg_axis_next(&axis, 3), 6, 1e-6);
	ck_assert_double_eq(svg_axis_next(&axis, 12), 0);
}
END_TEST

START_TEST(test_place)
{
	struct svg_axis axis = rounded(1, 100, true);

	ck_assert_double_eq_tol(svg_axis_place(&axis, 1), 100, 1e-6);
	ck_assert_double_eq_tol(svg_axis_place(&axis, 10), 200, 1e-6);
	ck_assert_double_eq_tol(svg_axis_place(&axis, 100), 300, 1e-6);
	ck_assert_double_eq_tol(svg_axis_place(&axis, 0), 100, 1e-6);
	ck_assert_double_eq_tol(svg_axis_place(&axis, 5000), 300, 1e-6);
}
END_TEST

static void check_ticks(double low, double high, const double *wanted, int count)
{
	struct svg_axis axis = rounded(low, high, true);
	double tick = 0;

	for (int i = 0; i < count; i++) {
		tick = svg_axis_next(&axis, tick);
		ck_assert_double_eq_tol(tick, wanted[i], wanted[i] / 1e6);
	}
	ck_assert_double_eq(svg_axis_next(&axis, tick), 0);
}

START_TEST(test_ticks)
{
	static const double near[] = {0.5, 1, 2, 5, 10, 20}, far[] = {0.1, 1, 10, 100, 1000, 10000};

	check_ticks(0.6, 20, near, 6);
	check_ticks(0.06, 10000, far, 6);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("svg_axis");
	TCase *tcase = tcase_create("axis");

	tcase_add_test(tcase, test_round);
	tcase_add_test(tcase, test_linear);
	tcase_add_test(tcase, test_place);
	tcase_add_test(tcase, test_ticks);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
