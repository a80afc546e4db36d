/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/nearest.h"

#include <string.h>

#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static const struct {
	const char *a, *b;
	size_t distance;
} distances[] = {
	{"", "", 0},
	{"a", "", 1},
	{"", "abc", 3},
	{"help", "help", 0},
	{"hlp", "help", 1},
	{"helpp", "help", 1},
	{"halp", "help", 1},
	{"hlep", "help", 1},
	{"qiut", "quit", 1},
	{"ca", "abc", 3},
	{"kitten", "sitting", 3},
	{"ehpl", "help", 2},
	{"abcdefghijklmnopqrstuvwx", "", 24},
	{"abcdefghijklmnopqrstuvwx", "xabcdefghijklmnopqrstuvw", 2},
};

START_TEST(test_nearest_distance)
{
	const char *a = distances[_i].a, *b = distances[_i].b;

	ck_assert_uint_eq(nearest_distance(a, strlen(a), b, strlen(b)), distances[_i].distance);
	ck_assert_uint_eq(nearest_distance(b, strlen(b), a, strlen(a)), distances[_i].distance);
}
END_TEST

static const struct {
	const char *typed, *meant;
} table[] = {
	{"qiut", "quit"},
	{"halp", "help"},
	{"n", "nick"}, /* begins with it; the first of two */
	{"noti", "notify"},
	{"set", "set"},
	{"sat", "set"}, /* the same first letter as set, not as mat */
	{"", NULL},
	{"x", NULL},
	{"xy", NULL},
	{"etc/passwd", NULL},
	{"notfyi", "notify"},
	{"a-name-that-is-much-too-long", NULL},
	{"\xff\xfe", NULL},
};

START_TEST(test_nearest_offer)
{
	static const char *const names[] = {"help", "mat", "me", "nick", "notify", "quit", "set",
		"a-name-that-is-much-too-long"};
	const char *typed = table[_i].typed, *meant = NULL;
	struct nearest nearest;

	nearest_init(&nearest, typed, strlen(typed));
	for (int i = 0; i < COUNT(names); i++) {
		if (nearest_offer(&nearest, names[i]))
			meant = names[i];
	}
	if (table[_i].meant == NULL)
		ck_assert_ptr_null(meant);
	else
		ck_assert_str_eq(meant, table[_i].meant);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("nearest");
	TCase *tcase = tcase_create("nearest");

	tcase_add_loop_test(tcase, test_nearest_distance, 0, COUNT(distances));
	tcase_add_loop_test(tcase, test_nearest_offer, 0, COUNT(table));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
