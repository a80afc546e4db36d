/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/login.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/record.h"
#include "tests/ipc/scene.h"

/* The highest number is nobody's name, as far as is known. */
#define NAMELESS 4294967294U

START_TEST(test_login_of)
{
	const struct passwd *passwd = getpwuid(0);
	char out[LOGIN_MAX + 1];

	if (passwd != NULL)
		ck_assert_str_eq(login_of(0, out), passwd->pw_name);
	ck_assert_str_eq(login_of(NAMELESS, out), "uid-4294967294");
}
END_TEST

static const struct {
	const char *name;
	bool found;
	uid_t account;
} names[] = {
	{"0", true, 0},
	{"4294967294", true, NAMELESS},
	{"uid-4294967294", true, NAMELESS},
	{"4294967295", false, 0},
	{"99999999999999999999", false, 0},
	{"", false, 0},
	{"uid-", false, 0},
	{"-1", false, 0},
	{" 1", false, 0},
	{"1x", false, 0},
	{"no such account", false, 0},
};

START_TEST(test_login_find)
{
	const struct passwd *passwd = getpwuid(0);
	uid_t account = 12345;

	ck_assert_int_eq(login_find(names[_i].name, &account), names[_i].found);
	if (names[_i].found)
		ck_assert_uint_eq(account, names[_i].account);
	if (passwd != NULL) {
		char name[256];

		snprintf(name, sizeof(name), "%s", passwd->pw_name);
		ck_assert(login_find(name, &account));
		ck_assert_uint_eq(account, 0);
	}
}
END_TEST

#define THIRTY "012345678901234567890123456789"

static const struct {
	const char *login, *nick, *shown;
} nicks[] = {
	{"bob", "bob", "bob"},
	{"bob", "carol", "bob/carol"},
	{"bob", "carol/A", "bob/carol/A"},
	{"bob", "bo", "bob/bo"},
	{"bob", "bobby", "bob/bobby"},
	{"bob", THIRTY THIRTY "x", "bob/" THIRTY THIRTY},
	/* Three bytes each: the last would be cut in two. */
	{"robert", THIRTY "012345678901234567890123日本",
		"robert/" THIRTY "012345678901234567890123日"},
	{THIRTY THIRTY "1234", "x", THIRTY THIRTY "1234"},
};

START_TEST(test_login_show_nick)
{
	char out[RECORD_FROM_MAX + 1];

	login_show_nick(out, sizeof(out), nicks[_i].login, nicks[_i].nick);
	ck_assert_str_eq(out, nicks[_i].shown);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("login");
	TCase *tcase = tcase_create("login");

	tcase_add_test(tcase, test_login_of);
	tcase_add_loop_test(tcase, test_login_find, 0, COUNT(names));
	tcase_add_loop_test(tcase, test_login_show_nick, 0, COUNT(nicks));
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
