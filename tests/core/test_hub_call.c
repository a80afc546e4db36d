/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/hub_call.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/core/hub_check.h"
#include "tests/core/hub_room.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

static uint32_t ann, bob, cy;
static char line[256];

static void setup(void)
{
	room_setup();
	ann = room_join("ann", 1);
	bob = room_join("bob", 2);
	cy = room_join("cy", 3);
	room_log();
}

static void serve(uint32_t id, uint32_t max, const char *verb)
{
	room_serve(id, 1, max, verb);
	ck_assert_str_eq(room_hear(id), "granted 38 1");
}

static void ask(uint32_t id, uint64_t number)
{
	room_send_bytes(id, FRAME_ASK, 0, number, "do\0it\0", 6);
}

/* Hears a CALL and returns its number. */
static uint64_t call_of(uint32_t id)
{
	ck_assert_int_eq(strncmp(room_hear(id), "call ", 5), 0);
	return room_call();
}

static const char *with(const char *format, uint64_t call)
{
	char *number = strchr(strcpy(line, format), '#');
	char rest[128];

	strcpy(rest, number + 1);
	sprintf(number, "%" PRIu64 "%s", call, rest);
	return line;
}

START_TEST(test_hub_call_answered)
{
	uint64_t call;

	serve(ann, 1, "do");
	room_send_bytes(cy, FRAME_ASK, 0, 8, "do\0two words\0\0", 14);
	ck_assert_str_eq(room_hear(ann), "call cy do two words ");
	call = room_call();
	room_send(ann, FRAME_OUTPUT, call, "some");
	room_send(ann, FRAME_ERRORS, call, "wrong");
	room_send_u32(ann, FRAME_ANSWERED, call, 255);
	ck_assert_str_eq(room_hear(cy), "output 8 some; errors 8 wrong; answered 8 255");
	ck_assert_str_eq(room_hear(ann), with("granted 45 #", call));
	/* It is over. */
	room_send(ann, FRAME_OUTPUT, call, "late");
	room_send_u32(ann, FRAME_ANSWERED, call, 0);
	snprintf(line, sizeof(line), "refused 42 %" PRIu64 " 16; refused 45 %" PRIu64 " 16", call,
		call);
	ck_assert_str_eq(room_hear(ann), line);
	room_send(cy, FRAME_CANCEL, 8, "");
	ck_assert_str_eq(room_hear(cy), "refused 41 8 16");
	/* Its number may be used again. */
	ask(cy, 8);
	ck_assert_uint_eq(call_of(ann), call + 1);
}
END_TEST

START_TEST(test_hub_call_refused)
{
	ask(cy, 1);
	ck_assert_str_eq(room_hear(cy), "refused 40 1 12");
	serve(ann, 1, "do");
	room_send(cy, FRAME_ASK, 2, "do");
	room_send(cy, FRAME_ASK, 3, "");
	room_send_bytes(cy, FRAME_ASK, 0, 4, "/\0", 2);
	room_send_bytes(cy, FRAME_ASK, 0, 5, "do\0x", 4);
	ask(cy, 6);
	ask(cy, 6);
	ck_assert_str_eq(room_hear(cy), "refused 40 2 1; refused 40 3 1; refused 40 4 10; "
					"refused 40 5 1; refused 40 6 15");
	/* A call of the server's is the server's only. */
	room_send(bob, FRAME_OUTPUT, call_of(ann), "x");
	room_send_u32(bob, FRAME_ANSWERED, 1, 0);
	ck_assert_str_eq(room_hear(bob), "refused 42 1 16; refused 45 1 16");
	room_send_u32(ann, FRAME_ANSWERED, 1, 256);
	room_send(ann, FRAME_ANSWERED, 1, "");
	room_send(ann, FRAME_OUTPUT, 1, "");
	ck_assert_str_eq(room_hear(ann), "refused 45 1 1; refused 45 1 1; refused 42 1 1");
	ck_assert_str_eq(room_hear(cy), "");
}
END_TEST

START_TEST(test_hub_call_serve_refused)
{
	char verb[16];

	room_serve(ann, 1, 0, "do");
	room_serve(ann, 2, 1, ".do");
	room_send(ann, FRAME_SERVE, 3, "");
	room_send(ann, FRAME_UNSERVE, 4, "do");
	room_send(ann, FRAME_UNSERVE, 5, "");
	ck_assert_str_eq(room_hear(ann), "refused 38 1 1; refused 38 2 10; refused 38 3 1; "
					 "refused 39 4 12; refused 39 5 10");
	for (int i = 0; i <= HUB_SERVES_MAX; i++) {
		snprintf(verb, sizeof(verb), "v%d", i);
		room_serve(ann, 9, 1, verb);
		ck_assert_str_eq(
			room_hear(ann), i < HUB_SERVES_MAX ? "granted 38 9" : "refused 38 9 11");
	}
	for (int i = HUB_SERVES_MAX; i <= HUB_VERBS_MAX; i++) {
		uint32_t id = i % HUB_SERVES_MAX == 0 ? room_join("more", 4) : room.hub.last_member;

		snprintf(verb, sizeof(verb), "v%d", i);
		room_serve(id, 9, 1, verb);
		ck_assert_str_eq(
			room_hear(id), i < HUB_VERBS_MAX ? "granted 38 9" : "refused 38 9 11");
	}
	/* A verb that goes makes room for another. */
	room_send(ann, FRAME_UNSERVE, 6, "v3");
	room_serve(ann, 7, 1, "new");
	ck_assert_str_eq(room_hear(ann), "granted 39 6; granted 38 7");
}
END_TEST

/* The one that runs fewest, up to what each allows; then they wait, in order. */
START_TEST(test_hub_call_shared)
{
	serve(ann, 2, "do");
	serve(bob, 1, "do");
	for (uint64_t number = 1; number <= 5; number++)
		ask(cy, number);
	ck_assert_uint_eq(room.hub.verbs[0].waiting, 2);
	ck_assert_str_eq(room_hear(ann), "call cy do it; call cy do it");
	ck_assert_str_eq(room_hear(bob), "call cy do it");
	room_send_u32(bob, FRAME_ANSWERED, 2, 0);
	ck_assert_str_eq(room_hear(bob), "granted 45 2; call cy do it");
	ck_assert_uint_eq(room_call(), 4);
	/* One more at a time: the last one runs. */
	room_serve(bob, 2, 2, "do");
	ck_assert_str_eq(room_hear(bob), "granted 38 2; call cy do it");
	ck_assert_uint_eq(room.hub.verbs[0].waiting, 0);
	ck_assert_str_eq(room_hear(cy), "answered 2 0");
}
END_TEST

START_TEST(test_hub_call_server_ends)
{
	serve(ann, 1, "do");
	ask(cy, 1);
	ask(cy, 2);
	hub_gone(&room.hub, ann, HUB_KILLED);
	ck_assert_ptr_null(hub_check(&room.hub));
	/* The one that it ran, and the one that nobody is left for. */
	ck_assert_str_eq(room_hear(cy), "refused 40 1 18; refused 40 2 18");
	serve(bob, 1, "do");
	serve(cy, 1, "do");
	for (uint64_t number = 3; number <= 5; number++)
		ask(cy, number);
	hub_gone(&room.hub, bob, HUB_KILLED);
	/* The one that waits still has a server. */
	ck_assert_str_eq(room_hear(cy), "call cy do it; refused 40 3 18");
	ck_assert_uint_eq(room.hub.verbs[0].waiting, 1);
}
END_TEST

START_TEST(test_hub_call_unserve)
{
	uint64_t call;

	serve(ann, 1, "do");
	ask(cy, 1);
	ask(cy, 2);
	call = call_of(ann);
	room_send(ann, FRAME_UNSERVE, 2, "do");
	ck_assert_str_eq(room_hear(cy), "refused 40 2 18");
	ask(cy, 3);
	ck_assert_str_eq(room_hear(cy), "refused 40 3 12");
	/* What runs goes on. */
	room_send(ann, FRAME_OUTPUT, call, "x");
	room_send_u32(ann, FRAME_ANSWERED, call, 1);
	ck_assert_str_eq(room_hear(cy), "output 1 x; answered 1 1");
}
END_TEST

START_TEST(test_hub_call_asker_ends)
{
	serve(ann, 1, "do");
	ask(cy, 1);
	ask(cy, 2);
	ask(bob, 1);
	call_of(ann);
	hub_gone(&room.hub, cy, HUB_KILLED);
	ck_assert_ptr_null(hub_check(&room.hub));
	ck_assert_str_eq(room_hear(ann), "cancel 1; call bob do it");
	ck_assert_uint_eq(room_call(), 3);
}
END_TEST

START_TEST(test_hub_call_cancelled)
{
	serve(ann, 1, "do");
	ask(cy, 1);
	ask(cy, 2);
	ask(cy, 3);
	call_of(ann);
	room_send(cy, FRAME_CANCEL, 2, "");
	room_send(cy, FRAME_CANCEL, 1, "");
	ck_assert_str_eq(
		room_hear(cy), "refused 40 2 20; granted 41 2; refused 40 1 20; granted 41 1");
	ck_assert_str_eq(room_hear(ann), "cancel 1; call cy do it");
	room_send(cy, FRAME_CANCEL, 1, "x");
	ck_assert_str_eq(room_hear(cy), "refused 41 1 1");
}
END_TEST

START_TEST(test_hub_call_credit)
{
	uint64_t call;

	serve(ann, 1, "do");
	ask(cy, 1);
	call = call_of(ann);
	for (int i = 0; i < REQUEST_CREDITS; i++)
		room_send(ann, i % 2 == 0 ? FRAME_OUTPUT : FRAME_ERRORS, call, "x");
	ck_assert_str_eq(room_hear(ann), "");
	room_send(ann, FRAME_OUTPUT, call, "more");
	ck_assert_str_eq(room_hear(ann), with("refused 42 # 17", call));
	room_send_u32(cy, FRAME_CREDIT, 1, 2);
	ck_assert_str_eq(room_hear(ann), with("credit # 2", call));
	for (int i = 0; i < 3; i++)
		room_send(ann, FRAME_OUTPUT, call, "x");
	ck_assert_str_eq(room_hear(ann), with("refused 42 # 17", call));
	room_hear(cy);
	/* More than there was, nothing, and for a call that is over. */
	room_send_u32(cy, FRAME_CREDIT, 1, REQUEST_CREDITS + 1);
	room_send_u32(cy, FRAME_CREDIT, 1, UINT32_MAX);
	room_send_u32(cy, FRAME_CREDIT, 1, 0);
	room_send_u32(cy, FRAME_CREDIT, 7, 1);
	ck_assert_str_eq(room_hear(cy), "refused 44 1 17; refused 44 1 17; refused 44 1 1");
}
END_TEST

START_TEST(test_hub_call_limits)
{
	serve(ann, 1, "do");
	for (uint64_t number = 1; number <= HUB_ASKS_MAX + 1; number++)
		ask(cy, number);
	ck_assert_str_eq(room_hear(cy), "refused 40 17 14");
	for (unsigned waiting = HUB_ASKS_MAX - 1; waiting < HUB_WAITING_MAX; waiting++) {
		uint32_t id = waiting % HUB_ASKS_MAX == HUB_ASKS_MAX - 1 ? room_join("more", 4)
									 : room.hub.last_member;

		ask(id, waiting);
		ck_assert_str_eq(room_hear(id), "");
	}
	ask(bob, 1);
	ck_assert_str_eq(room_hear(bob), "refused 40 1 13");
	ck_assert_uint_eq(room.hub.verbs[0].waiting, HUB_WAITING_MAX);
}
END_TEST

START_TEST(test_hub_call_ignored)
{
	serve(ann, 2, "do");
	room_send_bytes(ann, FRAME_IGNORE, REQUEST_ON, 2, "cy", 2);
	ask(cy, 1);
	ck_assert_str_eq(room_hear(cy), "refused 40 1 19");
	/* Another who serves it takes the call. */
	serve(bob, 1, "do");
	ask(cy, 2);
	ask(cy, 3);
	ck_assert_str_eq(room_hear(bob), "call cy do it");
	/* That one goes: only who ignores is left for the one that waits. */
	room_send(bob, FRAME_UNSERVE, 3, "do");
	ck_assert_str_eq(room_hear(cy), "refused 40 3 19");
	/* Under another nick. */
	room_send(cy, FRAME_NICK, 4, "dan");
	ask(cy, 5);
	ck_assert_str_eq(room_hear(ann), "granted 37 2; call dan do it");
	/* The account counts as well: another cy is not ignored. */
	ask(room_join("cy", 9), 1);
	ck_assert_str_eq(room_hear(ann), "call cy do it");
}
END_TEST

/* One that is heeded again gets what waits. */
START_TEST(test_hub_call_heeded)
{
	serve(ann, 1, "do");
	serve(bob, 1, "do");
	room_send_bytes(ann, FRAME_IGNORE, REQUEST_ON, 2, "cy", 2);
	ask(cy, 1);
	ask(cy, 2);
	ck_assert_str_eq(room_hear(ann), "granted 37 2");
	room_send_bytes(ann, FRAME_IGNORE, 0, 3, "cy", 2);
	ck_assert_str_eq(room_hear(ann), "granted 37 3; call cy do it");
}
END_TEST

/* Arguments of the full length, more of them than a server has room for at a time. */
START_TEST(test_hub_call_large)
{
	static char text[REQUEST_ARGUMENTS_MAX + 1];
	unsigned calls = 0;

	memset(text, 'x', sizeof(text));
	memcpy(text, "do", 3);
	text[REQUEST_ARGUMENTS_MAX - 1] = '\0';
	text[REQUEST_ARGUMENTS_MAX] = '\0';
	serve(ann, 100, "do");
	for (uint64_t number = 1; number <= HUB_ASKS_MAX; number++)
		room_send_text(cy, FRAME_ASK, number, text, REQUEST_ARGUMENTS_MAX);
	room_send_text(cy, FRAME_ASK, 77, text, REQUEST_ARGUMENTS_MAX + 1);
	ck_assert_str_eq(room_hear(cy), "refused 40 77 4");
	ck_assert_uint_eq(room.hub.verbs[0].waiting, HUB_ASKS_MAX - 1);
	for (size_t n; hub_next_response(&room.hub, ann, &n) != NULL;) {
		calls += strstr(room_hear_some(ann, 1), "call") != NULL;
		ck_assert_ptr_null(hub_check(&room.hub));
	}
	ck_assert_uint_eq(calls, HUB_ASKS_MAX);
	ck_assert_ptr_nonnull(hub_member(&room.hub, ann));
}
END_TEST

START_TEST(test_hub_call_stopped)
{
	serve(ann, 1, "do");
	ask(cy, 1);
	ask(cy, 2);
	hub_stop(&room.hub);
	ck_assert_ptr_null(hub_check(&room.hub));
	ck_assert_uint_eq(room.hub.count, 0);
}
END_TEST

START_TEST(test_hub_call_without_memory)
{
	static char large[8000] = "do";

	serve(ann, 1, "do");
	starve(1);
	ask(cy, 1);
	starve(0);
	ck_assert_str_eq(room_hear(cy), "refused 40 1 22");
	ask(cy, 1);
	room_send_text(cy, FRAME_ASK, 2, large, sizeof(large));
	call_of(ann);
	starve(1000);
	room_send_u32(ann, FRAME_ANSWERED, room_call(), 0);
	starve(0);
	ck_assert_ptr_null(hub_check(&room.hub));
	ck_assert_str_eq(room_hear(cy), "answered 1 0; refused 40 2 22");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("hub_call");
	TCase *tcase = tcase_create("hub_call");

	tcase_add_checked_fixture(tcase, setup, room_teardown);
	tcase_add_test(tcase, test_hub_call_answered);
	tcase_add_test(tcase, test_hub_call_refused);
	tcase_add_test(tcase, test_hub_call_serve_refused);
	tcase_add_test(tcase, test_hub_call_shared);
	tcase_add_test(tcase, test_hub_call_server_ends);
	tcase_add_test(tcase, test_hub_call_unserve);
	tcase_add_test(tcase, test_hub_call_asker_ends);
	tcase_add_test(tcase, test_hub_call_cancelled);
	tcase_add_test(tcase, test_hub_call_credit);
	tcase_add_test(tcase, test_hub_call_limits);
	tcase_add_test(tcase, test_hub_call_ignored);
	tcase_add_test(tcase, test_hub_call_heeded);
	tcase_add_test(tcase, test_hub_call_large);
	tcase_add_test(tcase, test_hub_call_stopped);
	tcase_add_test(tcase, test_hub_call_without_memory);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
