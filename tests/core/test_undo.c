/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/undo.h"

#include <string.h>

#include "tests/suite.h"

static void record(struct undo *undo, size_t pos, const char *removed, const char *inserted)
{
	const struct undo_change change = {.pos = pos,
		.removed = removed,
		.removed_len = strlen(removed),
		.inserted = inserted,
		.inserted_len = strlen(inserted),
		.cursor = pos + 1};

	ck_assert_int_eq(undo_record(undo, &change, true), 0);
}

static void check_change(
	const struct undo_change *change, size_t pos, const char *removed, const char *inserted)
{
	ck_assert_ptr_nonnull(change);
	ck_assert_uint_eq(change->pos, pos);
	ck_assert_uint_eq(change->cursor, pos + 1);
	ck_assert_uint_eq(change->removed_len, strlen(removed));
	ck_assert_mem_eq(change->removed, removed, strlen(removed));
	ck_assert_uint_eq(change->inserted_len, strlen(inserted));
	ck_assert_mem_eq(change->inserted, inserted, strlen(inserted));
}

START_TEST(test_undo_back_and_forward)
{
	struct undo undo = {0};

	ck_assert_ptr_null(undo_back(&undo));
	ck_assert_ptr_null(undo_forward(&undo));
	record(&undo, 0, "", "one");
	record(&undo, 3, "x", "");
	record(&undo, 2, "ab", "cde");
	ck_assert_ptr_null(undo_forward(&undo));
	check_change(undo_back(&undo), 2, "ab", "cde");
	check_change(undo_back(&undo), 3, "x", "");
	check_change(undo_forward(&undo), 3, "x", "");
	check_change(undo_back(&undo), 3, "x", "");
	check_change(undo_back(&undo), 0, "", "one");
	ck_assert_ptr_null(undo_back(&undo));
	check_change(undo_forward(&undo), 0, "", "one");
	undo_fini(&undo);
}
END_TEST

START_TEST(test_undo_new_change_forgets_those_taken_back)
{
	struct undo undo = {0};

	record(&undo, 0, "", "one");
	record(&undo, 3, "", "two");
	undo_back(&undo);
	record(&undo, 3, "", "three");
	ck_assert_ptr_null(undo_forward(&undo));
	check_change(undo_back(&undo), 3, "", "three");
	check_change(undo_back(&undo), 0, "", "one");
	ck_assert_ptr_null(undo_back(&undo));
	undo_fini(&undo);
}
END_TEST

START_TEST(test_undo_extend)
{
	struct undo undo = {0};

	ck_assert_int_eq(undo_extend(&undo, 0, "x", 1), 0);
	record(&undo, 4, "old", "a");
	ck_assert_int_eq(undo_extend(&undo, 4, "x", 1), 0);
	ck_assert_int_eq(undo_extend(&undo, 5, "bc", 2), 1);
	ck_assert_int_eq(undo_extend(&undo, 7, "d", 1), 1);
	undo_close(&undo);
	ck_assert_int_eq(undo_extend(&undo, 8, "e", 1), 0);
	check_change(undo_back(&undo), 4, "old", "abcd");
	check_change(undo_forward(&undo), 4, "old", "abcd");
	ck_assert_int_eq(undo_extend(&undo, 8, "e", 1), 0);
	undo_fini(&undo);
}
END_TEST

START_TEST(test_undo_extend_not_behind_what_was_taken_back)
{
	struct undo undo = {0};

	record(&undo, 0, "", "a");
	record(&undo, 1, "", "b");
	undo_back(&undo);
	ck_assert_int_eq(undo_extend(&undo, 2, "c", 1), 0);
	ck_assert_int_eq(undo_extend(&undo, 1, "c", 1), 0);
	undo_fini(&undo);
}
END_TEST

START_TEST(test_undo_is_bounded)
{
	struct undo undo = {.limit = 3 * (sizeof(struct undo_change) + 2)};

	for (size_t i = 0; i < 10; i++) {
		record(&undo, i, "", "xy");
		ck_assert_uint_le(undo.bytes, undo.limit);
	}
	for (size_t i = 9; i > 6; i--)
		check_change(undo_back(&undo), i, "", "xy");
	ck_assert_ptr_null(undo_back(&undo));
	undo_fini(&undo);
	ck_assert_uint_gt(undo.limit, 0);
}
END_TEST

START_TEST(test_undo_forgets_all_with_a_change_too_large)
{
	struct undo undo = {.limit = 2 * sizeof(struct undo_change)};
	char large[2 * sizeof(struct undo_change) + 1];

	memset(large, 'x', sizeof(large));
	large[sizeof(large) - 1] = '\0';
	record(&undo, 0, "", "a");
	record(&undo, 1, large, "");
	ck_assert_ptr_null(undo_back(&undo));
	ck_assert_ptr_null(undo_forward(&undo));
	record(&undo, 0, "", "a");
	ck_assert_int_eq(undo_extend(&undo, 1, large, strlen(large)), 1);
	ck_assert_ptr_null(undo_back(&undo));
	ck_assert_int_eq(undo_extend(&undo, 1, "x", 1), 0);
	ck_assert_uint_eq(undo.bytes, 0);
	undo_fini(&undo);
}
END_TEST

START_TEST(test_undo_clear)
{
	struct undo undo = {0};

	record(&undo, 0, "", "a");
	undo_clear(&undo);
	ck_assert_ptr_null(undo_back(&undo));
	ck_assert_int_eq(undo_extend(&undo, 1, "x", 1), 0);
	undo_fini(&undo);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("undo");
	TCase *tcase = tcase_create("undo");

	tcase_add_test(tcase, test_undo_back_and_forward);
	tcase_add_test(tcase, test_undo_new_change_forgets_those_taken_back);
	tcase_add_test(tcase, test_undo_extend);
	tcase_add_test(tcase, test_undo_extend_not_behind_what_was_taken_back);
	tcase_add_test(tcase, test_undo_is_bounded);
	tcase_add_test(tcase, test_undo_forgets_all_with_a_change_too_large);
	tcase_add_test(tcase, test_undo_clear);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
