/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/name.h"

#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define SIXTEEN "0123456789abcdef"

static const struct {
	const char *name;
	bool valid;
} chats[] = {
	{NAME_CHAT_DEFAULT, true},
	{"a", true},
	{"-", true},
	{"two words", true},
	{"a.b", true},
	{"a..", true},
	{"日本語", true},
	{"e\xcc\x81", true},
	{"😀", true},
	{SIXTEEN SIXTEEN SIXTEEN SIXTEEN, true},
	/* too short, too long */
	{"", false},
	{SIXTEEN SIXTEEN SIXTEEN SIXTEEN "x", false},
	{SIXTEEN SIXTEEN SIXTEEN "0123456789abcde\xc3\xa9", false},
	/* another place in the file system */
	{".", false},
	{"..", false},
	{".hidden", false},
	{"/", false},
	{"a/b", false},
	{"a/", false},
	{"../a", false},
	/* control characters */
	{"a\nb", false},
	{"a\tb", false},
	{"\x1b[2J", false},
	{"a\x7f", false},
	{"a\xc2\x9b" "b", false},
	{"a\xe2\x80\xa8", false},
	/* bidi, zero-width, tags */
	{"a\xe2\x80\xae" "b", false},
	{"a\xe2\x81\xa6", false},
	{"a\xe2\x80\x8b", false},
	{"a\xe2\x80\x8d", false},
	{"\xef\xbb\xbf" "a", false},
	{"a\xf3\xa0\x81\x81", false},
	/* not UTF-8 */
	{"a\xff", false},
	{"caf\xe9", false},
	{"a\xe2\x82", false},
	{"\xed\xa0\x80", false},
	{"a\xc0\xaf" "b", false},
};

START_TEST(test_name_chat_valid)
{
	ck_assert_msg(name_chat_valid(chats[_i].name) == chats[_i].valid, "\"%s\"", chats[_i].name);
}
END_TEST

/* Every byte in the middle of a name: those of ASCII that print, but for the slash, are fine. */
START_TEST(test_name_chat_bytes)
{
	for (int c = 1; c < 256; c++) {
		char name[] = {'a', (char)c, 'b', '\0'};
		bool valid = c >= ' ' && c < 0x7f && c != '/';

		ck_assert_msg(name_chat_valid(name) == valid, "byte %d", c);
	}
}
END_TEST

static const struct {
	const char *name;
	bool valid;
	enum seat seat;
} seats[] = {
	{"A", true, SEAT_A},
	{"a", true, SEAT_A},
	{"B", true, SEAT_B},
	{"b", true, SEAT_B},
	{"", false, SEAT_A},
	{"C", false, SEAT_A},
	{"R", false, SEAT_A},
	{"r", false, SEAT_A},
	{"AB", false, SEAT_A},
	{"A ", false, SEAT_A},
	{" a", false, SEAT_A},
	{"\xc3\x81", false, SEAT_A},
};

START_TEST(test_name_seat_parse)
{
	enum seat seat = SEAT_ALL_COUNT;

	ck_assert(name_seat_parse(seats[_i].name, &seat) == seats[_i].valid);
	ck_assert_int_eq(seat, seats[_i].valid ? seats[_i].seat : SEAT_ALL_COUNT);
}
END_TEST

START_TEST(test_name_seat_letters)
{
	ck_assert_int_eq(name_seat_letter(SEAT_A), 'A');
	ck_assert_int_eq(name_seat_letter(SEAT_B), 'B');
	ck_assert_int_eq(name_seat_letter(SEAT_ROOM), 'R');
	ck_assert_int_eq(name_seat_other(SEAT_A), SEAT_B);
	ck_assert_int_eq(name_seat_other(SEAT_B), SEAT_A);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("name");
	TCase *tcase = tcase_create("name");

	tcase_add_loop_test(tcase, test_name_chat_valid, 0, COUNT(chats));
	tcase_add_test(tcase, test_name_chat_bytes);
	tcase_add_loop_test(tcase, test_name_seat_parse, 0, COUNT(seats));
	tcase_add_test(tcase, test_name_seat_letters);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
