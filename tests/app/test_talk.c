/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/talk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/signals.h"
#include "core/record.h"
#include "ipc/link_fifo.h"
#include "tests/ipc/scene.h"

#define MESSAGES 300

/* One side: the test has seat A, an actor seat B. */
struct side {
	struct loop *loop;
	struct rundir rundir;
	struct inbox inbox;
	struct talk talk;
	int here, messages, byes, gone, troubles;
	uint64_t delivered;
	bool said_bye, wrong;
	char trouble[256];
	/* What the test waits for, one after the other. */
	const struct phase *phase;
	struct loop_event *tick, *deadline;
	struct actor actor;
	int go[2]; /* a pipe to the actor */
	bool late;
	bool other_stays;
};

static const struct talk_self ann = {.nick = "ann"};

struct phase {
	bool (*done)(const struct side *side);
	void (*then)(struct side *side);
};

/* Message n, of very different lengths. */
static size_t make_text(char out[RECORD_TEXT_MAX], int n)
{
	size_t len = n % 50 == 7 ? RECORD_TEXT_MAX : (size_t)n * 37 % 5000 + 12;
	char number[12];

	memset(out, 'a' + n % 26, len);
	snprintf(number, sizeof(number), "%010d", n);
	memcpy(out, number, strlen(number));
	return len;
}

static void say(struct side *side, int n)
{
	static char text[RECORD_TEXT_MAX];
	uint64_t number;

	ck_assert_int_eq(exchange_say(&side->talk.exchange, text, make_text(text, n), &number), 0);
}

static void on_here(void *context)
{
	((struct side *)context)->here++;
}

static void on_message(void *context, uint64_t number, const char *text, size_t len)
{
	static char expected[RECORD_TEXT_MAX];
	struct side *side = context;

	(void)number;
	if (make_text(expected, ++side->messages) != len || memcmp(text, expected, len) != 0)
		side->wrong = true;
}

static void on_delivered(void *context, uint64_t number)
{
	struct side *side = context;

	side->wrong = side->wrong || number < side->delivered;
	side->delivered = number;
}

static void on_bye(void *context, uint16_t flags)
{
	(void)flags;
	((struct side *)context)->byes++;
}

static void on_state(void *context, enum exchange_kind kind, uint64_t number)
{
	(void)context;
	(void)kind;
	(void)number;
}

static void on_gone(void *context, bool said_bye)
{
	struct side *side = context;

	side->gone++;
	side->said_bye = said_bye;
}

static void on_trouble(void *context, const char *what)
{
	struct side *side = context;

	side->troubles++;
	snprintf(side->trouble, sizeof(side->trouble), "%s", what);
}

static void on_batch(void *context)
{
	(void)context;
}

static void on_commit(void *context)
{
	(void)context;
}

static const struct talk_handlers handlers = {
	.here = on_here,
	.message = on_message,
	.delivered = on_delivered,
	.bye = on_bye,
	.state = on_state,
	.gone = on_gone,
	.trouble = on_trouble,
	.batch = on_batch,
	.commit = on_commit,
};

static void on_tick(void *context)
{
	struct side *side = context;

	if (side->phase->done(side)) {
		if (side->phase->then != NULL)
			side->phase->then(side);
		side->phase++;
	}
	if (side->phase->done == NULL)
		loop_stop(side->loop);
	else
		loop_timer_set(side->tick, 1);
}

static void on_deadline(void *context)
{
	struct side *side = context;

	side->late = true;
	loop_stop(side->loop);
}

static void open_side(struct side *side)
{
	pid_t holder;

	*side = (struct side){.loop = loop_new()};
	signal(SIGPIPE, SIG_IGN);
	scene_open(&side->rundir);
	ck_assert_int_eq(inbox_open(&side->inbox, side->rundir.fd, SEAT_A, &holder), 0);
}

static void begin(struct side *side)
{
	ck_assert_int_eq(talk_open(&side->talk, side->loop, link_fifo_new(&side->inbox), &ann, NULL,
				 &handlers, side),
		0);
}

static void run(struct side *side, const struct phase *phases)
{
	side->phase = phases;
	side->tick = loop_add_timer(side->loop, on_tick, side);
	side->deadline = loop_add_timer(side->loop, on_deadline, side);
	loop_timer_set(side->tick, 0);
	loop_timer_set(side->deadline, (unsigned)scene_patience());
	ck_assert_int_eq(loop_run(side->loop), 0);
	ck_assert_msg(!side->late, "phase %d lasts too long", (int)(side->phase - phases));
	ck_assert(!side->wrong);
	loop_event_free(side->tick);
	loop_event_free(side->deadline);
}

static void close_side(struct side *side)
{
	talk_close(&side->talk);
	loop_free(side->loop);
	inbox_close(&side->inbox);
	scene_kill(&side->actor);
	rundir_close(&side->rundir);
}

/* The other side: says back what it hears, and leaves when it is told BYE. */

static void echo(void *context, uint64_t number, const char *text, size_t len)
{
	struct side *side = context;

	if (exchange_say(&side->talk.exchange, text, len, &number) < 0)
		_exit(2);
	side->messages++;
}

static void answer_bye(void *context, uint16_t flags)
{
	struct side *side = context;

	(void)flags;
	exchange_bye(&side->talk.exchange, 0, false);
}

static void leave_when_settled(void *context)
{
	struct side *side = context;

	if (exchange_settled(&side->talk.exchange))
		loop_stop(side->loop);
}

static void stop_when_gone(void *context, bool said_bye)
{
	(void)said_bye;
	loop_stop(((struct side *)context)->loop);
}

static const struct talk_handlers echo_handlers = {
	.here = on_here,
	.message = echo,
	.delivered = on_delivered,
	.bye = answer_bye,
	.state = on_state,
	.gone = stop_when_gone,
	.trouble = on_trouble,
	.batch = leave_when_settled,
	.commit = on_commit,
};

static void be_echo(void *context, int out)
{
	struct side *mine = context, side = {.loop = loop_new()};
	const struct talk_self bob = {.nick = "bob", .stays = mine->other_stays};
	pid_t holder;

	if (inbox_open(&side.inbox, mine->rundir.fd, SEAT_B, &holder) < 0)
		_exit(1);
	if (talk_open(&side.talk, side.loop, link_fifo_new(&side.inbox), &bob, NULL, &echo_handlers,
		    &side) < 0)
		_exit(1);
	scene_say(out, 0);
	loop_run(side.loop);
	talk_close(&side.talk);
	loop_free(side.loop);
	inbox_close(&side.inbox);
}

static void start_echo(struct side *side)
{
	scene_act(&side->actor, be_echo, side);
	scene_hear(&side->actor);
}

/* One that has the seat, tells its signals, and says nothing. */
static void be_mute(void *context, int out)
{
	const int list[] = {SIGINT, 0};
	const struct side *side = context;
	struct inbox inbox;
	pid_t holder, sender;
	int fd;

	if (inbox_open(&inbox, side->rundir.fd, SEAT_B, &holder) < 0)
		_exit(1);
	fd = signals_open(list);
	scene_say(out, 0);
	while (scene_readable(fd, -1)) {
		scene_say(out, signals_next(fd, &sender));
		scene_say(out, sender);
	}
}

static void start_mute(struct side *side)
{
	scene_act(&side->actor, be_mute, side);
	scene_hear(&side->actor);
}

/* One whose inbox is full; when told to, empties it and says whether a HELLO comes then. */
static void be_full(void *context, int out)
{
	const struct side *side = context;
	struct frame_decoder *decoder = malloc(sizeof(*decoder));
	struct frame frame;
	struct inbox inbox;
	size_t room;
	pid_t holder;
	char byte;

	if (decoder == NULL || inbox_open(&inbox, side->rundir.fd, SEAT_B, &holder) < 0)
		_exit(1);
	while (write(inbox.fd, "xxxxxxxx", 8) > 0)
		continue;
	scene_say(out, 0);
	if (read(side->go[0], &byte, 1) != 1)
		_exit(1);
	frame_decoder_init(decoder);
	do {
		unsigned char *bytes = frame_decoder_room(decoder, &room);
		ssize_t n;

		scene_readable(inbox.fd, -1);
		n = read(inbox.fd, bytes, room);
		frame_decoder_fed(decoder, n > 0 ? (size_t)n : 0);
	} while (!frame_decoder_next(decoder, &frame));
	scene_say(out, frame.kind);
	scene_wait_for_end();
}

/* What goes straight into the inbox of seat A. */
static void put(const struct side *side, const void *bytes, size_t n)
{
	int fd = openat(side->rundir.fd, "A.in", O_WRONLY | O_NONBLOCK);

	/* By another process: closing it here would cost the lock. */
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		_exit(1);
}

/* The HELLO of a process of this number. */
static size_t make_hello(unsigned char out[FRAME_SIZE_MAX], uint32_t pid)
{
	struct exchange exchange;
	size_t n;

	exchange_init(&exchange, 99, pid, "eve");
	exchange_attach(&exchange);
	n = exchange_fill(&exchange, out, FRAME_SIZE_MAX);
	exchange_fini(&exchange);
	return n;
}

static void put_hello(void *context, int out)
{
	unsigned char bytes[FRAME_SIZE_MAX];

	put(context, bytes, make_hello(bytes, (uint32_t)getpid()));
	scene_say(out, 0);
}

static void put_newer_version(void *context, int out)
{
	unsigned char bytes[FRAME_SIZE_MAX];
	size_t n = make_hello(bytes, (uint32_t)getpid());

	bytes[2] = FRAME_VERSION + 1;
	for (int i = 0; i < 3; i++)
		put(context, bytes, n);
	scene_say(out, 0);
}

static void put_rubbish(void *context, int out)
{
	unsigned char bytes[FRAME_SIZE_MAX];

	srandom(1);
	for (int i = 0; i < 10; i++) {
		for (size_t k = 0; k < sizeof(bytes); k++)
			bytes[k] = (unsigned char)random();
		put(context, bytes, sizeof(bytes));
	}
	scene_say(out, 0);
}

static void act_once(struct side *side, void (*act)(void *context, int out))
{
	struct actor actor;

	scene_act(&actor, act, side);
	ck_assert_int_eq(scene_hear(&actor), 0);
	scene_await(&actor);
}

/* Conditions */

static bool is_here(const struct side *side)
{
	return side->here > 0;
}

static bool is_here_twice(const struct side *side)
{
	return side->here == 2;
}

static bool has_all_back(const struct side *side)
{
	return side->messages == MESSAGES && side->delivered == MESSAGES;
}

static bool is_gone(const struct side *side)
{
	return side->gone > 0;
}

static bool has_trouble(const struct side *side)
{
	return side->troubles > 0;
}

/* The inbox is empty: whatever came has been looked at. */
static bool has_read_all(const struct side *side)
{
	return !scene_readable(side->inbox.fd, 0);
}

static bool always(const struct side *side)
{
	(void)side;
	return true;
}

/* Actions */

static void say_goodbye(struct side *side)
{
	exchange_bye(&side->talk.exchange, 0, false);
	talk_pump(&side->talk);
}

static void kill_other(struct side *side)
{
	scene_kill(&side->actor);
}

static void say_half(struct side *side)
{
	for (int i = MESSAGES / 2 + 1; i <= MESSAGES; i++)
		say(side, i);
	talk_pump(&side->talk);
	start_echo(side);
}

/* Lines that were said before anybody was there, far more than a FIFO holds, both ways. */
START_TEST(test_talk_all_arrives_once_and_in_order)
{
	static const struct phase phases[] = {
		{always, start_echo}, {has_all_back, say_goodbye}, {is_gone, NULL}, {NULL, NULL}};
	struct side side;

	open_side(&side);
	begin(&side);
	ck_assert(!talk_attached(&side.talk) && !talk_up(&side.talk));
	for (int i = 1; i <= MESSAGES; i++)
		say(&side, i);
	talk_pump(&side.talk);
	run(&side, phases);
	ck_assert_int_eq(side.here, 1);
	ck_assert_str_eq(side.talk.exchange.other.nick, "bob");
	ck_assert_int_eq(side.byes, 1);
	ck_assert_int_eq(side.gone, 1);
	ck_assert(side.said_bye);
	ck_assert_int_eq(side.troubles, 0);
	ck_assert(!talk_attached(&side.talk) && !talk_up(&side.talk));
	ck_assert_int_eq(scene_await(&side.actor), 0);
	close_side(&side);
}
END_TEST

START_TEST(test_talk_with_one_who_was_there_before)
{
	static const struct phase phases[] = {
		{has_all_back, say_goodbye}, {is_gone, NULL}, {NULL, NULL}};
	struct side side;

	open_side(&side);
	start_echo(&side);
	begin(&side);
	ck_assert(talk_attached(&side.talk));
	ck_assert(!talk_up(&side.talk));
	for (int i = 1; i <= MESSAGES; i++)
		say(&side, i);
	talk_pump(&side.talk);
	run(&side, phases);
	ck_assert(side.said_bye);
	close_side(&side);
}
END_TEST

/* A third at once and the rest in a second, but all of it. */
START_TEST(test_talk_limited)
{
	static const struct phase phases[] = {
		{has_all_back, say_goodbye}, {is_gone, NULL}, {NULL, NULL}};
	struct side side;
	long begun = scene_now();

	open_side(&side);
	begin(&side);
	talk_limit(&side.talk, MESSAGES * 2 / 3, MESSAGES / 3);
	for (int i = 1; i <= MESSAGES; i++)
		say(&side, i);
	start_echo(&side);
	run(&side, phases);
	ck_assert_int_ge(scene_now() - begun, 1000);
	ck_assert(side.said_bye);
	close_side(&side);
}
END_TEST

/* --- Batches: the side that hears a message has the next one come at once. --- */

#define PROMPTED 100 /* messages */

struct prompted {
	struct side side;
	int fd; /* the inbox of seat A, to write to */
	size_t len;
	int batch, most; /* messages in this one, and in the largest */
	int batches;
};

/* One that has the seat, says HELLO and nothing else. */
static void be_there(void *context, int out)
{
	const struct side *side = context;
	unsigned char bytes[FRAME_SIZE_MAX];
	struct inbox inbox;
	pid_t holder;

	if (inbox_open(&inbox, side->rundir.fd, SEAT_B, &holder) < 0)
		_exit(1);
	put(side, bytes, make_hello(bytes, (uint32_t)getpid()));
	scene_say(out, 0);
	scene_wait_for_end();
}

static void prompt(const struct prompted *prompted, int number)
{
	unsigned char body[FRAME_BODY_MAX], bytes[FRAME_SIZE_MAX];
	const struct frame frame = {.kind = FRAME_TEXT,
		.number = (uint64_t)number,
		.length = (uint16_t)prompted->len,
		.body = body};

	memset(body, 'x', prompted->len);
	ck_assert_int_gt(frame_encode(&frame, bytes, sizeof(bytes)), 0);
	ck_assert_int_eq(write(prompted->fd, bytes, FRAME_HEAD + prompted->len),
		(ssize_t)(FRAME_HEAD + prompted->len));
}

static void on_prompted(void *context, uint64_t number, const char *text, size_t len)
{
	struct prompted *prompted = context;

	(void)text;
	ck_assert_uint_eq(number, (uint64_t)prompted->side.messages + 1);
	ck_assert_uint_eq(len, prompted->len);
	prompted->batch++;
	if (++prompted->side.messages < PROMPTED)
		prompt(prompted, prompted->side.messages + 1);
}

static void on_prompted_batch(void *context)
{
	struct prompted *prompted = context;

	if (prompted->batch == 0)
		return;
	prompted->batches++;
	if (prompted->batch > prompted->most)
		prompted->most = prompted->batch;
	prompted->batch = 0;
}

static void prompt_first(struct side *side)
{
	prompt((struct prompted *)side, 1);
}

static bool is_prompted(const struct side *side)
{
	return side->messages == PROMPTED;
}

/* What comes while a batch is taken in belongs to it, so long as it is not large already. */
START_TEST(test_talk_batches)
{
	static const struct phase phases[] = {
		{is_here, prompt_first}, {is_prompted, NULL}, {NULL, NULL}};
	static const struct {
		size_t len;
		int batches, most;
	} cases[] = {{100, 1, PROMPTED}, {4000, 6, 17}}; /* 17 frames are more than 64 KiB */
	struct talk_handlers prompted_handlers = handlers;
	struct prompted prompted;

	prompted_handlers.message = on_prompted;
	prompted_handlers.batch = on_prompted_batch;
	open_side(&prompted.side);
	prompted.fd = openat(prompted.side.rundir.fd, "A.in", O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	prompted.len = cases[_i].len;
	prompted.batch = prompted.most = prompted.batches = 0;
	scene_act(&prompted.side.actor, be_there, &prompted.side);
	ck_assert_int_eq(scene_hear(&prompted.side.actor), 0);
	ck_assert_int_eq(talk_open(&prompted.side.talk, prompted.side.loop,
				 link_fifo_new(&prompted.side.inbox), &ann, NULL,
				 &prompted_handlers, &prompted),
		0);
	run(&prompted.side, phases);
	ck_assert_int_eq(prompted.batches, cases[_i].batches);
	ck_assert_int_eq(prompted.most, cases[_i].most);
	ck_assert_int_eq(prompted.side.troubles, 0);
	close_side(&prompted.side);
	close(prompted.fd);
}
END_TEST

static void hurry_to_the_end(struct side *side)
{
	scene_kill(&side->actor);
	ck_assert_int_lt(side->messages, MESSAGES / 3);
	ck_assert_int_eq(side->gone, 0);
}

static bool has_some_back(const struct side *side)
{
	return side->messages >= 10;
}

/* One that is killed is gone only when what it has said was taken, no faster than before. */
START_TEST(test_talk_limited_other_is_killed)
{
	static const struct phase phases[] = {
		{has_some_back, hurry_to_the_end}, {is_gone, NULL}, {NULL, NULL}};
	struct side side;
	long begun = scene_now();

	open_side(&side);
	begin(&side);
	talk_limit(&side.talk, 20, 10);
	for (int i = 1; i <= MESSAGES; i++)
		say(&side, i);
	start_echo(&side);
	run(&side, phases);
	ck_assert_int_eq(side.gone, 1);
	/* What lay in the FIFO, and that is more than was taken at once. */
	ck_assert_int_gt(side.messages, 10);
	ck_assert_int_le(side.messages, 10 + 20 * (int)(scene_now() - begun + 1000) / 1000);
	close_side(&side);
}
END_TEST

static void put_more_rubbish(struct side *side)
{
	act_once(side, put_rubbish);
}

static bool has_trouble_again(const struct side *side)
{
	return side->troubles > 1;
}

/* Each time that rubbish is told costs as much as a message. */
START_TEST(test_talk_limited_rubbish)
{
	static const struct phase phases[] = {
		{has_trouble, put_more_rubbish}, {has_trouble_again, NULL}, {NULL, NULL}};
	struct side side;
	long begun = scene_now();

	open_side(&side);
	begin(&side);
	talk_limit(&side.talk, 1, 1);
	act_once(&side, put_rubbish);
	run(&side, phases);
	ck_assert_int_ge(scene_now() - begun, 1000);
	close_side(&side);
}
END_TEST

START_TEST(test_talk_other_is_killed)
{
	static const struct phase phases[] = {{is_here, kill_other}, {is_gone, NULL}, {NULL, NULL}};
	struct side side;
	int before;

	open_side(&side);
	begin(&side);
	before = scene_descriptors();
	start_echo(&side);
	run(&side, phases);
	ck_assert_int_eq(side.gone, 1);
	ck_assert(!side.said_bye);
	ck_assert_int_eq(side.byes, 0);
	ck_assert(!talk_attached(&side.talk));
	ck_assert_int_eq(scene_descriptors(), before);
	close_side(&side);
}
END_TEST

/*
 * What was said while nobody was there waits for the next one. That one says back only what it
 * heard, so the messages that come tell what was sent again.
 */
static bool has_first_half_back(const struct side *side)
{
	return side->messages == MESSAGES / 2 && side->delivered == MESSAGES / 2;
}

START_TEST(test_talk_other_comes_back)
{
	static const struct phase phases[] = {{has_first_half_back, kill_other},
		{is_gone, say_half}, {is_here_twice, NULL}, {has_all_back, NULL}, {NULL, NULL}};
	struct side side;

	open_side(&side);
	begin(&side);
	for (int i = 1; i <= MESSAGES / 2; i++)
		say(&side, i);
	start_echo(&side);
	run(&side, phases);
	ck_assert_int_eq(side.here, 2);
	ck_assert_int_eq(side.gone, 1);
	close_side(&side);
}
END_TEST

/* It is the kernel that says who has the seat. */
START_TEST(test_talk_forged_hello)
{
	static const struct phase phases[] = {
		{has_trouble, NULL}, {has_read_all, NULL}, {NULL, NULL}};
	struct side side;
	char expected[64];

	open_side(&side);
	start_mute(&side);
	begin(&side);
	act_once(&side, put_hello);
	run(&side, phases);
	ck_assert_int_eq(side.troubles, 1);
	snprintf(expected, sizeof(expected), "but %ld holds the seat: ignored",
		(long)side.actor.pid);
	ck_assert_ptr_nonnull(strstr(side.trouble, expected));
	ck_assert(!talk_up(&side.talk));
	ck_assert_int_eq(side.here, 0);
	close_side(&side);
}
END_TEST

START_TEST(test_talk_hello_of_one_without_a_seat)
{
	static const struct phase phases[] = {{has_read_all, NULL}, {NULL, NULL}};
	struct side side;

	open_side(&side);
	begin(&side);
	act_once(&side, put_hello);
	act_once(&side, put_newer_version);
	run(&side, phases);
	ck_assert_int_eq(side.troubles, 0);
	ck_assert_int_eq(side.here, 0);
	ck_assert(!talk_attached(&side.talk));
	close_side(&side);
}
END_TEST

START_TEST(test_talk_other_version_is_told_once)
{
	static const struct phase phases[] = {
		{has_trouble, NULL}, {has_read_all, NULL}, {NULL, NULL}};
	struct side side;
	char expected[64];

	open_side(&side);
	start_mute(&side);
	begin(&side);
	act_once(&side, put_newer_version);
	run(&side, phases);
	ck_assert_int_eq(side.troubles, 1);
	snprintf(
		expected, sizeof(expected), "speaks version %d of the protocol", FRAME_VERSION + 1);
	ck_assert_ptr_nonnull(strstr(side.trouble, expected));
	ck_assert(!talk_up(&side.talk));
	close_side(&side);
}
END_TEST

START_TEST(test_talk_after_rubbish)
{
	static const struct phase phases[] = {
		{has_read_all, start_echo}, {has_all_back, NULL}, {NULL, NULL}};
	struct side side;

	open_side(&side);
	begin(&side);
	act_once(&side, put_rubbish);
	for (int i = 1; i <= MESSAGES; i++)
		say(&side, i);
	run(&side, phases);
	close_side(&side);
}
END_TEST

START_TEST(test_talk_welcome_nobody)
{
	static const struct phase phases[] = {{has_read_all, NULL}, {NULL, NULL}};
	struct side side;

	open_side(&side);
	begin(&side);
	talk_welcome_nobody(&side.talk);
	start_echo(&side);
	run(&side, phases);
	ck_assert(!talk_attached(&side.talk));
	ck_assert_int_eq(side.here, 0);
	close_side(&side);
}
END_TEST

static void tell_to_read(struct side *side)
{
	ck_assert_int_eq(write(side->go[1], "x", 1), 1);
}

static bool has_said(const struct side *side)
{
	return scene_readable(side->actor.said, 0);
}

/* What finds no room goes when there is. */
START_TEST(test_talk_waits_for_room)
{
	static const struct phase phases[] = {
		{always, tell_to_read}, {has_said, NULL}, {NULL, NULL}};
	struct side side;

	open_side(&side);
	ck_assert_int_eq(pipe(side.go), 0);
	scene_act(&side.actor, be_full, &side);
	scene_hear(&side.actor);
	begin(&side);
	ck_assert(talk_attached(&side.talk));
	run(&side, phases);
	ck_assert_int_eq(scene_hear(&side.actor), FRAME_HELLO);
	close_side(&side);
	close(side.go[0]);
	close(side.go[1]);
}
END_TEST

/* It learns who interrupts it, be it stopped or not. */
START_TEST(test_talk_interrupt_other)
{
	struct side side;
	int status;

	open_side(&side);
	begin(&side);
	talk_interrupt_other(&side.talk); /* nobody */
	start_mute(&side);
	talk_reach(&side.talk);
	ck_assert(talk_attached(&side.talk));
	if (_i == 1) {
		kill(side.actor.pid, SIGSTOP);
		SCENE_UNTIL(
			waitpid(side.actor.pid, &status, WUNTRACED | WNOHANG) == side.actor.pid);
	}
	talk_interrupt_other(&side.talk);
	ck_assert_int_eq(scene_hear(&side.actor), SIGINT);
	ck_assert_int_eq(scene_hear(&side.actor), getpid());
	close_side(&side);
}
END_TEST

static void interrupt_and_go(struct side *side)
{
	talk_interrupt_other(&side->talk);
	exchange_bye(&side->talk.exchange, 0, false);
	talk_pump(&side->talk);
}

/* One that stays gets no SIGINT, which would end this one. */
START_TEST(test_talk_interrupts_none_that_stays)
{
	static const struct phase phases[] = {
		{is_here, interrupt_and_go}, {is_gone, NULL}, {NULL, NULL}};
	struct side side;
	int status;

	open_side(&side);
	side.other_stays = _i == 1;
	begin(&side);
	start_echo(&side);
	run(&side, phases);
	status = scene_await(&side.actor);
	if (side.other_stays)
		ck_assert_int_eq(status, 0);
	else
		ck_assert_int_ne(status, 0);
	close_side(&side);
}
END_TEST

/* Without memory for a link there is nothing to talk with, and nothing is lost. */
START_TEST(test_talk_open_without_a_link)
{
	struct side side;
	int before;

	open_side(&side);
	before = scene_descriptors();
	ck_assert_int_lt(talk_open(&side.talk, side.loop, NULL, &ann, NULL, &handlers, &side), 0);
	talk_close(&side.talk);
	ck_assert_int_eq(scene_descriptors(), before);
	loop_free(side.loop);
	inbox_close(&side.inbox);
	rundir_close(&side.rundir);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("talk");
	TCase *tcase = tcase_create("talk");

	tcase_add_test(tcase, test_talk_all_arrives_once_and_in_order);
	tcase_add_test(tcase, test_talk_with_one_who_was_there_before);
	tcase_add_test(tcase, test_talk_limited);
	tcase_add_loop_test(tcase, test_talk_batches, 0, 2);
	tcase_add_test(tcase, test_talk_limited_other_is_killed);
	tcase_add_test(tcase, test_talk_limited_rubbish);
	tcase_add_test(tcase, test_talk_other_is_killed);
	tcase_add_test(tcase, test_talk_other_comes_back);
	tcase_add_test(tcase, test_talk_forged_hello);
	tcase_add_test(tcase, test_talk_hello_of_one_without_a_seat);
	tcase_add_test(tcase, test_talk_other_version_is_told_once);
	tcase_add_test(tcase, test_talk_after_rubbish);
	tcase_add_test(tcase, test_talk_welcome_nobody);
	tcase_add_test(tcase, test_talk_waits_for_room);
	tcase_add_loop_test(tcase, test_talk_interrupt_other, 0, 2);
	tcase_add_loop_test(tcase, test_talk_interrupts_none_that_stays, 0, 2);
	tcase_add_test(tcase, test_talk_open_without_a_link);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
