/* SPDX-License-Identifier: ISC */
/*
 * Logs and states as a peer leaves them, written by hand.
 */
#include "config.h"

#include "app/seatlog.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/seatfile.h"
#include "app/statefile.h"
#include "tests/app/addresses.h"
#include "tests/app/capture.h"
#include "tests/ipc/scene.h"

static void setup(void)
{
	setenv("XDG_STATE_HOME", scene_new(), 1);
}

static void log_record(int seq, const char *dir, int number)
{
	char line[256];
	int n = snprintf(line, sizeof(line),
		"{\"seq\":%d,\"time\":\"2026-11-22T12:00:00.000000Z\",\"dir\":\"%s\",\"from\":"
		"\"x\","
		"\"text\":\"t\",\"number\":%d}\n",
		seq, dir, number);

	ck_assert_int_eq(statefile_append("main", "A.jsonl", line, (size_t)n), 0);
}

static void write_state(const char *state)
{
	char bytes[512];

	memset(bytes, ' ', sizeof(bytes));
	memcpy(bytes, state, strlen(state));
	bytes[sizeof(bytes) - 1] = '\n';
	ck_assert_int_eq(statefile_write("main", "A.state", bytes, sizeof(bytes)), 0);
}

static void expect(uint64_t epoch, uint64_t newest, uint64_t incoming, uint64_t seen)
{
	int before = scene_descriptors();
	struct seatlog seatlog;

	ck_assert_int_eq(seatlog_open(&seatlog, ADDRESS("main", SEAT_A)), EX_OK);
	ck_assert_uint_eq(seatlog.state.epoch, epoch);
	ck_assert_uint_eq(seatlog.state.seq, newest);
	ck_assert_uint_eq(seatlog.state.incoming, incoming);
	ck_assert_uint_eq(seatlog.state.seen, seen);
	seatlog_close(&seatlog);
	ck_assert_int_eq(scene_descriptors(), before);
}

START_TEST(test_seatlog_nothing_there)
{
	struct seatlog seatlog;
	struct capture capture;
	int status;

	capture_begin(&capture, STDERR_FILENO);
	status = seatlog_open(&seatlog, ADDRESS("main", SEAT_A));
	ck_assert_ptr_nonnull(strstr(capture_end(&capture), "seat A of chat main: no peer is "));
	ck_assert_int_eq(status, EX_UNAVAILABLE);
}
END_TEST

#define STATE                                                                                      \
	"{\"version\":1,\"epoch\":\"fedcba9876543210\",\"seq\":3,\"said\":1,\"delivered\":1,"      \
	"\"read\":0,\"other\":\"0000000000000001\",\"received\":2,\"incoming\":2,\"seen\":1}"

/* Exactly there, behind, and not at all. */
START_TEST(test_seatlog_rolls_forward)
{
	log_record(1, "in", 1);
	log_record(2, "out", 7);
	log_record(3, "in", 2);
	expect(0, 3, 2, 0);
	write_state(STATE);
	expect(0xfedcba9876543210, 3, 2, 1);
	log_record(4, "out", 8);
	expect(0xfedcba9876543210, 4, 2, 1);
	log_record(5, "in", 3);
	log_record(6, "in", 4);
	expect(0xfedcba9876543210, 6, 4, 1);
}
END_TEST

static const char *const unsound[] = {
	"rubbish",
	"[]",
	"{}",
	"{\"version\":1,\"epoch\":5,\"seq\":\"x\",\"incoming\":-3,\"seen\":null}",
};

START_TEST(test_seatlog_unsound_state)
{
	log_record(1, "in", 1);
	log_record(2, "in", 2);
	write_state(unsound[_i]);
	expect(0, 2, 2, 0);
}
END_TEST

/* The numbers grow and shrink, so that a mixture of two writings is seldom a state. */
static void write_again_and_again(void *context, int out)
{
	struct seatstate state = {.epoch = 5, .other = 6};
	int error, fd = seatfile_hold(ADDRESS("main", SEAT_A), &state, &error);

	(void)context;
	for (uint64_t i = 0; fd >= 0; i++) {
		state = (struct seatstate){.epoch = 5, .other = 6, .seq = 1};
		if (i % 2 == 0)
			state.seq = state.said = state.received = state.incoming = INT64_MAX;
		if (seatfile_write(fd, &state) < 0)
			break;
		if (i == 0)
			scene_say(out, 1);
	}
}

START_TEST(test_seatlog_state_while_it_is_written)
{
	struct seatstate state;
	struct actor actor;

	scene_act(&actor, write_again_and_again, NULL);
	ck_assert_int_eq(scene_hear(&actor), 1);
	for (int i = 0; i < 30000; i++) {
		ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_A), &state), 0);
		ck_assert_uint_eq(state.epoch, 5);
	}
	scene_kill(&actor);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("seatlog");
	TCase *tcase = tcase_create("seatlog");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, test_seatlog_nothing_there);
	tcase_add_test(tcase, test_seatlog_rolls_forward);
	tcase_add_loop_test(tcase, test_seatlog_unsound_state, 0, COUNT(unsound));
	tcase_add_test(tcase, test_seatlog_state_while_it_is_written);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
