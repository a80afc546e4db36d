/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/roll.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/login.h"
#include "core/hub.h"
#include "tests/suite.h"

#define ASKED 7

static struct roll roll;

static void setup(void)
{
	roll = (struct roll){.asked = ASKED};
}

static void teardown(void)
{
	roll_fini(&roll);
}

static bool tell(uint64_t number, uint32_t id, const char *nick, uint16_t flags, const char *away)
{
	struct member_event event = {.kind = MEMBER_ROW, .request = FRAME_WHO, .number = number};

	event.row = (struct request_member){.id = id, .uid = getuid(), .pid = 100 + id};
	event.row.flags = flags;
	snprintf(event.row.nick, sizeof(event.row.nick), "%s", nick);
	snprintf(event.row.away, sizeof(event.row.away), "%s", away);
	return roll_take(&roll, &event);
}

static bool end(enum member_kind kind, uint64_t number)
{
	const struct member_event event = {.kind = kind, .request = FRAME_WHO, .number = number};

	return roll_take(&roll, &event);
}

/* In what is wanted, '@' stands for the login name. */
static void expect(uint32_t own, const char *wanted)
{
	char login[LOGIN_MAX + 1];
	struct buffer out = {0}, lines = {0};

	for (login_of(getuid(), login); *wanted != '\0'; wanted++)
		buffer_append(&lines, *wanted == '@' ? login : wanted,
			*wanted == '@' ? strlen(login) : 1);
	ck_assert_int_eq(roll_format(&roll, own, ": ", &out), 0);
	ck_assert_uint_eq(out.len, lines.len);
	ck_assert_mem_eq(out.data, lines.data, out.len);
	buffer_fini(&out);
	buffer_fini(&lines);
}

START_TEST(test_roll_is_told)
{
	const char *const *nicks = roll_nicks(&roll);

	ck_assert_ptr_null(nicks[0]);
	ck_assert(!tell(ASKED, 1, "ann", 0, ""));
	ck_assert(!tell(ASKED, 2, "script", REQUEST_BRIEF, ""));
	ck_assert(!tell(ASKED, 3, "bob", 0, "lunch"));
	/* Of another one, and of no such request. */
	ck_assert(!tell(ASKED + 1, 4, "eve", 0, ""));
	ck_assert(!end(MEMBER_GRANTED, ASKED + 1));
	ck_assert_uint_eq(roll.count, 0);
	ck_assert(end(MEMBER_GRANTED, ASKED));
	ck_assert(roll.holds);
	ck_assert_uint_eq(roll.asked, 0);
	nicks = roll_nicks(&roll);
	ck_assert_str_eq(nicks[0], "ann");
	ck_assert_str_eq(nicks[1], "bob");
	ck_assert_ptr_null(nicks[2]);
	expect(3, "ann: account @, process 101\nbob: account @, process 103, you, away: lunch\n");
}
END_TEST

/* Nobody can make up a line of somebody else. */
START_TEST(test_roll_has_a_line_for_each)
{
	tell(ASKED, 1, "ann", 0, "a\nbob\taccount root");
	ck_assert(end(MEMBER_GRANTED, ASKED));
	expect(0, "ann: account @, process 101, away: a bob account root\n");
}
END_TEST

START_TEST(test_roll_is_forgotten)
{
	tell(ASKED, 1, "ann", 0, "");
	roll_forget(&roll);
	ck_assert(end(MEMBER_GRANTED, ASKED));
	ck_assert(!roll.holds);
	ck_assert_uint_eq(roll.count, 1);
	/* What was known stays where the next answer is a refusal. */
	roll.asked = ASKED;
	ck_assert(end(MEMBER_REFUSED, ASKED));
	ck_assert_uint_eq(roll.count, 1);
}
END_TEST

START_TEST(test_roll_is_bounded)
{
	for (uint32_t id = 1; id <= 2 * HUB_MEMBERS_MAX; id++)
		tell(ASKED, id, "x", 0, "");
	ck_assert(end(MEMBER_GRANTED, ASKED));
	ck_assert_uint_eq(roll.count, HUB_MEMBERS_MAX);
}
END_TEST

START_TEST(test_roll_asks_once)
{
	struct membership membership = {.ended = true};

	ck_assert_int_eq(roll_ask(&roll, &membership), 0);
	ck_assert_uint_eq(roll.asked, ASKED);
	roll.asked = 0;
	ck_assert_int_eq(roll_ask(&roll, &membership), -EPIPE);
	ck_assert_uint_eq(roll.asked, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("roll");
	TCase *tcase = tcase_create("roll");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_roll_is_told);
	tcase_add_test(tcase, test_roll_has_a_line_for_each);
	tcase_add_test(tcase, test_roll_is_forgotten);
	tcase_add_test(tcase, test_roll_is_bounded);
	tcase_add_test(tcase, test_roll_asks_once);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
