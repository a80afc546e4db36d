/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/configuration.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/app/capture.h"
#include "tests/ipc/scene.h"

static char base[PATH_MAX], file[PATH_MAX + 32];
static struct options options;
static struct settings settings;
static struct buffer complaints;

static void setup(void)
{
	snprintf(base, sizeof(base), "%s", scene_new());
	setenv("XDG_CONFIG_HOME", base, 1);
	setenv("HOME", "/nonexistent", 1);
	snprintf(file, sizeof(file), "%s/shmooze", base);
	ck_assert_int_eq(mkdir(file, 0700), 0);
	strcat(file, "/config");
	options_init(&options);
	ck_assert_int_eq(settings_init(&settings), 0);
}

static void teardown(void)
{
	settings_fini(&settings);
	buffer_fini(&complaints);
}

static void write_file(const char *bytes, size_t n)
{
	scene_write(AT_FDCWD, file, bytes, n);
}

/* Loads all, and compares what is told; @ in expected stands for the file. */
static void load(const char *expected)
{
	char all[3 * PATH_MAX];
	size_t n = 0;

	for (const char *p = expected; *p != '\0'; p++) {
		if (*p == '@')
			n += (size_t)snprintf(all + n, sizeof(all) - n, "%s", file);
		else
			all[n++] = *p;
	}
	all[n] = '\0';
	complaints.len = 0;
	ck_assert_int_eq(configuration_load(&options, &settings, &complaints), 0);
	ck_assert_int_eq(buffer_append(&complaints, "", 1), 0);
	ck_assert_str_eq(complaints.data, all);
}

START_TEST(test_configuration_without_a_file)
{
	load("");
	unsetenv("XDG_CONFIG_HOME");
	load("");
	unsetenv("HOME");
	load("");
	ck_assert_str_eq(settings.theme, "default");
}
END_TEST

START_TEST(test_configuration_file)
{
	static const char text[] = "# comment\n; another\n\n  \t\nnick = ann\n"
				   "theme=dark\r\n  bell  =  all  \nscrollback = 500\n"
				   "notify-command = say \"a b\" 'c d'\nsend-typing = off";

	write_file(text, sizeof(text) - 1);
	load("");
	ck_assert_str_eq(settings.nick, "ann");
	ck_assert_str_eq(settings.theme, "dark");
	ck_assert_int_eq(settings.bell, SETTINGS_ALL);
	ck_assert_int_eq(settings.scrollback, 500);
	ck_assert_uint_eq(settings.notify_command.count, 3);
	ck_assert_str_eq(settings.notify_command.list[1], "a b");
	ck_assert(!settings.send_typing);
}
END_TEST

START_TEST(test_configuration_in_the_home)
{
	char path[PATH_MAX + 32];

	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", base, 1);
	snprintf(path, sizeof(path), "%s/.config", base);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	strcat(path, "/shmooze");
	ck_assert_int_eq(mkdir(path, 0700), 0);
	strcat(path, "/config");
	scene_write(AT_FDCWD, path, "theme = mono\n", 13);
	load("");
	ck_assert_str_eq(settings.theme, "mono");
	/* A path that is not absolute is none. */
	setenv("XDG_CONFIG_HOME", "relative", 1);
	load("");
}
END_TEST

/* Each wrong line is told with its number, and the others are in force. */
START_TEST(test_configuration_names_every_wrong_line)
{
	static const char text[] = "nick = ann\n"
				   "no equals sign\n"
				   "colors = 8\n"
				   "scrollback = 5\n"
				   "[section]\n"
				   "bell = loud\n"
				   "th\0me = dark\n"
				   "theme = \x1b[31m\n"
				   "send-read = off\n"
				   "nick = \xff\n"
				   "open-command = 'open\n"
				   "history-size = 7\n";

	write_file(text, sizeof(text) - 1);
	complaints.len = 0;
	ck_assert_int_eq(configuration_load(&options, &settings, &complaints), 0);
	ck_assert_int_eq(buffer_append(&complaints, "", 1), 0);
	for (unsigned line = 1; line <= 13; line++) {
		bool bad = (line >= 2 && line <= 8) || line == 10 || line == 11;
		char place[PATH_MAX + 64];

		snprintf(place, sizeof(place), "%s:%u: ", file, line);
		ck_assert_msg((strstr(complaints.data, place) != NULL) == bad, "line %u: %s", line,
			complaints.data);
	}
	ck_assert_ptr_nonnull(strstr(complaints.data, "colours"));
	ck_assert_str_eq(settings.nick, "ann");
	ck_assert_str_eq(settings.theme, "default");
	ck_assert_int_eq(settings.scrollback, 100000);
	ck_assert(!settings.send_read);
	ck_assert_int_eq(settings.history_size, 7);
}
END_TEST

START_TEST(test_configuration_long_lines)
{
	char text[6000];
	size_t n = (size_t)snprintf(text, sizeof(text), "nick = ann\nignore = ");

	memset(text + n, 'x', 5000);
	n += 5000;
	n += (size_t)snprintf(text + n, sizeof(text) - n, "\ntheme = dark\n");
	write_file(text, n);
	load("@:2: the line is too long\n");
	ck_assert_str_eq(settings.nick, "ann");
	ck_assert_str_eq(settings.theme, "dark");
}
END_TEST

START_TEST(test_configuration_set)
{
	write_file("theme = dark\nbell = all\n", 24);
	options.set[options.set_count++] = "theme=light";
	options.set[options.set_count++] = "nonsense";
	options.set[options.set_count++] = "notify = all";
	options.set[options.set_count++] = "bell=loud";
	load("--set: no setting 'nonsense'\n"
	     "--set: bell can't be 'loud'; it is one of off, mention, all\n");
	ck_assert_str_eq(settings.theme, "light");
	ck_assert_int_eq(settings.notify, SETTINGS_ALL);
	ck_assert_int_eq(settings.bell, SETTINGS_ALL);
}
END_TEST

START_TEST(test_configuration_that_is_no_file)
{
	ck_assert_int_eq(mkdir(file, 0700), 0);
	load("@: Is a directory\n");
}
END_TEST

START_TEST(test_configuration_tell)
{
	struct capture capture;
	char expected[2 * PATH_MAX];

	write_file("wrong\nbell = \x1b[31m\n", 19);
	snprintf(expected, sizeof(expected),
		"shmooze: %s:1: not of the form: key = value\nshmooze: ", file);
	capture_begin(&capture, STDERR_FILENO);
	configuration_tell(&options, &settings);
	capture_end(&capture);
	ck_assert_mem_eq(capture.text, expected, strlen(expected));
	ck_assert_ptr_null(strchr(capture.text, 0x1b));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("configuration");
	TCase *tcase = tcase_create("configuration");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_configuration_without_a_file);
	tcase_add_test(tcase, test_configuration_file);
	tcase_add_test(tcase, test_configuration_in_the_home);
	tcase_add_test(tcase, test_configuration_names_every_wrong_line);
	tcase_add_test(tcase, test_configuration_long_lines);
	tcase_add_test(tcase, test_configuration_set);
	tcase_add_test(tcase, test_configuration_that_is_no_file);
	tcase_add_test(tcase, test_configuration_tell);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
