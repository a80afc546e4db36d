/* SPDX-License-Identifier: ISC */
/*
 * Being a member of a room whose hub is the real one, in a process of its own.
 */
#include "config.h"

#include "app/membership.h"

#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include "app/source.h"
#include "tests/app/addresses.h"
#include "tests/app/capture.h"
#include "tests/app/halls.h"
#include "tests/ipc/roomscene.h"

/* More than the queue, and than MEMBER_REQUESTS_MAX, take at once. */
#define TEXTS 3000
#define LEN   200

static struct actor hub;
static struct loop *loop;

/* What a member has heard. */
struct ear {
	struct membership *membership;
	int granted, refused, rows, pongs, ends, rooms;
	unsigned code;
	uint64_t last;        /* number of what was granted */
	int wanted;           /* grants, with which the loop stops; 0: it goes on */
	int said;             /* of TEXTS */
	bool stop_at_any_end; /* the loop stops when the membership ends */
};

static void on_event(void *context, const struct member_event *event)
{
	struct ear *ear = context;

	if (event->kind == MEMBER_GRANTED) {
		/* In the order in which it was said. */
		ck_assert_uint_gt(event->number, ear->last);
		ear->last = event->number;
		ear->granted++;
	}
	ear->refused += event->kind == MEMBER_REFUSED;
	ear->code = event->kind == MEMBER_REFUSED ? event->code : ear->code;
	ear->rows += event->kind == MEMBER_ROW;
	ear->pongs += event->kind == MEMBER_PONG;
	if (ear->granted + ear->refused + ear->pongs == ear->wanted)
		loop_stop(loop);
}

static void say_more(void *context)
{
	struct ear *ear = context;
	char text[LEN];

	memset(text, 'x', sizeof(text));
	ear->rooms++;
	while (ear->said < TEXTS &&
		member_say(&ear->membership->member, text, sizeof(text), NULL) == 0)
		ear->said++;
	membership_flush(ear->membership);
}

static void on_ended(void *context)
{
	struct ear *ear = context;

	ear->ends++;
	if (ear->stop_at_any_end)
		loop_stop(loop);
}

static const struct membership_handlers handlers = {.event = on_event, .ended = on_ended};
static const struct membership_handlers eager = {
	.event = on_event, .room = say_more, .ended = on_ended};

static void setup(void)
{
	struct rundir rundir;

	scene_open(&rundir);
	rundir_close(&rundir);
	loop = loop_new();
}

static void teardown(void)
{
	loop_free(loop);
}

static int join_within(long ms, const char *nick, struct membership *membership, struct ear *ear)
{
	const struct membership_options options = {
		.address = *ADDRESS("team", SEAT_ROOM), .nick = nick, .timeout_ms = (int)ms};

	*ear = (struct ear){.membership = membership};
	return membership_open(membership, loop, &options, &handlers, ear);
}

static int join_as(const char *nick, struct membership *membership, struct ear *ear)
{
	return join_within(scene_patience(), nick, membership, ear);
}

/* Runs the loop until so many answers have come. */
static void await_answers(struct ear *ear, int count)
{
	membership_flush(ear->membership);
	ear->wanted = ear->granted + ear->refused + ear->pongs + count;
	ck_assert_int_eq(loop_run(loop), 0);
}

START_TEST(test_membership_of_no_room)
{
	int before = scene_descriptors();
	struct membership membership;
	struct capture capture;
	struct ear ear;

	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(join_as("ann", &membership, &ear), EX_UNAVAILABLE);
	ck_assert_str_eq(capture_end(&capture),
		"shmooze: room team: it is not there; start one with: shmooze room team\n");
	membership_leave(&membership);
	membership_close(&membership);
	membership = (struct membership){.hub_pid = 0};
	membership_close(&membership);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

/* Also one of two with the same nick. */
START_TEST(test_membership_talks)
{
	int before = scene_descriptors();
	struct membership ann, other;
	struct ear of_ann, of_other;

	halls_open(&hub, 0);
	ck_assert_int_eq(join_as("ann", &ann, &of_ann), EX_OK);
	ck_assert_int_eq(join_as("ann", &other, &of_other), EX_OK);
	ck_assert_str_eq(ann.member.nick, "ann");
	ck_assert_str_eq(other.member.nick, "ann2");
	ck_assert_int_eq(member_say(&ann.member, "hello", 5, NULL), 0);
	ck_assert_int_eq(member_set_nick(&ann.member, "zoe", NULL), 0);
	ck_assert_int_eq(member_request(&ann.member, FRAME_WHO, NULL), 0);
	ck_assert_int_eq(member_ignore(&ann.member, "nobody", true, NULL), 0);
	ck_assert_int_eq(member_request(&ann.member, FRAME_PING, NULL), 0);
	await_answers(&of_ann, 5);
	ck_assert_int_eq(of_ann.granted, 3);
	ck_assert_int_eq(of_ann.rows, 2);
	ck_assert_int_eq(of_ann.refused, 1);
	ck_assert_uint_eq(of_ann.code, REFUSAL_NOBODY);
	ck_assert_int_eq(of_ann.pongs, 1);
	ck_assert_str_eq(ann.member.nick, "zoe");
	membership_close(&other);
	membership_close(&ann);
	ck_assert_int_eq(of_ann.ends + of_other.ends, 0);
	halls_close(&hub);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

/* An id alone does not tell: an earlier hub may have given it to somebody else. */
START_TEST(test_membership_knows_its_own)
{
	struct record record = {.kind = RECORD_MESSAGE};
	struct membership first, second;
	struct ear of_first, of_second;

	halls_open(&hub, 0);
	ck_assert_int_eq(join_as("ann", &first, &of_first), EX_OK);
	ck_assert_int_eq(member_say(&first.member, "hello", 5, NULL), 0);
	await_answers(&of_first, 1);
	ck_assert_int_eq(join_as("bob", &second, &of_second), EX_OK);
	/* "ann is here", "hello", "bob is here" */
	ck_assert_uint_eq(first.since, 1);
	ck_assert_uint_eq(second.since, 3);
	record.seq = 4;
	ck_assert(!membership_said(&second, &record));
	record.member = second.member.id;
	ck_assert(membership_said(&second, &record));
	ck_assert(!membership_said(&first, &record));
	record.seq = 3;
	ck_assert(!membership_said(&second, &record));
	membership_close(&second);
	membership_close(&first);
	halls_close(&hub);
}
END_TEST

/* Whoever adds until it is refused learns when to go on. */
START_TEST(test_membership_says_much)
{
	const struct membership_options options = {
		.address = *ADDRESS("team", SEAT_ROOM), .nick = "ann"};
	struct membership membership;
	struct ear ear = {.membership = &membership};

	halls_open(&hub, 0);
	ck_assert_int_eq(membership_open(&membership, loop, &options, &eager, &ear), EX_OK);
	say_more(&ear);
	ck_assert_int_lt(ear.said, TEXTS);
	await_answers(&ear, TEXTS);
	ck_assert_int_eq(ear.granted, TEXTS);
	ck_assert_int_gt(ear.rooms, 1);
	membership_close(&membership);
	halls_close(&hub);
}
END_TEST

/* What was said last is known to be said, or not. */
START_TEST(test_membership_leaves)
{
	struct membership membership;
	struct ear ear;

	halls_open(&hub, 0);
	ck_assert_int_eq(join_as("ann", &membership, &ear), EX_OK);
	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(member_say(&membership.member, "x", 1, NULL), 0);
	membership_leave(&membership);
	ck_assert_int_eq(ear.granted, 50);
	ck_assert(membership.ended);
	ck_assert_int_eq(ear.ends, 0);
	membership_flush(&membership);
	membership_leave(&membership);
	membership_close(&membership);
	halls_close(&hub);
}
END_TEST

START_TEST(test_membership_of_a_room_that_ends)
{
	int before = scene_descriptors();
	struct membership membership;
	struct ear ear;

	halls_open(&hub, 0);
	ck_assert_int_eq(join_as("ann", &membership, &ear), EX_OK);
	ear.stop_at_any_end = true;
	ck_assert_int_eq(member_request(&membership.member, FRAME_STOP, NULL), 0);
	membership_flush(&membership);
	ck_assert_int_eq(loop_run(loop), 0);
	ck_assert_int_eq(ear.ends, 1);
	ck_assert_uint_eq(membership.end_code, REFUSAL_STOPPED);
	ck_assert_str_eq(membership.end_reason, refusal_text(REFUSAL_STOPPED));
	membership_close(&membership);
	ck_assert_int_eq(scene_await(&hub), 0);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_membership_of_a_hub_that_is_killed)
{
	struct membership membership;
	struct ear ear;

	halls_open(&hub, 0);
	ck_assert_int_eq(join_as("ann", &membership, &ear), EX_OK);
	ear.stop_at_any_end = true;
	halls_kill(&hub);
	ck_assert_int_eq(member_say(&membership.member, "x", 1, NULL), 0);
	ck_assert_int_eq(loop_run(loop), 0);
	ck_assert_int_eq(ear.ends, 1);
	ck_assert_int_eq(ear.granted, 0);
	ck_assert_uint_eq(membership.end_code, REFUSAL_GONE);
	ck_assert_str_eq(membership.end_reason, "the hub was killed");
	membership_close(&membership);
}
END_TEST

/* One that is stopped is waited for, but not for ever: neither coming nor going. */
START_TEST(test_membership_of_a_hub_that_is_stopped)
{
	struct membership membership, second;
	struct capture capture;
	struct ear ear, of_second;

	halls_open(&hub, 0);
	ck_assert_int_eq(join_as("ann", &membership, &ear), EX_OK);
	kill(hub.pid, SIGSTOP);
	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(join_within(1000, "bob", &second, &of_second), EX_TEMPFAIL);
	ck_assert_str_eq(capture_end(&capture),
		"shmooze: room team: the hub does not answer; it may be stopped\n");
	ck_assert_int_eq(member_say(&membership.member, "x", 1, NULL), 0);
	membership_leave(&membership);
	ck_assert_int_eq(ear.granted, 0);
	membership_close(&membership);
	halls_close(&hub);
}
END_TEST

START_TEST(test_membership_of_a_full_room)
{
	int before = scene_descriptors();
	struct membership membership, second;
	struct capture capture;
	struct ear ear, of_second;

	halls_open(&hub, 1);
	ck_assert_int_eq(join_as("ann", &membership, &ear), EX_OK);
	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(join_within(1000, "bob", &second, &of_second), EX_TEMPFAIL);
	ck_assert_str_eq(capture_end(&capture),
		"shmooze: room team: the room has as many members as it may\n");
	membership_close(&membership);
	halls_close(&hub);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("membership");
	TCase *tcase = tcase_create("membership");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_membership_of_no_room);
	tcase_add_test(tcase, test_membership_talks);
	tcase_add_test(tcase, test_membership_knows_its_own);
	tcase_add_test(tcase, test_membership_says_much);
	tcase_add_test(tcase, test_membership_leaves);
	tcase_add_test(tcase, test_membership_of_a_room_that_ends);
	tcase_add_test(tcase, test_membership_of_a_hub_that_is_killed);
	tcase_add_test(tcase, test_membership_of_a_hub_that_is_stopped);
	tcase_add_test(tcase, test_membership_of_a_full_room);
	suite_add_tcase(suite, tcase);
	return roomscene_run(suite);
}
