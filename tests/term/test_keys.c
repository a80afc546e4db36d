/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"

static struct keys keys;

static void set_up(void)
{
	const struct key up = {.name = KEYMAP_UP, .mods = KEYMAP_CTRL};

	memset(&keys, 0, sizeof(keys));
	ck_assert_int_eq(keys_bind(&keys, "\x1b[7^", &up), 0);
}

static void tear_down(void)
{
	keys_fini(&keys);
}

static void put(const char *bytes, int64_t now)
{
	keys_put(&keys, bytes, strlen(bytes), now);
}

static void check_key(enum keymap_key name, uint32_t cp)
{
	struct key key;

	ck_assert(keys_take(&keys, &key, false));
	ck_assert_int_eq(key.name, name);
	ck_assert_uint_eq(key.cp, cp);
}

static void check_none(void)
{
	struct key key;

	ck_assert(!keys_take(&keys, &key, false));
}

START_TEST(test_keys_bind)
{
	const struct key key = {.name = KEYMAP_END};
	static const char *const refused[] = {
		"", "\x1b", "a", "abc", "\n", "\x0b", "\x0bx", "\233A", "\x1b[0123456789abcdef"};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		ck_assert_int_eq(keys_bind(&keys, refused[i], &key), -EINVAL);
	ck_assert_int_eq(keys_bind(&keys, "\b", &key), 0);
	ck_assert_int_eq(keys_bind(&keys, "\x1b[7^", &key), 0);
	put("\b\x1b[7^\x1b[7@", 0);
	check_key(KEYMAP_END, 0);
	check_key(KEYMAP_UP, 0); /* the first that was bound */
	check_key(KEYMAP_HOME, 0);
	while (keys.binding_count < KEYS_BINDINGS)
		ck_assert_int_eq(keys_bind(&keys, "\x1bz", &key), 0);
	ck_assert_int_eq(keys_bind(&keys, "\x1bz", &key), -ENOSPC);
}
END_TEST

START_TEST(test_keys_longest_binding)
{
	const struct key first = {.name = KEYMAP_LEFT}, second = {.name = KEYMAP_RIGHT};
	struct key key;

	ck_assert_int_eq(keys_bind(&keys, "\x1bx", &first), 0);
	ck_assert_int_eq(keys_bind(&keys, "\x1bxyz", &second), 0);
	put("\x1bxyz\x1bxya\x1bxy", 0);
	check_key(KEYMAP_RIGHT, 0);
	check_key(KEYMAP_LEFT, 0);
	check_key(KEYMAP_CHAR, 'y');
	check_key(KEYMAP_CHAR, 'a');
	check_none();
	ck_assert(keys_take(&keys, &key, true));
	ck_assert_int_eq(key.name, KEYMAP_LEFT);
	check_key(KEYMAP_CHAR, 'y');
}
END_TEST

START_TEST(test_keys_timeout)
{
	struct key key;

	ck_assert_int_eq(keys_timeout(&keys, 0), -1);
	put("\x1b", 1000);
	check_none();
	ck_assert_int_eq(keys_timeout(&keys, 1000), KEYS_ESCAPE_MS);
	ck_assert_int_eq(keys_timeout(&keys, 1010), KEYS_ESCAPE_MS - 10);
	ck_assert_int_eq(keys_timeout(&keys, 5000), 0);
	put("[", 1020);
	check_none();
	ck_assert_int_eq(keys_timeout(&keys, 1020), KEYS_SEQUENCE_MS);
	ck_assert(keys_take(&keys, &key, true));
	ck_assert_uint_eq(key.cp, '[');
	ck_assert_uint_eq(key.mods, KEYMAP_ALT);
	ck_assert_int_eq(keys_timeout(&keys, 1020), -1);
	put("\xe6", 2000);
	check_none();
	ck_assert_int_eq(keys_timeout(&keys, 9000), -1);
	put("\x97\xa5\x1b]11;rgb", 9000);
	check_key(KEYMAP_CHAR, 0x65e5);
	check_none();
	ck_assert_int_eq(keys_timeout(&keys, 9000), KEYS_SEQUENCE_MS);
	ck_assert(!keys_take(&keys, &key, true));
	ck_assert_int_eq(keys_timeout(&keys, 9000), -1);
	put("x", 9100);
	check_key(KEYMAP_CHAR, 'x');
}
END_TEST

static void check_paste(const char *text, bool cut)
{
	check_key(KEYMAP_PASTE, 0);
	ck_assert_uint_eq(keys.paste.text.len, strlen(text));
	ck_assert_int_eq(memcmp(keys.paste.text.data, text, strlen(text)), 0);
	ck_assert(keys.paste.cut == cut);
}

START_TEST(test_keys_paste)
{
	struct key key;

	put("a\x1b[200~one\x1b[201~b\x1b[200~\x1b[201~\x1b\x1b[200~two\x1b[201~c", 0);
	check_key(KEYMAP_CHAR, 'a');
	check_paste("one", false);
	check_key(KEYMAP_CHAR, 'b');
	check_key(KEYMAP_CHAR, 27); /* an empty one is none; nor is there an Alt-paste */
	check_paste("two", false);
	check_key(KEYMAP_CHAR, 'c');
	put("\x1b[200~\x1b[200~\x1b]0;\x1b[20", 5000);
	check_none();
	ck_assert_int_eq(keys_timeout(&keys, 5000), KEYS_PASTE_MS);
	ck_assert(keys_take(&keys, &key, true));
	ck_assert_int_eq(key.name, KEYMAP_PASTE);
	ck_assert_uint_eq(keys.paste.text.len, 10);
	ck_assert_int_eq(keys_timeout(&keys, 5000), -1);
}
END_TEST

/* Answers of a terminal, and what begins like one. */
START_TEST(test_keys_strings)
{
	put("\x1b]11;rgb:0/0/0\x07"
	    "a\x1bP1$r0m\x1b\\b\x1b_Gi=1;OK\x1b\\c\x1b]4;1\rd\x1b]0;\x1b[Ae",
		0);
	check_key(KEYMAP_CHAR, 'a');
	check_key(KEYMAP_CHAR, 'b');
	check_key(KEYMAP_CHAR, 'c');
	check_key(KEYMAP_CHAR, '\r');
	check_key(KEYMAP_CHAR, 'd');
	check_key(KEYMAP_UP, 0);
	check_key(KEYMAP_CHAR, 'e');
	put("\x1b]x\x1bPx\x1b_x", 0);
	for (int i = 0; i < 3; i++) {
		check_key(KEYMAP_CHAR, (uint32_t) "]P_"[i]);
		check_key(KEYMAP_CHAR, 'x');
	}
}
END_TEST

START_TEST(test_keys_long_sequence)
{
	put("\x1b[", 0);
	for (int i = 0; i < 100; i++)
		put("1;", 0);
	put("Aa\x1b[", 0);
	check_key(KEYMAP_OTHER, 0);
	check_key(KEYMAP_CHAR, 'a');
	for (int i = 0; i < 100; i++)
		put("1;", 0);
	check_key(KEYMAP_OTHER, 0);
	check_none();
	put("\x1b[B", 0);
	check_key(KEYMAP_DOWN, 0);
	put("\x1b[", 0); /* one of the greatest length is whole */
	for (int i = 0; i < 61; i++)
		put("0", 0);
	put("Ax", 0);
	check_key(KEYMAP_UP, 0);
	check_key(KEYMAP_CHAR, 'x');
}
END_TEST

/* Pieces that hostile input is made of. */
static const char *const pieces[] = {"\x1b", "[", "O", "]", "P", "_", "1", ";5", "27;", "200~",
	"\x1b[200~", "\x1b[201~", "201~", "A", "~", "u", "M", "$", "?", "\x07", "\\", "\r", "x",
	"\xc3", "\xa9", "日", "\xf0\x9f", "\x9b", "\xff", "\x7f", "\b", "\x1b[7^", "\x1b\x1b[",
	"\x1b]0;", "\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1"};
#define PIECES (sizeof(pieces) / sizeof(pieces[0]))

static size_t make_hostile(char *bytes, size_t size)
{
	size_t n = 0;

	while (n + 80 < size) {
		const char *piece = pieces[(size_t)random() % PIECES];

		if (random() % 8 == 0) {
			bytes[n++] = (char)random();
		} else {
			memcpy(bytes + n, piece, strlen(piece));
			n += strlen(piece);
		}
	}
	return n;
}

#define KEYS_MAX 4096

/* Not a ck_assert() each, which takes long. */
static void check_sane(const struct key *key)
{
	const unsigned mods = KEYMAP_ALT | KEYMAP_CTRL | KEYMAP_SHIFT;
	bool name = key->name >= KEYMAP_OTHER && key->name <= KEYMAP_FOCUS_OUT;
	bool cp = key->cp <= 0x10ffff && (key->cp < 0xd800 || key->cp > 0xdfff);

	if (!name || !cp || (key->mods & ~mods) || (key->name != KEYMAP_CHAR && key->cp != 0))
		ck_abort_msg("key %d %x %x", (int)key->name, (unsigned)key->cp, key->mods);
}

static size_t add_key(struct key *found, size_t count, const struct key *key)
{
	if (count == KEYS_MAX)
		ck_abort_msg("more keys than bytes");
	found[count] = *key;
	return count + 1;
}

/* Takes all keys; a paste counts as many, one of each of its bytes. */
static size_t take_all(struct key *found, size_t count, bool final)
{
	struct key key, byte = {.name = KEYMAP_OTHER};

	while (keys_take(&keys, &key, final)) {
		check_sane(&key);
		count = add_key(found, count, &key);
		for (size_t i = 0; key.name == KEYMAP_PASTE && i < keys.paste.text.len; i++) {
			byte.cp = (unsigned char)keys.paste.text.data[i];
			count = add_key(found, count, &byte);
		}
	}
	return count;
}

/* All bytes, in pieces of up to so many, make these keys. */
static size_t make_keys(const char *bytes, size_t n, size_t most, struct key *found)
{
	size_t count = 0;

	for (size_t pos = 0; pos < n;) {
		size_t piece = 1 + (size_t)random() % most;

		if (piece > n - pos)
			piece = n - pos;
		if (piece > keys_room(&keys))
			piece = keys_room(&keys);
		if (piece == 0)
			ck_abort_msg("no room");
		keys_put(&keys, bytes + pos, piece, 0);
		pos += piece;
		count = take_all(found, count, false);
	}
	count = take_all(found, count, true);
	ck_assert_uint_eq(keys.len, 0);
	ck_assert_int_eq(keys.state, KEYS_PLAIN);
	ck_assert_int_eq(keys_timeout(&keys, 0), -1);
	return count;
}

/* However bytes are torn, they make the same keys. */
START_TEST(test_keys_hostile)
{
	static char bytes[3000];
	static struct key whole[KEYS_MAX], torn[KEYS_MAX];

	srandom(1000u + (unsigned)_i);
	for (int round = 0; round < 200; round++) {
		size_t n = make_hostile(bytes, sizeof(bytes));
		size_t count = make_keys(bytes, n, KEYS_BYTES, whole);

		ck_assert_uint_eq(make_keys(bytes, n, 1, torn), count);
		ck_assert_mem_eq(whole, torn, count * sizeof(*whole));
		ck_assert_uint_eq(make_keys(bytes, n, 9, torn), count);
		ck_assert_mem_eq(whole, torn, count * sizeof(*whole));
	}
}
END_TEST

/* Time-outs at any moment. */
START_TEST(test_keys_hostile_pauses)
{
	static char bytes[3000];
	struct key key;

	srandom(2000u + (unsigned)_i);
	for (int round = 0; round < 200; round++) {
		size_t n = make_hostile(bytes, sizeof(bytes));

		for (size_t pos = 0; pos < n; pos++) {
			keys_put(&keys, bytes + pos, 1, 0);
			while (keys_take(&keys, &key, random() % 4 == 0))
				check_sane(&key);
		}
		while (keys_take(&keys, &key, true))
			check_sane(&key);
		ck_assert_uint_eq(keys.len, 0);
		ck_assert_int_eq(keys.state, KEYS_PLAIN);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("keys");
	TCase *tcase = tcase_create("keys");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_keys_bind);
	tcase_add_test(tcase, test_keys_longest_binding);
	tcase_add_test(tcase, test_keys_timeout);
	tcase_add_test(tcase, test_keys_paste);
	tcase_add_test(tcase, test_keys_strings);
	tcase_add_test(tcase, test_keys_long_sequence);
	tcase_add_loop_test(tcase, test_keys_hostile, 0, 10);
	tcase_add_loop_test(tcase, test_keys_hostile_pauses, 0, 10);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
