/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/address.h"

#include <string.h>

#include "tests/suite.h"

#define LONGEST      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static const struct {
	struct address address;
	const char *text, *holder, *folder;
} addresses[] = {
	{{"main", SEAT_A, false, 0, false}, "seat A of chat main", "peer", "main"},
	{{"main", SEAT_B, false, 7, false}, "seat B of chat main", "peer", "main"},
	{{"two words", SEAT_ROOM, false, 7, false}, "room two words", "hub", "two words"},
	{{"team", SEAT_ROOM, true, 0, false}, "room team of group 0", "hub", ".group-0.team"},
	{{"1.team", SEAT_ROOM, true, 10, false}, "room 1.team of group 10", "hub",
		".group-10.1.team"},
	{{LONGEST, SEAT_ROOM, true, (gid_t)4294967294u, false},
		"room " LONGEST " of group 4294967294", "hub", ".group-4294967294." LONGEST},
};

START_TEST(test_address_texts)
{
	const struct address *address = &addresses[_i].address;
	char text[ADDRESS_TEXT_SIZE], folder[ADDRESS_FOLDER_SIZE];

	ck_assert_str_eq(address_text(address, text), addresses[_i].text);
	ck_assert_str_eq(address_holder(address), addresses[_i].holder);
	ck_assert_str_eq(address_folder(address, folder), addresses[_i].folder);
	/* What is a group's is no chat's. */
	ck_assert(name_chat_valid(folder) == !address->has_group);
}
END_TEST

START_TEST(test_address_of)
{
	struct address address = address_of(LONGEST, SEAT_ROOM);

	ck_assert_str_eq(address.chat, LONGEST);
	ck_assert_int_eq(address.seat, SEAT_ROOM);
	ck_assert(!address.has_group);
	ck_assert(!address.with);
}
END_TEST

START_TEST(test_address_account)
{
	struct address address = address_of(ADDRESS_WITH "bob", SEAT_A);

	ck_assert_str_eq(address_account(&address), "bob");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("address");
	TCase *tcase = tcase_create("address");

	tcase_add_loop_test(tcase, test_address_texts, 0, COUNT(addresses));
	tcase_add_test(tcase, test_address_of);
	tcase_add_test(tcase, test_address_account);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
