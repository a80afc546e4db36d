/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/scrollback.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"

static int add(struct scrollback *scrollback, unsigned number)
{
	struct record record;
	char text[32];

	snprintf(text, sizeof(text), "line %u", number);
	record = golden_record(number % 2 ? RECORD_IN : RECORD_OUT, (long)number, text);
	record.wire = number * UINT64_C(5000000000);
	return scrollback_append(scrollback, &record);
}

static void check(const struct scrollback *scrollback, uint64_t line)
{
	struct record record, expected;
	char text[32];

	snprintf(text, sizeof(text), "line %u", (unsigned)line);
	expected = golden_record(line % 2 ? RECORD_IN : RECORD_OUT, (long)line, text);
	if (!scrollback_get(scrollback, line, &record))
		ck_abort_msg("line %u is not there", (unsigned)line);
	if (record.time_us != expected.time_us || record.kind != expected.kind ||
		record.dir != expected.dir || record.wire != line * UINT64_C(5000000000) ||
		record.from_len != expected.from_len ||
		memcmp(record.from, expected.from, record.from_len) != 0 ||
		record.text_len != strlen(text) || memcmp(record.text, text, record.text_len) != 0)
		ck_abort_msg("line %u differs", (unsigned)line);
}

/* Whatever the limit, the last lines are there, and no others. */
START_TEST(test_scrollback_keeps_the_last_lines)
{
	static const size_t limits[] = {1, 2, 3, SCROLLBACK_BLOCK - 1, SCROLLBACK_BLOCK,
		SCROLLBACK_BLOCK + 1, 5 * SCROLLBACK_BLOCK};
	const size_t limit = limits[_i];
	struct scrollback *scrollback = scrollback_new(limit, 1u << 20);
	struct record record;

	ck_assert_ptr_nonnull(scrollback);
	for (unsigned i = 0; i < 12 * SCROLLBACK_BLOCK; i++) {
		uint64_t first = i + 1 > limit ? i + 1 - limit : 0;

		if (add(scrollback, i) != 0 || scrollback_end(scrollback) != i + 1 ||
			scrollback_first(scrollback) != first)
			ck_abort_msg("line %u", i);
		check(scrollback, first);
		check(scrollback, (first + i) / 2);
		check(scrollback, i);
		if (scrollback_get(scrollback, i + 1, &record) ||
			(first > 0 && scrollback_get(scrollback, first - 1, &record)))
			ck_abort_msg("more than %zu lines", limit);
	}
	scrollback_free(scrollback);
}
END_TEST

START_TEST(test_scrollback_limits_bytes)
{
	struct scrollback *scrollback = scrollback_new(1000, 130);
	struct record record;
	char text[200];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (unsigned i = 0; i < 500; i++)
		ck_assert_int_eq(add(scrollback, i), 0);
	ck_assert_uint_eq(scrollback_end(scrollback), 500);
	ck_assert_uint_eq(scrollback_first(scrollback), 500 - 4); /* 18 + 5 + 8 bytes each */
	check(scrollback, 496);
	record = golden_record(RECORD_IN, 0, text);
	ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	ck_assert_uint_eq(scrollback_first(scrollback), 500);
	ck_assert(scrollback_get(scrollback, 500, &record));
	ck_assert_uint_eq(record.text_len, sizeof(text) - 1);
	scrollback_free(scrollback);
}
END_TEST

START_TEST(test_scrollback_empty_texts_and_long_nicks)
{
	struct scrollback *scrollback = scrollback_new(3, 1000);
	struct record record = golden_record(RECORD_ABOUT, -5, "");
	char nick[RECORD_FROM_MAX + 10];

	ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	memset(nick, 'n', sizeof(nick));
	record = (struct record){.time_us = INT64_MIN,
		.kind = RECORD_MESSAGE,
		.dir = RECORD_IN,
		.from = nick,
		.from_len = sizeof(nick)};
	ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	ck_assert(scrollback_get(scrollback, 0, &record));
	ck_assert(record.kind == RECORD_NOTE && record.dir == RECORD_ABOUT);
	ck_assert(record.from_len == 0 && record.text_len == 0);
	ck_assert(scrollback_get(scrollback, 1, &record));
	ck_assert(record.time_us == INT64_MIN && record.from_len == RECORD_FROM_MAX);
	scrollback_free(scrollback);
	scrollback_free(NULL);
}
END_TEST

START_TEST(test_scrollback_large_texts)
{
	struct scrollback *scrollback = scrollback_new(100, 1u << 30);
	char *text = malloc(RECORD_TEXT_MAX + 1);
	struct record record;

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', RECORD_TEXT_MAX);
	text[RECORD_TEXT_MAX] = '\0';
	for (int i = 0; i < 150; i++) {
		text[0] = (char)('0' + i % 10);
		record = golden_record(RECORD_IN, 0, text);
		ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	}
	for (uint64_t line = 50; line < 150; line++) {
		ck_assert(scrollback_get(scrollback, line, &record));
		ck_assert_uint_eq(record.text_len, RECORD_TEXT_MAX);
		ck_assert_int_eq(record.text[0], (char)('0' + line % 10));
	}
	free(text);
	scrollback_free(scrollback);
}
END_TEST

START_TEST(test_scrollback_rule)
{
	struct scrollback *scrollback = scrollback_new(3, 1000);

	ck_assert_uint_eq(scrollback_rule(scrollback), SCROLLBACK_NONE);
	scrollback_set_rule(scrollback, 7);
	ck_assert_uint_eq(scrollback_rule(scrollback), 7);
	scrollback_free(scrollback);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scrollback");
	TCase *tcase = tcase_create("scrollback");

	tcase_add_unchecked_fixture(tcase, golden_setup, NULL);
	tcase_add_loop_test(tcase, test_scrollback_keeps_the_last_lines, 0, 7);
	tcase_add_test(tcase, test_scrollback_limits_bytes);
	tcase_add_test(tcase, test_scrollback_empty_texts_and_long_nicks);
	tcase_add_test(tcase, test_scrollback_large_texts);
	tcase_add_test(tcase, test_scrollback_rule);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
