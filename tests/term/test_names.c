/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/names.h"

#include <string.h>

#include "term/keys.h"
#include "tests/suite.h"

static const struct key *find(const char *wanted)
{
	static struct key key;
	char name[NAMES_SIZE];

	for (size_t i = 0; names_get(i, name, &key); i++)
		if (strcmp(name, wanted) == 0)
			return &key;
	return NULL;
}

START_TEST(test_names)
{
	static const struct {
		const char *name;
		struct key key;
	} cases[] = {
		{"kcuu1", {KEYMAP_UP, 0, 0}},
		{"kbs", {KEYMAP_BACKSPACE, 0, 0}},
		{"kri", {KEYMAP_UP, 0, KEYMAP_SHIFT}},
		{"kUP", {KEYMAP_UP, 0, KEYMAP_SHIFT}},
		{"kUP3", {KEYMAP_UP, 0, KEYMAP_ALT}},
		{"kRIT5", {KEYMAP_RIGHT, 0, KEYMAP_CTRL}},
		{"kIC8", {KEYMAP_INSERT, 0, KEYMAP_SHIFT | KEYMAP_ALT | KEYMAP_CTRL}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct key *key = find(cases[i].name);

		ck_assert_ptr_nonnull(key);
		ck_assert_int_eq(key->name, cases[i].key.name);
		ck_assert_uint_eq(key->mods, cases[i].key.mods);
	}
	ck_assert_ptr_null(find("kUP2"));
	ck_assert_ptr_null(find("kUP9"));
}
END_TEST

START_TEST(test_names_are_unlike)
{
	char name[NAMES_SIZE], other[NAMES_SIZE];
	struct key key;
	size_t count = 0;

	for (; names_get(count, name, &key); count++)
		for (size_t i = 0; i < count && names_get(i, other, &key); i++)
			ck_assert_str_ne(name, other);
	ck_assert_uint_lt(count, KEYS_BINDINGS);
	ck_assert(!names_get(count + 1000, name, &key));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("names");
	TCase *tcase = tcase_create("names");

	tcase_add_test(tcase, test_names);
	tcase_add_test(tcase, test_names_are_unlike);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
