/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/wrap.h"

#include <stdlib.h>
#include <string.h>

#include "core/cluster.h"
#include "tests/suite.h"
#include "tests/ui/golden.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Each row is shown in brackets. */
static const struct {
	const char *text;
	int columns;
	const char *rows;
} wraps[] = {
	{"", 5, "[]"},
	{"abc", 5, "[abc]"},
	{"abcde", 5, "[abcde]"},
	{"one two three", 5, "[one ][two ][three]"},
	{"one two three", 7, "[one two][three]"},
	{"one two three", 8, "[one two ][three]"},
	{"one two three", 100, "[one two three]"},
	/* spaces */
	{"one    two", 5, "[one  ][two]"},
	{"one    two", 3, "[one][two]"},
	{"one   ", 3, "[one]"},
	{"one   \ntwo", 3, "[one][two]"},
	{"  one", 5, "[  one]"},
	{"  onetwo", 5, "[  one][two]"},
	{"       x", 3, "[   ][x]"},
	/* newlines */
	{"a\nb", 5, "[a][b]"},
	{"a\n\nb", 5, "[a][][b]"},
	{"abc\ndef", 3, "[abc][def]"},
	{"a\n", 5, "[a][]"},
	{"\n", 5, "[][]"},
	/* long words */
	{"abcdefghij", 4, "[abcd][efgh][ij]"},
	{"a bcdefghij", 4, "[a ][bcde][fghi][j]"},
	{"abc", 1, "[a][b][c]"},
	{"a b", 1, "[a][b]"},
	/* tabs */
	{"a\tb", 20, "[a       b]"},
	{"a\tb", 5, "[a    ][b]"},
	{"\t\t", 1, "[ ]"},
	/* wide characters */
	{"日本語", 6, "[日本語]"},
	{"日本語", 5, "[日本][語]"},
	{"日本語", 3, "[日][本][語]"},
	{"日本語", 1, "[\ufffd][\ufffd][\ufffd]"},
	{"abc日本", 4, "[abc][日本]"},
	{"日 abc", 4, "[日 ][abc]"},
	/* marks and clusters stay whole */
	{"e\u0301e\u0301e\u0301", 2, "[e\u0301e\u0301][e\u0301]"},
	{"e\u0301e\u0301", 1, "[e\u0301][e\u0301]"},
	{"🇩🇪🇫🇷", 3, "[🇩🇪][🇫🇷]"},
	{"🇩🇪🇫🇷", 1, "[🇩][🇪][🇫][🇷]"},
	{"a👩\u200d👧b", 5, "[a👩👧][b]"},
	{"ab👩\u200d👧", 5, "[ab][👩👧]"},
	{"👩\u200d👧", 3, "[👩][👧]"},
	{"x\x1b[0m", 3, "[x^\x5b][[0m]"},
	{"xy\x1b", 3, "[xy][^[]"},
	{"\x1b", 1, "[^][[]"},
	{"\u200b\u202e", 4, "[]"},
};

static void show_rows(const char *text, size_t n, int columns, char *out)
{
	struct wrap wrap;
	struct wrap_row row;
	struct glyph glyph;
	size_t len = 0;

	wrap_init(&wrap, text, n, columns);
	while (wrap_next(&wrap, &row)) {
		out[len++] = '[';
		for (; wrap_glyph(&row, &glyph); len += glyph.len)
			memcpy(out + len, glyph.bytes, glyph.len);
		out[len++] = ']';
	}
	out[len] = '\0';
}

START_TEST(test_wrap_rows)
{
	const char *text = wraps[_i].text;
	char out[256];

	show_rows(text, strlen(text), wraps[_i].columns, out);
	ck_assert_str_eq(out, wraps[_i].rows);
}
END_TEST

static size_t random_text(char *text, size_t size)
{
	static const char *const parts[] = {"a", "b", "word", " ", "  ", "\n", "\t", "日",
		"e\u0301", "👩\u200d👧", "🇩", "\x1b", "\xff", "\u202e", "\u0301", "\u1100\u1161"};

	size_t n = 0;

	while (random() % 40 != 0) {
		const char *part = parts[random() % COUNT(parts)];

		if (n + strlen(part) >= size)
			break;
		memcpy(text + n, part, strlen(part));
		n += strlen(part);
	}
	return n;
}

/* Whether the row is told to be ASCII; then its glyphs are those bytes, one by one. */
static bool is_ascii(const struct wrap_row *row)
{
	struct wrap_row copy = *row;
	struct glyph glyph;
	const char *text;
	size_t n;

	if (!wrap_ascii(row, &text, &n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!wrap_glyph(&copy, &glyph) || glyph.columns != 1 || glyph.len != 1 ||
			glyph.bytes[0] != text[i] || text[i] < ' ' || text[i] > '~')
			ck_abort_msg("glyph %zu of %zu is another", i, n);
	ck_assert(!wrap_glyph(&copy, &glyph));
	return true;
}

START_TEST(test_wrap_ascii)
{
	static const struct {
		const char *text;
		int columns;
		const char *ascii; /* of each row: y or n */
	} cases[] = {
		{"", 5, "y"},
		{"plain", 5, "y"},
		{"one two three", 5, "yyy"},
		{"one   ", 3, "y"},
		{"a\nb", 5, "yy"},
		{"a\tb", 20, "n"},
		{"\x1b", 5, "n"},
		{"\x1b", 1, "nn"},
		{"x\x7f", 5, "n"},
		{"日本 ab", 5, "ny"},
		{"ab e\u0301", 2, "yn"},
		{"abe\u0301", 3, "n"},
		{"ab\u200b", 3, "n"},
	};

	for (int i = 0; i < COUNT(cases); i++) {
		const char *ascii = cases[i].ascii;
		struct wrap wrap;
		struct wrap_row row;

		wrap_init(&wrap, cases[i].text, strlen(cases[i].text), cases[i].columns);
		for (; wrap_next(&wrap, &row); ascii++)
			if (is_ascii(&row) != (*ascii == 'y'))
				ck_abort_msg("case %d", i);
		ck_assert_int_eq(*ascii, '\0');
	}
}
END_TEST

/* Nothing but spaces and newlines at the ends of rows is lost, and no row is too long. */
START_TEST(test_wrap_loses_nothing)
{
	char text[200], whole[2000];
	struct wrap wrap;
	struct wrap_row row;
	struct glyph glyph;
	struct funnel funnel;
	size_t n, rows;

	srandom(2);
	for (int round = 0; round < 3000; round++) {
		int columns = 2 + (int)(random() % 12);
		size_t len = 0, pos = 0;

		n = random_text(text, sizeof(text));
		funnel_init(&funnel, text, n, FUNNEL_TEXT);
		while (funnel_next(&funnel, &glyph))
			for (int i = 0; i < glyph.len; i++)
				if (glyph.bytes[i] != ' ')
					whole[len++] = glyph.bytes[i];
		wrap_init(&wrap, text, n, columns);
		for (rows = 0; wrap_next(&wrap, &row); rows++) {
			int width = 0;

			is_ascii(&row);
			for (; wrap_glyph(&row, &glyph); width += glyph.columns)
				for (int i = 0; i < glyph.len; i++)
					if (glyph.bytes[i] != ' ' &&
						(pos == len || whole[pos++] != glyph.bytes[i]))
						ck_abort_msg("round %d differs", round);
			if (width > columns)
				ck_abort_msg("round %d: %d in %d columns", round, width, columns);
		}
		if (pos != len || rows != wrap_count(text, n, columns))
			ck_abort_msg("round %d is incomplete", round);
	}
}
END_TEST

/* Where a cluster fits into a row, no row begins within one. */
START_TEST(test_wrap_cuts_between_clusters)
{
	static const char text[] =
		"👩\u200d👧e\u0301🇩🇪x\u200dy👩\u200d👧👍🏽🇫🇷e\u0301\u0302";
	const size_t n = sizeof(text) - 1;
	struct wrap wrap;
	struct wrap_row row;

	for (int columns = 4; columns < 30; columns++) {
		wrap_init(&wrap, text, n, columns);
		wrap_next(&wrap, &row);
		while (wrap_next(&wrap, &row))
			ck_assert_uint_eq(
				cluster_next(text, n, cluster_prev(text, n, row.start)), row.start);
	}
}
END_TEST

/* 64 KiB of one word, of marks, of newlines: the time limit shows that nothing is quadratic. */
START_TEST(test_wrap_long_texts)
{
	enum { N = 65536 };
	char *text = malloc(N);

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', N);
	ck_assert_uint_eq(wrap_count(text, N, 64), N / 64);
	memset(text, '\n', N);
	ck_assert_uint_eq(wrap_count(text, N, 64), N + 1);
	memset(text, ' ', N);
	ck_assert_uint_eq(wrap_count(text, N, 64), 1);
	for (size_t i = 0; i < N; i += 2)
		memcpy(text + i, "\u0301", 2);
	ck_assert_uint_eq(wrap_count(text, N, 64), 1);
	for (size_t i = 0; i < N; i += 4)
		memcpy(text + i, "🇩", 4);
	ck_assert_uint_eq(wrap_count(text, N, 64), N / 4 / 64);
	for (size_t i = 0; i + 8 <= N; i += 8)
		memcpy(text + i, "👩\u200d ", 8);
	ck_assert_uint_eq(wrap_count(text, N, 1), N / 8);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("wrap");
	TCase *tcase = tcase_create("wrap");

	tcase_add_unchecked_fixture(tcase, golden_setup, NULL);
	tcase_add_loop_test(tcase, test_wrap_rows, 0, COUNT(wraps));
	tcase_add_test(tcase, test_wrap_ascii);
	tcase_add_test(tcase, test_wrap_loses_nothing);
	tcase_add_test(tcase, test_wrap_cuts_between_clusters);
	tcase_add_test(tcase, test_wrap_long_texts);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
