/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/paste.h"

#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"

static struct paste paste;

static void tear_down(void)
{
	paste_fini(&paste);
}

static const struct {
	const char *bytes;
	const char *text;
	const char *rest;
} cases[] = {
	{"text\x1b[201~", "text", ""},
	{"\x1b[201~", "", ""},
	{"text\x1b[201~more\x1b[201~", "text", "more\x1b[201~"},
	{"a\x1b[20\x1b[201~", "a\x1b[20", ""},
	{"a\x1b\x1b[201~", "a\x1b", ""},
	{"a\x1b[201\x1b[2\x1b\x1b[[201~\x1b[200~\x1b[201~x",
		"a\x1b[201\x1b[2\x1b\x1b[[201~\x1b[200~", "x"},
	{"\r\r\n\n\n\r\x1b[201~", "\n\n\n\n\n", ""},
	{"\r\x1b[201~", "\n", ""},
	{"\n\r\n\x1b[201~", "\n\n", ""},
	{"\xff\xc3\x1b[A\t\x1b[201~", "\xff\xc3\x1b[A\t", ""},
};

static void check(const char *text)
{
	paste_end(&paste);
	ck_assert_uint_eq(paste.text.len, strlen(text));
	ck_assert(paste.text.len == 0 || memcmp(paste.text.data, text, strlen(text)) == 0);
	ck_assert(!paste.cut);
}

START_TEST(test_paste_whole)
{
	size_t n = strlen(cases[_i].bytes);
	bool ended;

	for (int round = 0; round < 2; round++) {
		paste_start(&paste);
		ck_assert_uint_eq(
			paste_take(&paste, cases[_i].bytes, n, &ended), n - strlen(cases[_i].rest));
		ck_assert(ended);
		check(cases[_i].text);
	}
}
END_TEST

START_TEST(test_paste_torn)
{
	size_t pos = 0;
	bool ended = false;

	paste_start(&paste);
	for (; !ended; pos++)
		ck_assert_uint_eq(paste_take(&paste, cases[_i].bytes + pos, 1, &ended), 1);
	ck_assert_str_eq(cases[_i].bytes + pos, cases[_i].rest);
	check(cases[_i].text);
}
END_TEST

START_TEST(test_paste_without_end)
{
	bool ended;

	paste_start(&paste);
	ck_assert_uint_eq(paste_take(&paste, "text\x1b[20", 8, &ended), 8);
	ck_assert(!ended);
	check("text");
	paste_start(&paste);
	ck_assert_uint_eq(paste_take(&paste, "1~next", 6, &ended), 6);
	ck_assert(!ended);
	check("1~next");
}
END_TEST

/* What is too much is not kept, and no half character either. */
START_TEST(test_paste_cut)
{
	static const struct {
		const char *tail; /* crosses the limit with its last byte */
		size_t lost;
	} tails[] = {{"xy", 0}, {"日x", 0}, {"日", 2}, {"\xc3\xa9", 1}, {"😀", 3}, {"\xff\xffx", 1}};
	size_t n = strlen(tails[_i].tail);
	char *bytes = malloc(PASTE_MAX);
	bool ended;

	memset(bytes, 'x', PASTE_MAX);
	paste_start(&paste);
	paste_take(&paste, bytes, PASTE_MAX - n + 1, &ended);
	paste_take(&paste, tails[_i].tail, n, &ended);
	paste_take(&paste, bytes, PASTE_MAX, &ended);
	paste_take(&paste, "\x1b[201~", 6, &ended);
	ck_assert(ended);
	paste_end(&paste);
	ck_assert(paste.cut);
	ck_assert_uint_eq(paste.text.len, PASTE_MAX - tails[_i].lost);
	paste_start(&paste);
	ck_assert_uint_lt(paste.text.cap, PASTE_MAX);
	paste_take(&paste, "next\x1b[201~", 10, &ended);
	check("next");
	free(bytes);
}
END_TEST

/* Exactly as much as can be kept. */
START_TEST(test_paste_full)
{
	char *bytes = malloc(PASTE_MAX);
	bool ended;

	memset(bytes, '\r', PASTE_MAX);
	paste_start(&paste);
	paste_take(&paste, bytes, PASTE_MAX, &ended);
	paste_take(&paste, "\x1b[201~", 6, &ended);
	paste_end(&paste);
	ck_assert(!paste.cut);
	ck_assert_uint_eq(paste.text.len, PASTE_MAX);
	free(bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("paste");
	TCase *tcase = tcase_create("paste");
	const int count = (int)(sizeof(cases) / sizeof(cases[0]));

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, test_paste_whole, 0, count);
	tcase_add_loop_test(tcase, test_paste_torn, 0, count);
	tcase_add_test(tcase, test_paste_without_end);
	tcase_add_loop_test(tcase, test_paste_cut, 0, 6);
	tcase_add_test(tcase, test_paste_full);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
