/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/exchange.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/utf8.h"
#include "tests/core/pair.h"
#include "tests/core/prng.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define R            "\xef\xbf\xbd"
#define SELF_EPOCH   100
#define EPOCH        200
#define HELLO_HEAD   40

/* One exchange, and the frames of another side that a test makes by hand. */
static struct exchange exchange;
static struct exchange_event event;
static unsigned char sent[FRAME_SIZE_MAX];
static struct frame_decoder decoder;

static int receive(uint8_t kind, uint16_t flags, uint64_t number, const void *body, size_t n)
{
	/* A body of exactly its length, so that a sanitizer sees each byte read behind it. */
	unsigned char *copy = malloc(n > 0 ? n : 1);
	const struct frame frame = {
		.version = FRAME_VERSION,
		.kind = kind,
		.flags = flags,
		.length = (uint16_t)n,
		.number = number,
		.body = copy,
	};
	int error;

	ck_assert_ptr_nonnull(copy);
	if (n > 0)
		memcpy(copy, body, n);
	error = exchange_receive(&exchange, &frame, &event);
	if (event.kind == EXCHANGE_MESSAGE)
		ck_assert(utf8_valid(event.text, event.len) && event.len <= RECORD_TEXT_MAX);
	free(copy);
	return error;
}

/* The text of the last message is compared at once, as it points into what receive() has freed. */
static void receive_text(uint64_t number, const char *text)
{
	const struct frame frame = {
		.version = FRAME_VERSION,
		.kind = FRAME_TEXT,
		.length = (uint16_t)strlen(text),
		.number = number,
		.body = (const unsigned char *)text,
	};

	ck_assert_int_eq(exchange_receive(&exchange, &frame, &event), 0);
}

static size_t make_hello(unsigned char *body, uint64_t received, const char *nick, size_t n)
{
	bytes_put32(body, 77);
	bytes_put32(body + 4, 0);
	bytes_put64(body + 8, EPOCH);
	bytes_put64(body + 16, SELF_EPOCH);
	bytes_put64(body + 24, received);
	bytes_put64(body + 32, 1);
	memcpy(body + HELLO_HEAD, nick, n);
	return HELLO_HEAD + n;
}

static void receive_hello(uint64_t received)
{
	unsigned char body[HELLO_HEAD + 3];
	size_t n = make_hello(body, received, "bob", 3);

	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, n), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_HELLO);
}

static uint64_t accept_hello(uint64_t received)
{
	uint64_t number;

	receive_hello(received);
	exchange_accept(&exchange, &number);
	return number;
}

/* What the exchange has to say now. */
static void fill(void)
{
	size_t n = exchange_fill(&exchange, sent, sizeof(sent));

	frame_decoder_init(&decoder);
	memcpy(decoder.bytes, sent, n);
	frame_decoder_fed(&decoder, n);
}

static bool next_is(uint8_t kind, uint64_t number)
{
	struct frame frame;

	return frame_decoder_next(&decoder, &frame) && frame.kind == kind && frame.number == number;
}

static bool nothing_more(void)
{
	struct frame frame;

	return !frame_decoder_next(&decoder, &frame);
}

static void say(const char *text)
{
	uint64_t number;

	ck_assert_int_eq(exchange_say(&exchange, text, strlen(text), &number), 0);
}

static void setup(void)
{
	exchange_init(&exchange, SELF_EPOCH, 1, "ann");
}

/* As setup(), and the two have met. */
static void setup_met(void)
{
	setup();
	exchange_attach(&exchange);
	fill();
	accept_hello(0);
}

static void teardown(void)
{
	exchange_fini(&exchange);
}

START_TEST(test_exchange_is_silent_before_it_is_attached)
{
	say("early");
	fill();
	ck_assert(nothing_more());
	exchange_bye(&exchange, 0, true);
	fill();
	ck_assert(nothing_more());
}
END_TEST

START_TEST(test_exchange_says_hello_first)
{
	struct frame frame;

	say("early");
	exchange_attach(&exchange);
	fill();
	ck_assert(frame_decoder_next(&decoder, &frame));
	ck_assert_uint_eq(frame.kind, FRAME_HELLO);
	ck_assert_uint_eq(frame.length, HELLO_HEAD + 3);
	ck_assert_uint_eq(bytes_get32(frame.body), 1);
	ck_assert_uint_eq(bytes_get32(frame.body + 4), 0);
	ck_assert_uint_eq(bytes_get64(frame.body + 8), SELF_EPOCH);
	ck_assert_uint_eq(bytes_get64(frame.body + 16), 0);
	ck_assert_uint_eq(bytes_get64(frame.body + 24), 0);
	ck_assert_uint_eq(bytes_get64(frame.body + 32), 1);
	ck_assert_mem_eq(frame.body + HELLO_HEAD, "ann", 3);
	ck_assert(nothing_more());
	fill();
	ck_assert(nothing_more());
	accept_hello(0);
	fill();
	ck_assert(next_is(FRAME_TEXT, 1));
	ck_assert(nothing_more());
}
END_TEST

/* Only a HELLO counts from somebody who was not accepted. */
START_TEST(test_exchange_ignores_who_was_not_accepted)
{
	say("kept");
	exchange_attach(&exchange);
	fill();
	receive_hello(0);
	ck_assert_int_eq(receive(FRAME_TEXT, 0, 1, "x", 1), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	ck_assert_int_eq(receive(FRAME_ACK, 0, 1, NULL, 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	ck_assert_int_eq(receive(FRAME_BYE, 0, 0, NULL, 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	ck_assert(!exchange_delivered(&exchange));
	ck_assert(!exchange_settled(&exchange));
}
END_TEST

START_TEST(test_exchange_say_limit)
{
	static char text[RECORD_TEXT_MAX + 1];
	uint64_t number = 0;

	ck_assert_int_eq(exchange_say(&exchange, text, sizeof(text), &number), -EMSGSIZE);
	ck_assert(exchange_delivered(&exchange));
	ck_assert_int_eq(exchange_say(&exchange, text, sizeof(text) - 1, &number), 0);
	ck_assert_uint_eq(number, 1);
	ck_assert(!exchange_delivered(&exchange));
}
END_TEST

START_TEST(test_exchange_say_without_memory)
{
	uint64_t number;

	starve(1);
	ck_assert_int_eq(exchange_say(&exchange, "x", 1, &number), -ENOMEM);
	ck_assert(exchange_delivered(&exchange));
	ck_assert_int_eq(exchange_say(&exchange, "x", 1, &number), 0);
	ck_assert_uint_eq(number, 1);
}
END_TEST

START_TEST(test_exchange_takes_messages_and_acknowledges)
{
	receive_text(1, "one");
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
	ck_assert_uint_eq(event.number, 1);
	ck_assert_uint_eq(event.len, 3);
	ck_assert_mem_eq(event.text, "one", 3);
	receive_text(2, "");
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
	ck_assert_uint_eq(event.len, 0);
	fill();
	ck_assert(next_is(FRAME_ACK, 2));
	ck_assert(nothing_more());
}
END_TEST

START_TEST(test_exchange_drops_what_it_has)
{
	receive_text(1, "one");
	fill();
	receive_text(1, "one");
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	receive_text(0, "none");
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	fill();
	ck_assert(next_is(FRAME_ACK, 1));
	ck_assert(nothing_more());
}
END_TEST

/* All that follows a gap is dropped, and asked for once. */
START_TEST(test_exchange_asks_again_after_a_gap)
{
	receive_text(1, "one");
	fill();
	for (uint64_t number = 3; number < 6; number++) {
		receive_text(number, "behind the gap");
		ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
		fill();
		if (number == 3)
			ck_assert(next_is(FRAME_HELLO, 0));
		ck_assert(nothing_more());
	}
	receive_text(2, "two");
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
	fill();
	ck_assert(next_is(FRAME_ACK, 2));
	receive_text(4, "another gap");
	fill();
	ck_assert(next_is(FRAME_HELLO, 0));
}
END_TEST

START_TEST(test_exchange_sends_again_what_is_asked_for)
{
	say("one");
	say("two");
	say("three");
	fill();
	ck_assert(next_is(FRAME_TEXT, 1));
	ck_assert_uint_eq(accept_hello(1), 1);
	fill();
	ck_assert(next_is(FRAME_TEXT, 2));
	ck_assert(next_is(FRAME_TEXT, 3));
	ck_assert(nothing_more());
}
END_TEST

/* Sizes of what is filled: a batch may be larger than a frame, and a message than both. */
static const size_t batches[] = {FRAME_SIZE_MAX, FRAME_SIZE_MAX + 1, 2 * FRAME_SIZE_MAX,
	65535 + FRAME_HEAD, 65536 + FRAME_HEAD, 200000};

static const size_t said[] = {0, 1, FRAME_BODY_MAX - 1, FRAME_BODY_MAX, FRAME_BODY_MAX + 1, 5000,
	2 * FRAME_BODY_MAX, 2 * FRAME_BODY_MAX + 1, 65535, RECORD_TEXT_MAX};

static void cross(size_t batch, size_t len)
{
	static char text[RECORD_TEXT_MAX];
	unsigned char *out = malloc(batch);
	struct frame_decoder *inbox = malloc(sizeof(*inbox));
	struct exchange other;
	size_t n, room;
	uint64_t number;

	ck_assert(out && inbox);
	for (size_t i = 0; i < len; i++)
		text[i] = (char)('a' + i / 26 % 26);
	exchange_init(&other, EPOCH, 77, "bob");
	exchange_attach(&other);
	other.offer.pid = exchange.self.pid;
	other.offer.epoch = exchange.self.epoch;
	memcpy(other.offer.nick, exchange.self.nick, sizeof(other.offer.nick));
	exchange_accept(&other, &number);
	ck_assert_int_eq(exchange_say(&other, "first", 5, &number), 0);
	ck_assert_int_eq(exchange_say(&other, text, len, &number), 0);
	frame_decoder_init(inbox);
	event.kind = EXCHANGE_NOTHING;
	while ((n = exchange_fill(&other, out, batch)) > 0) {
		ck_assert_uint_le(n, batch);
		for (size_t at = 0; at < n; at += FRAME_SIZE_MAX) {
			size_t piece = n - at < FRAME_SIZE_MAX ? n - at : FRAME_SIZE_MAX;
			struct frame frame;

			memcpy(frame_decoder_room(inbox, &room), out + at, piece);
			frame_decoder_fed(inbox, piece);
			while (frame_decoder_next(inbox, &frame)) {
				ck_assert_int_eq(exchange_receive(&exchange, &frame, &event), 0);
				if (event.kind == EXCHANGE_HELLO)
					exchange_accept(&exchange, &number);
			}
		}
	}
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
	ck_assert_uint_eq(event.number, 2);
	ck_assert_uint_eq(event.len, len);
	ck_assert_mem_eq(event.text, text, len);
	exchange_fini(&other);
	free(inbox);
	free(out);
}

START_TEST(test_exchange_fill_of_any_size)
{
	for (int i = 0; i < COUNT(said); i++) {
		teardown();
		setup();
		exchange_attach(&exchange);
		cross(batches[_i], said[i]);
	}
}
END_TEST

START_TEST(test_exchange_truncated_hello)
{
	unsigned char body[HELLO_HEAD];

	make_hello(body, 0, "", 0);
	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, (size_t)_i), 0);
	ck_assert_int_eq(event.kind, _i < HELLO_HEAD ? EXCHANGE_NOTHING : EXCHANGE_HELLO);
}
END_TEST

START_TEST(test_exchange_hello_without_an_epoch)
{
	unsigned char body[HELLO_HEAD];
	size_t n = make_hello(body, 0, "", 0);

	bytes_put64(body + 8, 0);
	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, n), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
}
END_TEST

/* Messages are numbered from 1: none that is still to come has the number 0. */
START_TEST(test_exchange_hello_without_a_first_number)
{
	unsigned char body[HELLO_HEAD];
	size_t n = make_hello(body, 0, "", 0);

	bytes_put64(body + 32, 0);
	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, n), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
}
END_TEST

#define EIGHT       "12345678"
#define SIXTY_THREE EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT "1234567"

static const struct {
	const char *nick;
	size_t n;
	const char *taken;
} nicks[] = {
	{"", 0, ""},
	{"bob", 3, "bob"},
	{"j\xc3\xbcrgen", 7, "j\xc3\xbcrgen"},
	{"a\0b", 3, "a" R "b"},
	{"a\xff\xfe"
	 "b",
		4, "a" R R "b"},
	{"a\xe2\x82", 3, "a" R},
	{SIXTY_THREE "8", 64, SIXTY_THREE "8"},
	{SIXTY_THREE "89", 65, SIXTY_THREE "8"},
	{SIXTY_THREE "89" EIGHT EIGHT, 81, SIXTY_THREE "8"},
	/* a character, and one with an accent, over the edge */
	{SIXTY_THREE "\xc3\xa9", 65, SIXTY_THREE},
	{SIXTY_THREE "\xff", 64, SIXTY_THREE},
	{EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT "12345\xf0\x9f\x98\x80", 65,
		EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT "12345"},
	{SIXTY_THREE "e\xcc\x81", 66, SIXTY_THREE},
};

START_TEST(test_exchange_nicks)
{
	unsigned char body[HELLO_HEAD + 128];
	size_t n = make_hello(body, 0, nicks[_i].nick, nicks[_i].n);
	uint64_t number;

	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, n), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_HELLO);
	exchange_accept(&exchange, &number);
	ck_assert_str_eq(exchange.other.nick, nicks[_i].taken);
}
END_TEST

/* The longest HELLO that a frame holds. */
START_TEST(test_exchange_nick_that_fills_the_frame)
{
	static char nick[FRAME_BODY_MAX - HELLO_HEAD];
	static unsigned char body[FRAME_BODY_MAX];

	memset(nick, 0x80, sizeof(nick));
	make_hello(body, 0, nick, sizeof(nick));
	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, sizeof(body)), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_HELLO);
	ck_assert_uint_eq(strlen(exchange.offer.nick), 63);
	ck_assert(utf8_valid(exchange.offer.nick, 63));
}
END_TEST

START_TEST(test_exchange_other_versions)
{
	static const uint8_t versions[] = {0, FRAME_VERSION + 1, 255};
	unsigned char body[HELLO_HEAD] = {0};

	for (int kind = 0; kind < 256; kind++) {
		const struct frame frame = {
			.version = versions[_i], .kind = (uint8_t)kind, .length = 40, .body = body};

		ck_assert_int_eq(exchange_receive(&exchange, &frame, &event), 0);
		ck_assert_int_eq(event.kind, EXCHANGE_FOREIGN);
		ck_assert_uint_eq(event.number, versions[_i]);
	}
}
END_TEST

START_TEST(test_exchange_skips_unknown_kinds)
{
	for (int kind = 0; kind < 256; kind++) {
		if (kind == FRAME_HELLO || kind == FRAME_TEXT || kind == FRAME_ACK ||
			kind == FRAME_BYE || kind == FRAME_TYPING || kind == FRAME_NICK ||
			kind == FRAME_AWAY)
			continue;
		ck_assert_int_eq(receive((uint8_t)kind, 0xffff, UINT64_MAX, "abc", 3), 0);
		ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	}
	fill();
	ck_assert(nothing_more());
}
END_TEST

static const struct {
	const char *bytes;
	size_t n;
	const char *text;
} invalid[] = {
	{"a\0b", 3, "a" R "b"},
	{"\xff", 1, R},
	{"\xed\xa0\x80", 3, R R R},
	{"x\xe2\x82", 3, "x" R},
};

START_TEST(test_exchange_mends_text)
{
	const struct frame frame = {
		.version = FRAME_VERSION,
		.kind = FRAME_TEXT,
		.length = (uint16_t)invalid[_i].n,
		.number = 1,
		.body = (const unsigned char *)invalid[_i].bytes,
	};

	ck_assert_int_eq(exchange_receive(&exchange, &frame, &event), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
	ck_assert_uint_eq(event.len, strlen(invalid[_i].text));
	ck_assert_mem_eq(event.text, invalid[_i].text, event.len);
}
END_TEST

static uint16_t part_flags(unsigned part, bool more)
{
	return (uint16_t)(part << FRAME_PART_SHIFT | (more ? FRAME_MORE : 0));
}

/* Parts without end, each full of bytes: the message ends where it must, and is valid. */
START_TEST(test_exchange_parts_over_the_limit)
{
	static const char *const fills[] = {"x", "\xc3\xa9", "\xe2\x82\xac", "\xff", "\x80\xf0"};
	static char body[FRAME_BODY_MAX];
	size_t width = strlen(fills[_i]);

	for (unsigned part = 0; part < 30; part++) {
		for (size_t i = 0; i < sizeof(body); i++)
			body[i] = fills[_i][(part * sizeof(body) + i + 1) % width];
		ck_assert_int_eq(
			receive(FRAME_TEXT, part_flags(part, part < 29), 1, body, sizeof(body)), 0);
		ck_assert_int_eq(event.kind, part < 29 ? EXCHANGE_NOTHING : EXCHANGE_MESSAGE);
		ck_assert_uint_le(exchange.parts.len, RECORD_TEXT_MAX);
	}
	ck_assert_uint_gt(event.len, RECORD_TEXT_MAX - 4);
	receive_text(2, "goes on");
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
}
END_TEST

/* A part is missing: the message is not put together from the others, but asked for again. */
START_TEST(test_exchange_missing_part)
{
	for (unsigned missing = 0; missing < 3; missing++) {
		for (unsigned part = 0; part < 3; part++) {
			if (part == missing)
				continue;
			ck_assert_int_eq(receive(FRAME_TEXT, part_flags(part, part < 2),
						 missing + 1, "x", 1),
				0);
			ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
		}
		if (missing == 2)
			receive_text(missing + 2, "behind it");
		ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
		fill();
		ck_assert(next_is(FRAME_HELLO, 0));
		ck_assert(nothing_more());
		receive_text(missing + 1, "again");
		ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
		ck_assert_uint_eq(event.len, 5);
		fill();
	}
}
END_TEST

/* The other side begins its message again, after a HELLO that crossed it. */
START_TEST(test_exchange_message_begun_again)
{
	ck_assert_int_eq(receive(FRAME_TEXT, part_flags(0, true), 1, "aaa", 3), 0);
	ck_assert_int_eq(receive(FRAME_TEXT, part_flags(1, true), 1, "bbb", 3), 0);
	ck_assert_int_eq(receive(FRAME_TEXT, part_flags(0, true), 1, "ccc", 3), 0);
	ck_assert_int_eq(receive(FRAME_TEXT, part_flags(1, false), 1, "ddd", 3), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
	ck_assert_uint_eq(event.len, 6);
	ck_assert_mem_eq(event.text, "cccddd", 6);
}
END_TEST

START_TEST(test_exchange_acknowledgements_of_the_future)
{
	say("one");
	fill();
	say("two");
	ck_assert_int_eq(receive(FRAME_ACK, 0, 2, NULL, 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	ck_assert_int_eq(receive(FRAME_ACK, 0, UINT64_MAX, NULL, 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	ck_assert_uint_eq(outbox_count(&exchange.outbox), 2);
	ck_assert_uint_eq(accept_hello(UINT64_MAX), 0);
	ck_assert_uint_eq(outbox_count(&exchange.outbox), 2);
	fill();
	ck_assert(next_is(FRAME_TEXT, 1));
	ck_assert(next_is(FRAME_TEXT, 2));
	ck_assert_int_eq(receive(FRAME_ACK, 0, 2, NULL, 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_ACK);
	ck_assert_uint_eq(event.number, 2);
	ck_assert(exchange_delivered(&exchange));
}
END_TEST

/* A number counts only in its epoch. */
START_TEST(test_exchange_acknowledgement_of_another_epoch)
{
	unsigned char body[HELLO_HEAD];
	size_t n = make_hello(body, 1, "", 0);
	uint64_t number;

	say("one");
	fill();
	bytes_put64(body + 16, SELF_EPOCH + 1);
	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, n), 0);
	exchange_accept(&exchange, &number);
	ck_assert_uint_eq(number, 0);
	ck_assert(!exchange_delivered(&exchange));
	fill();
	ck_assert(next_is(FRAME_TEXT, 1));
}
END_TEST

/* A side that keeps its numbers, then one without a past, then the first again. */
START_TEST(test_exchange_former_epoch_comes_back)
{
	unsigned char body[HELLO_HEAD];
	size_t n = make_hello(body, 0, "", 0);
	uint64_t number;

	accept_hello(0);
	receive_text(1, "one");
	receive_text(2, "two");
	ck_assert_uint_eq(exchange.received, 2);
	bytes_put64(body + 8, EPOCH + 1);
	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, n), 0);
	exchange_accept(&exchange, &number);
	ck_assert_uint_eq(exchange.received, 0);
	receive_text(1, "of the other");
	ck_assert_uint_eq(exchange.received, 1);
	accept_hello(0);
	ck_assert_uint_eq(exchange.received, 2);
	receive_text(2, "two");
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	receive_text(3, "three");
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
}
END_TEST

START_TEST(test_exchange_bye_follows_the_last_message)
{
	say("one");
	exchange_bye(&exchange, FRAME_DONE, false);
	say("two");
	fill();
	ck_assert(next_is(FRAME_TEXT, 1));
	ck_assert(next_is(FRAME_TEXT, 2));
	ck_assert(next_is(FRAME_BYE, 0));
	ck_assert(nothing_more());
	exchange_bye(&exchange, FRAME_DONE, false);
	fill();
	ck_assert(nothing_more());
	exchange_bye(&exchange, 0, false);
	fill();
	ck_assert(next_is(FRAME_BYE, 0));
	ck_assert(nothing_more());
}
END_TEST

START_TEST(test_exchange_bye_in_a_hurry)
{
	say("one");
	exchange_bye(&exchange, 0, true);
	receive_text(1, "still heard");
	fill();
	ck_assert(next_is(FRAME_ACK, 1));
	ck_assert(next_is(FRAME_BYE, 0));
	ck_assert(nothing_more());
	ck_assert(!exchange_delivered(&exchange));
}
END_TEST

/* It hurries up after a batch that ended within a message. */
START_TEST(test_exchange_bye_hurries_up)
{
	static char text[RECORD_TEXT_MAX];
	uint64_t number;

	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(exchange_say(&exchange, text, sizeof(text), &number), 0);
	exchange_bye(&exchange, 0, false);
	fill();
	ck_assert(next_is(FRAME_TEXT, 1));
	exchange_bye(&exchange, 0, true);
	fill();
	ck_assert(next_is(FRAME_BYE, 0));
	ck_assert(nothing_more());
}
END_TEST

static const uint16_t byes[] = {0, FRAME_DONE};

START_TEST(test_exchange_settled)
{
	say("one");
	fill();
	ck_assert_int_eq(receive(FRAME_BYE, byes[_i], 0, NULL, 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_BYE);
	ck_assert_uint_eq(event.flags, byes[_i]);
	ck_assert(!exchange_settled(&exchange));
	ck_assert_int_eq(receive(FRAME_ACK, 0, 1, NULL, 0), 0);
	ck_assert(exchange_settled(&exchange));
	say("two");
	ck_assert(!exchange_settled(&exchange));
}
END_TEST

/* The other side asks again for what came behind its BYE: that does not take the BYE back. */
START_TEST(test_exchange_bye_outlives_a_hello)
{
	say("one");
	fill();
	ck_assert_int_eq(receive(FRAME_BYE, 0, 0, NULL, 0), 0);
	accept_hello(0);
	fill();
	ck_assert(next_is(FRAME_TEXT, 1));
	ck_assert_int_eq(receive(FRAME_ACK, 0, 1, NULL, 0), 0);
	ck_assert(exchange_settled(&exchange));
}
END_TEST

/* Who comes in its place has not said BYE. */
START_TEST(test_exchange_bye_ends_with_its_epoch)
{
	unsigned char body[HELLO_HEAD];
	size_t n = make_hello(body, 0, "", 0);
	uint64_t number;

	ck_assert_int_eq(receive(FRAME_BYE, 0, 0, NULL, 0), 0);
	ck_assert(exchange_settled(&exchange));
	bytes_put64(body + 8, EPOCH + 1);
	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, n), 0);
	exchange_accept(&exchange, &number);
	ck_assert(!exchange_settled(&exchange));
}
END_TEST

START_TEST(test_exchange_detach_forgets_the_bye)
{
	ck_assert_int_eq(receive(FRAME_BYE, 0, 0, NULL, 0), 0);
	exchange_bye(&exchange, 0, true);
	exchange_detach(&exchange);
	ck_assert(!exchange_settled(&exchange));
	say("one");
	fill();
	ck_assert(nothing_more());
	exchange_attach(&exchange);
	fill();
	ck_assert(next_is(FRAME_HELLO, 0));
	accept_hello(0);
	fill();
	ck_assert(next_is(FRAME_TEXT, 1));
	ck_assert(nothing_more());
}
END_TEST

/* No memory for a message, and none again when it comes again: it is asked for each time. */
START_TEST(test_exchange_without_memory)
{
	for (int i = 0; i < 3; i++) {
		starve(1);
		ck_assert_int_eq(receive(FRAME_TEXT, 0, 1, "\xff", 1), -ENOMEM);
		ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
		receive_text(2, "behind it");
		ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
		fill();
		ck_assert(next_is(FRAME_HELLO, 0));
		ck_assert(nothing_more());
	}
	ck_assert_int_eq(receive(FRAME_TEXT, 0, 1, "\xff", 1), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
}
END_TEST

/* No memory for a part: those behind it, under way already, are no message. */
START_TEST(test_exchange_part_without_memory)
{
	static char body[FRAME_BODY_MAX];

	memset(body, 'x', sizeof(body));
	for (unsigned part = 0; part < 6; part++) {
		starve(part == 2);
		ck_assert_int_eq(
			receive(FRAME_TEXT, part_flags(part, part < 5), 1, body, sizeof(body)),
			part == 2 ? -ENOMEM : 0);
		ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	}
	fill();
	ck_assert(next_is(FRAME_HELLO, 0));
	ck_assert(nothing_more());
}
END_TEST

static void end_of_texts(void)
{
	fill();
	ck_assert(nothing_more());
}

static void restore(const char *text)
{
	ck_assert_int_eq(exchange_restore(&exchange, text, strlen(text)), 0);
}

/* It tells who it was and what it has, and says what it was left. */
START_TEST(test_exchange_goes_on)
{
	struct frame frame;

	exchange_resume(&exchange, 10, EPOCH, 7);
	restore("eleven");
	restore("twelve");
	say("thirteen");
	exchange_attach(&exchange);
	fill();
	ck_assert(frame_decoder_next(&decoder, &frame));
	ck_assert_uint_eq(frame.kind, FRAME_HELLO);
	ck_assert_uint_eq(bytes_get64(frame.body + 8), SELF_EPOCH);
	ck_assert_uint_eq(bytes_get64(frame.body + 16), EPOCH);
	ck_assert_uint_eq(bytes_get64(frame.body + 24), 7);
	ck_assert_uint_eq(bytes_get64(frame.body + 32), 11);
	ck_assert_uint_eq(accept_hello(11), 11);
	fill();
	ck_assert(next_is(FRAME_TEXT, 12));
	ck_assert(next_is(FRAME_TEXT, 13));
	ck_assert(nothing_more());
	receive_text(7, "seven");
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	receive_text(8, "eight");
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
}
END_TEST

/* What it was left was all delivered by the one before it, who could not write that down. */
START_TEST(test_exchange_goes_on_and_all_was_delivered)
{
	exchange_resume(&exchange, 10, EPOCH, 7);
	restore("eleven");
	restore("twelve");
	exchange_attach(&exchange);
	fill();
	ck_assert_uint_eq(accept_hello(12), 12);
	ck_assert(exchange_delivered(&exchange));
	end_of_texts();
	say("thirteen");
	fill();
	ck_assert(next_is(FRAME_TEXT, 13));
}
END_TEST

START_TEST(test_exchange_restore_limit)
{
	static char text[RECORD_TEXT_MAX + 1];

	exchange_resume(&exchange, 10, EPOCH, 7);
	ck_assert_int_eq(exchange_restore(&exchange, text, sizeof(text)), -EMSGSIZE);
	starve(1);
	ck_assert_int_eq(exchange_restore(&exchange, "x", 1), -ENOMEM);
	ck_assert(exchange_delivered(&exchange));
	ck_assert_int_eq(exchange_restore(&exchange, text, sizeof(text) - 1), 0);
	ck_assert(!exchange_delivered(&exchange));
}
END_TEST

/* What a person saw before can be told. */
START_TEST(test_exchange_goes_on_with_what_was_read)
{
	exchange_resume(&exchange, 0, EPOCH, 7);
	exchange_set_read(&exchange, 8);
	exchange_set_read(&exchange, 6);
	exchange_attach(&exchange);
	fill();
	accept_hello(0);
	fill();
	ck_assert(next_is(FRAME_READ, 6));
	ck_assert(nothing_more());
}
END_TEST

/* This side has lost its log, or a part: what it says now is not what the other side has. */
START_TEST(test_exchange_other_has_more_than_was_said)
{
	exchange_resume(&exchange, 3, EPOCH, 0);
	restore("four");
	say("new");
	exchange_attach(&exchange);
	fill();
	ck_assert_uint_eq(accept_hello(8), 8);
	ck_assert_uint_eq(outbox_count(&exchange.outbox), 1);
	fill();
	ck_assert(next_is(FRAME_TEXT, 9));
	ck_assert(nothing_more());
	say("newer");
	fill();
	ck_assert(next_is(FRAME_TEXT, 10));
	ck_assert_int_eq(receive(FRAME_ACK, 0, 10, NULL, 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_ACK);
	ck_assert(exchange_delivered(&exchange));
}
END_TEST

static int receive_hello_from(uint64_t first)
{
	unsigned char body[HELLO_HEAD + 3];
	size_t n = make_hello(body, 0, "bob", 3);

	bytes_put64(body + 32, first);
	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, n), 0);
	return event.kind;
}

/* What begins behind the next one was acknowledged by somebody here who kept no log. */
START_TEST(test_exchange_first_behind_the_next)
{
	static const uint64_t firsts[] = {1, 2, 3, 4, 10}, next[] = {3, 3, 3, 4, 10};
	uint64_t number;

	receive_text(1, "one");
	receive_text(2, "two");
	fill();
	ck_assert_int_eq(receive_hello_from(firsts[_i]), EXCHANGE_HELLO);
	exchange_accept(&exchange, &number);
	receive_text(next[_i] - 1, "old");
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	receive_text(next[_i], "next");
	ck_assert_int_eq(event.kind, EXCHANGE_MESSAGE);
	ck_assert_uint_eq(event.number, next[_i]);
	fill();
	ck_assert(next_is(FRAME_ACK, next[_i]));
	ck_assert(nothing_more());
}
END_TEST

/* A number that nobody has come to, and behind which there would be none for the log. */
START_TEST(test_exchange_first_huge)
{
	static const uint64_t firsts[] = {OUTBOX_NUMBER_MAX + 1, INT64_MAX, (uint64_t)INT64_MAX + 1,
		UINT64_MAX - 1, UINT64_MAX};

	ck_assert_int_eq(receive_hello_from(firsts[_i]), EXCHANGE_NOTHING);
	ck_assert_int_eq(receive_hello_from(OUTBOX_NUMBER_MAX), EXCHANGE_HELLO);
}
END_TEST

static struct pair *pair_new(uint64_t seed)
{
	struct pair *pair = malloc(sizeof(*pair));

	ck_assert_ptr_nonnull(pair);
	pair_init(pair, seed);
	return pair;
}

static void pair_free(struct pair *pair)
{
	pair_fini(pair);
	free(pair);
}

/* Whoever comes in the place of another gets what that one did not acknowledge, and all behind. */
START_TEST(test_exchange_successor_gets_the_rest)
{
	struct pair *pair = pair_new(1);

	for (int i = 0; i < 5; i++)
		pair_say(pair, 0);
	pair_settle(pair);
	pair_assert_heard(pair);
	pair_restart(pair, 1);
	for (int i = 0; i < 5; i++)
		pair_say(pair, i % 2);
	pair_settle(pair);
	pair_assert_heard(pair);
	pair_free(pair);
}
END_TEST

/* Both speak, the link parts, sides begin anew: each message is heard once and in order. */
static void talk(struct pair *pair, int steps, unsigned parts, unsigned restarts)
{
	for (int i = 0; i < steps; i++) {
		int side = (int)prng_below(&pair->prng, 2);
		unsigned what = prng_below(&pair->prng, 100);

		if (what < 25)
			pair_say(pair, side);
		else if (what < 60)
			pair_pump(pair, side);
		else if (what < 90)
			pair_take(pair, side, 1 + prng_below(&pair->prng, 6000));
		else if (what < 95)
			pair_notice(pair, side);
		else
			pair_attach(pair, side);
		if (prng_below(&pair->prng, 1000) < parts)
			pair_part(pair);
		if (prng_below(&pair->prng, 1000) < restarts)
			pair_restart(pair, side);
	}
	pair_settle(pair);
	pair_assert_heard(pair);
}

static const struct {
	unsigned big, parts, restarts, hunger;
} weathers[] = {
	{0, 0, 0, 0},
	{20, 0, 0, 0},
	{0, 30, 0, 0},
	{10, 20, 0, 0},
	{0, 0, 30, 0},
	{10, 0, 10, 0},
	{10, 10, 10, 0},
	{0, 0, 0, 20},
	{20, 0, 0, 5},
	{10, 10, 10, 5},
};

START_TEST(test_exchange_in_any_weather)
{
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct pair *pair = pair_new(seed);

		pair->big = weathers[_i].big;
		pair->hunger = weathers[_i].hunger;
		talk(pair, 700, weathers[_i].parts, weathers[_i].restarts);
		pair->hunger = 0;
		for (int side = 0; side < 2; side++) {
			pair_say(pair, side);
			ck_assert(!exchange_settled(&pair->sides[side].exchange));
			exchange_bye(&pair->sides[side].exchange, FRAME_DONE, false);
		}
		pair_settle(pair);
		pair_assert_heard(pair);
		for (int side = 0; side < 2; side++) {
			ck_assert(exchange_settled(&pair->sides[side].exchange));
			ck_assert_int_eq(pair->sides[side].byes, 1);
			ck_assert_uint_eq(pair->sides[side].bye_flags, FRAME_DONE);
		}
		pair_free(pair);
	}
}
END_TEST

/* Which of the sides has a log. */
static const struct {
	bool a, b;
} pasts[] = {{true, true}, {true, false}, {false, true}};

/* Returns how many messages a side had to be given again. */
static uint64_t talk_with_past(uint64_t seed, int weather, int past)
{
	uint64_t resumed;
	struct pair *pair = pair_new(seed);

	pair->sides[0].has_past = pasts[past].a;
	pair->sides[1].has_past = pasts[past].b;
	pair->big = weathers[weather].big;
	pair->hunger = weathers[weather].hunger;
	talk(pair, 700, weathers[weather].parts, 10);
	pair->hunger = 0;
	resumed = pair->resumed;
	/* All is delivered; that this was not written down does no harm. */
	for (int side = 0; side < 2; side++) {
		pair_restart(pair, side);
		pair_say(pair, side);
	}
	pair_settle(pair);
	pair_assert_heard(pair);
	pair_free(pair);
	return resumed;
}

/* The sides begin anew and know what was: each message is heard exactly once. */
START_TEST(test_exchange_with_a_past_in_any_weather)
{
	for (int past = 0; past < COUNT(pasts); past++) {
		uint64_t resumed = 0;

		for (uint64_t seed = 1; seed <= 12; seed++)
			resumed += talk_with_past(seed, _i, past);
		ck_assert_uint_gt(resumed, 20);
	}
}
END_TEST

/* Frames of every kind with anything in them. What comes of them keeps its limits. */
START_TEST(test_exchange_any_frames)
{
	static unsigned char body[FRAME_BODY_MAX];
	struct prng prng = {(uint64_t)_i};
	uint64_t number, last = 0;
	int messages = 0;

	say("mine");
	for (int round = 0; round < 20000; round++) {
		size_t n = prng_below(&prng, prng_chance(&prng, 5) ? sizeof(body) + 1 : 80);

		for (size_t i = 0; i < n && i < 80; i++)
			body[i] = (unsigned char)(prng_next(&prng) >> prng_below(&prng, 8));
		if (n >= HELLO_HEAD && prng_chance(&prng, 50))
			make_hello(body, prng_below(&prng, 3), "", 0);
		number = prng_chance(&prng, 80) ? exchange.received + prng_below(&prng, 3)
						: prng_next(&prng);
		ck_assert_int_eq(receive((uint8_t)prng_below(&prng, 11),
					 part_flags(prng_below(&prng, 3), prng_chance(&prng, 50)),
					 number, body, n),
			0);
		if (event.kind == EXCHANGE_HELLO && prng_chance(&prng, 50)) {
			exchange_accept(&exchange, &number);
			last = exchange.received;
		}
		if (event.kind == EXCHANGE_MESSAGE) {
			ck_assert_uint_eq(event.number, last + 1);
			last = event.number;
			messages++;
		}
		if (prng_chance(&prng, 50))
			fill();
		if (prng_chance(&prng, 1))
			exchange_attach(&exchange);
	}
	ck_assert_int_gt(messages, 20);
}
END_TEST

/* How things are: what this side says. */
static void end_of_state(void)
{
	fill();
	ck_assert(nothing_more());
}

static bool next_body_is(uint8_t kind, const char *body)
{
	struct frame frame;

	return frame_decoder_next(&decoder, &frame) && frame.kind == kind &&
	       frame.length == strlen(body) && memcmp(frame.body, body, frame.length) == 0;
}

START_TEST(test_exchange_tells_its_state)
{
	end_of_state();
	exchange_set_nick(&exchange, "anna");
	exchange_set_away(&exchange, "lunch");
	exchange_set_typing(&exchange, true);
	fill();
	ck_assert(next_body_is(FRAME_NICK, "anna"));
	ck_assert(next_body_is(FRAME_AWAY, "lunch"));
	ck_assert(next_is(FRAME_TYPING, 1));
	ck_assert(nothing_more());
	exchange_set_away(&exchange, "");
	exchange_set_typing(&exchange, false);
	fill();
	ck_assert(next_body_is(FRAME_AWAY, ""));
	ck_assert(next_is(FRAME_TYPING, 0));
	ck_assert(nothing_more());
	end_of_state();
}
END_TEST

/* Only the newest counts, however often it changed before it could be said. */
START_TEST(test_exchange_tells_the_newest_state)
{
	for (int i = 0; i < 1000; i++) {
		exchange_set_away(&exchange, i % 2 ? "even" : "odd");
		exchange_set_typing(&exchange, i % 2 == 0);
	}
	fill();
	ck_assert(next_body_is(FRAME_AWAY, "even"));
	ck_assert(next_is(FRAME_TYPING, 0));
	ck_assert(nothing_more());
}
END_TEST

START_TEST(test_exchange_tells_what_was_read)
{
	receive_text(1, "one");
	receive_text(2, "two");
	fill();
	exchange_set_read(&exchange, 3); /* not said yet */
	end_of_state();
	exchange_set_read(&exchange, 0);
	end_of_state();
	exchange_set_read(&exchange, 2);
	fill();
	ck_assert(next_is(FRAME_READ, 2));
	ck_assert(nothing_more());
	exchange_set_read(&exchange, 1); /* not back */
	exchange_set_read(&exchange, 2);
	exchange_set_read(&exchange, UINT64_MAX);
	end_of_state();
}
END_TEST

/* A text that can't be ours is mended and cut, as a nick in HELLO is. */
START_TEST(test_exchange_mends_its_state)
{
	char away[RECORD_AWAY_MAX + 100];
	struct frame frame;

	memset(away, 0xff, sizeof(away) - 1);
	away[sizeof(away) - 1] = '\0';
	exchange_set_away(&exchange, away);
	exchange_set_nick(&exchange, "x\xff");
	fill();
	ck_assert(next_body_is(FRAME_NICK, "x" R));
	ck_assert(frame_decoder_next(&decoder, &frame));
	ck_assert_uint_le(frame.length, RECORD_AWAY_MAX);
	ck_assert_uint_gt(frame.length, RECORD_AWAY_MAX - 3);
	ck_assert(utf8_valid((const char *)frame.body, frame.length));
}
END_TEST

/* A newcomer, and one who comes back, is told everything but what HELLO says. */
START_TEST(test_exchange_tells_a_newcomer)
{
	unsigned char body[HELLO_HEAD + 3];
	uint64_t number;
	size_t n;

	receive_text(1, "one");
	exchange_set_away(&exchange, "lunch");
	exchange_set_typing(&exchange, true);
	exchange_set_read(&exchange, 1);
	fill();
	exchange_detach(&exchange);
	exchange_set_nick(&exchange, "anna");
	exchange_attach(&exchange);
	fill();
	ck_assert(next_is(FRAME_HELLO, 0));
	ck_assert_str_eq((const char *)sent + FRAME_HEAD + HELLO_HEAD, "anna");
	ck_assert(nothing_more());
	accept_hello(0);
	fill();
	ck_assert(next_body_is(FRAME_AWAY, "lunch"));
	ck_assert(next_is(FRAME_READ, 1));
	ck_assert(next_is(FRAME_TYPING, 1));
	ck_assert(nothing_more());

	/* Of a successor's messages none was read. */
	exchange_detach(&exchange);
	exchange_attach(&exchange);
	fill();
	n = make_hello(body, 0, "bob", 3);
	bytes_put64(body + 8, EPOCH + 1);
	ck_assert_int_eq(receive(FRAME_HELLO, 0, 0, body, n), 0);
	exchange_accept(&exchange, &number);
	fill();
	ck_assert(next_body_is(FRAME_AWAY, "lunch"));
	ck_assert(next_is(FRAME_TYPING, 1));
	ck_assert(nothing_more());
}
END_TEST

/* The nick changes between our HELLO and the answer to it. */
START_TEST(test_exchange_nick_changed_while_meeting)
{
	exchange_attach(&exchange);
	fill();
	ck_assert(next_is(FRAME_HELLO, 0));
	exchange_set_nick(&exchange, "anna");
	accept_hello(0);
	fill();
	ck_assert(next_body_is(FRAME_NICK, "anna"));
	ck_assert(nothing_more());
}
END_TEST

START_TEST(test_exchange_state_of_nobody)
{
	exchange_set_nick(&exchange, "anna");
	exchange_set_away(&exchange, "lunch");
	exchange_set_typing(&exchange, true);
	exchange_set_read(&exchange, 1);
	end_of_state();
	exchange_attach(&exchange);
	fill();
	ck_assert(next_is(FRAME_HELLO, 0));
	ck_assert(nothing_more());
	ck_assert_int_eq(receive(FRAME_AWAY, 0, 0, "x", 1), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	accept_hello(0);
	fill();
	ck_assert(next_body_is(FRAME_AWAY, "lunch"));
	ck_assert(next_is(FRAME_TYPING, 1));
	ck_assert(nothing_more());
}
END_TEST

/* How things are with the other side. */
START_TEST(test_exchange_takes_state)
{
	ck_assert_int_eq(receive(FRAME_NICK, 0, 0, "bobby", 5), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NICK);
	ck_assert_str_eq(exchange.other.nick, "bobby");
	ck_assert_int_eq(receive(FRAME_NICK, 0, 0, "", 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	ck_assert_str_eq(exchange.other.nick, "bobby");
	ck_assert_int_eq(receive(FRAME_AWAY, 0, 0, "lunch", 5), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_AWAY);
	ck_assert_str_eq(exchange.other_away, "lunch");
	ck_assert_int_eq(receive(FRAME_AWAY, 0, 0, "", 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_AWAY);
	ck_assert_str_eq(exchange.other_away, "");
	ck_assert_int_eq(receive(FRAME_TYPING, 0, 1, "", 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_TYPING);
	ck_assert_uint_eq(event.number, 1);
}
END_TEST

/* Nobody has seen what was not sent, whoever claims it. */
START_TEST(test_exchange_read_of_the_future)
{
	say("one");
	ck_assert_int_eq(receive(FRAME_READ, 0, 1, "", 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	fill();
	ck_assert_int_eq(receive(FRAME_READ, 0, 2, "", 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	ck_assert_int_eq(receive(FRAME_READ, 0, UINT64_MAX, "", 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_NOTHING);
	ck_assert(!exchange_delivered(&exchange));
	ck_assert_int_eq(receive(FRAME_READ, 0, 1, "", 0), 0);
	ck_assert_int_eq(event.kind, EXCHANGE_READ);
	ck_assert_uint_eq(event.number, 1);
}
END_TEST

/* Bodies of any length and of any bytes: what is kept is text within its limit. */
START_TEST(test_exchange_hostile_state)
{
	static const unsigned char fillers[] = {0, 'x', 0x1b, 0x80, 0xe2, 0xf0, 0xff};
	static unsigned char body[FRAME_BODY_MAX];
	static const size_t lengths[] = {1, 2, 3, 63, 64, 65, 127, 128, 129, 132, sizeof(body)};

	memset(body, fillers[_i], sizeof(body));
	for (int i = 0; i < COUNT(lengths); i++) {
		ck_assert_int_eq(receive(FRAME_NICK, 0, 0, body, lengths[i]), 0);
		ck_assert_int_eq(receive(FRAME_AWAY, 0, 0, body, lengths[i]), 0);
		ck_assert_uint_gt(strlen(exchange.other.nick), 0);
		ck_assert_uint_le(strlen(exchange.other.nick), RECORD_FROM_MAX);
		ck_assert(utf8_valid(exchange.other.nick, strlen(exchange.other.nick)));
		ck_assert_uint_gt(strlen(exchange.other_away), 0);
		ck_assert_uint_le(strlen(exchange.other_away), RECORD_AWAY_MAX);
		ck_assert(utf8_valid(exchange.other_away, strlen(exchange.other_away)));
		ck_assert_int_eq(receive(FRAME_TYPING, 0xffff, UINT64_MAX, body, lengths[i]), 0);
		ck_assert_int_eq(receive(FRAME_READ, 0xffff, 0, body, lengths[i]), 0);
	}
}
END_TEST

/* A HELLO because of a gap does not mean that somebody has come back. */
START_TEST(test_exchange_away_outlives_a_hello)
{
	ck_assert_int_eq(receive(FRAME_AWAY, 0, 0, "lunch", 5), 0);
	accept_hello(0);
	ck_assert_str_eq(exchange.other_away, "lunch");
	exchange_detach(&exchange);
	exchange_attach(&exchange);
	accept_hello(0);
	ck_assert_str_eq(exchange.other_away, "");
}
END_TEST

static TCase *tcase_state(void)
{
	TCase *tcase = tcase_create("state");

	tcase_add_checked_fixture(tcase, setup_met, teardown);
	tcase_add_test(tcase, test_exchange_tells_its_state);
	tcase_add_test(tcase, test_exchange_tells_the_newest_state);
	tcase_add_test(tcase, test_exchange_tells_what_was_read);
	tcase_add_test(tcase, test_exchange_mends_its_state);
	tcase_add_test(tcase, test_exchange_tells_a_newcomer);
	tcase_add_test(tcase, test_exchange_takes_state);
	tcase_add_test(tcase, test_exchange_read_of_the_future);
	tcase_add_loop_test(tcase, test_exchange_hostile_state, 0, 7);
	tcase_add_test(tcase, test_exchange_away_outlives_a_hello);
	return tcase;
}

static TCase *tcase_alone(void)
{
	TCase *tcase = tcase_create("alone");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_exchange_is_silent_before_it_is_attached);
	tcase_add_test(tcase, test_exchange_says_hello_first);
	tcase_add_test(tcase, test_exchange_ignores_who_was_not_accepted);
	tcase_add_test(tcase, test_exchange_say_limit);
	tcase_add_test(tcase, test_exchange_say_without_memory);
	tcase_add_loop_test(tcase, test_exchange_fill_of_any_size, 0, COUNT(batches));
	tcase_add_test(tcase, test_exchange_nick_changed_while_meeting);
	tcase_add_test(tcase, test_exchange_state_of_nobody);
	tcase_add_test(tcase, test_exchange_goes_on);
	tcase_add_test(tcase, test_exchange_goes_on_and_all_was_delivered);
	tcase_add_test(tcase, test_exchange_goes_on_with_what_was_read);
	tcase_add_test(tcase, test_exchange_restore_limit);
	tcase_add_test(tcase, test_exchange_other_has_more_than_was_said);
	return tcase;
}

static TCase *tcase_met(void)
{
	TCase *tcase = tcase_create("met");

	tcase_add_checked_fixture(tcase, setup_met, teardown);
	tcase_add_test(tcase, test_exchange_takes_messages_and_acknowledges);
	tcase_add_test(tcase, test_exchange_drops_what_it_has);
	tcase_add_test(tcase, test_exchange_asks_again_after_a_gap);
	tcase_add_test(tcase, test_exchange_sends_again_what_is_asked_for);
	tcase_add_test(tcase, test_exchange_acknowledgement_of_another_epoch);
	tcase_add_test(tcase, test_exchange_former_epoch_comes_back);
	tcase_add_test(tcase, test_exchange_bye_follows_the_last_message);
	tcase_add_test(tcase, test_exchange_bye_in_a_hurry);
	tcase_add_test(tcase, test_exchange_bye_hurries_up);
	tcase_add_loop_test(tcase, test_exchange_settled, 0, COUNT(byes));
	tcase_add_test(tcase, test_exchange_bye_outlives_a_hello);
	tcase_add_test(tcase, test_exchange_bye_ends_with_its_epoch);
	tcase_add_test(tcase, test_exchange_detach_forgets_the_bye);
	tcase_add_loop_test(tcase, test_exchange_first_behind_the_next, 0, 5);
	tcase_add_loop_test(tcase, test_exchange_first_huge, 0, 5);
	return tcase;
}

static TCase *tcase_hostile(void)
{
	TCase *tcase = tcase_create("hostile");

	tcase_add_checked_fixture(tcase, setup_met, teardown);
	tcase_add_loop_test(tcase, test_exchange_truncated_hello, 0, HELLO_HEAD + 1);
	tcase_add_test(tcase, test_exchange_hello_without_an_epoch);
	tcase_add_test(tcase, test_exchange_hello_without_a_first_number);
	tcase_add_loop_test(tcase, test_exchange_nicks, 0, COUNT(nicks));
	tcase_add_test(tcase, test_exchange_nick_that_fills_the_frame);
	tcase_add_loop_test(tcase, test_exchange_other_versions, 0, 3);
	tcase_add_test(tcase, test_exchange_skips_unknown_kinds);
	tcase_add_loop_test(tcase, test_exchange_mends_text, 0, COUNT(invalid));
	tcase_add_loop_test(tcase, test_exchange_parts_over_the_limit, 0, 5);
	tcase_add_test(tcase, test_exchange_missing_part);
	tcase_add_test(tcase, test_exchange_message_begun_again);
	tcase_add_test(tcase, test_exchange_acknowledgements_of_the_future);
	tcase_add_loop_test(tcase, test_exchange_any_frames, 0, 4);
	return tcase;
}

static TCase *tcase_trouble(void)
{
	TCase *tcase = tcase_create("trouble");

	tcase_add_checked_fixture(tcase, setup_met, teardown);
	tcase_add_test(tcase, test_exchange_without_memory);
	tcase_add_test(tcase, test_exchange_part_without_memory);
	tcase_add_test(tcase, test_exchange_successor_gets_the_rest);
	tcase_add_loop_test(tcase, test_exchange_in_any_weather, 0, COUNT(weathers));
	tcase_add_loop_test(tcase, test_exchange_with_a_past_in_any_weather, 0, COUNT(weathers));
	return tcase;
}

int main(void)
{
	Suite *suite = suite_create("exchange");

	suite_add_tcase(suite, tcase_alone());
	suite_add_tcase(suite, tcase_met());
	suite_add_tcase(suite, tcase_state());
	suite_add_tcase(suite, tcase_hostile());
	suite_add_tcase(suite, tcase_trouble());
	return suite_run(suite);
}
