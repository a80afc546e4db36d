/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/csi.h"

#include <string.h>

#include "tests/suite.h"

START_TEST(test_csi_modifiers)
{
	static const unsigned mods[] = {0, 0, KEYMAP_SHIFT, KEYMAP_ALT, KEYMAP_SHIFT | KEYMAP_ALT,
		KEYMAP_CTRL, KEYMAP_CTRL | KEYMAP_SHIFT, KEYMAP_CTRL | KEYMAP_ALT,
		KEYMAP_CTRL | KEYMAP_ALT | KEYMAP_SHIFT, KEYMAP_ALT};

	for (unsigned i = 0; i < sizeof(mods) / sizeof(mods[0]); i++)
		ck_assert_uint_eq(csi_modifiers(i), mods[i]);
	ck_assert_uint_eq(csi_modifiers(17), 0);
	ck_assert_uint_eq(csi_modifiers(~0u), 0);
}
END_TEST

/* More is in test_sequence.c. */
START_TEST(test_csi_key)
{
	static const struct {
		const char *body;
		char final;
		struct key key;
	} cases[] = {
		{"", 'A', {KEYMAP_UP, 0, 0}},
		{"1;5", 'A', {KEYMAP_UP, 0, KEYMAP_CTRL}},
		{"1;5;7;9", 'A', {KEYMAP_OTHER, 0, 0}},
		{"1:5", 'A', {KEYMAP_OTHER, 0, 0}},
		{"?1", 'A', {KEYMAP_OTHER, 0, 0}},
		{"1 ", 'A', {KEYMAP_OTHER, 0, 0}},
		{"99999999999", 'A', {KEYMAP_OTHER, 0, 0}},
		{"1", 'I', {KEYMAP_OTHER, 0, 0}},
		{"", '~', {KEYMAP_OTHER, 0, 0}},
		{"27;5", '~', {KEYMAP_OTHER, 0, KEYMAP_CTRL}},
		{"", 'u', {KEYMAP_OTHER, 0, 0}},
		{"64;5", 'u', {KEYMAP_CHAR, 0, 0}},
		{"53;5", 'u', {KEYMAP_CHAR, '5', KEYMAP_CTRL}},
		{"1114112", 'u', {KEYMAP_OTHER, 0, 0}},
		{"1114111", 'u', {KEYMAP_CHAR, 0x10ffff, 0}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct key key = csi_key(cases[i].body, strlen(cases[i].body), cases[i].final);

		ck_assert_int_eq(key.name, cases[i].key.name);
		ck_assert_uint_eq(key.cp, cases[i].key.cp);
		ck_assert_uint_eq(key.mods, cases[i].key.mods);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("csi");
	TCase *tcase = tcase_create("csi");

	tcase_add_test(tcase, test_csi_modifiers);
	tcase_add_test(tcase, test_csi_key);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
