/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/decimal.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static const uint64_t numbers[] = {0, 1, 9, 10, 11, 99, 100, 101, 999, 1000, 12345, 99999,
	UINT64_C(9999999999), INT64_MAX, UINT64_MAX - 1, UINT64_MAX};

static void assert_digits(const char *digits, size_t len, uint64_t number)
{
	char expected[DECIMAL_MAX + 1];

	snprintf(expected, sizeof(expected), "%" PRIu64, number);
	ck_assert_uint_eq(len, strlen(expected));
	ck_assert_mem_eq(digits, expected, len);
}

START_TEST(test_decimal_writes)
{
	char digits[DECIMAL_MAX];

	assert_digits(digits, decimal_write(numbers[_i], digits), numbers[_i]);
}
END_TEST

/* Also over each carry, until there is one more digit. */
START_TEST(test_decimal_counts_up)
{
	char digits[DECIMAL_MAX], nines[DECIMAL_MAX];
	uint64_t number = numbers[_i];
	size_t n = decimal_write(number, digits);

	memset(nines, '9', sizeof(nines));
	for (int i = 0; i < 1200 && number < UINT64_MAX; i++) {
		bool full = memcmp(digits, nines, n) == 0;

		number++;
		ck_assert(decimal_count_up(digits, n) == !full);
		if (full) {
			ck_assert_mem_eq(digits, nines, n);
			n = decimal_write(number, digits);
		}
		assert_digits(digits, n, number);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core/decimal");
	TCase *tcase = tcase_create("decimal");

	tcase_add_loop_test(tcase, test_decimal_writes, 0, COUNT(numbers));
	tcase_add_loop_test(tcase, test_decimal_counts_up, 0, COUNT(numbers));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
