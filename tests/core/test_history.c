/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/history.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static void add(struct history *history, const char *text)
{
	ck_assert_int_eq(history_add(history, text, strlen(text)), 0);
}

static void add_several(struct history *history, const char *const *texts)
{
	for (; *texts != NULL; texts++)
		add(history, *texts);
}

static void check_is(const struct buffer *buffer, const char *string)
{
	ck_assert_uint_eq(buffer->len, strlen(string));
	if (buffer->len > 0)
		ck_assert_mem_eq(buffer->data, string, buffer->len);
}

/* The entries, as lines. */
static void check_holds(const struct history *history, const char *lines)
{
	struct buffer out = {0};
	size_t bytes = 0;

	ck_assert_int_eq(history_format(history, &out), 0);
	check_is(&out, lines);
	for (size_t i = 0; i < history->count; i++)
		bytes += history->entries[i].len;
	ck_assert_uint_eq(history->bytes, bytes);
	ck_assert_uint_le(bytes, HISTORY_BYTES_MAX);
	ck_assert_uint_le(history->count, history->limit);
	buffer_fini(&out);
}

static void check_prev(struct history *history, const char *expected)
{
	const char *text;
	size_t n;

	ck_assert_int_eq(history_prev(history, &text, &n), expected != NULL);
	if (expected != NULL) {
		ck_assert_uint_eq(n, strlen(expected));
		ck_assert_mem_eq(text, expected, n);
	}
}

static void check_next(struct history *history, const char *expected)
{
	const char *text;
	size_t n;

	ck_assert_int_eq(history_next(history, &text, &n), expected != NULL);
	if (expected != NULL) {
		ck_assert_uint_eq(n, strlen(expected));
		ck_assert(n == 0 || memcmp(text, expected, n) == 0);
	}
}

START_TEST(test_history_keeps_the_newest)
{
	struct history history;

	history_init(&history, 3);
	add_several(&history, (const char *const[]){"a", "b", "b", "", "a", "c", "d", "d", NULL});
	check_holds(&history, "a\nc\nd\n");
	history_set_limit(&history, 2);
	check_holds(&history, "c\nd\n");
	history_set_limit(&history, 0);
	add(&history, "e");
	check_holds(&history, "");
	history_set_limit(&history, 100);
	for (char c = 'a'; c <= 'z'; c++)
		ck_assert_int_eq(history_add(&history, &c, 1), 0);
	ck_assert_uint_eq(history.count, 26);
	history_fini(&history);
}
END_TEST

START_TEST(test_history_back_and_forth)
{
	struct history history;

	history_init(&history, 10);
	add_several(&history, (const char *const[]){"one", "two", "three", NULL});
	check_prev(&history, NULL);
	check_next(&history, NULL);
	ck_assert_int_eq(history_begin(&history, "draft", 5, 0), 0);
	check_next(&history, NULL);
	check_prev(&history, "three");
	ck_assert_int_eq(history_begin(&history, "three", 5, 5), 0); /* goes on */
	check_prev(&history, "two");
	check_next(&history, "three");
	check_prev(&history, "two");
	check_prev(&history, "one");
	check_prev(&history, NULL);
	check_prev(&history, NULL);
	check_next(&history, "two");
	check_next(&history, "three");
	check_next(&history, "draft");
	check_next(&history, NULL);
	check_prev(&history, NULL);
	ck_assert_int_eq(history_begin(&history, "", 0, 0), 0);
	check_prev(&history, "three");
	check_next(&history, "");
	history_fini(&history);
}
END_TEST

START_TEST(test_history_by_prefix)
{
	struct history history;

	history_init(&history, 10);
	add_several(&history, (const char *const[]){"/nick a", "hello", "/nick b", "/n", "hi",
				      "/nick b", "ho", "/nick b", "/quit", NULL});
	ck_assert_int_eq(history_begin(&history, "/nix", 4, 3), 0);
	check_prev(&history, "/nick b");
	check_prev(&history, "/nick a");
	check_prev(&history, NULL);
	check_next(&history, "/nick b");
	check_next(&history, "/nix");
	/* none twice in a row, and not what is there already */
	ck_assert_int_eq(history_begin(&history, "/nick b", 7, 2), 0);
	check_prev(&history, "/n");
	check_next(&history, "/nick b");
	check_next(&history, "/nick b"); /* the draft, which happens to be the same */
	ck_assert_int_eq(history_begin(&history, "xy", 2, 1), 0);
	check_prev(&history, NULL);
	/* That series found nothing, so it is over, and this is another. */
	ck_assert_int_eq(history_begin(&history, "h", 1, 99), 0);
	check_prev(&history, "ho");
	history_leave(&history);
	check_prev(&history, NULL);
	ck_assert_int_eq(history_begin(&history, "h", 1, 1), 0);
	check_prev(&history, "ho");
	add(&history, "new");
	check_next(&history, NULL);
	ck_assert_int_eq(history_begin(&history, "", 0, 0), 0);
	check_prev(&history, "new");
	history_fini(&history);
}
END_TEST

START_TEST(test_history_empty)
{
	struct history history;

	history_init(&history, 10);
	ck_assert_int_eq(history_begin(&history, NULL, 0, 0), 0);
	check_prev(&history, NULL);
	check_next(&history, NULL);
	check_holds(&history, "");
	ck_assert_int_eq(history_parse(&history, "", 0), 0);
	ck_assert_int_eq(history_parse(&history, "\n\n\n", 3), 0);
	check_holds(&history, "");
	history_fini(&history);
}
END_TEST

static const struct {
	const char *text, *line;
} lines[] = {
	{"", ""},
	{"one", "one"},
	{"a\nb", "a\\nb"},
	{"a\\nb", "a\\\\nb"},
	{"\n", "\\n"},
	{"\\", "\\\\"},
	{"\\\n\\", "\\\\\\n\\\\"},
	{"\u65e5\u0301 \t\x1b", "\u65e5\u0301 \t\x1b"},
};

START_TEST(test_history_lines)
{
	struct buffer out = {0}, back = {0};
	const char *text = lines[_i].text, *line = lines[_i].line;

	ck_assert_int_eq(history_format_line(&out, text, strlen(text)), 0);
	ck_assert_uint_eq(out.len, strlen(line) + 1);
	ck_assert_mem_eq(out.data, line, strlen(line));
	ck_assert_int_eq(out.data[out.len - 1], '\n');
	ck_assert_int_eq(history_parse_line(&back, line, strlen(line)), 0);
	check_is(&back, text);
	buffer_fini(&out);
	buffer_fini(&back);
}
END_TEST

static const struct {
	const char *line;
	size_t n;
	const char *text;
} damaged[] = {
	{"a\xff", 2, "a\ufffd"},
	{"a\0b", 3,
		"a\ufffd"
		"b"},
	{"a\\", 2, "a\\"},
	{"\\x\\t", 4, "\\x\\t"},
	{"\\\\\\", 3, "\\\\"},
	{"\\\xe2\x82", 3, "\\\ufffd"},
	{"\xed\xa0\x80\\n", 5, "\ufffd\ufffd\ufffd\n"},
};

START_TEST(test_history_repairs_lines)
{
	struct buffer out = {0};

	ck_assert_int_eq(buffer_append(&out, "<", 1), 0);
	ck_assert_int_eq(history_parse_line(&out, damaged[_i].line, damaged[_i].n), 1);
	buffer_consume(&out, 1);
	check_is(&out, damaged[_i].text);
	buffer_fini(&out);
}
END_TEST

START_TEST(test_history_parse)
{
	static const char text[] = "one\n\ntwo\\nlines\n\xff\nba\\d\nlast";
	struct history history;

	history_init(&history, 10);
	ck_assert_int_eq(history_parse(&history, text, sizeof(text) - 1), 2);
	check_holds(&history, "one\ntwo\\nlines\n\ufffd\nba\\\\d\nlast\n");
	history_fini(&history);
}
END_TEST

START_TEST(test_history_leaves_out_what_is_too_long)
{
	const size_t n = 2 * HISTORY_ENTRY_MAX + 2;
	struct history history;
	char *text = malloc(n);

	ck_assert(text);
	memset(text, '\\', n);
	text[n - 1] = '\n';
	history_init(&history, 10);
	/* 65,536 backslashes, the last not escaped */
	ck_assert_int_eq(history_parse(&history, text, n), 1);
	ck_assert_uint_eq(history.count, 0);
	text[n - 2] = '\n';
	ck_assert_int_eq(history_parse(&history, text, n), 0);
	ck_assert_uint_eq(history.count, 1);
	ck_assert_uint_eq(history.entries[0].len, HISTORY_ENTRY_MAX);
	ck_assert_int_eq(history_add(&history, text, HISTORY_ENTRY_MAX + 1), 0);
	ck_assert_uint_eq(history.count, 1);
	memset(text, 'x', HISTORY_ENTRY_MAX + 1);
	text[HISTORY_ENTRY_MAX + 1] = '\n';
	ck_assert_int_eq(history_parse(&history, text, HISTORY_ENTRY_MAX + 2), 1);
	ck_assert_uint_eq(history.count, 1);
	free(text);
	history_fini(&history);
}
END_TEST

START_TEST(test_history_is_bounded_in_bytes)
{
	char *text = malloc(HISTORY_ENTRY_MAX);
	struct history history;

	ck_assert(text);
	history_init(&history, 1000);
	for (int i = 0; i < 100; i++) {
		memset(text, 'a' + i % 26, HISTORY_ENTRY_MAX);
		ck_assert_int_eq(history_add(&history, text, HISTORY_ENTRY_MAX - (size_t)i), 0);
		ck_assert_uint_le(history.bytes, HISTORY_BYTES_MAX);
	}
	ck_assert_uint_eq(history.count, HISTORY_BYTES_MAX / HISTORY_ENTRY_MAX);
	add(&history, "small");
	add(&history, "enough");
	ck_assert_uint_ge(history.count, 16);
	history_fini(&history);
	free(text);
}
END_TEST

/* Random bytes: what came out of them is text, and comes out the same of what it is written as. */
START_TEST(test_history_random_bytes)
{
	static const char bytes[] = "ab\\\\n\n\n\xff\xe2\x82\xac\0\r";
	unsigned seed = (unsigned)_i;

	for (int i = 0; i < 2000; i++) {
		struct history history, again;
		struct buffer out = {0};
		char text[40];

		history_init(&history, 5);
		history_init(&again, 5);
		for (size_t j = 0; j < sizeof(text); j++) {
			seed = seed * 1103515245u + 12345u;
			text[j] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		ck_assert_int_ge(history_parse(&history, text, sizeof(text)), 0);
		for (size_t j = 0; j < history.count; j++)
			ck_assert(utf8_valid(history.entries[j].text, history.entries[j].len));
		ck_assert_int_eq(history_format(&history, &out), 0);
		ck_assert_int_eq(history_parse(&again, out.data, out.len), 0);
		ck_assert_int_eq(buffer_append(&out, "", 1), 0);
		check_holds(&again, out.data);
		buffer_fini(&out);
		history_fini(&history);
		history_fini(&again);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("history");
	TCase *tcase = tcase_create("history");

	tcase_add_test(tcase, test_history_keeps_the_newest);
	tcase_add_test(tcase, test_history_back_and_forth);
	tcase_add_test(tcase, test_history_by_prefix);
	tcase_add_test(tcase, test_history_empty);
	tcase_add_loop_test(tcase, test_history_lines, 0, COUNT(lines));
	tcase_add_loop_test(tcase, test_history_repairs_lines, 0, COUNT(damaged));
	tcase_add_test(tcase, test_history_parse);
	tcase_add_test(tcase, test_history_leaves_out_what_is_too_long);
	tcase_add_test(tcase, test_history_is_bounded_in_bytes);
	tcase_add_loop_test(tcase, test_history_random_bytes, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
