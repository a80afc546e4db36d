/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/osc.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "tests/suite.h"

static struct buffer out;

static void tear_down(void)
{
	buffer_fini(&out);
}

static void check(const char *bytes)
{
	ck_assert_int_eq(buffer_append(&out, "", 1), 0);
	ck_assert_str_eq(out.data, bytes);
	ck_assert_uint_eq(out.len, strlen(bytes) + 1);
}

static const struct {
	enum osc_notice notice;
	const char *title;
	const char *text;
	const char *bytes;
} notices[] = {
	{OSC_9, "bob", "hello", "\x1b]9;bob: hello\a"},
	{OSC_9, "", "hello", "\x1b]9;hello\a"},
	{OSC_9, "", "4;1;50", "\x1b]9; 4;1;50\a"},
	{OSC_9, "", "\u200b4;1;50", "\x1b]9; 4;1;50\a"},
	{OSC_9, "9", "", "\x1b]9; 9: \a"},
	{OSC_9, "", "", "\x1b]9;\a"},
	{OSC_777, "bob", "hello", "\x1b]777;notify;bob;hello\a"},
	{OSC_777, "a;b", "c;d;\u0301e", "\x1b]777;notify;a,b;c,d,\u0301e\a"},
	{OSC_777, "\x1b\\", "\a\r\n\t\x7f", "\x1b]777;notify;^[\\;^G^M^J^I^?\a"},
	{OSC_777, "\xc2\x9c", "\xff\u202e日本", "\x1b]777;notify;<U+009C>;\ufffd日本\a"},
};

START_TEST(test_osc_notify)
{
	ck_assert_int_eq(
		osc_notify(&out, notices[_i].notice, notices[_i].title, notices[_i].text), 0);
	check(notices[_i].bytes);
}
END_TEST

START_TEST(test_osc_notify_cuts)
{
	char title[1000], text[5000];

	memset(title, 't', sizeof(title));
	title[sizeof(title) - 1] = '\0';
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(osc_notify(&out, OSC_777, title, text), 0);
	ck_assert_uint_eq(
		out.len, strlen("\x1b]777;notify;;\a") + OSC_TITLE_COLUMNS + OSC_TEXT_COLUMNS);
}
END_TEST

static const struct {
	const char *text;
	const char *bytes;
} copies[] = {
	{"", "\x1b]52;c;\a"},
	{"f", "\x1b]52;c;Zg==\a"},
	{"fo", "\x1b]52;c;Zm8=\a"},
	{"foo", "\x1b]52;c;Zm9v\a"},
	{"foob", "\x1b]52;c;Zm9vYg==\a"},
	{"a\x1b\x07\rb\x7f\xc2\x9b"
	 "c\n\t",
		"\x1b]52;c;YWJjCgk=\a"},
	{"\xff\xfe", "\x1b]52;c;77+977+9\a"},
	{"日本", "\x1b]52;c;5pel5pys\a"},
};

START_TEST(test_osc_copy)
{
	ck_assert_int_eq(osc_copy(&out, copies[_i].text, strlen(copies[_i].text)), 0);
	check(copies[_i].bytes);
}
END_TEST

START_TEST(test_osc_copy_limit)
{
	char *text = malloc(OSC_COPY_MAX + 1);

	memset(text, 'x', OSC_COPY_MAX + 1);
	ck_assert_int_eq(osc_copy(&out, text, OSC_COPY_MAX + 1), -EMSGSIZE);
	ck_assert_uint_eq(out.len, 0);
	ck_assert_int_eq(osc_copy(&out, text, OSC_COPY_MAX), 0);
	ck_assert_uint_le(out.len, 100000 + strlen("\x1b]52;c;\a"));
	free(text);
}
END_TEST

/* A control character, C1 ones included? */
static bool is_control(const char *s)
{
	unsigned char byte = (unsigned char)s[0];

	return byte < 0x20 || byte == 0x7f || (byte == 0xc2 && (unsigned char)s[1] < 0xa0);
}

/* No byte of any text ends the command, or begins another. */
START_TEST(test_osc_hostile)
{
	char title[64], text[512];

	srandom(3);
	for (int round = 0; round < 2000; round++) {
		for (size_t i = 0; i < sizeof(title) - 1; i++)
			title[i] = (char)(1 + random() % 255);
		for (size_t i = 0; i < sizeof(text) - 1; i++)
			text[i] = (char)(1 + random() % (round % 2 ? 255 : 32));
		title[sizeof(title) - 1] = text[sizeof(text) - 1] = '\0';
		out.len = 0;
		ck_assert_int_eq(osc_notify(&out, round % 3 ? OSC_9 : OSC_777, title, text), 0);
		for (size_t i = 1; i < out.len - 1; i++)
			if (is_control(out.data + i))
				ck_abort_msg("%zu: %02x", i, (unsigned char)out.data[i]);
		ck_assert_int_eq(out.data[out.len - 1], '\a');
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("osc");
	TCase *tcase = tcase_create("osc");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, test_osc_notify, 0, (int)(sizeof(notices) / sizeof(notices[0])));
	tcase_add_test(tcase, test_osc_notify_cuts);
	tcase_add_loop_test(tcase, test_osc_copy, 0, (int)(sizeof(copies) / sizeof(copies[0])));
	tcase_add_test(tcase, test_osc_copy_limit);
	tcase_add_test(tcase, test_osc_hostile);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
