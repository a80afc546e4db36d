/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/copy.h"

#include <check.h>
#include <string.h>

#include "tests/suite.h"

#define LENGTH_MAX 300
#define GUARD      'G'

static void fill(char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = (char)(i * 7 + n);
}

/* All of it, and nothing before or behind. */
START_TEST(test_copy_each_length)
{
	char from[LENGTH_MAX], to[LENGTH_MAX + 2];

	for (size_t n = 0; n <= LENGTH_MAX; n++) {
		fill(from, n);
		memset(to, GUARD, sizeof(to));
		copy_short(to + 1, from, n);
		ck_assert_int_eq(memcmp(to + 1, from, n), 0);
		ck_assert_int_eq(to[0], GUARD);
		ck_assert_int_eq(to[n + 1], GUARD);
	}
	copy_short(NULL, NULL, 0);
}
END_TEST

/* Each byte counts, and those behind do not. */
START_TEST(test_copy_same)
{
	char a[LENGTH_MAX + 1], b[LENGTH_MAX + 1];

	for (size_t n = 0; n <= 70; n++) {
		fill(a, n);
		fill(b, n);
		a[n] = 'a';
		b[n] = 'b';
		ck_assert(same_short(a, b, n));
		for (size_t at = 0; at < n; at++) {
			b[at] ^= 0x10;
			ck_assert(!same_short(a, b, n));
			b[at] ^= 0x10;
		}
	}
	ck_assert(same_short(NULL, NULL, 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core/copy");
	TCase *tcase = tcase_create("copy");

	tcase_add_test(tcase, test_copy_each_length);
	tcase_add_test(tcase, test_copy_same);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
