/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/motion.h"

#include <string.h>

#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static const struct {
	const char *text;
	size_t from, word_left, blank_left, word_right;
} words[] = {
	{"", 0, 0, 0, 0},
	{"one two", 0, 0, 0, 3},
	{"one two", 3, 0, 0, 7},
	{"one two", 5, 4, 4, 7},
	{"one two", 7, 4, 4, 7},
	{" ,; ", 4, 0, 1, 4},
	{"a-b", 3, 2, 0, 3},
	{"a\u3000b", 4, 0, 0, 5},
	{"a\u00a0b", 3, 0, 0, 4},
	{"x_y9", 4, 2, 0, 4},
	{"e\u0301a", 4, 0, 0, 4},
	{"日本 語", 6, 0, 0, 10},
	{"a👩b", 5, 0, 0, 6},
	{"one\ntwo", 4, 0, 0, 7},
};

START_TEST(test_motion_words)
{
	const char *text = words[_i].text;
	size_t n = strlen(text), from = words[_i].from;

	ck_assert_uint_eq(motion_word_left(text, n, from), words[_i].word_left);
	ck_assert_uint_eq(motion_blank_left(text, n, from), words[_i].blank_left);
	ck_assert_uint_eq(motion_word_right(text, n, from), words[_i].word_right);
}
END_TEST

static const struct {
	const char *text;
	size_t pos, start, end, column;
} lines[] = {
	{"", 0, 0, 0, 0},
	{"abc", 2, 0, 3, 2},
	{"ab\ncd\n", 0, 0, 2, 0},
	{"ab\ncd\n", 2, 0, 2, 2},
	{"ab\ncd\n", 3, 3, 5, 0},
	{"ab\ncd\n", 6, 6, 6, 0},
	{"日e\u0301x", 6, 0, 7, 3},
};

START_TEST(test_motion_lines)
{
	const char *text = lines[_i].text;
	size_t n = strlen(text), start = lines[_i].start, pos = lines[_i].pos;

	ck_assert_uint_eq(motion_line_start(text, pos), start);
	ck_assert_uint_eq(motion_line_end(text, n, pos), lines[_i].end);
	ck_assert_uint_eq(motion_column(text, pos), lines[_i].column);
	ck_assert_uint_eq(motion_at_column(text, n, start, lines[_i].column), pos);
}
END_TEST

START_TEST(test_motion_to_columns_that_are_none)
{
	ck_assert_uint_eq(motion_at_column("日本\nx", 8, 0, 1), 0);
	ck_assert_uint_eq(motion_at_column("日本\nx", 8, 0, 3), 3);
	ck_assert_uint_eq(motion_at_column("日本\nx", 8, 0, 100), 6);
	ck_assert_uint_eq(motion_at_column("日本\nx", 8, 7, 100), 8);
	ck_assert_uint_eq(motion_at_column("", 0, 0, 5), 0);
}
END_TEST

START_TEST(test_motion_blanks)
{
	ck_assert(motion_is_blank(" x", 2));
	ck_assert(motion_is_blank("\n", 1));
	ck_assert(motion_is_blank("\u2003", 3));
	ck_assert(!motion_is_blank("x ", 2));
	ck_assert(!motion_is_blank("\u200b", 3));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("motion");
	TCase *tcase = tcase_create("motion");

	tcase_add_loop_test(tcase, test_motion_words, 0, COUNT(words));
	tcase_add_loop_test(tcase, test_motion_lines, 0, COUNT(lines));
	tcase_add_test(tcase, test_motion_to_columns_that_are_none);
	tcase_add_test(tcase, test_motion_blanks);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
