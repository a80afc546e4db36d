/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/station.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/seatfile.h"
#include "app/seatlog.h"
#include "ipc/bell.h"
#include "ipc/card.h"
#include "tests/app/addresses.h"
#include "tests/app/capture.h"
#include "tests/app/stations.h"
#include "tests/ipc/scene.h"

/* The base, whether the chat's directory is there or not. */
static void open_base(struct rundir *rundir)
{
	ck_assert_int_eq(rundir_open_base(rundir, false), 0);
}

static bool chat_there(const struct rundir *rundir, const char *chat)
{
	struct stat st;

	return fstatat(rundir->base, chat, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* What station_open() says, after "shmooze: ", and its status. */
static const char *refusal(const char *chat, enum seat seat, bool any_seat, int status)
{
	static struct capture capture;
	struct station station;
	int before = scene_descriptors();
	const char *text;

	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(stations_open(&station, chat, seat, any_seat, NULL), status);
	text = capture_end(&capture);
	ck_assert_int_eq(scene_descriptors(), before);
	ck_assert_int_eq(strncmp(text, "shmooze: ", 9), 0);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	return text + 9;
}

static void hold(void *context, int out)
{
	struct station station;

	scene_say(out, stations_open(&station, "main", *(enum seat *)context, false, "holder"));
	scene_say(out, station.board.segment.id);
	scene_wait_for_end();
}

static int start_holder(struct actor *actor, enum seat seat)
{
	scene_act(actor, hold, &seat);
	ck_assert_int_eq(scene_hear(actor), EX_OK);
	return scene_hear(actor);
}

START_TEST(test_station_open_and_close)
{
	struct segment_info info;
	struct station station;
	struct rundir rundir;
	struct card card;
	int before, fd, id;

	scene_new();
	before = scene_descriptors();
	ck_assert_int_eq(stations_open(&station, "work", SEAT_B, false, "ann"), EX_OK);
	ck_assert_int_eq(station.address.seat, SEAT_B);
	ck_assert_str_eq(station.status.nick, "ann");
	ck_assert_int_eq(station.status.pid, getpid());
	ck_assert_int_eq(scene_count(station.rundir.fd), 3);
	fd = card_read(station.rundir.fd, SEAT_B, &card);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(card.pid, getpid());
	ck_assert_int_eq(card.segment, station.board.segment.id);
	ck_assert_uint_ne(card.nonce, 0);
	id = card.segment;
	ck_assert_int_eq(segment_stat(id, &info), 0);
	ck_assert(info.marked);

	open_base(&rundir);
	ck_assert(chat_there(&rundir, "work"));
	station_close(&station);
	ck_assert(!chat_there(&rundir, "work"));
	rundir_close(&rundir);
	ck_assert_int_eq(segment_stat(id, &info), -ENOENT);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_station_default_nick_tells_the_seat)
{
	struct passwd *passwd = getpwuid(geteuid());
	struct station station;
	char nick[256];

	scene_new();
	snprintf(nick, sizeof(nick), "%s/B", passwd != NULL ? passwd->pw_name : "nobody");
	ck_assert_int_eq(stations_open(&station, "main", SEAT_B, false, NULL), EX_OK);
	ck_assert_str_eq(station.status.nick, nick);
	station_close(&station);
}
END_TEST

START_TEST(test_station_seat_is_taken)
{
	struct station station;
	struct actor a, b;
	char text[256];

	scene_new();
	start_holder(&a, SEAT_A);
	snprintf(text, sizeof(text), "seat A of chat main is taken: by the process %ld\n",
		(long)a.pid);
	ck_assert_str_eq(refusal("main", SEAT_A, false, EX_UNAVAILABLE), text);
	/* Another chat, or another seat. */
	ck_assert_int_eq(stations_open(&station, "work", SEAT_A, false, NULL), EX_OK);
	station_close(&station);
	ck_assert_int_eq(stations_open(&station, "main", SEAT_A, true, NULL), EX_OK);
	ck_assert_int_eq(station.address.seat, SEAT_B);
	station_close(&station);
	start_holder(&b, SEAT_B);
	snprintf(text, sizeof(text), "both seats of chat main are taken: B by the process %ld\n",
		(long)b.pid);
	ck_assert_str_eq(refusal("main", SEAT_A, true, EX_UNAVAILABLE), text);
	scene_kill(&a);
	scene_kill(&b);
}
END_TEST

START_TEST(test_station_clears_away_what_a_killed_peer_left)
{
	struct segment_info info;
	struct station station;
	struct actor actor;
	struct card card;
	int id;

	scene_new();
	id = start_holder(&actor, SEAT_A);
	scene_kill(&actor);
	SCENE_UNTIL(segment_stat(id, &info) == -ENOENT);
	ck_assert_int_eq(stations_open(&station, "main", SEAT_B, false, NULL), EX_OK);
	ck_assert_int_eq(scene_count(station.rundir.fd), 3);
	ck_assert_int_eq(card_read(station.rundir.fd, SEAT_A, &card), -ENOENT);
	station_close(&station);
}
END_TEST

START_TEST(test_station_refuses_directories_that_are_not_safe)
{
	struct rundir rundir;
	char path[PATH_MAX];

	scene_open(&rundir);
	ck_assert_int_eq(fchmod(rundir.base, 0755), 0);
	ck_assert_ptr_nonnull(strstr(refusal("main", SEAT_A, false, EX_NOPERM), "/run: is open"));
	ck_assert_int_eq(fchmod(rundir.base, 0700), 0);
	ck_assert_int_eq(fchmod(rundir.fd, 0710), 0);
	ck_assert_ptr_nonnull(strstr(refusal("main", SEAT_A, false, EX_NOPERM), "/main: is open"));
	ck_assert_int_eq(fchmod(rundir.fd, 0700), 0);
	ck_assert_int_eq(symlinkat("main", rundir.base, "link"), 0);
	ck_assert_ptr_nonnull(
		strstr(refusal("link", SEAT_A, false, EX_NOPERM), "/link: is a symbolic link"));
	scene_write(rundir.base, "file", "", 0);
	ck_assert_ptr_nonnull(
		strstr(refusal("file", SEAT_A, false, EX_CANTCREAT), "/file: is not a directory"));
	ck_assert_int_eq(mkfifoat(rundir.fd, "A.in.other", 0600), 0);
	scene_write(rundir.fd, "A.in", "precious", 8);
	refusal("main", SEAT_A, false, EX_NOPERM);
	snprintf(path, sizeof(path), "%s/nowhere/run", getenv("SHMOOZE_DIR"));
	setenv("SHMOOZE_DIR", path, 1);
	ck_assert_ptr_nonnull(
		strstr(refusal("main", SEAT_A, false, EX_CANTCREAT), "No such file or directory"));
	rundir_close(&rundir);
}
END_TEST

/* What could not be had whole is given back. */
START_TEST(test_station_open_fails_in_the_middle_and_leaves_nothing)
{
	struct rundir rundir;

	scene_open(&rundir);
	/* In the card's place stands what can't be replaced. */
	ck_assert_int_eq(mkdirat(rundir.fd, "A.card", 0700), 0);
	refusal("main", SEAT_A, false, EXIT_FAILURE);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_station_publishes_and_rings)
{
	struct station station;
	struct board_reader reader;
	struct board_status status;
	struct record record;
	uint64_t missed;
	struct card card;
	int fd, listener;

	scene_new();
	ck_assert_int_eq(stations_open(&station, "main", SEAT_A, false, "ann"), EX_OK);
	fd = card_read(station.rundir.fd, SEAT_A, &card);
	ck_assert_int_eq(board_reader_open(&reader, card.segment, card.nonce), 0);
	/* Whoever looks at once finds a status. */
	ck_assert_int_eq(board_reader_status(&reader, &status), 0);
	ck_assert_int_eq(status.state, BOARD_WAITING);
	ck_assert_int_eq(status.pid, getpid());
	ck_assert_str_eq(status.nick, "ann");
	listener = bell_listen(fd);
	station_publish(&station); /* nothing new: no bell */
	ck_assert(!scene_readable(listener, 0));

	strcpy(station.status.other_nick, "bob");
	station_put_out(&station, 1, 77, "hello", 5);
	station_put_in(&station, "", 0);
	station_put_note(&station, "a note");
	ck_assert_int_eq(board_reader_next(&reader, &record, &missed), 0);
	station_publish(&station);
	ck_assert(scene_readable(listener, 0));
	ck_assert_int_eq(board_reader_next(&reader, &record, &missed), 1);
	ck_assert_int_eq(record.kind, RECORD_MESSAGE);
	ck_assert_int_eq(record.dir, RECORD_OUT);
	ck_assert_uint_eq(record.wire, 1);
	ck_assert_uint_eq(record.from_len, 3);
	ck_assert_mem_eq(record.from, "ann", 3);
	ck_assert_mem_eq(record.text, "hello", 5);
	ck_assert_int_gt(record.time_us, INT64_C(1500000000000000));
	ck_assert_int_eq(board_reader_next(&reader, &record, &missed), 1);
	ck_assert_int_eq(record.dir, RECORD_IN);
	ck_assert_uint_eq(record.wire, 1);
	ck_assert_mem_eq(record.from, "bob", 3);
	ck_assert_uint_eq(record.text_len, 0);
	ck_assert_int_eq(board_reader_next(&reader, &record, &missed), 1);
	ck_assert_int_eq(record.kind, RECORD_NOTE);
	ck_assert_int_eq(record.dir, RECORD_ABOUT);
	ck_assert_uint_eq(record.wire, 0);
	ck_assert_mem_eq(record.text, "a note", 6);
	ck_assert_int_eq(board_reader_next(&reader, &record, &missed), 0);
	bell_clear(listener);
	station_publish(&station);
	ck_assert(!scene_readable(listener, 0));
	close(listener);
	close(fd);
	board_reader_close(&reader);
	station_close(&station);
}
END_TEST

/* What a hub has: no post, no mailbox; and what its members say. */
START_TEST(test_station_of_a_room)
{
	const struct record said = {.wire = 99,
		.seq = 99,
		.post = 5,
		.member = 7,
		.uid = 1000,
		.from = "ann",
		.from_len = 3,
		.text = "hello",
		.text_len = 5};
	struct board_reader reader;
	struct station station;
	struct record record;
	struct rundir rundir;
	struct card card;
	uint64_t missed;
	char text[128];
	struct actor actor;

	scene_new();
	ck_assert_int_eq(stations_open(&station, "work", SEAT_ROOM, false, NULL), EX_OK);
	ck_assert_int_eq(station.post, -1);
	ck_assert_str_eq(station.status.nick, "work");
	/* R.in and R.card. */
	ck_assert_int_eq(scene_count(station.rundir.fd), 2);
	station_put_message(&station, &said);
	station_put_message(&station, &said);
	station.status.members = 3;
	station_publish(&station);
	close(card_read(station.rundir.fd, SEAT_ROOM, &card));
	ck_assert_int_eq(board_reader_open(&reader, card.segment, card.nonce), 0);
	ck_assert_int_eq(board_reader_next(&reader, &record, &missed), 1);
	ck_assert_int_eq(board_reader_next(&reader, &record, &missed), 1);
	ck_assert_uint_eq(record.seq, 2);
	ck_assert_uint_eq(record.wire, 2);
	ck_assert_uint_eq(record.post, 5);
	ck_assert_uint_eq(record.member, 7);
	ck_assert_uint_eq(record.uid, 1000);
	ck_assert_int_eq(record.kind, RECORD_MESSAGE);
	ck_assert_int_eq(record.dir, RECORD_IN);
	ck_assert_mem_eq(record.from, "ann", 3);
	ck_assert_mem_eq(record.text, "hello", 5);
	ck_assert_int_eq(board_reader_status(&reader, &station.status), 0);
	ck_assert_uint_eq(station.status.members, 3);
	ck_assert_uint_eq(station.status.incoming, 2);
	board_reader_close(&reader);
	/* A mailbox is none of its own, whatever has that name. */
	scene_write(station.rundir.fd, "R.mail", "", 0);
	station_close(&station);
	open_base(&rundir);
	ck_assert(chat_there(&rundir, "work"));
	ck_assert_int_eq(unlinkat(rundir.base, "work/R.mail", 0), 0);
	ck_assert_int_eq(unlinkat(rundir.base, "work", AT_REMOVEDIR), 0);
	rundir_close(&rundir);
	start_holder(&actor, SEAT_ROOM);
	snprintf(text, sizeof(text), "room main is taken: by the process %ld\n", (long)actor.pid);
	ck_assert_str_eq(refusal("main", SEAT_ROOM, false, EX_UNAVAILABLE), text);
	/* Who takes any seat takes one of a chat. */
	ck_assert_int_eq(stations_open(&station, "main", SEAT_A, true, NULL), EX_OK);
	ck_assert_int_eq(station.address.seat, SEAT_A);
	station_close(&station);
	scene_kill(&actor);
}
END_TEST

static void open_logged(struct station *station)
{
	const struct station_options options = {
		.address = {.chat = "main", .seat = SEAT_A}, .nick = "ann", .log_limit = 1 << 20};

	setenv("XDG_STATE_HOME", scene_new(), 1);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(station_open(station, &options), EX_OK);
	/* The state is replaced in place, so the log is what outgrows the limit. */
	for (int i = 0; i < 20; i++)
		station_put_note(station, "there has to be more in the log than in its state");
	station_publish(station);
	ck_assert_uint_gt(station->log.size, SEATSTATE_SIZE);
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A record that somebody saw has its number for ever: a next peer must not give it again. */
static void expect_kept(const struct station *station)
{
	struct seatlog seatlog;

	ck_assert_int_eq(seatlog_open(&seatlog, ADDRESS("main", SEAT_A)), EX_OK);
	ck_assert_uint_eq(seatlog.state.seq, station->board.records);
	seatlog_close(&seatlog);
}

/* The second time logwriter_meet() is the one that finds it out. */
static int64_t next_time(struct board_reader *reader)
{
	struct record record;
	uint64_t missed;

	ck_assert_int_eq(board_reader_next(reader, &record, &missed), 1);
	return record.time_us;
}

static void await_other_time(void)
{
	int64_t now = clock_time_us();

	while (clock_time_us() == now)
		continue;
}

START_TEST(test_station_messages_of_a_batch_have_one_time)
{
	struct station station;
	struct board_reader *reader;
	struct card card;
	int64_t first, second, note;
	int fd;

	scene_new();
	ck_assert_int_eq(stations_open(&station, "main", SEAT_A, false, "ann"), EX_OK);
	fd = card_read(station.rundir.fd, SEAT_A, &card);
	reader = board_reader_new(card.segment, card.nonce);
	ck_assert_ptr_nonnull(reader);
	close(fd);
	/* A note alone begins no batch. */
	station_put_note(&station, "a note");
	await_other_time();
	station_put_out(&station, 1, 0, "a", 1);
	await_other_time();
	station_put_out(&station, 2, 0, "b", 1);
	station_put_note(&station, "another");
	station_put_out(&station, 3, 0, "c", 1);
	station_publish(&station);
	await_other_time();
	station_put_out(&station, 4, 0, "d", 1);
	station_publish(&station);
	note = next_time(reader);
	first = next_time(reader);
	ck_assert_int_gt(first, note);
	ck_assert_int_eq(next_time(reader), first);
	note = next_time(reader);
	ck_assert_int_gt(note, first);
	second = next_time(reader);
	ck_assert_int_eq(second, note);
	ck_assert_int_gt(next_time(reader), second);
	board_reader_free(reader);
	station_close(&station);
}
END_TEST

START_TEST(test_station_tells_that_the_log_fails)
{
	struct station station;
	struct capture capture;
	const char *text;

	open_logged(&station);
	limit_files(station.log.size);
	capture_begin(&capture, STDERR_FILENO);
	station_put_note(&station, "not in the log");
	if (_i == 1)
		logwriter_meet(&station.log, 7, 0);
	station_publish(&station);
	station_publish(&station);
	limit_files(RLIM_INFINITY);
	text = capture_end(&capture);
	ck_assert_str_eq(text, "shmooze: A: the log can't be written, the chat goes on: "
			       "File too large\n");
	ck_assert_uint_eq(station.status.logged, BOARD_LOG_FAILS);
	expect_kept(&station);

	capture_begin(&capture, STDERR_FILENO);
	station_commit(&station);
	station_publish(&station);
	text = capture_end(&capture);
	ck_assert_str_eq(text, "shmooze: A: the log is written again, and nothing is missing\n");
	ck_assert_uint_eq(station.status.logged, BOARD_LOGGED);
	expect_kept(&station);
	station_close(&station);
}
END_TEST

/* Where the other side's epoch could not be written it is as soon as that is possible. */
START_TEST(test_station_keeps_whom_it_met)
{
	struct seatstate state;
	struct station station;
	int fd;

	open_logged(&station);
	fd = station.log.state_fd;
	station.log.state_fd = -1;
	logwriter_meet(&station.log, 0x77, 5);
	station.log.state_fd = fd;
	station_commit(&station);
	ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_A), &state), 0);
	ck_assert_uint_eq(state.other, 0x77);
	ck_assert_uint_eq(state.received, 5);
	station_close(&station);
}
END_TEST

static void come_and_go(void *context, int out)
{
	(void)context;
	for (int i = 0; i < 300; i++) {
		struct station station;

		if (stations_open(&station, "main", SEAT_A, true, "peer") != EX_OK)
			_exit(1);
		station_close(&station);
	}
	scene_say(out, 0);
}

/* Two come and go: the directory vanishes under either's hands, and neither is refused a seat. */
START_TEST(test_station_race_for_the_directory)
{
	struct actor actors[2];

	scene_new();
	for (int i = 0; i < 2; i++)
		scene_act(&actors[i], come_and_go, NULL);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(scene_hear(&actors[i]), 0);
		ck_assert_int_eq(scene_await(&actors[i]), 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("station");
	TCase *tcase = tcase_create("station");

	tcase_add_test(tcase, test_station_open_and_close);
	tcase_add_test(tcase, test_station_default_nick_tells_the_seat);
	tcase_add_test(tcase, test_station_seat_is_taken);
	tcase_add_test(tcase, test_station_of_a_room);
	tcase_add_test(tcase, test_station_clears_away_what_a_killed_peer_left);
	tcase_add_test(tcase, test_station_refuses_directories_that_are_not_safe);
	tcase_add_test(tcase, test_station_open_fails_in_the_middle_and_leaves_nothing);
	tcase_add_test(tcase, test_station_publishes_and_rings);
	tcase_add_test(tcase, test_station_messages_of_a_batch_have_one_time);
	tcase_add_loop_test(tcase, test_station_tells_that_the_log_fails, 0, 2);
	tcase_add_test(tcase, test_station_keeps_whom_it_met);
	tcase_add_test(tcase, test_station_race_for_the_directory);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
