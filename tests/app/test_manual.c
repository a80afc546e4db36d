/* SPDX-License-Identifier: ISC */
/*
 * The manual and the sample of the settings say what the tables of the code say, all of it and
 * nothing else.
 */
#include "config.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/configuration.h"
#include "core/command.h"
#include "core/settings.h"
#include "tests/ipc/scene.h"
#include "ui/keymap.h"

static char text[200000];

static void read_source(const char *name)
{
	const char *srcdir = getenv("srcdir");
	char path[PATH_MAX];
	FILE *file;
	size_t n;

	snprintf(path, sizeof(path), "%s/data/%s", srcdir != NULL ? srcdir : ".", name);
	file = fopen(path, "r");
	ck_assert_msg(file != NULL, "%s can't be read; srcdir is where data/ lies", path);
	n = fread(text, 1, sizeof(text) - 1, file);
	ck_assert_uint_lt(n, sizeof(text) - 1);
	text[n] = '\0';
	fclose(file);
}

/* Appends what stands for plain in the manual. */
static void spell(char *out, size_t size, const char *plain)
{
	size_t n = strlen(out);

	for (; *plain != '\0' && n + 5 < size; plain++) {
		const char *as = *plain == '-' ? "\\-" : *plain == '^' ? "\\(ha" : NULL;

		n += (size_t)snprintf(
			out + n, size - n, "%s%.*s", as != NULL ? as : "", as == NULL, plain);
	}
}

/* How often a line or a run of lines stands in a part of the text. */
static int count_in(const char *from, const char *to, const char *wanted)
{
	int count = 0;

	while ((from = strstr(from, wanted)) != NULL && from < to) {
		count++;
		from++;
	}
	return count;
}

static const struct {
	enum keymap_mode mode;
	const char *begin;
} lists[] = {
	{KEYMAP_CHAT, "\nThe keys while typing are:\n"},
	{KEYMAP_FIND, "\nWhile searching:\n"},
	{KEYMAP_VIEW, "\nThe keys are:\n"},
};

START_TEST(test_manual_has_every_key)
{
	const struct keymap_entry *entry;
	const char *begin, *end;
	int entries = 0;

	read_source("shmooze.1");
	begin = strstr(text, lists[_i].begin);
	ck_assert_ptr_nonnull(begin);
	end = strstr(begin, "\n.El\n");
	ck_assert_ptr_nonnull(end);
	for (size_t i = 0; (entry = keymap_entry(i)) != NULL; i++) {
		char name[KEYMAP_NAME_SIZE], wanted[512] = "\n.It Ql ";

		if (!(entry->modes & lists[_i].mode))
			continue;
		keymap_name(entry, name);
		spell(wanted, sizeof(wanted), name);
		strcat(wanted, "\n");
		strcat(wanted, entry->help);
		strcat(wanted, "\n");
		ck_assert_msg(count_in(begin, end + 1, wanted) == 1, "in the list of mode %d:%s",
			(int)lists[_i].mode, wanted);
		/* Two codes of one key have one line. */
		for (size_t j = 0; j < i; j++) {
			const struct keymap_entry *before = keymap_entry(j);
			char other[KEYMAP_NAME_SIZE];

			keymap_name(before, other);
			if ((before->modes & lists[_i].mode) && strcmp(name, other) == 0) {
				entries--;
				break;
			}
		}
		entries++;
	}
	ck_assert_int_eq(count_in(begin, end, "\n.It "), entries);
}
END_TEST

START_TEST(test_manual_has_every_command)
{
	int commands = 0;

	read_source("shmooze.1");
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command_entry *entry = command_entry((enum command_id)id);
		char wanted[512];

		snprintf(wanted, sizeof(wanted), "\n.It Ic /%s%s%s%s\n%s\n", entry->name,
			entry->argument[0] != '\0' ? " Li \"" : "", entry->argument,
			entry->argument[0] != '\0' ? "\"" : "", entry->help);
		ck_assert_msg(strstr(text, wanted) != NULL, "missing:%s", wanted);
		commands++;
	}
	ck_assert_int_eq(count_in(text, text + strlen(text), "\n.It Ic /"), commands);
}
END_TEST

START_TEST(test_manual_has_every_setting)
{
	read_source("shmooze.1");
	for (size_t i = 0; i < settings_count; i++) {
		const struct settings_entry *entry = &settings_table[i];
		char wanted[512] = "\n.It Va ", doc[512] = "\n";
		const char *at;

		spell(wanted, sizeof(wanted), entry->key);
		spell(doc, sizeof(doc), entry->doc);
		at = strstr(text, wanted);
		ck_assert_msg(at != NULL, "missing:%s", wanted);
		at += strlen(wanted);
		ck_assert_msg(*at == '\n' || *at == ' ', "%s", entry->key);
		at = strchr(at, '\n');
		ck_assert_msg(strncmp(at, doc, strlen(doc)) == 0, "of %s:%s", entry->key, doc);
		for (int choice = 0; entry->choices[choice] != NULL; choice++)
			ck_assert_msg(count_in(at - 64, at, entry->choices[choice]) > 0,
				"%s: %s is missing", entry->key, entry->choices[choice]);
	}
	ck_assert_int_eq(count_in(text, text + strlen(text), "\n.It Va "), settings_count);
}
END_TEST

/* A comment "# doc" stands above each "#key = default". */
START_TEST(test_sample_has_every_setting)
{
	read_source("config");
	for (size_t i = 0; i < settings_count; i++) {
		const struct settings_entry *entry = &settings_table[i];
		char wanted[512];

		snprintf(wanted, sizeof(wanted), "\n# %s", entry->doc);
		ck_assert_msg(strstr(text, wanted) != NULL, "missing:%s", wanted);
		snprintf(wanted, sizeof(wanted), "\n#%s = %s\n", entry->key, entry->initial);
		ck_assert_msg(strstr(text, wanted) != NULL, "missing:%s", wanted);
	}
}
END_TEST

/* Removes the # before each setting, which has no blank behind it. Returns their number. */
static size_t uncomment(void)
{
	size_t count = 0;

	for (char *p = text; (p = strstr(p, "\n#")) != NULL; p++) {
		if (p[2] == ' ' || p[2] == '\n' || p[2] == '\0')
			continue;
		p[1] = ' ';
		count++;
	}
	return count;
}

/* As it is, and with every setting in force: the defaults, and nothing to complain about. */
START_TEST(test_sample_is_accepted)
{
	struct buffer complaints = {0}, before = {0}, after = {0};
	struct settings settings;
	struct options options;
	char path[PATH_MAX];

	read_source("config");
	if (_i == 1)
		ck_assert_uint_eq(uncomment(), settings_count);
	snprintf(path, sizeof(path), "%s/shmooze", scene_new());
	ck_assert_int_eq(mkdir(path, 0700), 0);
	strcat(path, "/config");
	scene_write(AT_FDCWD, path, text, strlen(text));
	*strstr(path, "/shmooze/config") = '\0';
	setenv("XDG_CONFIG_HOME", path, 1);
	options_init(&options);
	ck_assert_int_eq(settings_init(&settings), 0);
	ck_assert_int_eq(settings_format(&settings, &before), 0);
	ck_assert_int_eq(configuration_load(&options, &settings, &complaints), 0);
	ck_assert_msg(complaints.len == 0, "%.*s", (int)complaints.len, complaints.data);
	ck_assert_int_eq(settings_format(&settings, &after), 0);
	ck_assert_uint_eq(before.len, after.len);
	ck_assert_mem_eq(before.data, after.data, before.len);
	settings_fini(&settings);
	buffer_fini(&before);
	buffer_fini(&after);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("manual");
	TCase *tcase = tcase_create("manual");

	tcase_add_loop_test(tcase, test_manual_has_every_key, 0, COUNT(lists));
	tcase_add_test(tcase, test_manual_has_every_command);
	tcase_add_test(tcase, test_manual_has_every_setting);
	tcase_add_test(tcase, test_sample_has_every_setting);
	tcase_add_loop_test(tcase, test_sample_is_accepted, 0, 2);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
