/* SPDX-License-Identifier: ISC */
/*
 * Sending to a peer that ends at a bad moment. The others are in tests/system/send.test.
 */
#include "config.h"

#include "app/sending.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/statefile.h"
#include "app/station.h"
#include "core/frame.h"
#include "tests/app/addresses.h"
#include "tests/app/capture.h"
#include "tests/ipc/scene.h"

/* What the peer does with a post before it is killed. */
enum deed { NOTHING, LOG_IT, LOG_WITHOUT_SAYING_SO, LOG_IT_AS_AN_OLD_ONE, LOG_ANOTHER, DEEDS };

static uint64_t take_post(const struct station *station)
{
	static struct frame_decoder decoder;
	struct frame frame;

	frame_decoder_init(&decoder);
	for (;;) {
		size_t size;
		unsigned char *room = frame_decoder_room(&decoder, &size);
		ssize_t n;

		if (!scene_readable(station->post, -1))
			_exit(1);
		n = read(station->post, room, size);
		if (n > 0)
			frame_decoder_fed(&decoder, (size_t)n);
		if (frame_decoder_next(&decoder, &frame))
			return frame.number;
	}
}

static void log_post(uint64_t seq, uint64_t post)
{
	char line[256];
	int n = snprintf(line, sizeof(line),
		"{\"seq\":%" PRIu64 ",\"time\":\"2026-11-22T12:00:00.000000Z\",\"dir\":\"out\","
		"\"from\":\"x\",\"text\":\"t\",\"number\":1,\"post\":%" PRIu64 "}\n",
		seq, post);

	if (statefile_append("main", "A.jsonl", line, (size_t)n) < 0)
		_exit(1);
}

/* One record is on the board already, of a message that went long ago. */
static void be_peer(void *context, int out)
{
	enum deed deed = *(enum deed *)context;
	const struct station_options options = {.address = {.chat = "main"},
		.nick = "ann",
		.log_limit = deed == LOG_WITHOUT_SAYING_SO ? 0 : 1 << 20};
	struct station station;
	uint64_t post;

	if (station_open(&station, &options) != EX_OK)
		_exit(1);
	station_put_note(&station, "one");
	station_publish(&station);
	scene_say(out, 0);
	post = take_post(&station);
	if (deed == LOG_IT || deed == LOG_WITHOUT_SAYING_SO)
		log_post(2, post);
	if (deed == LOG_IT_AS_AN_OLD_ONE)
		log_post(1, post);
	if (deed == LOG_ANOTHER)
		log_post(2, post + 1);
	raise(SIGKILL);
}

static int send_to(enum deed deed, bool wait, struct capture *capture)
{
	struct options options;
	struct source source;
	struct actor actor;
	int status;

	options_init(&options);
	options.wait = wait;
	options.wait_for = wait ? WAIT_DELIVERED : WAIT_TAKEN;
	setenv("XDG_STATE_HOME", scene_new(), 1);
	scene_act(&actor, be_peer, &deed);
	ck_assert_int_eq(scene_hear(&actor), 0);
	ck_assert_int_eq(source_open(&source, ADDRESS("main", SEAT_A)), EX_OK);
	capture_begin(capture, STDERR_FILENO);
	status = sending_run(&options, &source, "hello", 5);
	capture_end(capture);
	scene_kill(&actor);
	return status;
}

/* Only a record behind those that were there, of this very post, is an acceptance. */
START_TEST(test_sending_to_one_that_is_killed)
{
	int before = scene_descriptors();
	struct capture capture;

	if (_i == LOG_IT) {
		ck_assert_int_eq(send_to(LOG_IT, false, &capture), EX_OK);
		ck_assert_str_eq(capture.text, "");
		ck_assert_int_eq(send_to(LOG_IT, true, &capture), EX_UNAVAILABLE);
		ck_assert_str_eq(capture.text, "shmooze: seat A: the peer was killed: "
					       "not delivered, kept for the next peer\n");
	} else {
		ck_assert_int_eq(send_to((enum deed)_i, _i % 2 == 0, &capture), EX_UNAVAILABLE);
		ck_assert_str_eq(capture.text, "shmooze: seat A: the peer was killed: "
					       "not taken by the peer\n");
	}
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sending");
	TCase *tcase = tcase_create("sending");

	tcase_add_loop_test(tcase, test_sending_to_one_that_is_killed, NOTHING, DEEDS);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
