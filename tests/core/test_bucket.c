/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/bucket.h"

#include "tests/suite.h"

#define START INT64_C(1000000)

static int take_all(struct bucket *bucket, int64_t now_ms)
{
	int n = 0;

	while (n < 1000000 && bucket_take(bucket, now_ms))
		n++;
	return n;
}

START_TEST(test_bucket_at_once_and_then_by_rate)
{
	struct bucket bucket;

	bucket_init(&bucket, 20, 5, START);
	ck_assert_uint_eq(bucket_wait_ms(&bucket, START), 0);
	ck_assert_int_eq(take_all(&bucket, START), 5);
	ck_assert_uint_eq(bucket_wait_ms(&bucket, START), 50);
	ck_assert(!bucket_take(&bucket, START + 49));
	ck_assert_uint_eq(bucket_wait_ms(&bucket, START + 49), 1);
	ck_assert_uint_eq(bucket_wait_ms(&bucket, START + 50), 0);
	ck_assert_int_eq(take_all(&bucket, START + 50), 1);
	ck_assert_int_eq(take_all(&bucket, START + 250), 4);
}
END_TEST

/* However often one looks, nothing is gained or lost by rounding. */
START_TEST(test_bucket_is_exact)
{
	struct bucket bucket;
	int n = 0;

	bucket_init(&bucket, 7, 2, START);
	ck_assert_int_eq(take_all(&bucket, START), 2);
	for (int ms = 1; ms <= 10000; ms++)
		n += take_all(&bucket, START + ms);
	ck_assert_int_eq(n, 70);
}
END_TEST

START_TEST(test_bucket_is_full_some_time)
{
	struct bucket bucket;

	bucket_init(&bucket, 1000000, 10000000, START);
	ck_assert_int_eq(take_all(&bucket, START), 1000000);
	ck_assert_int_eq(take_all(&bucket, INT64_MAX), 1000000);
	bucket_init(&bucket, 3, 4, START);
	ck_assert_int_eq(take_all(&bucket, START), 4);
	ck_assert_int_eq(take_all(&bucket, INT64_MAX), 4);
}
END_TEST

START_TEST(test_bucket_clock_goes_back)
{
	struct bucket bucket;

	bucket_init(&bucket, 10, 1, START);
	ck_assert_int_eq(take_all(&bucket, START), 1);
	ck_assert_int_eq(take_all(&bucket, 0), 0);
	ck_assert_int_eq(take_all(&bucket, START + 99), 0);
	ck_assert_int_eq(take_all(&bucket, START + 100), 1);
}
END_TEST

START_TEST(test_bucket_without_end)
{
	struct bucket zero = {0}, bucket;

	bucket_init(&bucket, 0, 0, START);
	ck_assert_int_eq(take_all(&bucket, START), 1000000);
	ck_assert_uint_eq(bucket_wait_ms(&bucket, START), 0);
	ck_assert(bucket_take(&zero, START));
	ck_assert_uint_eq(bucket_wait_ms(&zero, START), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bucket");
	TCase *tcase = tcase_create("bucket");

	tcase_add_test(tcase, test_bucket_at_once_and_then_by_rate);
	tcase_add_test(tcase, test_bucket_is_exact);
	tcase_add_test(tcase, test_bucket_is_full_some_time);
	tcase_add_test(tcase, test_bucket_clock_goes_back);
	tcase_add_test(tcase, test_bucket_without_end);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
