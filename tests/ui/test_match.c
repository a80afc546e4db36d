/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/match.h"

#include <string.h>

#include "tests/suite.h"
#include "tests/ui/golden.h"

static const struct {
	const char *pattern;
	const char *text;
	int start; /* -1: nowhere */
	int end;
} cases[] = {
	{"", "text", -1, 0},
	{"x", "", -1, 0},
	{"text", "some text", 5, 9},
	{"text", "some TEXT", 5, 9},
	{"Text", "some text", -1, 0},
	{"Text", "text Text", 5, 9},
	{"Text", "TEXT", -1, 0},
	{"aab", "aaab", 1, 4},
	{"ab", "aab a", 1, 3},
	{"a", "b", -1, 0},
	{"longer than it", "longer", -1, 0},
	{"ä", "schÄtze", 3, 5},
	{"Ä", "schätze", -1, 0},
	{"ꟃ", "a Ꞔ", -1, 0},
	{"日本", "これは日本語", 9, 15},
	{"ii", "Ii", 0, 2},
	{".*", "a.*", 1, 3},
	{"\n", "a\nb", 1, 2},
};

START_TEST(test_match_next)
{
	const char *text = cases[_i].text;
	struct match match;
	struct match_span span = {0};
	bool found;

	match_init(&match, cases[_i].pattern, strlen(cases[_i].pattern));
	found = match_next(&match, text, strlen(text), 0, &span);
	ck_assert_int_eq(found, cases[_i].start >= 0);
	if (found) {
		ck_assert_int_eq((int)span.start, cases[_i].start);
		ck_assert_int_eq((int)span.end, cases[_i].end);
	}
	ck_assert_int_eq(match_last(&match, text, strlen(text), SIZE_MAX, &span), found);
}
END_TEST

/* What was never typed in has no bytes at all. */
START_TEST(test_match_of_nothing)
{
	struct match_span span;
	struct match match;

	match_init(&match, NULL, 0);
	ck_assert(!match_next(&match, "text", 4, 0, &span));
}
END_TEST

START_TEST(test_match_positions)
{
	static const char text[] = "aXaXaaa";
	struct match_span span;
	struct match match;

	match_init(&match, "a", 1);
	ck_assert(match_next(&match, text, 7, 1, &span) && span.start == 2);
	ck_assert(match_next(&match, text, 7, 6, &span) && span.start == 6);
	ck_assert(!match_next(&match, text, 7, 7, &span));
	ck_assert(match_last(&match, text, 7, 7, &span) && span.start == 6);
	ck_assert(match_last(&match, text, 7, 6, &span) && span.start == 5);
	ck_assert(!match_last(&match, text, 7, 0, &span));
	/* Matches do not overlap. */
	match_init(&match, "aa", 2);
	ck_assert(match_last(&match, text, 7, 7, &span) && span.start == 4 && span.end == 6);
}
END_TEST

/* What is too long is cut, between characters; the text and its end are respected. */
START_TEST(test_match_of_great_length)
{
	char text[2 * MATCH_BYTES];
	struct match_span span;
	struct match match;

	memset(text, 'x', sizeof(text));
	match_init(&match, text, sizeof(text));
	ck_assert_uint_eq(match.n, MATCH_BYTES);
	ck_assert_uint_eq(match.count, MATCH_CHARS);
	ck_assert(match_next(&match, text, sizeof(text), 0, &span));
	ck_assert(!match_next(&match, text, MATCH_CHARS - 1, 0, &span));
	for (size_t i = 0; i + 3 <= sizeof(text); i += 3)
		memcpy(text + i, "\xe6\x97\xa5", 3);
	match_init(&match, text, sizeof(text) / 3 * 3);
	ck_assert_uint_eq(match.n, MATCH_BYTES / 3 * 3);
	ck_assert(!match_next(&match, text, match.n - 1, 0, &span));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("match");
	TCase *tcase = tcase_create("match");

	tcase_add_unchecked_fixture(tcase, golden_setup, NULL);
	tcase_add_loop_test(tcase, test_match_next, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tcase, test_match_of_nothing);
	tcase_add_test(tcase, test_match_positions);
	tcase_add_test(tcase, test_match_of_great_length);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
