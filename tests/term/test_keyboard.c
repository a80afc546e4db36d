/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/keyboard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/suite.h"
#include "tests/term/emulator.h"

#define CHAR(c)                                                                                    \
	{                                                                                          \
		KEYMAP_CHAR, c, 0                                                                  \
	}
#define NAMED(name)                                                                                \
	{                                                                                          \
		KEYMAP_##name, 0, 0                                                                \
	}
#define WITH(mod, key)                                                                             \
	{                                                                                          \
		KEYMAP_##key, 0, KEYMAP_##mod                                                      \
	}

static const struct {
	const char *bytes;
	struct key keys[4]; /* up to KEYMAP_OTHER */
} typed[] = {
	{"jkq", {CHAR('j'), CHAR('k'), CHAR('q')}},
	{"\t\r\x0c", {CHAR('\t'), CHAR('\r'), CHAR(12)}},
	{"\x13\x11\x1c", {CHAR(0x13), CHAR(0x11), CHAR(0x1c)}},
	{"\x1bOA\x1bOB", {NAMED(UP), NAMED(DOWN)}},
	{"\x1bOD\x1bOC", {NAMED(LEFT), NAMED(RIGHT)}},
	{"\x1b[5~\x1b[6~", {NAMED(PAGE_UP), NAMED(PAGE_DOWN)}},
	{"\x1bOH\x1bOF", {NAMED(HOME), NAMED(END)}},
	{"\x1b[Z\x7f\x1b[3~", {NAMED(BACKTAB), NAMED(BACKSPACE), NAMED(DELETE)}},
	{"é日😀", {CHAR(0xe9), CHAR(0x65e5), CHAR(0x1f600)}},
	{"\xff"
	 "a",
		{CHAR(0xfffd), CHAR('a')}},
	{"\xe6\x97"
	 "a",
		{CHAR(0xfffd), CHAR('a')}},
	{"\x1b", {CHAR(27)}},
	{"\x1b[1;5C\x1b[1;3A\x1b[1;2D", {WITH(CTRL, RIGHT), WITH(ALT, UP), WITH(SHIFT, LEFT)}},
	{"\x1b[5;5~\x1b[3;3~\x1b[1;2F", {WITH(CTRL, PAGE_UP), WITH(ALT, DELETE), WITH(SHIFT, END)}},
	{"\x1b"
	 "b\x1b\x7f\x1bé",
		{{KEYMAP_CHAR, 'b', KEYMAP_ALT}, WITH(ALT, BACKSPACE),
			{KEYMAP_CHAR, 0xe9, KEYMAP_ALT}}},
	{"\x1bOP\x1b[I\x1b[O", {NAMED(F1), NAMED(FOCUS_IN), NAMED(FOCUS_OUT)}},
	{"\x1b[99~", {NAMED(OTHER)}},
	{"\x1b]11;rgb:0000/0000/0000\x07x", {CHAR('x')}},
};

START_TEST(test_keyboard_keys)
{
	const struct key *wanted = typed[_i].keys;

	emulator_drain();
	emulator_no_key();
	emulator_type(typed[_i].bytes, strlen(typed[_i].bytes));
	do {
		struct key key = emulator_key();

		ck_assert_int_eq(key.name, wanted->name);
		ck_assert_uint_eq(key.cp, wanted->cp);
		ck_assert_uint_eq(key.mods, wanted->mods);
	} while (++wanted < typed[_i].keys + 4 && wanted->name != KEYMAP_OTHER);
	emulator_no_key();
	emulator_drain();
	ck_assert_uint_eq(emulator.sent_len, 0); /* reading sends nothing, and there is no echo */
}
END_TEST

START_TEST(test_keyboard_key_in_pieces)
{
	static const char bytes[] = "\xf0\x9f\x98\x80\x1b[1;5C";
	struct key key;

	for (size_t i = 0; i < 3; i++) {
		emulator_type(bytes + i, 1);
		ck_assert_int_eq(term_key(emulator.term, &key), 0);
		ck_assert_int_eq(term_timeout(emulator.term), -1);
	}
	emulator_type(bytes + 3, 1);
	ck_assert_uint_eq(emulator_key().cp, 0x1f600);
	emulator_type("\0", 1);
	key = emulator_key();
	ck_assert_int_eq(key.name, KEYMAP_CHAR);
	ck_assert_uint_eq(key.cp, 0);
	emulator_type(bytes + 4, 3);
	ck_assert_int_eq(term_key(emulator.term, &key), 0);
	ck_assert_int_ge(term_timeout(emulator.term), 0);
	emulator_type(bytes + 7, 3);
	key = emulator_key();
	ck_assert_int_eq(key.name, KEYMAP_RIGHT);
	ck_assert_uint_eq(key.mods, KEYMAP_CTRL);
}
END_TEST

START_TEST(test_keyboard_after_hangup)
{
	struct key key;

	emulator_type("a", 1);
	close(emulator.master);
	while (term_key(emulator.term, &key) == 1)
		;
	ck_assert_int_eq(term_key(emulator.term, &key), -EIO);
	emulator.master = open("/dev/null", O_RDWR);
}
END_TEST

static void check_paste(const char *text, size_t n)
{
	size_t len;
	bool cut;
	const char *pasted;

	ck_assert_int_eq(emulator_key().name, KEYMAP_PASTE);
	pasted = term_pasted(emulator.term, &len, &cut);
	ck_assert_uint_eq(len, n);
	ck_assert(!cut);
	ck_assert_int_eq(memcmp(pasted, text, n), 0);
}

START_TEST(test_keyboard_paste)
{
	static const char bytes[] = "x\x1b[200~two\rlines \x1b[A\x1b[201~y";

	emulator_type(bytes, sizeof(bytes) - 1);
	ck_assert_uint_eq(emulator_key().cp, 'x');
	check_paste("two\nlines \x1b[A", 13);
	ck_assert_uint_eq(emulator_key().cp, 'y');
	for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
		struct key key;

		emulator_type(bytes + i, 1);
		if (i > 0 && i < sizeof(bytes) - 3)
			ck_assert_int_eq(term_key(emulator.term, &key), 0);
		if (i == 0)
			ck_assert_uint_eq(emulator_key().cp, 'x');
	}
	check_paste("two\nlines \x1b[A", 13);
	ck_assert_uint_eq(emulator_key().cp, 'y');
}
END_TEST

START_TEST(test_keyboard_paste_without_end)
{
	emulator_type("\x1b[200~lost", 10);
	check_paste("lost", 4);
	emulator_type("k", 1);
	ck_assert_uint_eq(emulator_key().cp, 'k');
	emulator_type("\x1b[201~", 6);
	ck_assert_int_eq(emulator_key().name, KEYMAP_OTHER);
	emulator_no_key();
}
END_TEST

/* More than the pty holds at a time. */
START_TEST(test_keyboard_long_paste)
{
	static char text[PASTE_MAX + 1000];
	size_t pos = 0, n;
	bool cut;
	struct key key;

	memset(text, 'p', sizeof(text));
	emulator_type("\x1b[200~", 6);
	while (pos < sizeof(text)) {
		ssize_t written = write(emulator.master, text + pos, sizeof(text) - pos);

		pos += written > 0 ? (size_t)written : 0;
		ck_assert_int_eq(term_key(emulator.term, &key), 0);
	}
	emulator_type("\x1b[201~", 6);
	ck_assert_int_eq(emulator_key().name, KEYMAP_PASTE);
	ck_assert_mem_eq(term_pasted(emulator.term, &n, &cut), text, PASTE_MAX);
	ck_assert_uint_eq(n, PASTE_MAX);
	ck_assert(cut);
}
END_TEST

START_TEST(test_keyboard_erase_is_backspace)
{
	struct termios line;

	emulator_open_pty("xterm-256color", 6, 20);
	ck_assert_int_eq(tcgetattr(fileno(emulator.tty), &line), 0);
	line.c_cc[VERASE] = _i ? '\b' : 0x7f;
	ck_assert_int_eq(tcsetattr(fileno(emulator.tty), TCSANOW, &line), 0);
	ck_assert_int_eq(term_open(emulator.tty, emulator.tty, &emulator.term), 0);
	emulator_type("\b", 1);
	ck_assert_int_eq(emulator_key().name, _i ? KEYMAP_BACKSPACE : KEYMAP_CHAR);
}
END_TEST

/* Keys of a terminal that sends no control sequences. */
START_TEST(test_keyboard_of_a_vt52)
{
	emulator_open("vt52", 6, 20);
	emulator_type("\x1b"
		      "Ax\b",
		4);
	ck_assert_int_eq(emulator_key().name, KEYMAP_UP);
	ck_assert_uint_eq(emulator_key().cp, 'x');
	ck_assert_int_eq(emulator_key().name, KEYMAP_BACKSPACE);
}
END_TEST

/* Whatever is typed: there are keys, in the end all is as before, and nothing was sent. */
START_TEST(test_keyboard_hostile_bytes)
{
	static const char special[] = "\x1b[]OP_?;0123456789~MRuc\x07\\\r\xc3\x9b\xff";
	char bytes[64];
	struct key key;
	int timeout;

	srandom(7u + (unsigned)_i);
	emulator_show();
	for (int round = 0; round < 300; round++) {
		size_t n = 1 + (size_t)random() % sizeof(bytes);

		for (size_t i = 0; i < n; i++)
			bytes[i] = random() % 2 ? special[(size_t)random() % (sizeof(special) - 1)]
						: (char)random();
		for (size_t i = 0; i < n; i++) /* ^C and ^Z are signals */
			if (bytes[i] == 3 || bytes[i] == 26)
				bytes[i] = '\x1b';
		emulator_type(bytes, n);
		while (term_key(emulator.term, &key) == 1)
			;
	}
	/* A paste may have begun: its end, and nothing that could be within a sequence. */
	emulator_type("\x1b[201~\r\r\r", 9);
	do {
		while (term_key(emulator.term, &key) == 1)
			;
		timeout = term_timeout(emulator.term);
		if (timeout >= 0)
			poll(NULL, 0, timeout);
	} while (timeout >= 0);
	emulator_type("!", 1);
	ck_assert_uint_eq(emulator_key().cp, '!');
	emulator_drain();
	ck_assert_uint_eq(emulator.sent_len, 0);
	emulator_put(0, 0, "still here", style_of(STYLE_TEXT));
	emulator_show();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("keyboard");
	TCase *opened = tcase_create("opened"), *other = tcase_create("to be opened");

	tcase_add_checked_fixture(opened, emulator_set_up, emulator_tear_down);
	tcase_add_loop_test(opened, test_keyboard_keys, 0, (int)(sizeof(typed) / sizeof(typed[0])));
	tcase_add_test(opened, test_keyboard_key_in_pieces);
	tcase_add_test(opened, test_keyboard_after_hangup);
	tcase_add_test(opened, test_keyboard_paste);
	tcase_add_test(opened, test_keyboard_paste_without_end);
	tcase_add_test(opened, test_keyboard_long_paste);
	tcase_add_loop_test(opened, test_keyboard_hostile_bytes, 0, 5);
	suite_add_tcase(suite, opened);
	tcase_add_checked_fixture(other, NULL, emulator_tear_down);
	tcase_add_loop_test(other, test_keyboard_erase_is_backspace, 0, 2);
	tcase_add_test(other, test_keyboard_of_a_vt52);
	suite_add_tcase(suite, other);
	return suite_run(suite);
}
