/* SPDX-License-Identifier: ISC */
/*
 * Posting and taking what was posted, over a real FIFO.
 */
#include "config.h"

#include "app/postbox.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/poster.h"
#include "core/record.h"
#include "core/utf8.h"
#include "ipc/post.h"
#include "tests/ipc/scene.h"

#define R "\xef\xbf\xbd"

static struct rundir rundir;
static struct loop *loop;
static struct loop_event *deadline;
static struct postbox postbox;
static struct poster poster;
static int fd;

static struct {
	int texts, states, batches, drained, until;
	uint64_t post, number;
	unsigned kind;
	struct buffer text; /* the last */
} heard;

static void stop_when_enough(void)
{
	if (heard.until > 0 && heard.texts + heard.states >= heard.until)
		loop_stop(loop);
}

static void keep(const char *text, size_t len)
{
	ck_assert(utf8_valid(text, len));
	ck_assert_uint_le(len, RECORD_TEXT_MAX);
	heard.text.len = 0;
	ck_assert_int_eq(buffer_append(&heard.text, text, len), 0);
}

static void on_text(void *context, uint64_t post, const char *text, size_t len)
{
	ck_assert_ptr_eq(context, &heard);
	heard.texts++;
	heard.post = post;
	keep(text, len);
	stop_when_enough();
}

static void on_state(void *context, unsigned kind, uint64_t number, const char *text, size_t len)
{
	ck_assert_ptr_eq(context, &heard);
	heard.states++;
	heard.kind = kind;
	heard.number = number;
	keep(text, len);
	stop_when_enough();
}

static void on_batch(void *context)
{
	ck_assert_ptr_eq(context, &heard);
	heard.batches++;
}

static const struct postbox_handlers handlers = {
	.text = on_text, .state = on_state, .batch = on_batch};

static void stop(void *context)
{
	(void)context;
	loop_stop(loop);
}

static void setup(void)
{
	signal(SIGPIPE, SIG_IGN);
	memset(&heard, 0, sizeof(heard));
	scene_open(&rundir);
	fd = post_open(rundir.fd, SEAT_A);
	ck_assert_int_ge(fd, 0);
	loop = loop_new();
	deadline = loop_add_timer(loop, stop, NULL);
	ck_assert_int_eq(postbox_open(&postbox, loop, fd, &handlers, &heard), 0);
	ck_assert_int_eq(poster_open(&poster, loop, rundir.fd, SEAT_A), 0);
}

static void teardown(void)
{
	poster_close(&poster);
	poster_close(&poster);
	postbox_close(&postbox);
	loop_event_free(deadline);
	loop_free(loop);
	buffer_fini(&heard.text);
	if (fd >= 0)
		close(fd);
	rundir_close(&rundir);
}

/* Until so many have been heard; 0: for a moment. */
static void run(int until)
{
	heard.until = until;
	loop_timer_set(deadline, until > 0 ? (unsigned)scene_patience() : 50);
	if (until == 0 || heard.texts + heard.states < until)
		ck_assert_int_eq(loop_run(loop), 0);
	ck_assert_int_ge(heard.texts + heard.states, until);
}

static bool text_is(const char *expected)
{
	return heard.text.len == strlen(expected) &&
	       (heard.text.len == 0 || memcmp(heard.text.data, expected, heard.text.len) == 0);
}

static uint64_t say(const char *text, size_t len)
{
	uint64_t post = 0;

	ck_assert_int_eq(poster_say(&poster, text, len, &post), 0);
	return post;
}

START_TEST(test_postbox_takes_what_is_posted)
{
	uint64_t first = say("hello", 5), second;

	ck_assert_uint_eq(first, parts_number((uint32_t)getpid(), 1));
	run(1);
	ck_assert_uint_eq(heard.post, first);
	ck_assert(text_is("hello"));
	second = say("", 0);
	ck_assert_uint_eq(second, first + 1);
	run(2);
	ck_assert_uint_eq(heard.post, second);
	ck_assert(text_is(""));
	ck_assert_int_eq(heard.batches, 2);
}
END_TEST

START_TEST(test_postbox_takes_state)
{
	ck_assert_int_eq(poster_state(&poster, FRAME_TYPING, 1, ""), 0);
	run(1);
	ck_assert_uint_eq(heard.kind, FRAME_TYPING);
	ck_assert_uint_eq(heard.number, 1);
	ck_assert_int_eq(poster_state(&poster, FRAME_READ, UINT64_MAX, ""), 0);
	run(2);
	ck_assert_uint_eq(heard.kind, FRAME_READ);
	ck_assert_uint_eq(heard.number, UINT64_MAX);
	ck_assert_int_eq(poster_state(&poster, FRAME_NICK, 0, "ann\xff"), 0);
	run(3);
	ck_assert_uint_eq(heard.kind, FRAME_NICK);
	ck_assert(text_is("ann" R));
	ck_assert_int_eq(poster_state(&poster, FRAME_AWAY, 0, "lunch"), 0);
	run(4);
	ck_assert_uint_eq(heard.kind, FRAME_AWAY);
	ck_assert(text_is("lunch"));
	ck_assert_int_eq(heard.texts, 0);
}
END_TEST

START_TEST(test_postbox_mends_text)
{
	static char bytes[RECORD_TEXT_MAX];

	say("a\xff\0b\xe2\x82", 6);
	run(1);
	ck_assert(text_is("a" R R "b" R));
	/* Mended it would be three times as long: it ends where it must. */
	memset(bytes, 0xff, sizeof(bytes));
	say(bytes, sizeof(bytes));
	run(2);
	ck_assert_uint_gt(heard.text.len, RECORD_TEXT_MAX - 3);
	/* A character cut by the end of a frame is none of that. */
	memset(bytes, 'x', sizeof(bytes));
	memcpy(bytes + FRAME_BODY_MAX - 1, "\xc3\xbc", 2);
	say(bytes, sizeof(bytes));
	run(3);
	ck_assert_uint_eq(heard.text.len, sizeof(bytes));
	ck_assert_mem_eq(heard.text.data, bytes, sizeof(bytes));
}
END_TEST

/* What no poster of ours writes. */
START_TEST(test_postbox_skips_rubbish)
{
	unsigned char bytes[FRAME_SIZE_MAX];
	struct frame frame = {.kind = FRAME_POST, .length = 1, .body = (const unsigned char *)"x"};
	int raw = post_reach(rundir.fd, SEAT_A), n;

	ck_assert_int_ge(raw, 0);
	memset(bytes, 's', sizeof(bytes));
	ck_assert_int_eq(post_send(raw, bytes, 1000), 0);
	n = frame_encode(&frame, bytes, sizeof(bytes)); /* a post of nobody's */
	ck_assert_int_eq(post_send(raw, bytes, (size_t)n), 0);
	frame.number = parts_number(1, 1);
	for (unsigned kind = 0; kind < 256; kind++) {
		if (kind >= FRAME_READ && kind <= FRAME_AWAY && kind != FRAME_BYE)
			continue;
		frame.kind = (uint8_t)kind;
		n = frame_encode(&frame, bytes, sizeof(bytes));
		ck_assert_int_eq(post_send(raw, bytes, (size_t)n), 0);
	}
	frame.kind = FRAME_POST;
	n = frame_encode(&frame, bytes, sizeof(bytes));
	bytes[2] = FRAME_VERSION + 1;
	ck_assert_int_eq(post_send(raw, bytes, (size_t)n), 0);
	say("sound", 5);
	run(1);
	ck_assert(text_is("sound"));
	ck_assert_int_eq(heard.texts, 1);
	ck_assert_int_eq(heard.states, 0);
	close(raw);
}
END_TEST

static void on_drained(void *context)
{
	(void)context;
	heard.drained++;
}

START_TEST(test_postbox_pause)
{
	static char bytes[RECORD_TEXT_MAX];

	memset(bytes, 'x', sizeof(bytes));
	poster.drained = on_drained;
	postbox_pause(&postbox, true);
	for (int i = 0; i < 4; i++)
		say(bytes, sizeof(bytes));
	ck_assert(poster_busy(&poster));
	run(0);
	ck_assert_int_eq(heard.texts + heard.batches + heard.drained, 0);
	postbox_pause(&postbox, false);
	postbox_pause(&postbox, false);
	run(4);
	ck_assert(!poster_busy(&poster));
	ck_assert_int_eq(heard.drained, 1);
	ck_assert_uint_eq(heard.text.len, sizeof(bytes));
}
END_TEST

#define MESSAGES 30

/* Says messages of full length, each of its letter, numbered at the front. */
static void post_many(void *context, int out)
{
	static char bytes[RECORD_TEXT_MAX];
	struct poster mine;
	struct loop *own = loop_new();
	uint64_t post;

	if (poster_open(&mine, own, rundir.fd, SEAT_A) < 0)
		_exit(1);
	scene_say(out, 0);
	for (int i = 0; i < MESSAGES; i++) {
		memset(bytes, *(const char *)context, sizeof(bytes));
		bytes[0] = (char)('0' + i);
		if (poster_say(&mine, bytes, sizeof(bytes), &post) < 0)
			_exit(1);
	}
	mine.drained = (void (*)(void *))loop_stop;
	mine.context = own;
	if (poster_busy(&mine))
		loop_run(own);
	_exit(poster_busy(&mine));
}

static int next_of[2];

static void on_mixed(void *context, uint64_t post, const char *text, size_t len)
{
	int i = text[1] == 'b';

	ck_assert_uint_eq(len, RECORD_TEXT_MAX);
	ck_assert_int_eq(text[0], '0' + next_of[i]++);
	for (size_t at = 1; at < len; at++) {
		if (text[at] != "ab"[i])
			ck_abort_msg("another's byte at %zu", at);
	}
	on_text(context, post, text, len);
}

/* Two processes post at once: every message comes whole, those of each in order. */
START_TEST(test_postbox_of_two_posters)
{
	static const struct postbox_handlers mixed = {
		.text = on_mixed, .state = on_state, .batch = on_batch};
	char letters[] = "ab";
	struct actor actors[2];

	postbox.handlers = &mixed;
	scene_act(&actors[0], post_many, &letters[0]);
	scene_act(&actors[1], post_many, &letters[1]);
	ck_assert_int_eq(scene_hear(&actors[0]), 0);
	ck_assert_int_eq(scene_hear(&actors[1]), 0);
	run(2 * MESSAGES);
	ck_assert_int_eq(scene_await(&actors[0]), 0);
	ck_assert_int_eq(scene_await(&actors[1]), 0);
	ck_assert_int_eq(next_of[0], MESSAGES);
	ck_assert_int_eq(next_of[1], MESSAGES);
}
END_TEST

/* A poster that dies in the middle of a message costs that message. */
START_TEST(test_postbox_of_a_poster_that_dies)
{
	unsigned char bytes[FRAME_SIZE_MAX];
	struct frame frame = {
		.kind = FRAME_POST,
		.flags = FRAME_MORE,
		.length = 1,
		.number = parts_number(1, 1),
		.body = (const unsigned char *)"x",
	};
	int raw = post_reach(rundir.fd, SEAT_A);
	int n = frame_encode(&frame, bytes, sizeof(bytes));

	ck_assert_int_eq(post_send(raw, bytes, (size_t)n), 0);
	close(raw);
	say("whole", 5);
	run(1);
	ck_assert(text_is("whole"));
	ck_assert_int_eq(heard.texts, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("postbox");
	TCase *tcase = tcase_create("postbox");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_postbox_takes_what_is_posted);
	tcase_add_test(tcase, test_postbox_takes_state);
	tcase_add_test(tcase, test_postbox_mends_text);
	tcase_add_test(tcase, test_postbox_skips_rubbish);
	tcase_add_test(tcase, test_postbox_pause);
	tcase_add_test(tcase, test_postbox_of_two_posters);
	tcase_add_test(tcase, test_postbox_of_a_poster_that_dies);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
