/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/funnel.h"
#include "core/record.h"
#include "core/utf8.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static struct settings settings;

static void setup(void)
{
	ck_assert_int_eq(settings_init(&settings), 0);
}

static void teardown(void)
{
	settings_fini(&settings);
}

/* The value of a setting as text. */
static void check_value(const char *key, const char *value)
{
	const struct settings_entry *entry = settings_find(key);
	struct buffer out = {0};

	ck_assert_ptr_nonnull(entry);
	ck_assert_int_eq(settings_format_value(&settings, entry, &out), 0);
	ck_assert_int_eq(buffer_append(&out, "", 1), 0);
	ck_assert_str_eq(out.data, value);
	buffer_fini(&out);
}

START_TEST(test_settings_defaults)
{
	for (size_t i = 0; i < settings_count; i++)
		check_value(settings_table[i].key, settings_table[i].initial);
	ck_assert_str_eq(settings.nick, "");
	ck_assert_str_eq(settings.theme, "default");
	ck_assert(settings.send_typing && settings.send_read);
	ck_assert_int_eq(settings.colours, SETTINGS_COLOURS_AUTO);
	ck_assert_int_eq(settings.bell, SETTINGS_MENTION);
	ck_assert_int_eq(settings.notify, SETTINGS_MENTION);
	ck_assert_int_eq(settings.osc_notify, SETTINGS_OSC_OFF);
	ck_assert_int_eq(settings.paste_lines, 3);
	ck_assert_uint_eq(settings.notify_command.count, 0);
	ck_assert_str_eq(settings.open_command.list[0], "xdg-open");
	ck_assert_ptr_null(settings.open_command.list[1]);
}
END_TEST

/* Each entry is one of its kind, and no two share a value or a key. */
START_TEST(test_settings_table)
{
	for (size_t i = 0; i < settings_count; i++) {
		const struct settings_entry *entry = &settings_table[i];
		bool bounded = entry->type == SETTINGS_NUMBER || entry->type == SETTINGS_STRING;

		ck_assert_ptr_eq(settings_find(entry->key), entry);
		ck_assert_uint_eq(
			strspn(entry->key, "abcdefghijklmnopqrstuvwxyz-"), strlen(entry->key));
		ck_assert_uint_gt(strlen(entry->doc), 0);
		ck_assert_uint_le(strlen(entry->doc), 74);
		ck_assert_int_eq(entry->type == SETTINGS_CHOICE, entry->choices[0] != NULL);
		ck_assert_int_eq(bounded, entry->most > entry->least);
		for (size_t j = 0; j < i; j++)
			ck_assert_uint_ne(entry->offset, settings_table[j].offset);
	}
}
END_TEST

START_TEST(test_settings_choices_have_their_numbers)
{
	const struct {
		const char *key, *value;
		int *field, number;
	} choices[] = {
		{"colours", "mono", &settings.colours, SETTINGS_COLOURS_MONO},
		{"colours", "8", &settings.colours, SETTINGS_COLOURS_8},
		{"colours", "16", &settings.colours, SETTINGS_COLOURS_16},
		{"colours", "256", &settings.colours, SETTINGS_COLOURS_256},
		{"colours", "auto", &settings.colours, SETTINGS_COLOURS_AUTO},
		{"bell", "off", &settings.bell, SETTINGS_OFF},
		{"bell", "mention", &settings.bell, SETTINGS_MENTION},
		{"bell", "all", &settings.bell, SETTINGS_ALL},
		{"notify", "off", &settings.notify, SETTINGS_OFF},
		{"notify", "mention", &settings.notify, SETTINGS_MENTION},
		{"notify", "all", &settings.notify, SETTINGS_ALL},
		{"osc-notify", "9", &settings.osc_notify, SETTINGS_OSC_9},
		{"osc-notify", "777", &settings.osc_notify, SETTINGS_OSC_777},
		{"osc-notify", "off", &settings.osc_notify, SETTINGS_OSC_OFF},
	};

	for (int i = 0; i < COUNT(choices); i++) {
		*choices[i].field = -1;
		ck_assert_int_eq(
			settings_set(&settings, choices[i].key, choices[i].value, NULL), 0);
		ck_assert_int_eq(*choices[i].field, choices[i].number);
	}
}
END_TEST

static const struct {
	const char *key, *value, *formatted;
} accepted[] = {
	{"send-typing", "off", "off"},
	{"send-typing", "on", "on"},
	{"send-typing", "no", "off"},
	{"send-typing", "yes", "on"},
	{"send-typing", "false", "off"},
	{"send-typing", "true", "on"},
	{"send-typing", "0", "off"},
	{"send-typing", "1", "on"},
	{"paste-lines", "0", "0"},
	{"paste-lines", "007", "7"},
	{"paste-lines", "-0", "0"},
	{"paste-lines", "65536", "65536"},
	{"scrollback", "100", "100"},
	{"scrollback", "1000000", "1000000"},
	{"bell", "all", "all"},
	{"nick", "ann", "ann"},
	{"nick", "a b", "a b"},
	{"nick", "\u65e5\u672c", "\u65e5\u672c"},
	{"nick", "", ""},
	{"theme", "light", "light"},
	{"notify-command", "", ""},
	{"notify-command", "notify-send  'a b'\t\"c\"", "notify-send \"a b\" c"},
	{"ignore", "ann 'b c'", "ann \"b c\""},
};

START_TEST(test_settings_accept)
{
	struct buffer why = {0};

	ck_assert_int_eq(settings_set(&settings, accepted[_i].key, accepted[_i].value, &why), 0);
	check_value(accepted[_i].key, accepted[_i].formatted);
	ck_assert_uint_eq(why.len, 0);
	ck_assert_int_eq(
		settings_set(&settings, accepted[_i].key, accepted[_i].formatted, NULL), 0);
	check_value(accepted[_i].key, accepted[_i].formatted);
}
END_TEST

#define LONG60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *key, *value;
	int error;
	const char *why;
} refused[] = {
	{"bel", "all", -ENOENT, "no setting 'bel'; did you mean 'bell'?"},
	{"Bell", "all", -ENOENT, "no setting 'Bell'; did you mean 'bell'?"},
	{"xyzzy", "1", -ENOENT, "no setting 'xyzzy'"},
	{"", "1", -ENOENT, "no setting ''"},
	{LONG60 "b", "1", -ENOENT, "no setting '" LONG60 "...'"},
	{"send-read", "maybe", -EINVAL, "send-read can't be 'maybe'; it is on or off"},
	{"send-read", "", -EINVAL, "send-read can't be ''; it is on or off"},
	{"send-read", "ON", -EINVAL, "send-read can't be 'ON'; it is on or off"},
	{"scrollback", "99", -EINVAL,
		"scrollback can't be '99'; it is a number from 100 to 1000000"},
	{"scrollback", "1000001", -EINVAL,
		"scrollback can't be '1000001'; it is a number from 100 to 1000000"},
	{"paste-lines", "", -EINVAL, "paste-lines can't be ''; it is a number from 0 to 65536"},
	{"paste-lines", "x", -EINVAL, "paste-lines can't be 'x'; it is a number from 0 to 65536"},
	{"paste-lines", "3x", -EINVAL, NULL},
	{"paste-lines", "3 ", -EINVAL, NULL},
	{"paste-lines", " 3", -EINVAL, NULL},
	{"paste-lines", "+3", -EINVAL, NULL},
	{"paste-lines", "-", -EINVAL, NULL},
	{"paste-lines", "-1", -EINVAL, NULL},
	{"paste-lines", "0x3", -EINVAL, NULL},
	{"paste-lines", "3.0", -EINVAL, NULL},
	{"paste-lines", "99999999999999999999", -EINVAL, NULL},
	{"paste-lines", "-99999999999999999999", -EINVAL, NULL},
	{"bell", "loud", -EINVAL, "bell can't be 'loud'; it is one of off, mention, all"},
	{"bell", "", -EINVAL, NULL},
	{"bell", "al", -EINVAL, NULL},
	{"theme", "", -EINVAL,
		"theme can't be ''; it is text of 1 to 255 bytes without control characters"},
	{"nick", "a\nb", -EINVAL, NULL},
	{"nick", "a\tb", -EINVAL, NULL},
	{"nick", "a\x1b[0m", -EINVAL, NULL},
	{"nick", "a\u202e", -EINVAL, NULL},
	{"nick", "a\u200b", -EINVAL, NULL},
	{"nick", "\xff", -EINVAL, NULL},
	{"nick", "   ", -EINVAL, NULL},
	{"nick", LONG60 "bbbbb", -EINVAL, NULL},
	{"notify-command", "a 'b", -EINVAL,
		"notify-command can't be 'a 'b'; it is words, every quote closed"},
	{"notify-command", "a\nb", -EINVAL, NULL},
	{"notify-command", "a\xff", -EINVAL, NULL},
	{"notify-command", "a\\", -EINVAL, NULL},
};

START_TEST(test_settings_refuse)
{
	struct buffer why = {0};
	struct buffer before = {0}, after = {0};

	ck_assert_int_eq(settings_format(&settings, &before), 0);
	ck_assert_int_eq(settings_set(&settings, refused[_i].key, refused[_i].value, &why),
		refused[_i].error);
	ck_assert_int_eq(settings_set(&settings, refused[_i].key, refused[_i].value, NULL),
		refused[_i].error);
	ck_assert_int_eq(settings_format(&settings, &after), 0);
	ck_assert_uint_eq(after.len, before.len);
	ck_assert_mem_eq(after.data, before.data, after.len);
	ck_assert_uint_gt(why.len, 0);
	ck_assert_int_eq(buffer_append(&why, "", 1), 0);
	if (refused[_i].why != NULL)
		ck_assert_str_eq(why.data, refused[_i].why);
	buffer_fini(&why);
	buffer_fini(&before);
	buffer_fini(&after);
}
END_TEST

START_TEST(test_settings_values_are_bounded)
{
	char value[SETTINGS_VALUE_MAX + 2];
	struct buffer why = {0};

	memset(value, 'x', sizeof(value));
	value[SETTINGS_VALUE_MAX + 1] = '\0';
	ck_assert_int_eq(settings_set(&settings, "notify-command", value, &why), -EINVAL);
	ck_assert_uint_lt(why.len, 200);
	value[SETTINGS_VALUE_MAX] = '\0';
	ck_assert_int_eq(settings_set(&settings, "notify-command", value, NULL), 0);
	value[RECORD_FROM_MAX] = '\0';
	ck_assert_int_eq(settings_set(&settings, "nick", value, NULL), 0);
	buffer_fini(&why);
}
END_TEST

static const struct {
	const char *text;
	size_t n; /* 0: all */
	int error;
	const char *key, *value;
} assignments[] = {
	{"bell=all", 0, 0, "bell", "all"},
	{"bell all", 0, 0, "bell", "all"},
	{" bell \t= all \n", 0, 0, "bell", "all"},
	{"bell =all", 0, 0, "bell", "all"},
	{"bell=all and more", 8, 0, "bell", "all"},
	{"nick=a=b", 0, 0, "nick", "a=b"},
	{"nick = =", 0, 0, "nick", "="},
	{"nick a = b", 0, 0, "nick", "a = b"},
	{"nick=", 0, 0, "nick", ""},
	{"nick", 0, 0, "nick", ""},
	{"notify-command = sh -c 'a = b'", 0, 0, "notify-command", "sh -c \"a = b\""},
	{"bell", 0, -EINVAL, "bell", "mention"},
	{"bell = all x", 0, -EINVAL, "bell", "mention"},
	{"= all", 0, -ENOENT, "bell", "mention"},
	{"", 0, -ENOENT, "bell", "mention"},
	{"bell\0=all", 9, -ENOENT, "bell", "mention"},
	{"nick=a\0b", 8, 0, "nick",
		"a\ufffd"
		"b"},
	{"nick=\xff", 6, 0, "nick", "\ufffd"},
};

START_TEST(test_settings_assign)
{
	const char *text = assignments[_i].text;
	size_t n = assignments[_i].n > 0 ? assignments[_i].n : strlen(text);

	ck_assert_int_eq(settings_assign(&settings, text, n, NULL), assignments[_i].error);
	check_value(assignments[_i].key, assignments[_i].value);
}
END_TEST

/* What is written can be read. */
START_TEST(test_settings_format)
{
	struct buffer out = {0}, again = {0};
	size_t lines = 0;

	ck_assert_int_eq(settings_set(&settings, "nick", "a b", NULL), 0);
	ck_assert_int_eq(settings_set(&settings, "open-command", "x 'y \\ \" z'", NULL), 0);
	ck_assert_int_eq(settings_set(&settings, "bell", "off", NULL), 0);
	ck_assert_int_eq(settings_format(&settings, &out), 0);
	settings_fini(&settings);
	ck_assert_int_eq(settings_init(&settings), 0);
	for (char *line = out.data, *end; line < out.data + out.len; line = end + 1, lines++) {
		end = memchr(line, '\n', (size_t)(out.data + out.len - line));
		ck_assert_ptr_nonnull(end);
		ck_assert_int_eq(settings_assign(&settings, line, (size_t)(end - line), NULL), 0);
	}
	ck_assert_uint_eq(lines, settings_count);
	check_value("nick", "a b");
	ck_assert_int_eq(settings_format(&settings, &again), 0);
	ck_assert_uint_eq(again.len, out.len);
	ck_assert_mem_eq(again.data, out.data, out.len);
	buffer_fini(&out);
	buffer_fini(&again);
}
END_TEST

START_TEST(test_settings_random)
{
	static const char bytes[] = "bell nick=on'\"\\1\n\xff\0\xe2\x80\xae";
	unsigned seed = 5;

	for (int i = 0; i < 20000; i++) {
		struct buffer why = {0};
		char text[12];
		int error;

		memcpy(text, i % 2 == 0 ? "nick = " : "ignore ", 7);
		for (size_t j = 7; j < sizeof(text); j++) {
			seed = seed * 1103515245u + 12345u;
			text[j] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		error = settings_assign(&settings, text, sizeof(text), &why);
		ck_assert(error == 0 || error == -EINVAL || error == -ENOENT);
		ck_assert_int_eq(why.len > 0, error < 0);
		ck_assert(settings.nick[0] == '\0' ||
			  utf8_valid(settings.nick, strlen(settings.nick)));
		buffer_fini(&why);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("settings");
	TCase *tcase = tcase_create("settings");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_settings_defaults);
	tcase_add_test(tcase, test_settings_table);
	tcase_add_test(tcase, test_settings_choices_have_their_numbers);
	tcase_add_loop_test(tcase, test_settings_accept, 0, COUNT(accepted));
	tcase_add_loop_test(tcase, test_settings_refuse, 0, COUNT(refused));
	tcase_add_test(tcase, test_settings_values_are_bounded);
	tcase_add_loop_test(tcase, test_settings_assign, 0, COUNT(assignments));
	tcase_add_test(tcase, test_settings_format);
	tcase_add_test(tcase, test_settings_random);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
