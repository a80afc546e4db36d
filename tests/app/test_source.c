/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/refuse.h"
#include "app/station.h"
#include "ipc/card.h"
#include "ipc/process.h"
#include "tests/app/addresses.h"
#include "tests/app/capture.h"
#include "tests/app/stations.h"
#include "tests/ipc/scene.h"

/* What the card of the peer is made to say. */
enum lie { THE_TRUTH, NO_CARD, NO_TEXT, A_LINK, ANOTHERS_PID, ANOTHER_NONCE, NO_SEGMENT, LIES };

struct role {
	enum seat seat;
	enum lie lie;
};

static void tell(const struct station *station, enum lie lie)
{
	struct card card;
	int dir = station->rundir.fd;

	close(card_read(dir, station->address.seat, &card));
	if (lie == ANOTHERS_PID)
		card.pid = getppid();
	if (lie == ANOTHER_NONCE)
		card.nonce++;
	if (lie == NO_SEGMENT)
		card.segment = -1;
	if (lie == NO_CARD || lie == A_LINK)
		card_remove(dir, station->address.seat, station->card);
	if (lie == A_LINK && symlinkat("B.card", dir, "A.card") < 0)
		_exit(1);
	if (lie == NO_TEXT)
		scene_write(dir, "A.card", "rubbish\n", 8);
	if (lie >= ANOTHERS_PID)
		close(card_write(dir, station->address.seat, &card));
}

static void hold(void *context, int out)
{
	const struct role *role = context;
	struct station station;
	int status = stations_open(&station, "main", role->seat, false, "holder");

	if (status == EX_OK && role->lie != THE_TRUTH)
		tell(&station, role->lie);
	station_put_note(&station, "first");
	station_publish(&station);
	scene_say(out, status);
	scene_wait_for_end();
}

static void start_holder(struct actor *actor, enum seat seat, enum lie lie)
{
	struct role role = {seat, lie};

	scene_act(actor, hold, &role);
	ck_assert_int_eq(scene_hear(actor), EX_OK);
}

static const char *refusal(const char *chat, enum seat seat, int status)
{
	static struct capture capture;
	int before = scene_descriptors();
	const struct address address = address_of(chat, seat);
	struct source source;
	const char *text;

	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(source_open(&source, &address), status);
	text = capture_end(&capture);
	ck_assert_int_eq(scene_descriptors(), before);
	ck_assert_int_eq(strncmp(text, "shmooze: ", 9), 0);
	return text + 9;
}

START_TEST(test_source_open)
{
	struct source source;
	struct record record;
	struct actor actor;
	uint64_t missed;
	int before;

	scene_new();
	start_holder(&actor, SEAT_A, THE_TRUTH);
	before = scene_descriptors();
	ck_assert_int_eq(source_open(&source, ADDRESS("main", SEAT_A)), EX_OK);
	ck_assert_int_eq(source.address.seat, SEAT_A);
	ck_assert_int_eq(source.pid, actor.pid);
	ck_assert_int_eq(board_reader_next(&source.board, &record, &missed), 1);
	ck_assert_mem_eq(record.text, "first", 5);
	ck_assert(!process_ended(source.pidfd));
	scene_kill(&actor);
	ck_assert(process_ended(source.pidfd));
	source_close(&source);
	source_close(&source);
	ck_assert_int_eq(scene_descriptors(), before - 1); /* and what the actor said */
}
END_TEST

START_TEST(test_source_open_without_a_peer)
{
	struct rundir rundir;
	struct actor actor;

	scene_new();
	/* No directory, an empty one, the other seat, a leftover. */
	ck_assert_str_eq(refusal("main", SEAT_A, EX_UNAVAILABLE),
		"seat A of chat main: no peer is there; start one with: shmooze peer A\n");
	ck_assert_str_eq(refusal("work", SEAT_B, EX_UNAVAILABLE),
		"seat B of chat work: no peer is there; start one with: shmooze peer -c work B\n");
	ck_assert_int_eq(rundir_open(&rundir, "main", true), 0);
	ck_assert_ptr_nonnull(strstr(refusal("main", SEAT_A, EX_UNAVAILABLE), "no peer"));
	start_holder(&actor, SEAT_B, THE_TRUTH);
	ck_assert_ptr_nonnull(strstr(refusal("main", SEAT_A, EX_UNAVAILABLE), "no peer"));
	scene_kill(&actor);
	ck_assert_ptr_nonnull(strstr(refusal("main", SEAT_B, EX_UNAVAILABLE), "no peer"));
	ck_assert_int_eq(fchmod(rundir.base, 0755), 0);
	ck_assert_ptr_nonnull(strstr(refusal("main", SEAT_A, EX_NOPERM), "is open to other"));
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_source_open_room)
{
	struct source source;
	struct actor actor;

	scene_new();
	/* A peer of a chat of that name is no hub. */
	start_holder(&actor, SEAT_A, THE_TRUTH);
	ck_assert_str_eq(refusal("main", SEAT_ROOM, EX_UNAVAILABLE),
		"room main: it is not there; start one with: shmooze room main\n");
	scene_kill(&actor);
	start_holder(&actor, SEAT_ROOM, THE_TRUTH);
	ck_assert_int_eq(source_open(&source, ADDRESS("main", SEAT_ROOM)), EX_OK);
	ck_assert_int_eq(source.pid, actor.pid);
	ck_assert_int_eq(source.address.seat, SEAT_ROOM);
	source_close(&source);
	ck_assert_ptr_nonnull(strstr(refusal("main", SEAT_A, EX_UNAVAILABLE), "no peer"));
	scene_kill(&actor);
	start_holder(&actor, SEAT_ROOM, ANOTHER_NONCE);
	ck_assert_str_eq(refusal("main", SEAT_ROOM, EX_DATAERR),
		"room main: its card or its board is damaged\n");
	scene_kill(&actor);
}
END_TEST

/* What is to be done about it is said as a command. */
START_TEST(test_source_refusals_of_rooms)
{
	struct address address = address_of("team", SEAT_ROOM);
	struct capture capture;

	address.has_group = true;
	address.group = 100;
	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(refuse_no_peer(&address), EX_UNAVAILABLE);
	ck_assert_str_eq(capture_end(&capture),
		"shmooze: room team of group 100: it is not there; start one with: "
		"shmooze room --group 100 team\n");
}
END_TEST

START_TEST(test_source_open_does_not_believe_the_card)
{
	static const struct {
		int status;
		const char *text;
	} answers[LIES] = {
		[NO_CARD] = {EX_DATAERR, "damaged"},
		[NO_TEXT] = {EX_DATAERR, "damaged"},
		[A_LINK] = {EX_NOPERM, "another account"},
		[ANOTHERS_PID] = {EX_DATAERR, "damaged"},
		[ANOTHER_NONCE] = {EX_DATAERR, "damaged"},
		[NO_SEGMENT] = {EX_UNAVAILABLE, "no peer"},
	};
	struct actor actor;

	scene_new();
	start_holder(&actor, SEAT_A, (enum lie)_i);
	ck_assert_ptr_nonnull(
		strstr(refusal("main", SEAT_A, answers[_i].status), answers[_i].text));
	scene_kill(&actor);
}
END_TEST

/* A peer has its seat a moment before it has its card. */
static void lay_the_card_late(void *context, int out)
{
	struct station station;
	struct card card;

	(void)context;
	if (stations_open(&station, "main", SEAT_A, false, "holder") != EX_OK)
		_exit(1);
	close(card_read(station.rundir.fd, SEAT_A, &card));
	card_remove(station.rundir.fd, SEAT_A, station.card);
	scene_say(out, 0);
	usleep(50000);
	close(card_write(station.rundir.fd, SEAT_A, &card));
	scene_wait_for_end();
}

START_TEST(test_source_open_waits_for_the_card)
{
	struct source source;
	struct actor actor;

	scene_new();
	scene_act(&actor, lay_the_card_late, NULL);
	scene_hear(&actor);
	ck_assert_int_eq(source_open(&source, ADDRESS("main", SEAT_A)), EX_OK);
	source_close(&source);
	scene_kill(&actor);
}
END_TEST

static int find(const struct options *options, struct address seats[OPTIONS_SEATS_MAX], int *count,
	const char **text)
{
	static struct capture capture;
	int status;

	capture_begin(&capture, STDERR_FILENO);
	status = source_find(options, seats, count);
	*text = capture_end(&capture);
	return status;
}

START_TEST(test_source_find)
{
	struct options options = {.chat = "main"};
	struct address seats[OPTIONS_SEATS_MAX];
	struct actor a, b;
	const char *text;
	int count;

	scene_new();
	ck_assert_int_eq(find(&options, seats, &count, &text), EX_UNAVAILABLE);
	ck_assert_str_eq(text, "shmooze: chat main: nobody is there; start a peer with: shmooze "
			       "peer A\n");
	start_holder(&b, SEAT_B, THE_TRUTH);
	ck_assert_int_eq(find(&options, seats, &count, &text), EX_OK);
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(count, 1);
	ck_assert_int_eq(seats[0].seat, SEAT_B);
	start_holder(&a, SEAT_A, THE_TRUTH);
	ck_assert_int_eq(find(&options, seats, &count, &text), EX_USAGE);
	ck_assert_ptr_nonnull(strstr(text, "say which"));
	/* A leftover does not count. */
	scene_kill(&b);
	ck_assert_int_eq(find(&options, seats, &count, &text), EX_OK);
	ck_assert_int_eq(count, 1);
	ck_assert_int_eq(seats[0].seat, SEAT_A);
	scene_kill(&a);
	ck_assert_int_eq(find(&options, seats, &count, &text), EX_UNAVAILABLE);
	/* A room is no seat of the chat. */
	start_holder(&a, SEAT_ROOM, THE_TRUTH);
	ck_assert_int_eq(find(&options, seats, &count, &text), EX_UNAVAILABLE);
	scene_kill(&a);
	/* Those that were named are taken as they are. */
	options.seat_count = 2;
	options.seats[0] = SEAT_B;
	options.seats[1] = SEAT_A;
	ck_assert_int_eq(find(&options, seats, &count, &text), EX_OK);
	ck_assert_int_eq(count, 2);
	ck_assert_int_eq(seats[0].seat, SEAT_B);
	ck_assert_int_eq(seats[1].seat, SEAT_A);
	ck_assert(!seats[0].has_group);
	options.seat_count = 1;
	options.seats[0] = SEAT_ROOM;
	options.has_group = true;
	options.group = 100;
	ck_assert_int_eq(find(&options, seats, &count, &text), EX_OK);
	ck_assert_int_eq(count, 1);
	ck_assert_int_eq(seats[0].seat, SEAT_ROOM);
	ck_assert(seats[0].has_group);
	ck_assert_uint_eq(seats[0].group, 100);
	ck_assert_str_eq(seats[0].chat, "main");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("source");
	TCase *tcase = tcase_create("source");

	tcase_add_test(tcase, test_source_open);
	tcase_add_test(tcase, test_source_open_without_a_peer);
	tcase_add_test(tcase, test_source_open_room);
	tcase_add_test(tcase, test_source_refusals_of_rooms);
	tcase_add_loop_test(tcase, test_source_open_does_not_believe_the_card, NO_CARD, LIES);
	tcase_add_test(tcase, test_source_open_waits_for_the_card);
	tcase_add_test(tcase, test_source_find);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
