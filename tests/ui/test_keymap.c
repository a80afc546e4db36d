/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/keymap.h"

#include <string.h>

#include "tests/suite.h"

static const struct {
	enum keymap_mode mode;
	struct key key;
	int action;
} keys[] = {
	{KEYMAP_VIEW, {KEYMAP_CHAR, 'j', 0}, ACTION_LINE_DOWN},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 'k', 0}, ACTION_LINE_UP},
	{KEYMAP_VIEW, {KEYMAP_DOWN, 0, 0}, ACTION_LINE_DOWN},
	{KEYMAP_VIEW, {KEYMAP_UP, 'j', 0}, ACTION_LINE_UP},
	{KEYMAP_VIEW, {KEYMAP_PAGE_UP, 0, 0}, ACTION_PAGE_UP},
	{KEYMAP_VIEW, {KEYMAP_HOME, 0, 0}, ACTION_HOME},
	{KEYMAP_VIEW, {KEYMAP_CHAR, '\t', 0}, ACTION_NEXT_PANE},
	{KEYMAP_VIEW, {KEYMAP_BACKTAB, 0, 0}, ACTION_PREVIOUS_PANE},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 12, 0}, ACTION_REDRAW},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 'q', 0}, ACTION_QUIT},
	{KEYMAP_VIEW, {KEYMAP_CHAR, '/', 0}, ACTION_FIND_FORWARD},
	{KEYMAP_VIEW, {KEYMAP_CHAR, '?', 0}, ACTION_FIND_BACKWARD},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 'n', 0}, ACTION_FIND_NEXT},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 'N', 0}, ACTION_FIND_PREVIOUS},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 'u', 0}, ACTION_UNREAD},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 'Q', 0}, ACTION_NONE},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 'q', KEYMAP_ALT}, ACTION_NONE},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 0, 0}, ACTION_NONE},
	{KEYMAP_VIEW, {KEYMAP_CHAR, 0x10ffff, 0}, ACTION_NONE},
	{KEYMAP_VIEW, {KEYMAP_OTHER, 'q', 0}, ACTION_NONE},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 'q', 0}, ACTION_INSERT},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 0x1f468, 0}, ACTION_INSERT},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 'q', KEYMAP_ALT}, ACTION_NONE},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 0, 0}, ACTION_NONE},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 0x9b, 0}, ACTION_NONE},
	{KEYMAP_CHAT, {KEYMAP_CHAR, '\r', 0}, ACTION_SEND},
	{KEYMAP_CHAT, {KEYMAP_CHAR, '\r', KEYMAP_ALT}, ACTION_NEWLINE},
	{KEYMAP_CHAT, {KEYMAP_UP, 0, 0}, ACTION_OLDER},
	{KEYMAP_CHAT, {KEYMAP_UP, 0, KEYMAP_SHIFT}, ACTION_LINE_UP},
	{KEYMAP_CHAT, {KEYMAP_UP, 0, KEYMAP_ALT}, ACTION_FOCUS_UP},
	{KEYMAP_CHAT, {KEYMAP_UP, 0, KEYMAP_ALT | KEYMAP_SHIFT}, ACTION_HIGHER},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 'z', KEYMAP_ALT}, ACTION_ZOOM},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 18, 0}, ACTION_FIND_BACKWARD},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 5, 0}, ACTION_EDIT + EDIT_END},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 4, 0}, ACTION_EOF},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 0x7f, 0}, ACTION_EDIT + EDIT_DELETE_LEFT},
	{KEYMAP_CHAT, {KEYMAP_CHAR, 31, 0}, ACTION_EDIT + EDIT_UNDO},
	{KEYMAP_CHAT, {KEYMAP_PASTE, 0, 0}, ACTION_NONE},
	{KEYMAP_FIND, {KEYMAP_CHAR, 'x', 0}, ACTION_INSERT},
	{KEYMAP_FIND, {KEYMAP_CHAR, 18, 0}, ACTION_FIND_OLDER},
	{KEYMAP_FIND, {KEYMAP_CHAR, '\r', 0}, ACTION_FIND_ACCEPT},
	{KEYMAP_FIND, {KEYMAP_CHAR, 27, 0}, ACTION_FIND_CANCEL},
	{KEYMAP_FIND, {KEYMAP_CHAR, 'x', KEYMAP_ALT}, ACTION_NONE},
};

START_TEST(test_keymap_action)
{
	struct keymap keymap = {0};

	ck_assert_int_eq(keymap_action(&keymap, keys[_i].mode, &keys[_i].key), keys[_i].action);
}
END_TEST

START_TEST(test_keymap_prefix)
{
	const struct key x = {KEYMAP_CHAR, 24, 0}, e = {KEYMAP_CHAR, 5, 0},
			 a = {KEYMAP_CHAR, 'a', 0};
	struct keymap keymap = {0};

	ck_assert_int_eq(keymap_action(&keymap, KEYMAP_CHAT, &x), ACTION_NONE);
	ck_assert_int_eq(keymap_action(&keymap, KEYMAP_CHAT, &e), ACTION_EDITOR);
	ck_assert_int_eq(keymap_action(&keymap, KEYMAP_CHAT, &e), ACTION_EDIT + EDIT_END);
	/* What is no key behind it is swallowed with it. */
	keymap_action(&keymap, KEYMAP_CHAT, &x);
	ck_assert_int_eq(keymap_action(&keymap, KEYMAP_CHAT, &a), ACTION_NONE);
	ck_assert_int_eq(keymap_action(&keymap, KEYMAP_CHAT, &a), ACTION_INSERT);
	keymap_action(&keymap, KEYMAP_CHAT, &x);
	keymap_action(&keymap, KEYMAP_CHAT, &x);
	ck_assert_int_eq(keymap_action(&keymap, KEYMAP_CHAT, &e), ACTION_EDIT + EDIT_END);
	keymap_action(&keymap, KEYMAP_VIEW, &x);
	ck_assert_int_eq(keymap_action(&keymap, KEYMAP_CHAT, &a), ACTION_INSERT);
}
END_TEST

static bool is_same_key(const struct keymap_entry *a, const struct keymap_entry *b)
{
	return a->key.name == b->key.name && a->key.cp == b->key.cp && a->key.mods == b->key.mods;
}

/* Every line of the table has a name and a help text, and none hides another. */
START_TEST(test_keymap_table)
{
	const struct keymap_entry *entry, *other;
	char name[KEYMAP_NAME_SIZE];

	for (size_t i = 0; (entry = keymap_entry(i)); i++) {
		keymap_name(entry, name);
		ck_assert_uint_gt(strlen(name), 0);
		ck_assert_ptr_null(strchr(name, '('));
		ck_assert_uint_gt(strlen(entry->help), 0);
		ck_assert_int_ne(entry->action, ACTION_NONE);
		for (size_t k = 0; k < i; k++) {
			other = keymap_entry(k);
			if ((entry->modes & other->modes) && is_same_key(entry, other))
				ck_abort_msg("%s is there twice", name);
			if (entry->action == other->action && (entry->modes & other->modes))
				ck_assert_str_eq(entry->help, other->help);
		}
	}
	ck_assert_ptr_null(keymap_entry(SIZE_MAX));
}
END_TEST

static bool has_key(unsigned mode, int action)
{
	const struct keymap_entry *entry;

	for (size_t i = 0; (entry = keymap_entry(i)); i++)
		if ((entry->modes & mode) && entry->action == action)
			return true;
	return false;
}

START_TEST(test_keymap_has_a_key_for_everything)
{
	for (int action = ACTION_NONE + 1; action < ACTION_INSERT; action++)
		if (!has_key(KEYMAP_VIEW | KEYMAP_CHAT | KEYMAP_FIND, action))
			ck_abort_msg("action %d", action);
	for (int edit = 0; edit < EDIT_ACTIONS; edit++)
		if (edit != EDIT_UP && edit != EDIT_DOWN && edit != EDIT_DELETE_RIGHT &&
			!has_key(KEYMAP_CHAT, ACTION_EDIT + edit))
			ck_abort_msg("edit action %d", edit);
}
END_TEST

START_TEST(test_keymap_names)
{
	static const struct {
		struct key key;
		const char *name;
	} names[] = {
		{{KEYMAP_PAGE_UP, 0, 0}, "PgUp"},
		{{KEYMAP_CHAR, 'u', KEYMAP_ALT}, "Alt-u"},
		{{KEYMAP_CHAR, '<', KEYMAP_ALT}, "Alt-<"},
		{{KEYMAP_CHAR, '\r', KEYMAP_ALT}, "Alt-Enter"},
		{{KEYMAP_HOME, 0, KEYMAP_CTRL}, "Ctrl-Home"},
		{{KEYMAP_LEFT, 0, KEYMAP_ALT | KEYMAP_SHIFT}, "Alt-Shift-Left"},
		{{KEYMAP_CHAR, 5, KEYMAP_PREFIXED}, "^X ^E"},
		{{KEYMAP_CHAR, 31, 0}, "^_"},
		{{KEYMAP_CHAR, '\t', 0}, "Tab"},
		{{KEYMAP_CHAR, 0x7f, 0}, "Backspace"},
		{{KEYMAP_CHAR, 0xe9, 0}, "\u00e9"},
	};
	char name[KEYMAP_NAME_SIZE];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct keymap_entry entry = {.key = names[i].key};

		keymap_name(&entry, name);
		ck_assert_str_eq(name, names[i].name);
	}
}
END_TEST

START_TEST(test_keymap_edit)
{
	enum edit_action edit;

	ck_assert(!keymap_edit(ACTION_INSERT, &edit));
	ck_assert(!keymap_edit(ACTION_EDIT + EDIT_ACTIONS, &edit));
	ck_assert(keymap_edit(ACTION_EDIT + EDIT_REDO, &edit));
	ck_assert_int_eq(edit, EDIT_REDO);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("keymap");
	TCase *tcase = tcase_create("keymap");

	tcase_add_loop_test(tcase, test_keymap_action, 0, (int)(sizeof(keys) / sizeof(keys[0])));
	tcase_add_test(tcase, test_keymap_prefix);
	tcase_add_test(tcase, test_keymap_table);
	tcase_add_test(tcase, test_keymap_has_a_key_for_everything);
	tcase_add_test(tcase, test_keymap_names);
	tcase_add_test(tcase, test_keymap_edit);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
