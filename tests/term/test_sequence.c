/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/sequence.h"

#include <string.h>

#include "tests/suite.h"

#define ALT   KEYMAP_ALT
#define CTRL  KEYMAP_CTRL
#define SHIFT KEYMAP_SHIFT

static const struct {
	const char *bytes;
	size_t used;
	struct key key;
} whole[] = {
	{"a", 1, {KEYMAP_CHAR, 'a', 0}},
	{"\x7f", 1, {KEYMAP_BACKSPACE, 0, 0}},
	{"日本", 3, {KEYMAP_CHAR, 0x65e5, 0}},
	{"\xe6x", 1, {KEYMAP_CHAR, 0xfffd, 0}},
	{"\x9b[A", 1, {KEYMAP_CHAR, 0xfffd, 0}},
	{"\x1b[A", 3, {KEYMAP_UP, 0, 0}},
	{"\x1b[F~", 3, {KEYMAP_END, 0, 0}},
	{"\x1b[1;8D", 6, {KEYMAP_LEFT, 0, ALT | CTRL | SHIFT}},
	{"\x1b[;5D", 5, {KEYMAP_LEFT, 0, CTRL}},
	{"\x1b[1;9D", 6, {KEYMAP_LEFT, 0, ALT}},
	{"\x1b[1;99D", 7, {KEYMAP_LEFT, 0, 0}},
	{"\x1b[Z", 3, {KEYMAP_BACKTAB, 0, 0}},
	{"\x1b[1;2Z", 6, {KEYMAP_BACKTAB, 0, 0}},
	{"\x1b[2~", 4, {KEYMAP_INSERT, 0, 0}},
	{"\x1b[3;5~", 6, {KEYMAP_DELETE, 0, CTRL}},
	{"\x1b[7^", 4, {KEYMAP_HOME, 0, CTRL}},
	{"\x1b[8@", 4, {KEYMAP_END, 0, CTRL | SHIFT}},
	{"\x1b[11~", 5, {KEYMAP_F1, 0, 0}},
	{"\x1b[[Ax", 4, {KEYMAP_F1, 0, 0}},
	{"\x1b[[Zx", 4, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[[\r", 3, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[1;2P", 6, {KEYMAP_F1, 0, SHIFT}},
	{"\x1b[I", 3, {KEYMAP_FOCUS_IN, 0, 0}},
	{"\x1b[O", 3, {KEYMAP_FOCUS_OUT, 0, 0}},
	{"\x1b[200~x", 6, {KEYMAP_PASTE, 0, 0}},
	{"\x1b[201~x", 6, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[200000000000000000~", 21, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[4294967496~", 13, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[?1;2cx", 7, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[12;40Rx", 8, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[<0;1;1Mx", 9, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[M !!x", 6, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[M \rx", 4, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[1 qx", 5, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[12\rx", 4, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[12\x1b[A", 4, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[1\xc3\xa9", 3, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[\rx", 2, {KEYMAP_CHAR, '[', ALT}},
	{"\x1b[97;5u", 7, {KEYMAP_CHAR, 1, 0}},
	{"\x1b[97;7u", 7, {KEYMAP_CHAR, 1, ALT}},
	{"\x1b[32;5u", 7, {KEYMAP_CHAR, 0, 0}},
	{"\x1b[13;2u", 7, {KEYMAP_CHAR, '\r', SHIFT}},
	{"\x1b[9;2u", 6, {KEYMAP_BACKTAB, 0, 0}},
	{"\x1b[97;2u", 7, {KEYMAP_CHAR, 'A', 0}},
	{"\x1b[127;5u", 8, {KEYMAP_BACKSPACE, 0, CTRL}},
	{"\x1b[55296u", 8, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[0u", 4, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[27;5;13~", 10, {KEYMAP_CHAR, '\r', CTRL}},
	{"\x1b[27;3;233~", 11, {KEYMAP_CHAR, 0xe9, ALT}},
	{"\x1bOA", 3, {KEYMAP_UP, 0, 0}},
	{"\x1bO5A", 4, {KEYMAP_UP, 0, CTRL}},
	{"\x1bOP", 3, {KEYMAP_F1, 0, 0}},
	{"\x1bOM", 3, {KEYMAP_CHAR, '\r', 0}},
	{"\x1bOj", 3, {KEYMAP_CHAR, '*', 0}},
	{"\x1bOy", 3, {KEYMAP_CHAR, '9', 0}},
	{"\x1bOO", 3, {KEYMAP_OTHER, 0, 0}},
	{"\x1bO\rx", 2, {KEYMAP_CHAR, 'O', ALT}},
	{"\x1b"
	 "f",
		2, {KEYMAP_CHAR, 'f', ALT}},
	{"\x1b日", 4, {KEYMAP_CHAR, 0x65e5, ALT}},
	{"\x1b\r", 2, {KEYMAP_CHAR, '\r', ALT}},
	{"\x1b\x7f", 2, {KEYMAP_BACKSPACE, 0, ALT}},
	{"\x1b\xff", 2, {KEYMAP_CHAR, 0xfffd, ALT}},
	{"\x1b\x1b[A", 4, {KEYMAP_UP, 0, ALT}},
	{"\x1b\x1bOA", 4, {KEYMAP_UP, 0, ALT}},
	{"\x1b\x1b[I", 1, {KEYMAP_CHAR, 27, 0}},
	{"\x1b\x1bx", 1, {KEYMAP_CHAR, 27, 0}},
};

static void check(const char *bytes, size_t n, bool final, size_t used, struct key wanted)
{
	struct key key = {0};

	ck_assert_uint_eq(sequence_key(bytes, n, final, &key), used);
	if (used == 0)
		return;
	ck_assert_int_eq(key.name, wanted.name);
	ck_assert_uint_eq(key.cp, wanted.cp);
	ck_assert_uint_eq(key.mods, wanted.mods);
}

START_TEST(test_sequence_whole)
{
	const char *bytes = whole[_i].bytes;

	check(bytes, strlen(bytes), false, whole[_i].used, whole[_i].key);
	check(bytes, strlen(bytes), true, whole[_i].used, whole[_i].key);
}
END_TEST

/* What may yet become something else, and what it is if nothing more comes. */
static const struct {
	const char *bytes;
	size_t used;
	struct key key;
} halves[] = {
	{"\x1b", 1, {KEYMAP_CHAR, 27, 0}},
	{"\x1b\x1b", 1, {KEYMAP_CHAR, 27, 0}},
	{"\xe6\x97", 2, {KEYMAP_CHAR, 0xfffd, 0}},
	{"\x1b\xe6", 2, {KEYMAP_CHAR, 0xfffd, ALT}},
	{"\x1b[", 2, {KEYMAP_CHAR, '[', ALT}},
	{"\x1bO", 2, {KEYMAP_CHAR, 'O', ALT}},
	{"\x1bO5", 2, {KEYMAP_CHAR, 'O', ALT}},
	{"\x1b]", 2, {KEYMAP_CHAR, ']', ALT}},
	{"\x1bP", 2, {KEYMAP_CHAR, 'P', ALT}},
	{"\x1b_", 2, {KEYMAP_CHAR, '_', ALT}},
	{"\x1b[1;", 4, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[?", 3, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[1 ", 4, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[[", 3, {KEYMAP_OTHER, 0, 0}},
	{"\x1b[M ", 4, {KEYMAP_OTHER, 0, 0}},
	{"\x1b\x1b[", 3, {KEYMAP_CHAR, '[', ALT}},
	{"\x1b\x1b[20", 5, {KEYMAP_OTHER, 0, ALT}},
};

START_TEST(test_sequence_half)
{
	const char *bytes = halves[_i].bytes;

	check(bytes, strlen(bytes), false, 0, halves[_i].key);
	check(bytes, strlen(bytes), true, halves[_i].used, halves[_i].key);
}
END_TEST

START_TEST(test_sequence_nul)
{
	check("\0", 1, false, 1, (struct key){KEYMAP_CHAR, 0, 0});
	check("\x1b\0", 2, false, 2, (struct key){KEYMAP_CHAR, 0, ALT});
}
END_TEST

START_TEST(test_sequence_too_long)
{
	char bytes[SEQUENCE_MAX + 10] = "\x1b[";

	memset(bytes + 2, '1', sizeof(bytes) - 2);
	check(bytes, SEQUENCE_MAX - 1, false, 0, (struct key){0});
	check(bytes, sizeof(bytes), false, SEQUENCE_MAX, (struct key){KEYMAP_OTHER, 0, 0});
}
END_TEST

START_TEST(test_sequence_string)
{
	static const struct {
		const char *bytes;
		size_t used;
	} strings[] = {{"\x1b]0", 3}, {"\x1b]52;", 3}, {"\x1b]a", 0}, {"\x1b]", 0}, {"\x1bP1", 3},
		{"\x1bP>", 3}, {"\x1bPp", 0}, {"\x1b_G", 3}, {"\x1b_g", 0}, {"\x1b[1", 0},
		{"x]0", 0}};

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		ck_assert_uint_eq(sequence_string(strings[i].bytes, strlen(strings[i].bytes)),
			strings[i].used);
	ck_assert_uint_eq(sequence_string("\x1b]\0", 3), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sequence");
	TCase *tcase = tcase_create("sequence");

	tcase_add_loop_test(tcase, test_sequence_whole, 0, (int)(sizeof(whole) / sizeof(whole[0])));
	tcase_add_loop_test(
		tcase, test_sequence_half, 0, (int)(sizeof(halves) / sizeof(halves[0])));
	tcase_add_test(tcase, test_sequence_nul);
	tcase_add_test(tcase, test_sequence_too_long);
	tcase_add_test(tcase, test_sequence_string);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
