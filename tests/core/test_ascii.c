/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/ascii.h"

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "core/lanes.h"
#include "tests/suite.h"

#define LENGTH_MAX 200
#define GUARD      'G'

static bool is_text(unsigned char c)
{
	return c >= 0x01 && c <= 0x7f;
}

static bool is_printable(unsigned char c)
{
	return c >= 0x20 && c <= 0x7e;
}

static bool is_unquoted(unsigned char c)
{
	return is_printable(c) && c != '"' && c != '\\';
}

/* Of those that copy: what is told is copied, and nothing behind the n bytes is written to. */
#define COPIES(name, kind)                                                                         \
	static size_t name(const char *s, size_t n)                                                \
	{                                                                                          \
		char to[LENGTH_MAX + 1];                                                           \
		size_t told;                                                                       \
                                                                                                   \
		to[n] = GUARD;                                                                     \
		told = lanes_copy(to, s, n, kind);                                                 \
		if (to[n] != GUARD || told > n || (told > 0 && memcmp(to, s, told) != 0))          \
			ck_abort_msg("of %zu bytes %zu were copied", n, told);                     \
		return told;                                                                       \
	}

LANES_INLINE lanes unquoted_lanes(lanes bytes)
{
	return lanes_printable(bytes) & ~((bytes == EACH('"')) | (bytes == EACH('\\')));
}

COPIES(copied_text, lanes_text)
COPIES(copied_printable, lanes_printable)
COPIES(copied_unquoted, unquoted_lanes)

static const struct {
	size_t (*prefix)(const char *s, size_t n);
	bool (*is)(unsigned char c);
} kinds[] = {
	{ascii_text, is_text},
	{ascii_printable, is_printable},
	{copied_text, is_text},
	{copied_printable, is_printable},
	{copied_unquoted, is_unquoted},
};

/* Each byte at each place of texts of each length, among the least and the greatest of the kind. */
START_TEST(test_ascii_finds_the_first_other)
{
	char text[LENGTH_MAX];

	for (size_t n = 0; n <= 100; n++) {
		for (size_t at = 0; at < n; at++) {
			for (unsigned c = 0; c < 256; c++) {
				size_t expected = kinds[_i].is((unsigned char)c) ? n : at;

				memset(text, at % 2 == 0 ? 0x7e : 0x20, n);
				text[at] = (char)c;
				/* Behind the end nothing counts. */
				text[n] = '\0';
				ck_assert_uint_eq(kinds[_i].prefix(text, n), expected);
			}
		}
		memset(text, '~', n);
		ck_assert_uint_eq(kinds[_i].prefix(text, n), n);
	}
}
END_TEST

/* What is odd may make the bytes behind it look odd: the first one is told all the same. */
START_TEST(test_ascii_finds_the_first_of_many)
{
	char text[LENGTH_MAX];

	for (size_t at = 0; at < 64; at++) {
		for (unsigned c = 0; c < 256; c++) {
			if (kinds[_i].is((unsigned char)c))
				continue;
			memset(text, ' ', sizeof(text));
			memset(text + at, (int)c, sizeof(text) - at);
			ck_assert_uint_eq(kinds[_i].prefix(text, sizeof(text)), at);
			text[at + 1] = '!';
			ck_assert_uint_eq(kinds[_i].prefix(text, sizeof(text)), at);
		}
	}
}
END_TEST

/* No byte outside is read: the sanitizer would tell. */
START_TEST(test_ascii_of_any_place)
{
	char text[LENGTH_MAX];

	memset(text, 'x', sizeof(text));
	for (size_t from = 0; from < sizeof(text); from++) {
		for (size_t n = 0; n <= sizeof(text) - from; n++)
			ck_assert_uint_eq(kinds[_i].prefix(text + from, n), n);
	}
	ck_assert_uint_eq(kinds[_i].prefix(NULL, 0), 0);
}
END_TEST

static Suite *ascii_suite(void)
{
	Suite *suite = suite_create("ascii");
	TCase *tcase = tcase_create("ascii");
	int count = (int)(sizeof(kinds) / sizeof(kinds[0]));

	tcase_add_loop_test(tcase, test_ascii_finds_the_first_other, 0, count);
	tcase_add_loop_test(tcase, test_ascii_finds_the_first_of_many, 0, count);
	tcase_add_loop_test(tcase, test_ascii_of_any_place, 0, count);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(ascii_suite());
}
