/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/texts.h"

#include <string.h>

#include "tests/suite.h"

static struct texts texts;

static void setup(void)
{
	static const char *const list[] = {"one", "", "three\nlines", "four"};

	texts = (struct texts){.bytes = {0}};
	for (uint64_t i = 0; i < 4; i++)
		ck_assert_int_eq(texts_add(&texts, 10 + i, list[i], strlen(list[i])), 0);
}

static void teardown(void)
{
	texts_fini(&texts);
}

static void expect_first(uint64_t wanted, const char *wanted_text)
{
	uint64_t number;
	const char *text;
	size_t len;

	ck_assert(texts_first(&texts, &number, &text, &len));
	ck_assert_uint_eq(number, wanted);
	ck_assert_uint_eq(len, strlen(wanted_text));
	ck_assert_mem_eq(text, wanted_text, len);
}

START_TEST(test_texts_in_order)
{
	uint64_t number;
	const char *text;
	size_t len;

	ck_assert(!texts_empty(&texts));
	expect_first(10, "one");
	expect_first(10, "one");
	texts_drop_first(&texts);
	expect_first(11, "");
	texts_drop_first(&texts);
	expect_first(12, "three\nlines");
	texts_drop_first(&texts);
	texts_drop_first(&texts);
	ck_assert(texts_empty(&texts));
	ck_assert(!texts_first(&texts, &number, &text, &len));
}
END_TEST

START_TEST(test_texts_by_number)
{
	struct buffer out = {0};

	ck_assert(!texts_take(&texts, 9, &out));
	ck_assert(!texts_take(&texts, 14, NULL));
	ck_assert(texts_take(&texts, 12, &out));
	ck_assert_uint_eq(out.len, 11);
	ck_assert_mem_eq(out.data, "three\nlines", 11);
	ck_assert(!texts_take(&texts, 12, &out));
	ck_assert(texts_take(&texts, 10, NULL));
	expect_first(11, "");
	ck_assert(texts_take(&texts, 13, &out));
	ck_assert(texts_take(&texts, 11, &out));
	ck_assert_uint_eq(out.len, 15);
	ck_assert(texts_empty(&texts));
	buffer_fini(&out);
}
END_TEST

START_TEST(test_texts_all)
{
	static const char wanted[] = "before one\n\nthree\nlines\nfour\n";
	struct buffer out = {0};

	ck_assert_int_eq(buffer_append_string(&out, "before "), 0);
	ck_assert_int_eq(texts_take_all(&texts, &out), 0);
	ck_assert_uint_eq(out.len, sizeof(wanted) - 1);
	ck_assert_mem_eq(out.data, wanted, out.len);
	ck_assert(texts_empty(&texts));
	ck_assert_int_eq(texts_take_all(&texts, &out), 0);
	ck_assert_uint_eq(out.len, sizeof(wanted) - 1);
	buffer_fini(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("texts");
	TCase *tcase = tcase_create("texts");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_texts_in_order);
	tcase_add_test(tcase, test_texts_by_number);
	tcase_add_test(tcase, test_texts_all);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
