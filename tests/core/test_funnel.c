/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/funnel.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/utf8.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/*
 * What is shown of a text: each glyph as its bytes, its columns behind it; \t and \n for tab and
 * newline.
 */
static const struct {
	const char *text;
	const char *glyphs[8];
	int columns[8];
} shown[] = {
	{"", {NULL}, {0}},
	{"ab", {"a", "b"}, {1, 1}},
	{"日a", {"日", "a"}, {2, 1}},
	{"😀", {"😀"}, {2}},
	{"e\u0301x", {"e\u0301", "x"}, {1, 1}},
	{"語\u0301", {"語\u0301"}, {2}},
	/* control characters */
	{"\x1b[m", {"^", "[", "[", "m"}, {1, 1, 1, 1}},
	{"\x01\x7f", {"^", "A", "^", "?"}, {1, 1, 1, 1}},
	{"a\rb", {"a", "^", "M", "b"}, {1, 1, 1, 1}},
	{"\xc2\x9b", {"<", "U", "+", "0", "0", "9", "B", ">"}, {1, 1, 1, 1, 1, 1, 1, 1}},
	{"\u2028", {"<", "U", "+", "2", "0", "2", "8", ">"}, {1, 1, 1, 1, 1, 1, 1, 1}},
	{"a\nb\tc", {"a", "\n", "b", "\t", "c"}, {1, 0, 1, 0, 1}},
	/* dropped: bidi, zero-width, variation selectors, tags */
	{"a\u202eb\u2066c\u200f", {"a", "b", "c"}, {1, 1, 1}},
	{"\u200ba\u200db\ufeff\u00ad", {"a", "b"}, {1, 1}},
	{"❤\ufe0f!", {"❤", "!"}, {1, 1}},
	{"👩\u200d👧", {"👩", "👧"}, {2, 2}},
	{"🏴\U000e0067\U000e007f.", {"🏴", "."}, {2, 1}},
	{"\u2060\u061c", {NULL}, {0}},
	/* unknown and private code points, invalid bytes */
	{"\ue000\u0378\U0010fffd", {"\ufffd", "\ufffd", "\ufffd"}, {1, 1, 1}},
	{"\xff"
	 "a\xe2\x82",
		{"\ufffd", "a", "\ufffd"}, {1, 1, 1}},
	/* marks without a base, and too many of them */
	{"\u0301", {"\u25cc\u0301"}, {1}},
	{"\n\u0301", {"\n", "\u25cc\u0301"}, {0, 1}},
	{"\x1b\u0301", {"^", "[", "\u25cc\u0301"}, {1, 1, 1}},
	{"o\u0301\u0302\u0303\u0304\u0305\u0306p", {"o\u0301\u0302\u0303\u0304", "p"}, {1, 1}},
	{"\u0301\u0302\u0303\u0304\u0305\u0306", {"\u25cc\u0301\u0302\u0303\u0304"}, {1}},
	{"o\u200b\u0301", {"o\u0301"}, {1}},
	{"\u1100\u1161\u11a8", {"\u1100\u1161\u11a8"}, {2}},
	/* a visible format character */
	{"\u0601"
	 "1",
		{"\u0601", "1"}, {1, 1}},
};

/* What plain output gets, with a newline prefix of "| " and without one. */
static const struct {
	const char *text;
	const char *plain;
	const char *line;
} appended[] = {
	{"", "", ""},
	{"plain text", "plain text", "plain text"},
	{"one\ntwo\tthree\n", "one\n| two\tthree\n| ", "one^Jtwo^Ithree^J"},
	{"\x1b]0;title\x07", "^[]0;title^G", "^[]0;title^G"},
	{"ab\u0301\u202e cd", "ab\u0301 cd", "ab\u0301 cd"},
	{"ab\xc2\x9b"
	 "1m",
		"ab<U+009B>1m", "ab<U+009B>1m"},
	{"日本語 text", "日本語 text", "日本語 text"},
};

static void use_utf8(void)
{
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
}

START_TEST(test_funnel_glyphs)
{
	struct funnel funnel;
	struct glyph glyph;
	int i = 0;

	funnel_init(&funnel, shown[_i].text, strlen(shown[_i].text), FUNNEL_TEXT);
	for (; funnel_next(&funnel, &glyph); i++) {
		const char *expected = shown[_i].glyphs[i];

		ck_assert_ptr_nonnull(expected);
		ck_assert_int_eq(glyph.columns, shown[_i].columns[i]);
		if (expected[0] == '\n' || expected[0] == '\t') {
			ck_assert_int_eq(
				glyph.kind, expected[0] == '\n' ? GLYPH_NEWLINE : GLYPH_TAB);
			ck_assert_int_eq(glyph.len, 0);
		} else {
			ck_assert_int_eq(glyph.kind, GLYPH_TEXT);
			ck_assert_uint_eq(glyph.len, strlen(expected));
			ck_assert_mem_eq(glyph.bytes, expected, glyph.len);
		}
	}
	ck_assert_ptr_null(i < 8 ? shown[_i].glyphs[i] : NULL);
	ck_assert(!funnel_next(&funnel, &glyph));
}
END_TEST

START_TEST(test_funnel_spans_have_no_gaps)
{
	struct funnel funnel;
	struct glyph glyph;
	size_t n = strlen(shown[_i].text), start = 0, end = 0;

	funnel_init(&funnel, shown[_i].text, n, FUNNEL_TEXT);
	while (funnel_next(&funnel, &glyph)) {
		ck_assert(glyph.start == end || (glyph.start == start && glyph.end == end));
		ck_assert_uint_gt(glyph.end, glyph.start);
		start = glyph.start;
		end = glyph.end;
	}
	ck_assert(end == n || shown[_i].glyphs[0] == NULL);
}
END_TEST

START_TEST(test_funnel_append)
{
	struct buffer out = {0};

	ck_assert_int_eq(
		funnel_append(&out, appended[_i].text, strlen(appended[_i].text), "| "), 0);
	ck_assert_uint_eq(out.len, strlen(appended[_i].plain));
	ck_assert(out.len == 0 || memcmp(out.data, appended[_i].plain, out.len) == 0);
	buffer_fini(&out);
	ck_assert_int_eq(
		funnel_append(&out, appended[_i].text, strlen(appended[_i].text), NULL), 0);
	ck_assert_uint_eq(out.len, strlen(appended[_i].line));
	ck_assert(out.len == 0 || memcmp(out.data, appended[_i].line, out.len) == 0);
	buffer_fini(&out);
}
END_TEST

/* The first character in text that is unsafe or invalid, 0 if there is none. */
static uint32_t find_unsafe(const char *text, size_t n)
{
	uint32_t cp;

	for (size_t pos = 0; pos < n;) {
		int length = utf8_decode(text + pos, n - pos, &cp);

		if (length <= 0 || funnel_is_unsafe(cp))
			return cp;
		pos += (size_t)length;
	}
	return 0;
}

/* Each code point between two letters: nothing unsafe gets out, and the letters stay. */
START_TEST(test_funnel_lets_nothing_unsafe_through)
{
	struct buffer out = {0};
	char text[UTF8_MAX + 2] = "a";

	for (uint32_t cp = 1; cp < 0x110000; cp++) {
		size_t n = 1 + utf8_encode(cp, text + 1);
		uint32_t found;

		text[n] = 'z';
		out.len = 0;
		if (funnel_append(&out, text, n + 1, NULL) < 0 || out.data[0] != 'a' ||
			out.data[out.len - 1] != 'z')
			ck_abort_msg("U+%04X takes its neighbours along", cp);
		found = find_unsafe(out.data, out.len);
		if (found != 0)
			ck_abort_msg("U+%04X lets U+%04X out", cp, found);
	}
	buffer_fini(&out);
}
END_TEST

START_TEST(test_funnel_random_bytes)
{
	char text[64];
	struct funnel funnel;
	struct glyph glyph;

	srandom(1);
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)random() % sizeof(text), glyphs = 0;

		for (size_t i = 0; i < n; i++)
			text[i] = (char)random();
		funnel_init(&funnel, text, n, FUNNEL_LINE);
		while (funnel_next(&funnel, &glyph)) {
			if (glyph.kind != GLYPH_TEXT || glyph.columns < 1 || glyph.columns > 2 ||
				find_unsafe(glyph.bytes, glyph.len) != 0 || ++glyphs > 8 * n)
				ck_abort_msg("round %d: %.*s", round, glyph.len, glyph.bytes);
		}
	}
}
END_TEST

/* What is copied in runs is what comes out glyph by glyph, whatever follows what. */
START_TEST(test_funnel_append_is_its_glyphs)
{
	static const char *const pieces[] = {"a", "bc", " ", "ß", "漢", "😀", "\u0301", "\u200d",
		"\u00ad", "\u202e", "\ue000", "\n", "\x1b", "\xc2\x85", "\xff", "\xe6\xbc", "한"};
	uint32_t random = 1;

	for (int i = 0; i < 20000; i++) {
		char text[64] = "";
		struct buffer whole = {0}, glyphs = {0};
		struct funnel funnel;
		struct glyph glyph;

		for (int n = i % 8; n >= 0; n--) {
			random = random * 1664525 + 1013904223;
			strcat(text, pieces[(random >> 16) % COUNT(pieces)]);
		}
		ck_assert_int_eq(funnel_append(&whole, text, strlen(text), NULL), 0);
		funnel_init(&funnel, text, strlen(text), FUNNEL_LINE);
		while (funnel_next(&funnel, &glyph))
			buffer_append(&glyphs, glyph.bytes, glyph.len);
		ck_assert_uint_eq(whole.len, glyphs.len);
		ck_assert_int_eq(whole.len > 0 ? memcmp(whole.data, glyphs.data, whole.len) : 0, 0);
		buffer_fini(&whole);
		buffer_fini(&glyphs);
	}
}
END_TEST

/* Each character between others, and each byte cut off: whole runs are what single glyphs are. */
START_TEST(test_funnel_append_of_every_code_point)
{
	struct buffer whole = {0}, glyphs = {0};
	struct funnel funnel;
	struct glyph glyph;

	for (uint32_t cp = 1; cp < 0x110000; cp++) {
		char text[3 * UTF8_MAX + 3] = "a\u00e9";
		size_t n = 3 + utf8_encode(cp, text + 3);

		/* Behind every fourth a mark, a letter, nothing, or half of what it is itself. */
		if (cp % 4 == 0)
			n += utf8_encode(cp % 8 == 0 ? 0x0301 : 'z', text + n);
		else if (cp % 4 == 2)
			n += utf8_encode(cp, text + n) - 1;
		whole.len = glyphs.len = 0;
		ck_assert(funnel_append(&whole, text, n, NULL) == 0);
		funnel_init(&funnel, text, n, FUNNEL_LINE);
		while (funnel_next(&funnel, &glyph))
			buffer_append(&glyphs, glyph.bytes, glyph.len);
		if (whole.len != glyphs.len || memcmp(whole.data, glyphs.data, whole.len) != 0)
			ck_abort_msg("U+%04X", cp);
	}
	buffer_fini(&whole);
	buffer_fini(&glyphs);
}
END_TEST

/* Where the locale knows of no UTF-8, no letter is taken for one that has columns. */
START_TEST(test_funnel_append_without_utf8)
{
	struct buffer out = {0};

	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C"));
	ck_assert(funnel_append(&out, "a\u00e9b\u6f22\u0434", 9, NULL) == 0);
	ck_assert_uint_eq(out.len, 11);
	ck_assert_mem_eq(out.data, "a\ufffdb\ufffd\ufffd", 11);
	buffer_fini(&out);
}
END_TEST

START_TEST(test_funnel_columns)
{
	static const char text[] = "日本 e\u0301\t\x1b\u202e";

	ck_assert_uint_eq(funnel_columns(text, sizeof(text) - 1), 10);
	ck_assert_uint_eq(funnel_columns("", 0), 0);
}
END_TEST

START_TEST(test_funnel_unsafe)
{
	static const uint32_t unsafe[] = {0, 0x1b, 0x7f, 0x80, 0x9f, 0xad, 0x61c, 0x200b, 0x200d,
		0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfe0f, 0xfeff,
		0xe0001, 0xe007f, 0xe0100, 0xe01ef};
	static const uint32_t safe[] = {' ', '~', 0xa0, 0xac, 0xae, 0x301, 0x2027, 0x202f, 0x65e5,
		0xfffd, 0x1f600, 0xdffff, 0xe1000};

	for (int i = 0; i < COUNT(unsafe); i++)
		ck_assert_msg(funnel_is_unsafe(unsafe[i]), "U+%04X", unsafe[i]);
	for (int i = 0; i < COUNT(safe); i++)
		ck_assert_msg(!funnel_is_unsafe(safe[i]), "U+%04X", safe[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("funnel");
	TCase *tcase = tcase_create("funnel");

	tcase_add_unchecked_fixture(tcase, use_utf8, NULL);
	tcase_add_loop_test(tcase, test_funnel_glyphs, 0, COUNT(shown));
	tcase_add_loop_test(tcase, test_funnel_spans_have_no_gaps, 0, COUNT(shown));
	tcase_add_loop_test(tcase, test_funnel_append, 0, COUNT(appended));
	tcase_add_test(tcase, test_funnel_lets_nothing_unsafe_through);
	tcase_add_test(tcase, test_funnel_random_bytes);
	tcase_add_test(tcase, test_funnel_append_is_its_glyphs);
	tcase_add_test(tcase, test_funnel_append_of_every_code_point);
	tcase_add_test(tcase, test_funnel_append_without_utf8);
	tcase_add_test(tcase, test_funnel_columns);
	tcase_add_test(tcase, test_funnel_unsafe);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
