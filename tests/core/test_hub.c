/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/hub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "tests/core/hub_check.h"
#include "tests/core/hub_room.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

static char big[2 * RECORD_TEXT_MAX];

static enum refusal try_join(const char *nick, size_t n)
{
	uint32_t id = 0;

	return hub_join(&room.hub, 1, 1, nick, n, false, &id);
}

START_TEST(test_hub_join)
{
	uint32_t id = 0;

	ck_assert_int_eq(hub_join(&room.hub, 7, 70, "ann", 3, false, &id), REFUSAL_NONE);
	ck_assert_uint_eq(id, 1);
	ck_assert_uint_eq(room.due, 1);
	ck_assert_str_eq(room_hear(id), "welcome ann");
	ck_assert_uint_eq(room.members[id].id, 1);
	ck_assert_str_eq(room_log(), "note ann is here");
	ck_assert_uint_eq(room.changed, 1);
	ck_assert_uint_eq(hub_member(&room.hub, id)->uid, 7);
	ck_assert_uint_eq(hub_member(&room.hub, id)->pid, 70);
	ck_assert_ptr_null(hub_member(&room.hub, 2));
	ck_assert_uint_eq(hub_members(&room.hub), 1);
}
END_TEST

START_TEST(test_hub_join_refused)
{
	ck_assert_int_eq(try_join("", 0), REFUSAL_NICK);
	ck_assert_int_eq(try_join("a\0b", 3), REFUSAL_NICK);
	ck_assert_int_eq(try_join("\033[m", 3), REFUSAL_NICK);
	ck_assert_int_eq(try_join("\xff", 1), REFUSAL_NICK);
	ck_assert_int_eq(try_join(big, RECORD_FROM_MAX + 1), REFUSAL_NICK);
	/* 65536 and a bit more: as a length of 16 bits it would be short. */
	ck_assert_int_eq(try_join(big, 65536 + 3), REFUSAL_NICK);
	for (int i = 0; i < HUB_MEMBERS_MAX; i++)
		ck_assert_int_eq(try_join("ann", 3), REFUSAL_NONE);
	ck_assert_int_eq(try_join("ann", 3), REFUSAL_FULL);
	ck_assert_ptr_null(hub_check(&room.hub));
	hub_gone(&room.hub, 17, HUB_KILLED);
	ck_assert_int_eq(try_join("bob", 3), REFUSAL_NONE);
	ck_assert_ptr_nonnull(hub_member(&room.hub, HUB_MEMBERS_MAX + 1));
}
END_TEST

START_TEST(test_hub_nicks)
{
	uint32_t id;

	room_join("ann", 1);
	ck_assert_str_eq(hub_member(&room.hub, room_join("ann", 1))->nick, "ann2");
	ck_assert_str_eq(hub_member(&room.hub, room_join("ann", 2))->nick, "ann3");
	room_join("bob2", 1);
	id = room_join("bob", 1);
	room_log();
	room_send(id, FRAME_NICK, 5, "ann");
	ck_assert_str_eq(room_hear(id), "granted 8 5 ann4");
	ck_assert_str_eq(room_log(), "note bob is now ann4");
	/* One's own is not taken. */
	room_send(id, FRAME_NICK, 6, "ann4");
	ck_assert_str_eq(room_hear(id), "granted 8 6 ann4");
	room_send(id, FRAME_NICK, 7, "   ");
	ck_assert_str_eq(room_hear(id), "refused 8 7 6");
	ck_assert_str_eq(room_log(), "");
	ck_assert_str_eq(hub_member(&room.hub, id)->nick, "ann4");
}
END_TEST

/* A nick of the full length is cut between characters to make room for the number. */
START_TEST(test_hub_nick_cut)
{
	char nick[RECORD_FROM_MAX + 1], expected[RECORD_FROM_MAX + 1];

	for (int i = 0; i < RECORD_FROM_MAX; i += 2)
		memcpy(nick + i, "\xc3\xa9", 3);
	memcpy(expected, nick, sizeof(nick));
	memcpy(expected + RECORD_FROM_MAX - 2, "2", 2);
	room_join(nick, 1);
	ck_assert_str_eq(hub_member(&room.hub, room_join(nick, 1))->nick, expected);
}
END_TEST

/* A script of one's own account speaks under one's nick, nobody else's does. */
START_TEST(test_hub_brief)
{
	uint32_t ann = room_join("ann", 1), brief, other;

	room_log();
	room.changed = 0;
	brief = room_join_brief("ann", 1);
	other = room_join_brief("ann", 2);
	ck_assert_str_eq(hub_member(&room.hub, brief)->nick, "ann");
	ck_assert_str_eq(hub_member(&room.hub, other)->nick, "ann2");
	ck_assert_uint_eq(hub_members(&room.hub), 1);
	room_send(ann, FRAME_WHO, 3, "");
	ck_assert_str_eq(room_hear(ann), "row ann; row ann; row ann2; granted 32 3");
	hub_gone(&room.hub, brief, HUB_CLOSED);
	room_send(other, FRAME_LEAVE, 1, "");
	ck_assert_str_eq(room_log(), "drop 3 0");
	/* The other way round: who stays may have the nick of a script of the account. */
	room_join_brief("cy", 3);
	ck_assert_str_eq(hub_member(&room.hub, room_join("cy", 3))->nick, "cy");
	ck_assert_str_eq(hub_member(&room.hub, room_join("cy", 3))->nick, "cy2");
}
END_TEST

START_TEST(test_hub_say)
{
	uint32_t ann = room_join("ann", 1), bob = room_join("bob", 2);

	room_log();
	room_send(ann, FRAME_POST, 41, "hello");
	room_send(bob, FRAME_POST, 41, "");
	room_send_bytes(ann, FRAME_POST, 0, 42, "a\0\xff", 3);
	ck_assert_str_eq(
		room_log(), "say 1 41 hello; say 2 41 ; say 1 42 a\xef\xbf\xbd\xef\xbf\xbd");
	ck_assert_str_eq(room_hear(ann), "granted 7 41 =1; granted 7 42 =3");
	ck_assert_str_eq(room_hear(bob), "granted 7 41 =2");
	room.full_disk = true;
	room_send(ann, FRAME_POST, 43, "lost");
	ck_assert_str_eq(room_hear(ann), "refused 7 43 22");
}
END_TEST

/* _i: bytes more than a text may have. */
START_TEST(test_hub_say_long)
{
	uint32_t ann = room_join("ann", 1);
	size_t len = RECORD_TEXT_MAX + (size_t)_i;

	room_log();
	memset(big, 'x', sizeof(big));
	room_send_text(ann, FRAME_POST, 1, big, len);
	ck_assert_str_eq(room_hear(ann), _i == 0 ? "granted 7 1 =1" : "refused 7 1 4");
	ck_assert_uint_eq(room.said, _i == 0);
	/* Longer than the parts can count. */
	room_send_text(ann, FRAME_POST, 2, big, sizeof(big));
	ck_assert_str_eq(room_hear(ann), "refused 7 2 4");
	/* Mended it would be longer than it may be. */
	memset(big, 0xff, sizeof(big));
	room_send_text(ann, FRAME_POST, 3, big, RECORD_TEXT_MAX);
	ck_assert_str_eq(room_hear(ann), "refused 7 3 4");
	room_send(ann, FRAME_POST, 4, "next");
	ck_assert_str_eq(room_hear(ann), _i == 0 ? "granted 7 4 =2" : "granted 7 4 =1");
}
END_TEST

#define PART(n) ((unsigned)(n) << FRAME_PART_SHIFT)

START_TEST(test_hub_parts_do_not_mix)
{
	uint32_t ann = room_join("ann", 1), bob = room_join("bob", 1);

	room_log();
	room_send_bytes(ann, FRAME_POST, FRAME_MORE, 1, "a", 1);
	/* Others that are whole, begin, or end; of another kind; then the right one. */
	room_send_bytes(ann, FRAME_POST, 0, 2, "x", 1);
	room_send_bytes(ann, FRAME_POST, FRAME_MORE, 3, "x", 1);
	room_send_bytes(ann, FRAME_POST, PART(1), 3, "x", 1);
	room_send_bytes(ann, FRAME_ASK, PART(1), 1, "x", 1);
	ck_assert_str_eq(room_hear(ann), "refused 7 2 5; refused 7 3 5; refused 40 1 5");
	room_send(bob, FRAME_POST, 1, "bob's");
	room_send(ann, FRAME_PING, 9, "");
	room_send_bytes(ann, FRAME_POST, PART(1), 1, "b", 1);
	ck_assert_str_eq(room_hear(ann), "pong 9; granted 7 1 =2");
	ck_assert_str_eq(room_log(), "say 2 1 bob's; say 1 1 ab");
}
END_TEST

START_TEST(test_hub_parts_missing)
{
	uint32_t ann = room_join("ann", 1);

	room_log();
	room_send_bytes(ann, FRAME_POST, PART(1), 1, "b", 1);
	ck_assert_str_eq(room_hear(ann), "refused 7 1 5");
	room_send_bytes(ann, FRAME_POST, FRAME_MORE, 2, "a", 1);
	room_send_bytes(ann, FRAME_POST, PART(2) | FRAME_MORE, 2, "c", 1);
	ck_assert_str_eq(room_hear(ann), "");
	room_send_bytes(ann, FRAME_POST, PART(3), 2, "d", 1);
	ck_assert_str_eq(room_hear(ann), "refused 7 2 5");
	room_send_bytes(ann, FRAME_POST, FRAME_MORE, 3, "a", 1);
	room_send_bytes(ann, FRAME_POST, 0, 3, "a", 1);
	ck_assert_str_eq(room_hear(ann), "refused 7 3 5");
	ck_assert_str_eq(room_log(), "");
	room_send(ann, FRAME_POST, 4, "x");
	ck_assert_str_eq(room_hear(ann), "granted 7 4 =1");
}
END_TEST

START_TEST(test_hub_state)
{
	uint32_t ann = room_join("ann", 1), bob = room_join("bob", 1);

	room_log();
	memset(big, 'x', sizeof(big));
	big[RECORD_AWAY_MAX + 1] = '\0';
	room_send(ann, FRAME_AWAY, 1, "lunch");
	room_send(ann, FRAME_AWAY, 2, "lunch");
	room_send(ann, FRAME_AWAY, 3, big);
	room_send(ann, FRAME_TOPIC, 4, "tea");
	room_send(ann, FRAME_TOPIC, 5, big + RECORD_AWAY_MAX - REQUEST_TOPIC_MAX);
	ck_assert_str_eq(room_hear(ann),
		"granted 9 1; granted 9 2; refused 9 3 4; granted 33 4; refused 33 5 4");
	ck_assert_str_eq(room.hub.topic, "tea");
	room_send(bob, FRAME_WHO, 1, "");
	ck_assert_str_eq(room_hear(bob), "row ann away lunch; row bob; granted 32 1");
	room_send(ann, FRAME_AWAY, 6, "");
	room_send(bob, FRAME_TOPIC, 7, "");
	ck_assert_str_eq(room_log(), "note ann is away: lunch; note ann set the topic: tea; "
				     "note ann is back; note bob took the topic away");
	ck_assert_str_eq(room.hub.topic, "");
	/* Mended it would be too long. */
	memset(big, 0xff, REQUEST_TOPIC_MAX);
	big[REQUEST_TOPIC_MAX] = '\0';
	room_hear(bob);
	room_send(bob, FRAME_TOPIC, 8, big);
	ck_assert_str_eq(room_hear(bob), "refused 33 8 4");
}
END_TEST

START_TEST(test_hub_leave_and_gone)
{
	uint32_t ann = room_join("ann", 1), bob = room_join("bob", 1), cy = room_join("cy", 1);

	room_log();
	room_send(ann, FRAME_LEAVE, 1, "");
	hub_gone(&room.hub, bob, HUB_KILLED);
	hub_gone(&room.hub, cy, HUB_CLOSED);
	ck_assert_str_eq(room_log(), "drop 1 0; note ann has left; note bob was killed; "
				     "note cy can't be told anything any more, and is gone");
	/* What was on the way is passed over. */
	hub_gone(&room.hub, bob, HUB_KILLED);
	room_send(bob, FRAME_POST, 1, "late");
	ck_assert_str_eq(room_hear(bob), "");
	ck_assert_str_eq(room_log(), "");
	ck_assert_uint_eq(hub_members(&room.hub), 0);
}
END_TEST

START_TEST(test_hub_stop)
{
	uint32_t ann = room_join("ann", 1), owner = room_join("own", ROOM_OWNER), id;

	room_log();
	room_send(ann, FRAME_STOP, 1, "");
	ck_assert_str_eq(room_hear(ann), "refused 36 1 9");
	ck_assert_str_eq(room_log(), "");
	room_send(owner, FRAME_STOP, 2, "");
	ck_assert_str_eq(room_hear(owner), "granted 36 2");
	ck_assert_str_eq(room_log(), "stop 2");
	hub_stop(&room.hub);
	ck_assert_str_eq(room_log(), "drop 1 4; drop 2 4");
	ck_assert_int_eq(hub_join(&room.hub, 1, 1, "late", 4, false, &id), REFUSAL_STOPPED);
}
END_TEST

/* What is no request, a line each: the frame, then what is answered. */
static const struct {
	const char *bytes;
	size_t n;
	const char *response;
} hostile[] = {
	{"", 0, "refused 0 0 1"},
	{"sh", 2, "refused 0 0 1"},
	{"xx\1\7\0\0\0\0\1\0\0\0\0\0\0\0", 16, "refused 0 0 1"},
	{"sh\2\7\0\0\0\0\1\0\0\0\0\0\0\0", 16, "refused 7 1 2"},
	{"sh\1\7\0\0\1\0\2\0\0\0\0\0\0\0", 16, "refused 7 2 1"},
	{"sh\1\7\0\0\0\0\2\0\0\0\0\0\0\0x", 17, "refused 7 2 1"},
	{"sh\1\6\0\0\0\0\3\0\0\0\0\0\0\0", 16, "refused 6 3 3"},
	{"sh\1\0\0\0\0\0\3\0\0\0\0\0\0\0", 16, "refused 0 3 3"},
	{"sh\1\377\0\0\0\0\3\0\0\0\0\0\0\0", 16, "refused 255 3 3"},
	{"sh\1\102\0\0\0\0\3\0\0\0\0\0\0\0", 16, "refused 66 3 3"},
	{"sh\1\5\0\0\0\0\3\0\0\0\0\0\0\0", 16, ""},
	{"sh\1\40\0\0\1\0\3\0\0\0\0\0\0\0x", 17, "refused 32 3 1"},
	{"sh\1\42\0\0\1\0\3\0\0\0\0\0\0\0x", 17, "refused 34 3 1"},
	{"sh\1\43\0\0\1\0\3\0\0\0\0\0\0\0x", 17, "refused 35 3 1"},
	{"sh\1\45\2\0\1\0\3\0\0\0\0\0\0\0x", 17, "refused 37 3 1"},
};

START_TEST(test_hub_hostile)
{
	uint32_t ann = room_join("ann", 1);

	room_log();
	hub_receive(&room.hub, ann, hostile[_i].bytes, hostile[_i].n);
	ck_assert_str_eq(room_hear(ann), hostile[_i].response);
	ck_assert_str_eq(room_log(), "");
	ck_assert_ptr_null(hub_check(&room.hub));
}
END_TEST

START_TEST(test_hub_frame_too_long)
{
	unsigned char frame[REQUEST_SIZE_MAX + 1] = "sh\1\7";
	uint32_t ann = room_join("ann", 1);

	bytes_put16(frame + 6, sizeof(frame) - FRAME_HEAD);
	frame[8] = 5;
	room_log();
	hub_receive(&room.hub, ann, frame, sizeof(frame));
	ck_assert_str_eq(room_hear(ann), "refused 7 5 4");
	ck_assert_str_eq(room_log(), "");
}
END_TEST

START_TEST(test_hub_slow_member)
{
	uint32_t ann = room_join("ann", 1), bob = room_join("bob", 1);
	unsigned char ping[REQUEST_SIZE_MAX];
	size_t n = request_write(FRAME_PING, 0, 1, NULL, 0, ping);
	unsigned number = 0;

	room_log();
	ck_assert(!hub_paused(&room.hub, ann));
	for (; !hub_paused(&room.hub, ann) && number < 100000; number++)
		hub_receive(&room.hub, ann, ping, n);
	ck_assert_uint_eq(number, HUB_RESPONSES_HIGH / FRAME_HEAD + 1);
	for (; hub_member(&room.hub, ann) != NULL && number < 100000; number++)
		hub_receive(&room.hub, ann, ping, n);
	ck_assert_uint_eq(number, HUB_RESPONSES_MAX / FRAME_HEAD + 1);
	ck_assert_str_eq(
		room_log(), "drop 1 3; note ann did not take what the room told it, and is gone");
	ck_assert_ptr_nonnull(hub_member(&room.hub, bob));
}
END_TEST

START_TEST(test_hub_ignore)
{
	uint32_t ann = room_join("ann", 1);
	char nick[16];

	room_join("bob", 2);
	room_send_bytes(ann, FRAME_IGNORE, REQUEST_ON, 1, "bob", 3);
	room_send_bytes(ann, FRAME_IGNORE, REQUEST_ON, 2, "bob", 3);
	room_send_bytes(ann, FRAME_IGNORE, REQUEST_ON, 3, "cy", 2);
	room_send_bytes(ann, FRAME_IGNORE, 0, 4, "bob", 3);
	room_send_bytes(ann, FRAME_IGNORE, 0, 5, "bob", 3);
	room_send_bytes(ann, FRAME_IGNORE, 0, 6, "\n", 1);
	ck_assert_str_eq(room_hear(ann), "granted 37 1; granted 37 2; refused 37 3 7; "
					 "granted 37 4; refused 37 5 7; refused 37 6 6");
	for (int i = 0; i <= HUB_IGNORES_MAX; i++) {
		snprintf(nick, sizeof(nick), "n%d", i);
		room_join(nick, 1);
		room_send_bytes(ann, FRAME_IGNORE, REQUEST_ON, 9, nick, strlen(nick));
		ck_assert_str_eq(
			room_hear(ann), i < HUB_IGNORES_MAX ? "granted 37 9" : "refused 37 9 21");
	}
}
END_TEST

START_TEST(test_hub_without_memory)
{
	uint32_t ann, id;

	starve(1);
	ck_assert_int_eq(try_join("ann", 3), REFUSAL_MEMORY);
	starve(0);
	ck_assert_uint_eq(room.hub.count, 0);
	ann = room_join("ann", 1);
	room_log();
	starve(1);
	room_send_bytes(ann, FRAME_POST, FRAME_MORE, 1, "a", 1);
	starve(0);
	room_send_bytes(ann, FRAME_POST, PART(1), 1, "b", 1);
	starve(1);
	room_send_bytes(ann, FRAME_POST, 0, 2, "\xff", 1);
	starve(1);
	room_send_bytes(ann, FRAME_IGNORE, REQUEST_ON, 3, "ann", 3);
	starve(0);
	ck_assert_str_eq(room_hear(ann), "refused 7 1 22; refused 7 2 22; refused 37 3 22");
	ck_assert_str_eq(room_log(), "");
	/* Not even a refusal can be kept: it is let go of. */
	ck_assert_int_eq(hub_join(&room.hub, 1, 1, "bob", 3, false, &id), REFUSAL_NONE);
	starve(1000);
	for (int i = 0; i < 1000; i++)
		room_send(id, FRAME_PING, 1, "");
	starve(0);
	ck_assert_ptr_null(hub_member(&room.hub, id));
}
END_TEST

/* The hot path asks for no memory once it has run. */
START_TEST(test_hub_say_allocates_nothing)
{
	uint32_t ann = room_join("ann", 1);

	room_send(ann, FRAME_POST, 1, "first");
	room_hear(ann);
	starve(1000000);
	for (uint64_t i = 2; i < 1000; i++) {
		room_send(ann, FRAME_POST, i, "another");
		room_hear(ann);
		room_log();
	}
	starve(0);
	ck_assert_uint_eq(room.said, 999);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("hub");
	TCase *tcase = tcase_create("hub");

	tcase_add_checked_fixture(tcase, room_setup, room_teardown);
	tcase_add_test(tcase, test_hub_join);
	tcase_add_test(tcase, test_hub_join_refused);
	tcase_add_test(tcase, test_hub_nicks);
	tcase_add_test(tcase, test_hub_nick_cut);
	tcase_add_test(tcase, test_hub_brief);
	tcase_add_test(tcase, test_hub_say);
	tcase_add_loop_test(tcase, test_hub_say_long, 0, 2);
	tcase_add_test(tcase, test_hub_parts_do_not_mix);
	tcase_add_test(tcase, test_hub_parts_missing);
	tcase_add_test(tcase, test_hub_state);
	tcase_add_test(tcase, test_hub_leave_and_gone);
	tcase_add_test(tcase, test_hub_stop);
	tcase_add_loop_test(
		tcase, test_hub_hostile, 0, (int)(sizeof(hostile) / sizeof(hostile[0])));
	tcase_add_test(tcase, test_hub_frame_too_long);
	tcase_add_test(tcase, test_hub_slow_member);
	tcase_add_test(tcase, test_hub_ignore);
	tcase_add_test(tcase, test_hub_without_memory);
	tcase_add_test(tcase, test_hub_say_allocates_nothing);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
