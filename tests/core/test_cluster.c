/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* A text as the clusters that it consists of. */
static const struct {
	const char *clusters[8];
} texts[] = {
	{{"a"}},
	{{"a", "b", " ", "c"}},
	{{"\r\n", "\n", "\r", "a"}},
	{{"e\u0301", "e\u0301\u0302\u0303", "x"}},
	{{"\u0301", "a"}},
	{{"日", "本", "語"}},
	{{"각", "\u1100\u1161\u11a8", "가"}},
	{{"🇩🇪", "🇫🇷", "🇮"}},
	{{"a", "🇩🇪", "🇫"}},
	{{"👩\u200d👩\u200d👧\u200d👦", "👍🏽", "❤\ufe0f"}},
	{{"👩\u200d", "a", "👩"}},
	{{"a\u200d", "👩"}},
	{{"🏴\U000e0067\U000e0062\U000e007f", "1\ufe0f\u20e3"}},
	{{"नि", "a"}},
	{{"a", "\u200b", "b"}},
};

/* Joins the clusters of a text; ends[] gets the end of each. Returns how many there are. */
static size_t join(int i, char *text, size_t *ends)
{
	size_t count = 0;

	text[0] = '\0';
	for (; count < 8 && texts[i].clusters[count]; count++) {
		strcat(text, texts[i].clusters[count]);
		ends[count] = strlen(text);
	}
	return count;
}

START_TEST(test_cluster_next)
{
	char text[128];
	size_t ends[8], pos = 0, count = join(_i, text, ends);

	for (size_t i = 0; i < count; i++) {
		pos = cluster_next(text, strlen(text), pos);
		ck_assert_uint_eq(pos, ends[i]);
	}
	ck_assert_uint_eq(cluster_next(text, pos, pos), pos);
}
END_TEST

/* From any byte, even within a character, to the start of the cluster before or around it. */
START_TEST(test_cluster_prev)
{
	char text[128];
	size_t ends[8], start = 0, count = join(_i, text, ends);

	for (size_t i = 0; i < count; start = ends[i++]) {
		for (size_t pos = start + 1; pos <= ends[i]; pos++)
			ck_assert_uint_eq(cluster_prev(text, strlen(text), pos), start);
	}
	ck_assert_uint_eq(cluster_prev(text, strlen(text), 0), 0);
}
END_TEST

START_TEST(test_cluster_cut)
{
	char text[128];
	size_t ends[8], count = join(_i, text, ends), n = strlen(text), best;

	for (size_t limit = ends[0]; limit <= n + 1; limit++) {
		best = 0;
		for (size_t i = 0; i < count && ends[i] <= limit; i++)
			best = ends[i];
		ck_assert_uint_eq(cluster_cut(text, n, limit), best);
	}
}
END_TEST

START_TEST(test_cluster_cut_within_the_first_cluster)
{
	const char *text = "e\u0301\u0302x"; /* 1 + 2 + 2 + 1 bytes */

	ck_assert_uint_eq(cluster_cut(text, strlen(text), 0), 0);
	ck_assert_uint_eq(cluster_cut(text, strlen(text), 1), 1);
	ck_assert_uint_eq(cluster_cut(text, strlen(text), 2), 1);
	ck_assert_uint_eq(cluster_cut(text, strlen(text), 3), 3);
	ck_assert_uint_eq(cluster_cut(text, strlen(text), 4), 3);
	ck_assert_uint_eq(cluster_cut(text, strlen(text), 5), 5);
	ck_assert_uint_eq(cluster_cut("日", 3, 2), 0);
	ck_assert_uint_eq(cluster_cut("", 0, 0), 0);
}
END_TEST

/* One cluster of 4 MB, cut to pieces: only a quadratic search would exceed the time limit. */
START_TEST(test_cluster_cut_is_not_quadratic)
{
	const size_t n = 4u << 20;
	char *text = malloc(n);
	size_t pos = 0, pieces = 0;

	ck_assert(text);
	for (size_t i = 0; i < n; i += 2)
		memcpy(text + i, "\u0301", 2);
	for (; pos < n; pieces++)
		pos += cluster_cut(text + pos, n - pos, 65536);
	ck_assert_uint_eq(pieces, n / 65536);
	free(text);
}
END_TEST

START_TEST(test_cluster_invalid_bytes_do_no_harm)
{
	const char *text = "a\xff\xe2\x82"
			   "b";
	size_t pos = 0, count = 0;

	while (pos < 5) {
		size_t next = cluster_next(text, 5, pos);

		ck_assert_uint_gt(next, pos);
		pos = next;
		count++;
	}
	ck_assert_uint_eq(count, 4);
	for (pos = 5; pos > 0;) {
		size_t prev = cluster_prev(text, 5, pos);

		ck_assert_uint_lt(prev, pos);
		pos = prev;
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cluster");
	TCase *tcase = tcase_create("cluster");

	tcase_add_loop_test(tcase, test_cluster_next, 0, COUNT(texts));
	tcase_add_loop_test(tcase, test_cluster_prev, 0, COUNT(texts));
	tcase_add_loop_test(tcase, test_cluster_cut, 0, COUNT(texts));
	tcase_add_test(tcase, test_cluster_cut_within_the_first_cluster);
	tcase_add_test(tcase, test_cluster_cut_is_not_quadratic);
	tcase_add_test(tcase, test_cluster_invalid_bytes_do_no_harm);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
