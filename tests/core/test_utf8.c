/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/utf8.h"

#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* The result of utf8_decode() over all bytes of a string. */
static const struct {
	const char *bytes;
	int length;
	uint32_t cp;
} decoded[] = {
	{"", 0, 0},
	{"a", 1, 'a'},
	{"\x7f"
	 "a",
		1, 0x7f},
	{"\xc2\x80", 2, 0x80},
	{"\xdf\xbf", 2, 0x7ff},
	{"\xe0\xa0\x80", 3, 0x800},
	{"\xed\x9f\xbf", 3, 0xd7ff},
	{"\xee\x80\x80", 3, 0xe000},
	{"\xef\xbf\xbf", 3, 0xffff},
	{"\xf0\x90\x80\x80", 4, 0x10000},
	{"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
	/* no lead byte */
	{"\x80", -1, 0xfffd},
	{"\xbf\x80", -1, 0xfffd},
	{"\xfe", -1, 0xfffd},
	{"\xff", -1, 0xfffd},
	/* overlong */
	{"\xc0\x80", -1, 0xfffd},
	{"\xc1\xbf", -1, 0xfffd},
	{"\xe0\x9f\xbf", -1, 0xfffd},
	{"\xf0\x8f\xbf\xbf", -1, 0xfffd},
	/* surrogates, above the last code point */
	{"\xed\xa0\x80", -1, 0xfffd},
	{"\xf4\x90\x80\x80", -1, 0xfffd},
	{"\xf5\x80\x80\x80", -1, 0xfffd},
	/* cut short, by the end or by another character */
	{"\xc3", -1, 0xfffd},
	{"\xe2\x82", -2, 0xfffd},
	{"\xf0\x9f\x98", -3, 0xfffd},
	{"\xe2\x82"
	 "a",
		-2, 0xfffd},
	{"\xf0\x9f\x98\xc3", -3, 0xfffd},
};

/* What becomes of input, and how much of it is left alone when more may come. */
static const struct {
	const char *bytes;
	size_t n;
	const char *repaired;
	size_t left;
} repairs[] = {
	{"", 0, "", 0},
	{"plain", 5, "plain", 0},
	{"a\0b", 3,
		"a\xef\xbf\xbd"
		"b",
		0},
	{"caf\xc3\xa9", 5, "caf\xc3\xa9", 0},
	{"caf\xc3", 4, "caf\xef\xbf\xbd", 1},
	{"\xe2\x82", 2, "\xef\xbf\xbd", 2},
	{"\xf0\x9f\x98", 3, "\xef\xbf\xbd", 3},
	{"\xf0\x9f\x98"
	 "a",
		4,
		"\xef\xbf\xbd"
		"a",
		0},
	{"\xff", 1, "\xef\xbf\xbd", 0},
	{"\xe0\x80", 2, "\xef\xbf\xbd\xef\xbf\xbd", 0},
	/* the example of the Unicode Standard, table 3-8 */
	{"\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64", 13,
		"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
		"b\xef\xbf\xbd"
		"c\xef\xbf\xbd\xef\xbf\xbd"
		"d",
		0},
};

START_TEST(test_utf8_decode)
{
	uint32_t cp = 0;

	ck_assert_int_eq(
		utf8_decode(decoded[_i].bytes, strlen(decoded[_i].bytes), &cp), decoded[_i].length);
	ck_assert_uint_eq(cp, decoded[_i].cp);
}
END_TEST

START_TEST(test_utf8_encode_is_the_inverse)
{
	char bytes[UTF8_MAX];
	uint32_t back;

	for (uint32_t cp = 0; cp <= 0x110000; cp++) {
		bool scalar = cp < 0x110000 && (cp < 0xd800 || cp > 0xdfff);
		size_t n = utf8_encode(cp, bytes);

		if (utf8_decode(bytes, n, &back) != (int)n ||
			back != (scalar ? cp : UTF8_REPLACEMENT))
			ck_abort_msg("U+%04X comes back as U+%04X", cp, back);
	}
}
END_TEST

/* Every place of a bad byte in a text that the fast path crosses. */
START_TEST(test_utf8_valid_finds_a_bad_byte_anywhere)
{
	static const char bad[] = {'\0', '\x80', '\xff', '\xc3'};
	char text[40];

	for (size_t n = 0; n <= sizeof(text); n++) {
		memset(text, 'x', sizeof(text));
		ck_assert(utf8_valid(text, n));
		for (size_t at = 0; at < n; at++) {
			for (size_t i = 0; i < sizeof(bad); i++) {
				text[at] = bad[i];
				if (utf8_valid(text, n))
					ck_abort_msg("byte %zu of %zu not found", at, n);
			}
			text[at] = 'x';
		}
	}
}
END_TEST

START_TEST(test_utf8_valid_text)
{
	ck_assert(utf8_valid("", 0));
	ck_assert(utf8_valid("1234567é 日本語 😀", strlen("1234567é 日本語 😀")));
	ck_assert(!utf8_valid("日", 2));
	ck_assert(utf8_valid("\x01\x1b\x7f", 3));
}
END_TEST

START_TEST(test_utf8_repair_final)
{
	char out[64];
	size_t len;

	ck_assert_uint_eq(
		utf8_repair(repairs[_i].bytes, repairs[_i].n, true, out, &len), repairs[_i].n);
	ck_assert_uint_eq(len, strlen(repairs[_i].repaired));
	ck_assert_mem_eq(out, repairs[_i].repaired, len);
	ck_assert(utf8_valid(out, len));
}
END_TEST

START_TEST(test_utf8_repair_leaves_what_is_incomplete)
{
	char out[64];
	size_t len;

	ck_assert_uint_eq(utf8_repair(repairs[_i].bytes, repairs[_i].n, false, out, &len),
		repairs[_i].n - repairs[_i].left);
}
END_TEST

/* Whatever the pieces are in which input arrives, the output is that of the whole. */
START_TEST(test_utf8_repair_in_pieces)
{
	static const char input[] = "a\xf1\x80\x80\xe1\x80\xc2"
				    "b\x80"
				    "c\x80\xbf"
				    "d\xf0\x9f\x98\x80 \xed\xa0\x80";
	const size_t n = sizeof(input) - 1;
	char whole[3 * sizeof(input)], out[3 * sizeof(input)];
	size_t whole_len, piece_len;

	utf8_repair(input, n, true, whole, &whole_len);
	for (size_t size = 1; size < n; size++) {
		size_t used = 0, got = 0, len = 0;

		while (used < n) {
			got = got + size < n ? got + size : n;
			used += utf8_repair(
				input + used, got - used, got == n, out + len, &piece_len);
			len += piece_len;
			ck_assert_uint_le(got - used, 3);
		}
		ck_assert_uint_eq(len, whole_len);
		ck_assert_mem_eq(out, whole, len);
	}
}
END_TEST

START_TEST(test_utf8_repair_needs_three_bytes_a_byte)
{
	enum { N = 1000 };
	char *bytes = malloc(N), *out = malloc(UTF8_REPAIR_GROWTH * N);
	size_t len;

	ck_assert(bytes && out);
	memset(bytes, 0xff, N);
	ck_assert_uint_eq(utf8_repair(bytes, N, false, out, &len), N);
	ck_assert_uint_eq(len, UTF8_REPAIR_GROWTH * N);
	free(bytes);
	free(out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tcase = tcase_create("utf8");

	tcase_add_loop_test(tcase, test_utf8_decode, 0, COUNT(decoded));
	tcase_add_test(tcase, test_utf8_encode_is_the_inverse);
	tcase_add_test(tcase, test_utf8_valid_finds_a_bad_byte_anywhere);
	tcase_add_test(tcase, test_utf8_valid_text);
	tcase_add_loop_test(tcase, test_utf8_repair_final, 0, COUNT(repairs));
	tcase_add_loop_test(tcase, test_utf8_repair_leaves_what_is_incomplete, 0, COUNT(repairs));
	tcase_add_test(tcase, test_utf8_repair_in_pieces);
	tcase_add_test(tcase, test_utf8_repair_needs_three_bytes_a_byte);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
