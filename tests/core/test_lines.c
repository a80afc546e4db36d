/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/cluster.h"
#include "core/utf8.h"
#include "tests/core/prng.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define R "\xef\xbf\xbd"

/*
 * The messages that came out. In the functions below nothing is asserted but failures, as they are
 * passed often and check writes a note for each assertion. Each message is its text and a newline,
 * which no message has in it.
 */
struct messages {
	struct buffer text;
	size_t longest;
};

static void take(struct lines *lines, struct messages *messages)
{
	const char *text;
	size_t len;

	while (lines_next(lines, &text, &len)) {
		if (!utf8_valid(text, len) || memchr(text, '\n', len) != NULL)
			ck_abort_msg("no message: \"%.*s\"", (int)len, text);
		buffer_append(&messages->text, text, len);
		buffer_append(&messages->text, "\n", 1);
		if (messages->longest < len)
			messages->longest = len;
	}
}

static bool same(const struct buffer *text, const char *expected, size_t len)
{
	return text->len == len && (len == 0 || memcmp(text->data, expected, len) == 0);
}

/* The messages of input in pieces of size bytes; 0: of random sizes, taken out now and then. */
static struct messages split(const char *input, size_t n, size_t limit, size_t size, uint64_t seed)
{
	struct messages messages = {0};
	struct prng prng = {seed};
	struct lines lines;

	lines_init(&lines, limit);
	for (size_t at = 0; at < n;) {
		size_t piece = size > 0 ? size : prng_below(&prng, 9);

		piece = piece < n - at ? piece : n - at;
		if (lines_feed(&lines, input + at, piece) != 0)
			ck_abort_msg("no memory");
		at += piece;
		if (size > 0 || prng_chance(&prng, 30))
			take(&lines, &messages);
	}
	ck_assert_int_eq(lines_end(&lines), 0);
	take(&lines, &messages);
	lines_fini(&lines);
	return messages;
}

static const struct {
	const char *input;
	size_t n;
	size_t limit;
	const char *messages; /* each with a newline */
} cases[] = {
	{"", 0, 8, ""},
	{"\n", 1, 8, "\n"},
	{"\n\n\n", 3, 8, "\n\n\n"},
	{"one\ntwo\n", 8, 8, "one\ntwo\n"},
	{"one\ntwo", 7, 8, "one\ntwo\n"},
	{"one\n\ntwo", 8, 8, "one\n\ntwo\n"},
	{"cr\r\n\r\n\rx\n", 9, 8, "cr\r\n\r\n\rx\n"},
	/* NUL and invalid bytes, also cut short by the newline and by the end */
	{"a\0b\n", 4, 8, "a" R "b\n"},
	{"\xff\xfe\n", 3, 8, R R "\n"},
	{"a\xe2\x82\nb", 5, 8, "a" R "\nb\n"},
	{"a\xe2\x82", 3, 8, "a" R "\n"},
	{"\xf0\x9f\x98", 3, 8, R "\n"},
	{"\xed\xa0\x80", 3, 16, R R R "\n"},
	{"\xe2\x82\xac\n", 4, 8, "\xe2\x82\xac\n"},
	/* just as long as a message may be, one byte longer, twice as long */
	{"12345678\n", 9, 8, "12345678\n"},
	{"12345678", 8, 8, "12345678\n"},
	{"123456789\n", 10, 8, "12345678\n9\n"},
	{"123456789", 9, 8, "12345678\n9\n"},
	{"1234567812345678\n\n", 18, 8, "12345678\n12345678\n\n"},
	/* cut at a cluster */
	{"1234567e\xcc\x81\n", 11, 8, "1234567\ne\xcc\x81\n"},
	{"12345e\xcc\x81" "8\n", 10, 8, "12345e\xcc\x81\n8\n"},
	{"12\xe6\x97\xa5\xe6\x9c\xac\n", 9, 6, "12\xe6\x97\xa5\n\xe6\x9c\xac\n"},
	{"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\xf0\x9f\x87\xab\xf0\x9f\x87\xb7", 16, 12,
		"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\n\xf0\x9f\x87\xab\xf0\x9f\x87\xb7\n"},
	/* a cluster that no message can hold is cut at a character */
	{"e\xcc\x81\xcc\x81\xcc\x81\n", 8, 4, "e\xcc\x81\n\xcc\x81\xcc\x81\n"},
	/* one replacement grows past the limit */
	{"\xff\xff\xff", 3, 4, R "\n" R "\n" R "\n"},
};

START_TEST(test_lines_cases)
{
	const char *expected = cases[_i].messages;

	for (size_t size = 1; size <= cases[_i].n + 1; size++) {
		struct messages got =
			split(cases[_i].input, cases[_i].n, cases[_i].limit, size, 0);

		ck_assert(same(&got.text, expected, strlen(expected)));
		buffer_fini(&got.text);
	}
}
END_TEST

/* A line that may be whole is out at once, one that may go on is not. */
START_TEST(test_lines_wait_for_the_newline)
{
	struct lines lines;
	const char *text;
	size_t len;

	lines_init(&lines, 4);
	ck_assert(!lines_next(&lines, &text, &len));
	ck_assert_int_eq(lines_feed(&lines, "1234", 4), 0);
	ck_assert(!lines_next(&lines, &text, &len));
	ck_assert(!lines_next(&lines, &text, &len));
	ck_assert_int_eq(lines_feed(&lines, "5", 1), 0);
	ck_assert(lines_next(&lines, &text, &len));
	ck_assert_uint_eq(len, 4);
	ck_assert_mem_eq(text, "1234", 4);
	ck_assert(!lines_next(&lines, &text, &len));
	ck_assert_int_eq(lines_feed(&lines, "\n6", 2), 0);
	ck_assert(lines_next(&lines, &text, &len));
	ck_assert_uint_eq(len, 1);
	ck_assert_int_eq(text[0], '5');
	ck_assert(!lines_next(&lines, &text, &len));
	ck_assert_int_eq(lines_end(&lines), 0);
	ck_assert(lines_next(&lines, &text, &len));
	ck_assert_int_eq(text[0], '6');
	ck_assert(!lines_next(&lines, &text, &len));
	lines_fini(&lines);
}
END_TEST

/* Input of all that is awkward. */
static size_t make_input(struct prng *prng, char *input, size_t size)
{
	static const struct {
		const char *bytes;
		size_t n;
	} bits[] = {
		{"\n", 1}, {"\n", 1}, {"\r", 1}, {"\r\n", 2}, {"\0", 1}, {"a", 1}, {"bc", 2},
		{"\xff", 1}, {"\x80", 1}, {"\xe2\x82", 2}, {"\xf0\x9f", 2}, {"\xf0\x9f\x98", 3},
		{"\xed\xa0\x80", 3}, {"\xc3\xa9", 2}, {"\xcc\x81", 2}, {"e\xcc\x81", 3},
		{"\xe6\x97\xa5", 3}, {"\xf0\x9f\x91\xa9", 4}, {"\xe2\x80\x8d", 3},
		{"\xf0\x9f\x8f\xbd", 4}, {"\xf0\x9f\x87\xa9", 4}, {"\xe0\xa4\x95", 3},
		{"\xe0\xa5\x8d", 3}, {"\xe1\x84\x80", 3}, {"\xe1\x85\xa1", 3},
	};
	size_t n = 0, wanted = prng_below(prng, (unsigned)size - 8);

	while (n < wanted) {
		unsigned i = prng_below(prng, COUNT(bits));

		memcpy(input + n, bits[i].bytes, bits[i].n);
		n += bits[i].n;
	}
	return n;
}

/* The last cluster boundary up to limit, else the last character boundary; found from the front. */
static size_t cut(const char *text, size_t n, size_t limit)
{
	size_t pos = 0, next;
	uint32_t cp;

	if (n <= limit)
		return n;
	while ((next = cluster_next(text, n, pos)) <= limit)
		pos = next;
	if (pos > 0)
		return pos;
	while ((next = pos + (size_t)utf8_decode(text + pos, n - pos, &cp)) <= limit)
		pos = next;
	return pos;
}

/* The same rules in the plainest way: whole input, line by line, piece by piece. */
static struct buffer expect(const char *input, size_t n, size_t limit)
{
	struct buffer expected = {0};

	for (size_t at = 0; at < n;) {
		const char *newline = memchr(input + at, '\n', n - at);
		size_t line = newline != NULL ? (size_t)(newline - input) - at : n - at;
		char text[1200];
		size_t len, pos = 0;

		utf8_repair(input + at, line, true, text, &len);
		do {
			size_t piece = cut(text + pos, len - pos, limit);

			buffer_append(&expected, text + pos, piece);
			buffer_append(&expected, "\n", 1);
			pos += piece;
		} while (pos < len);
		at += line + 1;
	}
	return expected;
}

START_TEST(test_lines_pieces_do_not_matter)
{
	const size_t limit = (size_t)_i;
	struct prng prng = {limit};

	for (int round = 0; round < 150; round++) {
		char input[300];
		size_t n = make_input(&prng, input, sizeof(input));
		const size_t sizes[] = {1, 2, 3, 7, n + 1, 0};
		struct buffer expected = expect(input, n, limit);

		for (int i = 0; i < COUNT(sizes); i++) {
			struct messages got = split(input, n, limit, sizes[i], (uint64_t)round);

			ck_assert_uint_le(got.longest, limit);
			ck_assert(same(&got.text, expected.data, expected.len));
			buffer_fini(&got.text);
		}
		buffer_fini(&expected);
	}
}
END_TEST

/* Put together again, the pieces of a line are the line. */
START_TEST(test_lines_pieces_make_the_line)
{
	const size_t limit = (size_t)_i;
	struct prng prng = {limit + 100};

	for (int round = 0; round < 100; round++) {
		char input[300], repaired[900];
		size_t n = make_input(&prng, input, sizeof(input)), len, at = 0;
		struct messages got;

		for (size_t i = 0; i < n; i++)
			input[i] = input[i] == '\n' ? ' ' : input[i];
		utf8_repair(input, n, true, repaired, &len);
		got = split(input, n, limit, 5, 0);
		for (size_t i = 0; i < got.text.len; i++) {
			if (got.text.data[i] == '\n')
				continue;
			if (at == len || got.text.data[i] != repaired[at++])
				ck_abort_msg("not the line from byte %zu on", at);
		}
		ck_assert_uint_eq(at, len);
		buffer_fini(&got.text);
	}
}
END_TEST

START_TEST(test_lines_a_long_line)
{
	const size_t n = 1 << 20, limit = 65536;
	char *input = malloc(n);
	struct messages at_once, in_pieces;

	ck_assert_ptr_nonnull(input);
	memset(input, 'x', n);
	at_once = split(input, n, limit, n, 0);
	in_pieces = split(input, n, limit, 4096, 0);
	ck_assert_uint_eq(at_once.longest, limit);
	ck_assert_uint_eq(at_once.text.len, n + n / limit);
	ck_assert_uint_eq(in_pieces.text.len, at_once.text.len);
	ck_assert_mem_eq(in_pieces.text.data, at_once.text.data, at_once.text.len);
	buffer_fini(&at_once.text);
	buffer_fini(&in_pieces.text);
	free(input);
}
END_TEST

START_TEST(test_lines_feed_without_memory)
{
	char more[200];
	struct messages messages = {0};
	struct lines lines;

	memset(more, 'y', sizeof(more));
	lines_init(&lines, 1000);
	starve(1);
	ck_assert_int_eq(lines_end(&lines), -ENOMEM);
	ck_assert_int_eq(lines_feed(&lines, "one\n\xe2\x82", 6), 0);
	starve(1);
	ck_assert_int_eq(lines_feed(&lines, more, sizeof(more)), -ENOMEM);
	ck_assert_int_eq(lines_feed(&lines, "\xac\n", 2), 0);
	take(&lines, &messages);
	ck_assert_uint_eq(messages.text.len, 8);
	ck_assert_mem_eq(messages.text.data, "one\n\xe2\x82\xac\n", 8);
	buffer_fini(&messages.text);
	lines_fini(&lines);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lines");
	TCase *tcase = tcase_create("lines");

	tcase_add_loop_test(tcase, test_lines_cases, 0, COUNT(cases));
	tcase_add_test(tcase, test_lines_wait_for_the_newline);
	tcase_add_loop_test(tcase, test_lines_pieces_do_not_matter, 4, 17);
	tcase_add_loop_test(tcase, test_lines_pieces_make_the_line, 4, 17);
	tcase_add_test(tcase, test_lines_a_long_line);
	tcase_add_test(tcase, test_lines_feed_without_memory);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
