/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static const struct {
	const char *text;
	const char *words[5];
	const char *formatted;
} table[] = {
	{"", {NULL}, ""},
	{" \t\n", {NULL}, ""},
	{"notify-send", {"notify-send"}, "notify-send"},
	{"  a  b\tc ", {"a", "b", "c"}, "a b c"},
	{"a 'b c' \"d e\"", {"a", "b c", "d e"}, "a \"b c\" \"d e\""},
	{"''", {""}, "\"\""},
	{"a \"\" b", {"a", "", "b"}, "a \"\" b"},
	{"a'b'\"c\"d", {"abcd"}, "abcd"},
	{"a\\ b \\\\ \\'", {"a b", "\\", "'"}, "\"a b\" \"\\\\\" \"'\""},
	{"'a\\b\"'", {"a\\b\""}, "\"a\\\\b\\\"\""},
	{"'a\\\"\\\\'", {"a\\\"\\\\"}, "\"a\\\\\\\"\\\\\\\\\""},
	{"\"a\\b\\\"\\\\'\"", {"a\\b\"\\'"}, "\"a\\\\b\\\"\\\\'\""},
	{"sh -c 'echo $HOME *; ~'", {"sh", "-c", "echo $HOME *; ~"}, "sh -c \"echo $HOME *; ~\""},
	{"$HOME ~ * `id` $(id)", {"$HOME", "~", "*", "`id`", "$(id)"}, "$HOME ~ * `id` $(id)"},
	{"\u65e5\u672c 'e\u0301'", {"\u65e5\u672c", "e\u0301"}, "\u65e5\u672c e\u0301"},
};

static void check(const struct words *words, int i)
{
	size_t count = 0;

	for (; count < 5 && table[i].words[count] != NULL; count++) {
		ck_assert_uint_lt(count, words->count);
		ck_assert_str_eq(words->list[count], table[i].words[count]);
	}
	ck_assert_uint_eq(words->count, count);
	ck_assert_ptr_null(words->list[count]);
}

START_TEST(test_words_table)
{
	struct words words = {0};
	struct buffer out = {0};

	ck_assert_int_eq(words_parse(&words, table[_i].text), 0);
	check(&words, _i);
	ck_assert_int_eq(words_format(&out, &words), 0);
	ck_assert_int_eq(buffer_append(&out, "", 1), 0);
	ck_assert_str_eq(out.data, table[_i].formatted);
	ck_assert_int_eq(words_parse(&words, out.data), 0);
	check(&words, _i);
	buffer_fini(&out);
	words_fini(&words);
	ck_assert_ptr_null(words.list);
}
END_TEST

static const char *const broken[] = {"'", "\"", "a 'b", "a \"b\\\"", "a\\", "\\", "'a\"", "\"\\"};

START_TEST(test_words_refuse_what_is_not_closed)
{
	struct words words = {0};

	ck_assert_int_eq(words_parse(&words, "a b"), 0);
	ck_assert_int_eq(words_parse(&words, broken[_i]), -EINVAL);
	ck_assert_uint_eq(words.count, 2);
	ck_assert_str_eq(words.list[1], "b");
	words_fini(&words);
}
END_TEST

START_TEST(test_words_are_bounded)
{
	struct words words = {0};
	char text[2 * WORDS_MAX + 2] = "";

	for (int i = 0; i < WORDS_MAX; i++)
		strcat(text, "x ");
	ck_assert_int_eq(words_parse(&words, text), 0);
	ck_assert_uint_eq(words.count, WORDS_MAX);
	strcat(text, "y");
	ck_assert_int_eq(words_parse(&words, text), -E2BIG);
	words_fini(&words);
}
END_TEST

/* Whatever is read is written such that it is read again. */
START_TEST(test_words_random)
{
	static const char bytes[] = "ab '\"\\ \t\xff$";
	unsigned seed = 7;

	for (int i = 0; i < 20000; i++) {
		struct words words = {0}, again = {0};
		struct buffer out = {0};
		char text[12] = "";

		for (int j = 0; j < 11; j++) {
			seed = seed * 1103515245u + 12345u;
			text[j] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		if (words_parse(&words, text) == 0) {
			ck_assert_int_eq(words_format(&out, &words), 0);
			ck_assert_int_eq(buffer_append(&out, "", 1), 0);
			ck_assert_int_eq(words_parse(&again, out.data), 0);
			ck_assert_uint_eq(again.count, words.count);
			for (size_t j = 0; j < words.count; j++)
				ck_assert_str_eq(again.list[j], words.list[j]);
		}
		words_fini(&words);
		words_fini(&again);
		buffer_fini(&out);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("words");
	TCase *tcase = tcase_create("words");

	tcase_add_loop_test(tcase, test_words_table, 0, COUNT(table));
	tcase_add_loop_test(tcase, test_words_refuse_what_is_not_closed, 0, COUNT(broken));
	tcase_add_test(tcase, test_words_are_bounded);
	tcase_add_test(tcase, test_words_random);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
