/* SPDX-License-Identifier: ISC */
/*
 * Members and a hub, with queues between them that hold little, do what a seed says. What comes of
 * it is compared with what a list of requests expects: each one gets one answer, texts come whole
 * and in order, and a call outputs to the one who asked what its server gave.
 */
#include "config.h"

#include "core/member.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "tests/core/hub_check.h"
#include "tests/core/prng.h"
#include "tests/suite.h"

#define MEMBERS  6
#define OPEN_MAX 4096
#define STEPS    4000
#define VERBS    3

/* One request as the test knows it. */
struct open {
	uint64_t number; /* 0: answered */
	uint8_t kind;
	bool cancelled;
	unsigned length;  /* of POST: the text that has to come */
	unsigned outputs; /* of ASK: bytes that came */
	unsigned given;   /* bytes that the server gave, once it has answered */
	bool answered;
};

struct run {
	uint64_t call; /* 0: free */
	uint32_t asker;
	uint64_t number;
	unsigned given;
};

static struct chair {
	uint32_t id; /* 0: free */
	struct member member;
	struct open opens[OPEN_MAX];
	unsigned first, last; /* of those open */
	uint64_t expected;    /* POSTs come in order: the one before */
	struct run runs[MEMBER_RUNS_MAX];
	uint32_t allowed[VERBS]; /* calls at a time */
} chairs[MEMBERS];

static struct hub hub;
static struct prng prng;
static uint64_t said, answers, outputs, refused_gone, cancels;

static struct chair *chair_of(uint32_t id)
{
	for (int i = 0; i < MEMBERS; i++) {
		if (id != 0 && chairs[i].id == id)
			return &chairs[i];
	}
	return NULL;
}

/* --- What is expected --- */

static struct open *find_open(struct chair *chair, uint64_t number)
{
	for (unsigned i = chair->first; i < chair->last; i++) {
		if (chair->opens[i % OPEN_MAX].number == number)
			return &chair->opens[i % OPEN_MAX];
	}
	return NULL;
}

static struct open *expect(struct chair *chair, uint64_t number, uint8_t kind)
{
	struct open *open = &chair->opens[chair->last++ % OPEN_MAX];

	while (chair->first < chair->last - 1 && chair->opens[chair->first % OPEN_MAX].number == 0)
		chair->first++;
	ck_assert_uint_lt(chair->last - chair->first, OPEN_MAX);
	*open = (struct open){.number = number, .kind = kind};
	return open;
}

static char letter(uint64_t number, size_t i)
{
	return (char)('a' + (number * 7 + i) % 26);
}

static uint64_t on_say(
	void *context, const struct hub_member *from, uint64_t post, const char *text, size_t len)
{
	struct chair *chair = chair_of(from->id);
	const struct open *open = find_open(chair, post);

	(void)context;
	ck_assert_ptr_nonnull(open);
	ck_assert_uint_eq(open->kind, FRAME_POST);
	ck_assert_uint_gt(post, chair->expected);
	chair->expected = post;
	ck_assert_uint_eq(len, open->length);
	for (size_t i = 0; i < len; i++)
		ck_assert_int_eq(text[i], letter(post, i));
	return ++said;
}

static void on_note(void *context, const char *text, size_t len)
{
	(void)context;
	ck_assert(utf8_valid(text, len));
}

static void on_changed(void *context)
{
	(void)context;
}

static void on_due(void *context, uint32_t id)
{
	(void)context;
	(void)id;
}

static void clear(struct chair *chair)
{
	member_fini(&chair->member);
	memset(chair, 0, sizeof(*chair));
}

static void on_drop(void *context, uint32_t id, enum hub_end end)
{
	(void)context;
	/* Nobody is ever let go of who is only slow. */
	ck_assert_int_eq(end, HUB_LEFT);
	clear(chair_of(id));
}

static void on_stop(void *context, const struct hub_member *by)
{
	(void)context;
	(void)by;
}

static const struct hub_handlers handlers = {
	.say = on_say,
	.note = on_note,
	.changed = on_changed,
	.due = on_due,
	.drop = on_drop,
	.stop = on_stop,
};

/* --- Responses --- */

static void on_call(struct chair *chair, const struct member_event *event)
{
	for (int i = 0; i < MEMBER_RUNS_MAX; i++) {
		struct run *run = &chair->runs[i];

		if (run->call != 0)
			continue;
		ck_assert_uint_ge(event->call.count, 1);
		run->call = event->number;
		run->asker = event->call.id;
		run->number = strtoull(event->call.arguments, NULL, 10);
		run->given = 0;
		return;
	}
	ck_abort_msg("more calls than there may be");
}

static void on_cancel(struct chair *chair, uint64_t call)
{
	for (int i = 0; i < MEMBER_RUNS_MAX; i++) {
		if (chair->runs[i].call == call)
			chair->runs[i].call = 0;
	}
}

static void on_output(struct chair *chair, const struct member_event *event)
{
	struct open *open = find_open(chair, event->number);

	ck_assert_ptr_nonnull(open);
	ck_assert_uint_eq(open->kind, FRAME_ASK);
	for (size_t i = 0; i < event->len; i++)
		ck_assert_int_eq(event->bytes[i], letter(event->number, open->outputs++));
	outputs++;
	ck_assert_int_eq(member_dealt_with(&chair->member, event->number), 0);
}

static void on_answer(struct chair *chair, const struct member_event *event)
{
	struct open *open;

	/* Of no request of its own: a call that was over meanwhile. */
	if (event->request >= FRAME_OUTPUT && event->request <= FRAME_ANSWERED)
		return;
	open = find_open(chair, event->number);
	/* CANCEL has the number of its ASK. */
	if (event->request == FRAME_CANCEL) {
		cancels++;
		return;
	}
	ck_assert_ptr_nonnull(open);
	ck_assert_uint_eq(open->kind, event->request);
	if (event->kind == MEMBER_ANSWERED) {
		ck_assert(open->answered);
		ck_assert_uint_eq(open->outputs, open->given);
		answers++;
	} else if (event->kind == MEMBER_REFUSED) {
		ck_assert(open->kind == FRAME_ASK || open->kind == FRAME_UNSERVE);
		ck_assert(event->code != REFUSAL_CANCELLED || open->cancelled);
		refused_gone += event->code == REFUSAL_GONE;
	}
	open->number = 0;
}

static void hear(struct chair *chair)
{
	struct member_event event;
	unsigned char copy[REQUEST_SIZE_MAX];
	size_t n;
	const void *response = hub_next_response(&hub, chair->id, &n);

	if (response == NULL)
		return;
	memcpy(copy, response, n);
	hub_response_taken(&hub, chair->id);
	ck_assert_int_eq(member_receive(&chair->member, copy, n, &event), 0);
	if (event.kind == MEMBER_CALL)
		on_call(chair, &event);
	else if (event.kind == MEMBER_CANCEL)
		on_cancel(chair, event.number);
	else if (event.kind == MEMBER_OUTPUT || event.kind == MEMBER_ERRORS)
		on_output(chair, &event);
	else if (event.kind == MEMBER_GRANTED || event.kind == MEMBER_REFUSED ||
		 event.kind == MEMBER_ANSWERED || event.kind == MEMBER_PONG)
		on_answer(chair, &event);
}

/* One request goes to the hub, unless it is left in the queue. */
static void talk(struct chair *chair)
{
	unsigned char copy[REQUEST_SIZE_MAX];
	size_t n;
	const void *request = member_next_request(&chair->member, &n);

	if (request == NULL || hub_paused(&hub, chair->id))
		return;
	memcpy(copy, request, n);
	member_request_taken(&chair->member);
	hub_receive(&hub, chair->id, copy, n);
	ck_assert_ptr_null(hub_check(&hub));
}

/* --- Requests --- */

static void join(struct chair *chair)
{
	static const char *const nicks[] = {"ann", "bob", "cy"};
	const char *nick = nicks[prng_below(&prng, 3)];

	clear(chair);
	ck_assert_int_eq(hub_join(&hub, prng_below(&prng, 3), 1, nick, strlen(nick),
				 prng_chance(&prng, 20), &chair->id),
		REFUSAL_NONE);
}

static void say(struct chair *chair)
{
	static char text[RECORD_TEXT_MAX];
	unsigned len = prng_chance(&prng, 80) ? prng_below(&prng, 100) : prng_below(&prng, 4000);
	uint64_t number = chair->member.last + 1, got;
	int error;

	if (prng_chance(&prng, 1))
		len = RECORD_TEXT_MAX;
	for (size_t i = 0; i < len; i++)
		text[i] = letter(number, i);
	error = member_say(&chair->member, text, len, &got);
	if (error == -EAGAIN)
		return;
	ck_assert_int_eq(error, 0);
	ck_assert_uint_eq(got, number);
	expect(chair, number, FRAME_POST)->length = len;
}

static void ask(struct chair *chair)
{
	static char large[REQUEST_ARGUMENTS_MAX - 100];
	char mine[32], verb[] = {(char)('a' + (char)prng_below(&prng, VERBS)), '\0'};
	const char *arguments[] = {mine, large};
	uint64_t number;
	int error;

	memset(large, 'x', sizeof(large) - 1);
	snprintf(mine, sizeof(mine), "%" PRIu64, chair->member.last + 1);
	error = member_ask(
		&chair->member, verb, arguments, prng_chance(&prng, 10) ? 2 : 1, &number);
	if (error == 0)
		expect(chair, number, FRAME_ASK);
	else
		ck_assert(error == -EAGAIN || error == -EBUSY);
}

static void cancel(struct chair *chair)
{
	for (unsigned i = chair->first; i < chair->last; i++) {
		struct open *open = &chair->opens[i % OPEN_MAX];

		if (open->number == 0 || open->kind != FRAME_ASK || open->cancelled)
			continue;
		if (member_cancel(&chair->member, open->number) == 0)
			open->cancelled = true;
		return;
	}
}

static void serve(struct chair *chair)
{
	char verb[] = {(char)('a' + (char)prng_below(&prng, VERBS)), '\0'};
	uint64_t number;

	if (prng_chance(&prng, 70)) {
		if (member_serve(&chair->member, verb, 1 + prng_below(&prng, 4), &number) == 0)
			expect(chair, number, FRAME_SERVE);
	} else if (prng_chance(&prng, 30) && member_unserve(&chair->member, verb, &number) == 0) {
		/* May be refused: it did not serve it. */
		expect(chair, number, FRAME_UNSERVE);
	}
}

/* A call that runs outputs something, or is answered. */
static void work(struct chair *chair, unsigned chance)
{
	char bytes[3000];

	for (int i = 0; i < MEMBER_RUNS_MAX; i++) {
		struct run *run = &chair->runs[i];
		struct chair *asker = chair_of(run->asker);
		struct open *open;
		unsigned len = 1 + prng_below(&prng, sizeof(bytes) - 1);
		ssize_t n;

		if (run->call == 0)
			continue;
		for (unsigned k = 0; k < len; k++)
			bytes[k] = letter(run->number, run->given + k);
		n = member_output(&chair->member, run->call, prng_chance(&prng, 30), bytes, len);
		ck_assert_int_ge(n, 0);
		run->given += (unsigned)n;
		if (!prng_chance(&prng, chance))
			continue;
		open = asker != NULL ? find_open(asker, run->number) : NULL;
		if (open != NULL) {
			open->given = run->given;
			open->answered = true;
		}
		ck_assert_int_eq(member_answer(&chair->member, run->call, 3), 0);
		run->call = 0;
	}
}

static void leave(struct chair *chair)
{
	if (prng_chance(&prng, 50)) {
		hub_gone(&hub, chair->id, HUB_KILLED);
		ck_assert_ptr_null(hub_check(&hub));
		clear(chair);
	} else {
		member_request(&chair->member, FRAME_LEAVE, NULL);
	}
}

static void step(struct chair *chair)
{
	unsigned what = prng_below(&prng, 1000);

	if (chair->id == 0)
		join(chair);
	else if (what < 300)
		talk(chair);
	else if (what < 650)
		hear(chair);
	else if (what < 750)
		say(chair);
	else if (what < 850)
		ask(chair);
	else if (what < 870)
		cancel(chair);
	else if (what < 900)
		serve(chair);
	else if (what < 997)
		work(chair, 10);
	else
		leave(chair);
}

static bool quiet(void)
{
	bool busy = false;
	size_t n;

	for (int i = 0; i < MEMBERS; i++) {
		if (chairs[i].id == 0)
			continue;
		busy |= member_next_request(&chairs[i].member, &n) != NULL ||
			hub_next_response(&hub, chairs[i].id, &n) != NULL;
		for (int k = 0; k < MEMBER_RUNS_MAX; k++)
			busy |= chairs[i].runs[k].call != 0;
	}
	return !busy;
}

/* Everybody serves to the end and takes what there is. */
static void finish(void)
{
	for (int round = 0; !quiet(); round++) {
		ck_assert_int_lt(round, 100000);
		for (int i = 0; i < MEMBERS; i++) {
			if (chairs[i].id != 0)
				talk(&chairs[i]);
			if (chairs[i].id != 0)
				hear(&chairs[i]);
			if (chairs[i].id != 0)
				work(&chairs[i], 50);
		}
	}
	for (int i = 0; i < MEMBERS; i++) {
		for (unsigned k = chairs[i].first; k < chairs[i].last; k++)
			ck_assert_uint_eq(chairs[i].opens[k % OPEN_MAX].number, 0);
	}
}

START_TEST(test_member_random)
{
	prng.state = (uint64_t)_i;
	hub_init(&hub, 0, &handlers, NULL);
	for (int i = 0; i < STEPS; i++)
		step(&chairs[prng_below(&prng, MEMBERS)]);
	finish();
	ck_assert_uint_gt(said, 50);
	ck_assert_uint_gt(outputs, 50);
	ck_assert_uint_gt(answers, 5);
	hub_fini(&hub);
	for (int i = 0; i < MEMBERS; i++)
		clear(&chairs[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("member");
	TCase *tcase = tcase_create("member");

	tcase_add_loop_test(tcase, test_member_random, 1, 9);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
