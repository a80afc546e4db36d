/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/edit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cluster.h"
#include "core/utf8.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define FAMILY       "👩\u200d👩\u200d👧\u200d👦"
#define FLAG         "🇩🇪"

/* A key for each action, in its order; ' types the character behind it. */
static const char keys[] = "<>bfaepnhdwBDukytzr";

static void check(const struct edit *edit)
{
	const char *text = edit->text.data;
	size_t n = edit->text.len, pos = 0;

	ck_assert(n == 0 || utf8_valid(text, n));
	ck_assert(n == 0 || memchr(text, '\r', n) == NULL);
	ck_assert_uint_le(n, edit->limit > 0 ? edit->limit : EDIT_LIMIT);
	while (pos < edit->cursor)
		pos = cluster_next(text, n, pos);
	ck_assert_uint_eq(pos, edit->cursor);
}

/* Sets text and cursor as "before|after" says. */
static void show(struct edit *edit, const char *split)
{
	const char *bar = strchr(split, '|');

	ck_assert(bar);
	ck_assert_int_eq(edit_set(edit, split, (size_t)(bar - split)), 0);
	ck_assert_int_eq(edit_insert(edit, bar + 1, strlen(bar + 1)), 0);
	edit_move(edit, (size_t)(bar - split));
	undo_clear(&edit->undo);
}

static void check_shows(const struct edit *edit, const char *split)
{
	char *seen = malloc(edit->text.len + 2);
	size_t after = edit->text.len - edit->cursor;

	ck_assert(seen);
	if (edit->text.len > 0) {
		memcpy(seen, edit->text.data, edit->cursor);
		memcpy(seen + edit->cursor + 1, edit->text.data + edit->cursor, after);
	}
	seen[edit->cursor] = '|';
	seen[edit->text.len + 1] = '\0';
	ck_assert_str_eq(seen, split);
	free(seen);
}

/* Returns what the last key returned. */
static int type(struct edit *edit, const char *typed)
{
	int result = 0;

	while (*typed != '\0') {
		uint32_t cp;
		int length;

		if (*typed == '\'') {
			length = utf8_decode(typed + 1, strlen(typed + 1), &cp);
			result = edit_insert(edit, typed + 1, (size_t)length);
			typed += 1 + length;
		} else {
			const char *key = strchr(keys, *typed++);

			ck_assert(key);
			result = edit_do(edit, (enum edit_action)(key - keys));
		}
		check(edit);
	}
	return result;
}

static const struct {
	const char *before, *typed, *after;
} table[] = {
	/* insertion, and clusters that come about */
	{"|", "'a", "a|"},
	{"a|c", "'b", "ab|c"},
	{"e|x", "'\u0301", "e\u0301|x"},
	{"\n|\u0301y", "'e", "\ne\u0301|y"},
	{"\u0301|", "<'e", "e\u0301|"},
	{"|🇪x", "'🇩", FLAG "|x"},
	{"👩\u200d|👩", "", "👩\u200d👩|"},
	{"👩\u200d|x👩", "d", "👩\u200d👩|"},
	/* by cluster */
	{"a" FAMILY "b|", "<", "a" FAMILY "|b"},
	{"a" FAMILY "b|", "<<", "a|" FAMILY "b"},
	{"|" FAMILY "b", ">", FAMILY "|b"},
	{"|ab", "<", "|ab"},
	{"ab|", ">", "ab|"},
	{"a\n|b", "<", "a|\nb"},
	{"a|\nb", ">", "a\n|b"},
	/* deletion takes a whole cluster */
	{"a" FAMILY "|b", "h", "a|b"},
	{"a|" FAMILY "b", "d", "a|b"},
	{FLAG FLAG "|", "h", FLAG "|"},
	{"ne\u0301|", "h", "n|"},
	{"1\ufe0f\u20e3|", "h", "|"},
	{"|각", "d", "|"},
	{"|ab", "h", "|ab"},
	{"ab|", "d", "ab|"},
	{"a\n|b", "h", "a|b"},
	{"a|\nb", "d", "a|b"},
	/* by word */
	{"one two|", "b", "one |two"},
	{"one two  |", "b", "one |two  "},
	{"one t|wo", "b", "one |two"},
	{"one |two", "b", "|one two"},
	{"  |", "b", "|  "},
	{"|one two", "f", "one| two"},
	{"one| two", "f", "one two|"},
	{"one |  ", "f", "one   |"},
	{"über-straße, e\u0301te\u0301|", "b", "über-straße, |e\u0301te\u0301"},
	{"über-|straße", "f", "über-straße|"},
	{"über-straße|", "bb", "|über-straße"},
	{"日本|語 x", "b", "|日本語 x"},
	{FAMILY "|x " FLAG, "f", FAMILY "x| " FLAG},
	{"one\ntwo|", "bb", "|one\ntwo"},
	/* within the line */
	{"one\ntw|o\nthree", "a", "one\n|two\nthree"},
	{"one\n|two\nthree", "a", "one\n|two\nthree"},
	{"one\nt|wo\nthree", "e", "one\ntwo|\nthree"},
	{"one\ntwo|\nthree", "e", "one\ntwo|\nthree"},
	{"one|", "a", "|one"},
	{"o|ne", "e", "one|"},
	/* by line, keeping the column */
	{"one\ntwo|", "p", "one|\ntwo"},
	{"one|\ntwo", "n", "one\ntwo|"},
	{"o|ne", "p", "o|ne"},
	{"o|ne", "n", "o|ne"},
	{"longer|\nx\nlonger", "nn", "longer\nx\nlonger|"},
	{"longer|\nx\nlonger", "nn<pp", "longe|r\nx\nlonger"},
	{"longer|\n\nlonger", "n", "longer\n|\nlonger"},
	{"longer|\n\nlonger", "npn", "longer\n|\nlonger"},
	{"日本|\nabcdef", "n", "日本\nabcd|ef"},
	{"日本語\nabc|def", "p", "日|本語\nabcdef"},
	{"e\u0301e\u0301|\nabc", "n", "e\u0301e\u0301\nab|c"},
	{"abc|\nx\n", "nn", "abc\nx\n|"},
	{"abc|\nx\nabc", "n'ypp", "ab|c\nxy\nabc"},
	/* kills */
	{"one two.three |x", "w", "one |x"},
	{"one|", "w", "|"},
	{" \u3000a\u3000|", "w", " \u3000|"},
	{"one two.three |x", "B", "one two.|x"},
	{"one| two.three", "D", "one|.three"},
	{"one t|wo", "u", "|wo"},
	{"one t|wo", "k", "one t|"},
	{"a\nb|c\nd", "u", "a\n|c\nd"},
	{"a\nb|c\nd", "k", "a\nb|\nd"},
	{"a\n|c\nd", "u", "a|c\nd"},
	{"a\nb|\nd", "k", "a\nb|d"},
	{"|a", "u", "|a"},
	{"a|", "k", "a|"},
	{"👩\u200d|\n👩", "k", "👩\u200d👩|"},
	/* yank */
	{"one two|", "wy", "one two|"},
	{"one two|", "wyy", "one twotwo|"},
	{"one two three|", "wwy", "one two three|"},
	{"one two three|", "wway", "two three|one "},
	{"|one two three", "DDey",
		" three"
		"one two|"},
	{"one| two", "wky", "one two|"},
	{"one| two", "kwy", "one two|"},
	{"a b| c d", "wDwDy", "a b c d|"},
	{"one two three|", "w<wy", "one two| "},
	{"one two three|", "w'xwy", "one two x|"},
	{"one two|", "waky", "one |"},
	{"one|", "y", "one|"},
	{"one|", "wky", "one|"},
	{"a\nb|", "uuuy", "a\nb|"},
	{"|\u0301x", "k'ey", "e\u0301x|"},
	/* transpose */
	{"a|b", "t", "ba|"},
	{"ab|", "t", "ba|"},
	{"a|bc", "t", "ba|c"},
	{"a|bc", "tt", "bca|"},
	{"|ab", "t", "|ab"},
	{"a|", "t", "a|"},
	{"a\nb|", "t", "a\nb|"},
	{"a\n|bc", "t", "a\n|bc"},
	{"ab|\nc", "t", "ba|\nc"},
	{FAMILY "|" FLAG "x", "t", FLAG FAMILY "|x"},
	{"\u0301|a", "t", "a\u0301|"},
	/* undo and redo */
	{"|", "z", "|"},
	{"|", "'a'b'cz", "|"},
	{"x|", "'o'n'e' 't'w'oz", "xone |"},
	{"x|", "'o'n'e' 't'w'ozz", "x|"},
	{"x|", "'o'n'e' 't'w'ozzr", "xone |"},
	{"x|", "'o'n'e' 't'w'ozzrrr", "xone two|"},
	{"|", "'a'b<'cz", "a|b"},
	{"|", "'a'b<>'cz", "ab|"},
	{"|", "'a'b<>'czz", "|"},
	{"|", "'a'b<'czr", "ac|b"},
	{"|", "'az'br", "b|"},
	{"ab|", "hhz", "a|"},
	{"ab|", "hhzz", "ab|"},
	{"ab|", "hhzzz", "ab|"},
	{"a|b", "dz", "a|b"},
	{"one two|", "wz", "one two|"},
	{"one two|", "wzr", "one |"},
	{"one two|", "wzwy", "one two|"},
	{"a|bc", "tz", "a|bc"},
	{"a|bc", "tzr", "ba|c"},
	{"e|", "'\u0301z", "e|"},
	{"|", "'a'\nz", "a|"},
	{"|", "'a'\n'b'cz", "a\n|"},
	{"a| b", "'\nz", "a| b"},
	{"👩\u200d|x👩", "dz", "👩\u200d|x👩"},
};

START_TEST(test_edit_table)
{
	struct edit edit = {0};

	show(&edit, table[_i].before);
	type(&edit, table[_i].typed);
	check_shows(&edit, table[_i].after);
	edit_fini(&edit);
}
END_TEST

static const struct {
	const char *before, *typed;
	int result;
} results[] = {
	{"|a", "<", 0},
	{"a|", "<", 1},
	{"a|", ">", 0},
	{"a|", "p", 0},
	{"a|", "n", 0},
	{"a\nb|", "p", 1},
	{"a|", "e", 0},
	{"|a", "a", 0},
	{"|a", "h", 0},
	{"a|", "h", 1},
	{"a|", "k", 0},
	{"a|", "u", 1},
	{"a|", "y", 0},
	{"a|", "uy", 1},
	{"a|", "t", 0},
	{"ab|", "t", 1},
	{"a|", "z", 0},
	{"a|", "hz", 1},
	{"a|", "r", 0},
	{"a|", "hzr", 1},
	{"|", "<", 0},
	{"|", "u", 0},
	{"|", "w", 0},
	{"|", "t", 0},
	{"|", "D", 0},
};

START_TEST(test_edit_tells_whether_anything_changed)
{
	struct edit edit = {0};

	show(&edit, results[_i].before);
	ck_assert_int_eq(type(&edit, results[_i].typed), results[_i].result);
	edit_fini(&edit);
}
END_TEST

static const struct {
	const char *text;
	size_t n;
	const char *after;
} dirty[] = {
	{"a\r\nb\rc\n", 7, "a\nb\nc\n|"},
	{"\r\r\n\r", 4, "\n\n\n|"},
	{"a\xff"
	 "b",
		3,
		"a\ufffd"
		"b|"},
	{"a\0b", 3,
		"a\ufffd"
		"b|"},
	{"\xe2\x82", 2, "\ufffd|"},
	{"\xed\xa0\x80", 3, "\ufffd\ufffd\ufffd|"},
	{"\x1b[31m", 5, "\x1b[31m|"},
	{"", 0, "|"},
};

START_TEST(test_edit_makes_bytes_text)
{
	struct edit edit = {0};

	ck_assert_int_eq(edit_insert(&edit, dirty[_i].text, dirty[_i].n), 0);
	check(&edit);
	check_shows(&edit, dirty[_i].after);
	edit_fini(&edit);
}
END_TEST

static const struct {
	const char *before;
	size_t start, end;
	const char *text, *after;
} replacements[] = {
	{"/qu|", 0, 3, "/quit ", "/quit |"},
	{"say an|x", 4, 6, "ann", "say ann|x"},
	{"abc|", 1, 1, "x", "ax|bc"},
	{"abc|", 2, 99, "x", "abx|"},
	{"abc|", 99, 99, "x", "abcx|"},
	{"abc|", 2, 1, "x", "ax|bc"},
	{"a" FLAG "b|", 3, 4, "x", "ax|b"}, /* widened */
	{"e\u0301b|", 1, 1, "x", "x|b"},
	{"ab|c", 1, 3, "", "a|"},
};

START_TEST(test_edit_replace)
{
	struct edit edit = {0};
	const char *text = replacements[_i].text;

	show(&edit, replacements[_i].before);
	ck_assert_int_eq(edit_replace(&edit, replacements[_i].start, replacements[_i].end, text,
				 strlen(text)),
		0);
	check(&edit);
	check_shows(&edit, replacements[_i].after);
	type(&edit, "z");
	check_shows(&edit, replacements[_i].before);
	edit_fini(&edit);
}
END_TEST

START_TEST(test_edit_refuses_what_does_not_fit)
{
	struct edit edit = {.limit = 4};

	show(&edit, "ab|c");
	ck_assert_int_eq(edit_insert(&edit, "\u00e9", 2), -EMSGSIZE);
	check_shows(&edit, "ab|c");
	ck_assert_int_eq(edit_insert(&edit, "\r\n", 2), 0);
	check_shows(&edit, "ab\n|c");
	ck_assert_int_eq(edit_insert(&edit, "x", 1), -EMSGSIZE);
	ck_assert_int_eq(edit_set(&edit, "12345", 5), -EMSGSIZE);
	check_shows(&edit, "ab\n|c");
	ck_assert_int_eq(edit_replace(&edit, 3, 4, "\xff", 1), -EMSGSIZE);
	ck_assert_int_eq(type(&edit, "uuy"), 1);
	ck_assert_int_eq(edit_do(&edit, EDIT_YANK), -EMSGSIZE);
	check_shows(&edit, "ab\n|c");
	edit_fini(&edit);
}
END_TEST

START_TEST(test_edit_takes_the_longest_message)
{
	struct edit edit = {0};
	char *text = malloc(EDIT_LIMIT);

	ck_assert(text);
	memset(text, 'x', EDIT_LIMIT);
	ck_assert_int_eq(edit_insert(&edit, text, EDIT_LIMIT), 0);
	ck_assert_int_eq(edit_insert(&edit, "x", 1), -EMSGSIZE);
	ck_assert_int_eq(edit_set(&edit, text, EDIT_LIMIT), 0);
	ck_assert_uint_eq(edit.text.len, EDIT_LIMIT);
	type(&edit, "zz");
	check_shows(&edit, "|");
	free(text);
	edit_fini(&edit);
}
END_TEST

START_TEST(test_edit_clear_forgets_all_but_what_was_killed)
{
	struct edit edit = {0};

	show(&edit, "one two|");
	type(&edit, "w'x");
	edit_clear(&edit);
	check_shows(&edit, "|");
	ck_assert_int_eq(type(&edit, "z"), 0);
	type(&edit, "y");
	check_shows(&edit, "two|");
	edit_fini(&edit);
	check_shows(&edit, "|");
}
END_TEST

START_TEST(test_edit_move_fits_the_cursor)
{
	struct edit edit = {0};

	show(&edit, "a" FLAG "b|");
	edit_move(&edit, 2);
	check_shows(&edit, "a" FLAG "|b");
	edit_move(&edit, 1);
	check_shows(&edit, "a|" FLAG "b");
	edit_move(&edit, 1000);
	check_shows(&edit, "a" FLAG "b|");
	edit_fini(&edit);
}
END_TEST

START_TEST(test_edit_undoes_as_far_as_it_remembers)
{
	struct edit edit = {.undo = {.limit = 4 * (sizeof(struct undo_change) + 1)}};
	int undone = 0;

	show(&edit, "0123456789|");
	type(&edit, "hhhhhhh");
	while (edit_do(&edit, EDIT_UNDO) == 1)
		undone++;
	ck_assert_int_eq(undone, 4);
	check_shows(&edit, "0123456|");
	ck_assert_int_eq(edit_insert(&edit,
				 "far too much to be remembered, with all that it takes"
				 "------------------------------------------------------"
				 "------------------------------------------------------"
				 "------------------------------------------------------"
				 "------------------------------------------------------",
				 53 + 4 * 54),
		0);
	ck_assert_int_eq(edit_do(&edit, EDIT_UNDO), 0);
	edit_fini(&edit);
}
END_TEST

/* 16,384 halves of flags, told apart only from the start on: quadratic time would be seen. */
START_TEST(test_edit_words_are_not_quadratic)
{
	struct edit edit = {0};
	char *text = malloc(EDIT_LIMIT);

	ck_assert(text);
	for (size_t i = 0; i < EDIT_LIMIT; i += 4)
		memcpy(text + i, "🇦", 4);
	ck_assert_int_eq(edit_set(&edit, text, EDIT_LIMIT), 0);
	for (int i = 0; i < 100; i++) {
		ck_assert_int_eq(edit_do(&edit, EDIT_WORD_LEFT), 1);
		ck_assert_int_eq(edit_do(&edit, EDIT_WORD_RIGHT), 1);
	}
	ck_assert_int_eq(edit_do(&edit, EDIT_KILL_BLANK_LEFT), 1);
	ck_assert_uint_eq(edit.text.len, 0);
	free(text);
	edit_fini(&edit);
}
END_TEST

/* What is typed at random; a byte of no character is among it. */
static const char *const pieces[] = {"a", "b", " ", " ", "\n", "\t", "e", "\u0301", "\u0302", "日",
	FAMILY, FLAG, "🇫", "\u200d", "👩", "👍🏽", "1\ufe0f\u20e3", "\r\n", "\r", "\xff",
	"\xe2\x82", "\u0915\u094d\u0937", "각", "\u1100", "\u1161", "one two\nthree ", "\u202e",
	"\U000e0067"};

static unsigned draw(unsigned *seed, unsigned n)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % n;
}

static void act(struct edit *edit, unsigned *seed)
{
	const char *piece = pieces[draw(seed, COUNT(pieces))];
	unsigned what = draw(seed, 40);
	size_t n = edit->text.len + 2, start = draw(seed, (unsigned)n);
	int error = 0;

	if (what < 18)
		error = edit_insert(edit, piece, strlen(piece));
	else if (what == 18)
		error = edit_replace(edit, start, start + draw(seed, 4), piece, strlen(piece));
	else if (what == 19)
		edit_move(edit, start);
	else if (what == 20 && draw(seed, 20) == 0)
		error = edit_set(edit, piece, strlen(piece));
	else
		error = edit_do(edit, (enum edit_action)draw(seed, EDIT_ACTIONS));
	ck_assert(error >= 0 || error == -EMSGSIZE);
	check(edit);
}

static void check_same(const struct edit *edit, const struct buffer *text)
{
	ck_assert_uint_eq(edit->text.len, text->len);
	ck_assert(text->len == 0 || memcmp(edit->text.data, text->data, text->len) == 0);
}

/* All can be undone, back to the beginning, and done again. */
START_TEST(test_edit_random_actions)
{
	unsigned seed = (unsigned)_i;
	struct edit edit = {.limit = _i % 3 == 0 ? 12 : _i % 3 == 1 ? 200 : 0};
	struct buffer end = {0};
	size_t steps = 0;

	edit.undo.limit = 64u << 20;
	for (int i = 0; i < 2000; i++)
		act(&edit, &seed);
	while (edit_do(&edit, EDIT_REDO) == 1)
		check(&edit);
	ck_assert_int_eq(buffer_append(&end, edit.text.data, edit.text.len), 0);
	for (; edit_do(&edit, EDIT_UNDO) == 1; steps++)
		check(&edit);
	ck_assert_uint_gt(steps, 100);
	check_shows(&edit, "|");
	for (; edit_do(&edit, EDIT_REDO) == 1; steps--)
		check(&edit);
	ck_assert_uint_eq(steps, 0);
	check_same(&edit, &end);
	buffer_fini(&end);
	edit_fini(&edit);
}
END_TEST

/* With little memory for undoing: what is undone is some earlier text, all the same valid. */
START_TEST(test_edit_random_actions_forgotten)
{
	unsigned seed = (unsigned)_i + 1000;
	struct edit edit = {.limit = 100, .undo = {.limit = (size_t)_i * 100}};

	for (int i = 0; i < 2000; i++) {
		act(&edit, &seed);
		ck_assert_uint_le(
			edit.undo.bytes, edit.undo.limit > 0 ? edit.undo.limit : UNDO_LIMIT);
	}
	while (edit_do(&edit, EDIT_UNDO) == 1)
		check(&edit);
	edit_fini(&edit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("edit");
	TCase *tcase = tcase_create("edit");

	tcase_add_loop_test(tcase, test_edit_table, 0, COUNT(table));
	tcase_add_loop_test(tcase, test_edit_tells_whether_anything_changed, 0, COUNT(results));
	tcase_add_loop_test(tcase, test_edit_makes_bytes_text, 0, COUNT(dirty));
	tcase_add_loop_test(tcase, test_edit_replace, 0, COUNT(replacements));
	tcase_add_test(tcase, test_edit_refuses_what_does_not_fit);
	tcase_add_test(tcase, test_edit_takes_the_longest_message);
	tcase_add_test(tcase, test_edit_clear_forgets_all_but_what_was_killed);
	tcase_add_test(tcase, test_edit_move_fits_the_cursor);
	tcase_add_test(tcase, test_edit_undoes_as_far_as_it_remembers);
	tcase_add_test(tcase, test_edit_words_are_not_quadratic);
	tcase_add_loop_test(tcase, test_edit_random_actions, 0, 12);
	tcase_add_loop_test(tcase, test_edit_random_actions_forgotten, 0, 6);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
