/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/poster.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core/frame.h"
#include "core/record.h"
#include "ipc/post.h"
#include "tests/ipc/roomscene.h"
#include "tests/ipc/scene.h"

static struct rundir rundir;
static struct loop *loop;
static struct poster poster;

static void setup(void)
{
	signal(SIGPIPE, SIG_IGN);
	scene_open(&rundir);
	loop = loop_new();
}

static void teardown(void)
{
	loop_free(loop);
	rundir_close(&rundir);
}

START_TEST(test_poster_without_a_peer)
{
	int before = scene_descriptors(), fd;
	uint64_t post;

	ck_assert_int_eq(poster_open(&poster, loop, rundir.fd, SEAT_A), -ENOENT);
	ck_assert_int_eq(poster_say(&poster, "x", 1, &post), -EPIPE);
	ck_assert_int_eq(poster_state(&poster, FRAME_TYPING, 1, ""), -EPIPE);
	ck_assert(!poster_busy(&poster));
	poster_close(&poster);
	fd = post_open(rundir.fd, SEAT_A);
	close(fd);
	ck_assert_int_eq(poster_open(&poster, loop, rundir.fd, SEAT_A), -ENXIO);
	poster_close(&poster);
	scene_write(rundir.fd, "B.post", "", 0);
	ck_assert_int_eq(poster_open(&poster, loop, rundir.fd, SEAT_B), -EPERM);
	poster_close(&poster);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

/* The caller must learn it, or what was typed would be lost. */
START_TEST(test_poster_when_the_peer_goes)
{
	int fd = post_open(rundir.fd, SEAT_A);
	uint64_t post;

	ck_assert_int_eq(poster_open(&poster, loop, rundir.fd, SEAT_A), 0);
	ck_assert_int_eq(poster_say(&poster, "x", 1, &post), 0);
	close(fd);
	ck_assert_int_eq(poster_say(&poster, "x", 1, &post), -EPIPE);
	ck_assert_int_eq(poster_state(&poster, FRAME_AWAY, 0, "x"), -EPIPE);
	ck_assert(!poster_busy(&poster));
	poster_close(&poster);
}
END_TEST

START_TEST(test_poster_limits)
{
	static char text[RECORD_TEXT_MAX + 1];
	int fd = post_open(rundir.fd, SEAT_A);
	uint64_t post;

	memset(text, 'x', sizeof(text) - 1);
	ck_assert_int_eq(poster_open(&poster, loop, rundir.fd, SEAT_A), 0);
	ck_assert_int_eq(poster_say(&poster, text, sizeof(text), &post), -EMSGSIZE);
	ck_assert_int_eq(poster_state(&poster, FRAME_AWAY, 0, text), -EMSGSIZE);
	ck_assert(!scene_readable(fd, 0));
	text[FRAME_BODY_MAX + 1] = '\0';
	ck_assert_int_eq(poster_state(&poster, FRAME_AWAY, 0, text), -EMSGSIZE);
	text[FRAME_BODY_MAX] = '\0';
	ck_assert_int_eq(poster_state(&poster, FRAME_AWAY, 0, text), 0);
	ck_assert(scene_readable(fd, 0));
	poster_close(&poster);
	close(fd);
}
END_TEST

/* Full: nothing waits, all is kept, and in frames that are whole. */
START_TEST(test_poster_never_waits)
{
	static char text[RECORD_TEXT_MAX];
	static struct frame_decoder decoder;
	int fd = post_open(rundir.fd, SEAT_A), frames = 0;
	struct frame frame;
	uint64_t post;

	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(poster_open(&poster, loop, rundir.fd, SEAT_A), 0);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(poster_say(&poster, text, sizeof(text), &post), 0);
	ck_assert(poster_busy(&poster));
	frame_decoder_init(&decoder);
	for (;;) {
		size_t size;
		unsigned char *room = frame_decoder_room(&decoder, &size);
		ssize_t n = read(fd, room, size);

		if (n <= 0 && !poster_busy(&poster))
			break;
		if (n > 0)
			frame_decoder_fed(&decoder, (size_t)n);
		while (frame_decoder_next(&decoder, &frame))
			frames++;
		if (poster_busy(&poster))
			ck_assert_int_eq(poster_state(&poster, FRAME_READ, 1, ""), 0);
	}
	ck_assert_uint_eq(decoder.skipped, 0);
	ck_assert_int_gt(frames, 3 * (RECORD_TEXT_MAX / FRAME_BODY_MAX));
	poster_close(&poster);
	close(fd);
}
END_TEST

/* Into a room the words go as requests, and not into one that has ended. */
START_TEST(test_poster_into_a_room)
{
	struct membership membership = {.pair = {.in = -1, .out = -1}};
	static char text[RECORD_TEXT_MAX + 1];
	uint64_t post, next;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	membership.out_event = loop_add_fd(loop, ends[1], LOOP_WRITE, NULL, NULL);
	poster_open_room(&poster, &membership);
	ck_assert(!poster_busy(&poster));
	ck_assert_int_eq(poster_state(&poster, FRAME_TYPING, 1, ""), 0);
	ck_assert_int_eq(poster_state(&poster, FRAME_READ, 1, ""), 0);
	ck_assert(!poster_busy(&poster));
	ck_assert_int_eq(poster_say(&poster, text, sizeof(text), &post), -EMSGSIZE);
	ck_assert_int_eq(poster_state(&poster, FRAME_NICK, 0, ""), -EINVAL);
	ck_assert_int_eq(poster_say(&poster, "x", 1, &post), 0);
	ck_assert(poster_busy(&poster));
	ck_assert_int_eq(poster_state(&poster, FRAME_AWAY, 0, "lunch"), 0);
	ck_assert_int_eq(poster_say(&poster, "y", 1, &next), 0);
	ck_assert_uint_eq(next, post + 2);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(poster_say(&poster, text, RECORD_TEXT_MAX, &post), 0);
	ck_assert_int_eq(poster_say(&poster, "z", 1, &post), -EAGAIN);
	membership.ended = true;
	ck_assert(!poster_busy(&poster));
	ck_assert_int_eq(poster_say(&poster, "x", 1, &post), -EPIPE);
	ck_assert_int_eq(poster_state(&poster, FRAME_AWAY, 0, ""), -EPIPE);
	poster_close(&poster);
	ck_assert_int_eq(poster_say(&poster, "x", 1, &post), -EPIPE);
	member_fini(&membership.member);
	loop_event_free(membership.out_event);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("poster");
	TCase *tcase = tcase_create("poster");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_poster_without_a_peer);
	tcase_add_test(tcase, test_poster_when_the_peer_goes);
	tcase_add_test(tcase, test_poster_limits);
	tcase_add_test(tcase, test_poster_never_waits);
	tcase_add_test(tcase, test_poster_into_a_room);
	suite_add_tcase(suite, tcase);
	return roomscene_run(suite);
}
