/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "app/places.h"
#include "tests/suite.h"

START_TEST(test_places_state)
{
	char path[256];

	setenv("XDG_STATE_HOME", "/s", 1);
	setenv("HOME", "/h", 1);
	ck_assert_int_eq(places_state("work", "f", path, sizeof(path)), 0);
	ck_assert_str_eq(path, "/s/shmooze/work/f");
	unsetenv("XDG_STATE_HOME");
	ck_assert_int_eq(places_state("work", "f", path, 30), -ENAMETOOLONG);
	ck_assert_int_eq(places_state("work", "f", path, 31), 0);
	ck_assert_str_eq(path, "/h/.local/state/shmooze/work/f");
}
END_TEST

START_TEST(test_places_config)
{
	char path[256];

	setenv("XDG_CONFIG_HOME", "/c", 1);
	setenv("HOME", "/h", 1);
	ck_assert_int_eq(places_config("config", path, sizeof(path)), 0);
	ck_assert_str_eq(path, "/c/shmooze/config");
	unsetenv("XDG_CONFIG_HOME");
	ck_assert_int_eq(places_config("config", path, 25), -ENAMETOOLONG);
	ck_assert_int_eq(places_config("config", path, 26), 0);
	ck_assert_str_eq(path, "/h/.config/shmooze/config");
}
END_TEST

/* A path that is not absolute is ignored. */
START_TEST(test_places_relative)
{
	char path[256];

	setenv("XDG_STATE_HOME", "s", 1);
	setenv("XDG_CONFIG_HOME", "", 1);
	setenv("HOME", "/h", 1);
	ck_assert_int_eq(places_state("work", "f", path, sizeof(path)), 0);
	ck_assert_str_eq(path, "/h/.local/state/shmooze/work/f");
	ck_assert_int_eq(places_config("f", path, sizeof(path)), 0);
	ck_assert_str_eq(path, "/h/.config/shmooze/f");
	setenv("HOME", "h", 1);
	ck_assert_int_eq(places_state("work", "f", path, sizeof(path)), -ENOENT);
	ck_assert_int_eq(places_config("f", path, sizeof(path)), -ENOENT);
	unsetenv("HOME");
	ck_assert_int_eq(places_state("work", "f", path, sizeof(path)), -ENOENT);
}
END_TEST

START_TEST(test_places_too_long)
{
	static char home[PATH_MAX + 8], path[2 * PATH_MAX];

	home[0] = '/';
	for (size_t i = 1; i < sizeof(home) - 1; i++)
		home[i] = 'x';
	setenv("XDG_STATE_HOME", home, 1);
	ck_assert_int_eq(places_state("work", "f", path, sizeof(path)), -ENAMETOOLONG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("places");
	TCase *tcase = tcase_create("places");

	tcase_add_test(tcase, test_places_state);
	tcase_add_test(tcase, test_places_config);
	tcase_add_test(tcase, test_places_relative);
	tcase_add_test(tcase, test_places_too_long);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
