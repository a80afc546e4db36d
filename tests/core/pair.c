/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/core/pair.h"

#include <check.h>
#include <errno.h>
#include <string.h>

#include "tests/core/starve.h"

#define WIRE_MAX     (4 * FRAME_SIZE_MAX)
#define ROUNDS_MAX   20000
#define ALPHABET_LEN 26

static char text_at(uint64_t epoch, uint64_t number, size_t i)
{
	return (char)('a' + (epoch + number * 5 + i * 7 + i / FRAME_BODY_MAX) % ALPHABET_LEN);
}

static void make_text(uint64_t epoch, uint64_t number, size_t len, char *text)
{
	for (size_t i = 0; i < len; i++)
		text[i] = text_at(epoch, number, i);
	/* The length is part of what has to arrive. */
	if (len >= sizeof(uint32_t)) {
		for (int i = 0; i < 4; i++)
			text[i] = (char)('0' + (len >> 6 * i) % 64);
	}
}

/* What a log has from now on. */
static void keep(struct side *self)
{
	self->past.epoch = self->exchange.self.epoch;
	self->past.said = self->said;
	self->past.other = self->exchange.other.epoch;
	self->past.received = self->exchange.received;
	self->past.heard_epoch = self->heard_epoch;
	self->past.heard = self->heard;
}

static void resume(struct pair *pair, struct side *self)
{
	static char text[RECORD_TEXT_MAX];
	struct past *past = &self->past;

	exchange_resume(&self->exchange, past->delivered, past->other, past->received);
	for (uint64_t number = past->delivered + 1; number <= past->said; number++) {
		make_text(past->epoch, number, self->lengths[number], text);
		ck_assert_int_eq(exchange_restore(&self->exchange, text, self->lengths[number]), 0);
	}
	self->said = past->said;
	self->delivered = past->delivered;
	self->heard_epoch = past->heard_epoch;
	self->heard = past->heard;
	self->heard_before = past->heard;
	pair->resumed += past->said - past->delivered;
}

static void begin(struct pair *pair, int side)
{
	struct side *self = &pair->sides[side];
	bool resumes = self->has_past && self->past.epoch != 0;
	uint64_t epoch = resumes ? self->past.epoch : prng_next(&pair->prng) | 1;

	pair->births++;
	exchange_init(&self->exchange, epoch, (uint32_t)pair->births, side == 0 ? "ann" : "bob");
	frame_decoder_init(&self->inbox);
	self->wire.len = 0;
	self->other_pid = 0;
	self->said = 0;
	self->heard = 0;
	self->delivered = 0;
	self->byes = 0;
	self->past.delivered = resumes ? self->past.delivered : 0;
	if (resumes)
		resume(pair, self);
	keep(self);
}

void pair_init(struct pair *pair, uint64_t seed)
{
	memset(pair, 0, sizeof(*pair));
	pair->prng.state = seed;
	begin(pair, 0);
	begin(pair, 1);
}

void pair_fini(struct pair *pair)
{
	for (int side = 0; side < 2; side++) {
		exchange_fini(&pair->sides[side].exchange);
		buffer_fini(&pair->sides[side].wire);
	}
}

void pair_say(struct pair *pair, int side)
{
	static char text[RECORD_TEXT_MAX];
	struct side *self = &pair->sides[side];
	size_t len = prng_below(&pair->prng, 60);
	uint64_t number;

	if (prng_chance(&pair->prng, pair->big))
		len = prng_chance(&pair->prng, 20) ? RECORD_TEXT_MAX
						   : prng_below(&pair->prng, RECORD_TEXT_MAX);
	self->said++;
	ck_assert_uint_lt(self->said, PAIR_SAID_MAX);
	self->lengths[self->said] = (uint32_t)len;
	make_text(self->exchange.self.epoch, self->said, len, text);
	ck_assert_int_eq(exchange_say(&self->exchange, text, len, &number), 0);
	ck_assert_uint_eq(number, self->said);
}

void pair_attach(struct pair *pair, int side)
{
	struct side *self = &pair->sides[side];

	if (self->other_pid != 0)
		return;
	self->other_pid = pair->sides[!side].exchange.self.pid;
	exchange_attach(&self->exchange);
}

static void detach(struct side *self)
{
	self->other_pid = 0;
	exchange_detach(&self->exchange);
}

bool pair_pump(struct pair *pair, int side)
{
	struct side *self = &pair->sides[side], *other = &pair->sides[!side];
	unsigned char batch[FRAME_SIZE_MAX];
	size_t n;

	if (self->other_pid == 0 || other->wire.len + sizeof(batch) > WIRE_MAX)
		return false;
	keep(self);
	n = exchange_fill(&self->exchange, batch, sizeof(batch));
	if (self->other_pid == other->exchange.self.pid)
		ck_assert_int_eq(buffer_append(&other->wire, batch, n), 0);
	return n > 0;
}

static void assert_text(uint64_t epoch, const struct exchange_event *event)
{
	size_t i = 0, len = 0;

	if (event->len >= sizeof(uint32_t)) {
		for (; i < 4; i++)
			len |= (size_t)(event->text[i] - '0') << 6 * i;
		ck_assert_uint_eq(len, event->len);
	}
	for (; i < event->len; i++) {
		if (event->text[i] != text_at(epoch, event->number, i))
			ck_abort_msg("message %lu of %zu bytes is wrong at %zu",
				(unsigned long)event->number, event->len, i);
	}
}

static void on_message(struct side *self, const struct exchange_event *event)
{
	assert_text(self->exchange.other.epoch, event);
	if (self->heard_epoch != self->exchange.other.epoch) {
		self->heard_epoch = self->exchange.other.epoch;
		self->heard = 0;
		self->heard_before = 0;
	}
	if (self->heard != 0 || self->has_past)
		ck_assert_uint_eq(event->number, self->heard + 1);
	else
		ck_assert_uint_le(event->number, self->heard_before + 1);
	self->heard = event->number;
	if (self->heard_before < self->heard)
		self->heard_before = self->heard;
}

static void on_delivered(struct pair *pair, int side, uint64_t number)
{
	struct side *self = &pair->sides[side], *other = &pair->sides[!side];

	ck_assert_uint_le(number, self->said);
	ck_assert_uint_ge(number, self->delivered);
	ck_assert_uint_eq(other->heard_epoch, self->exchange.self.epoch);
	ck_assert_uint_le(number, other->heard_before);
	self->delivered = number;
}

static void on_hello(struct pair *pair, int side)
{
	struct side *self = &pair->sides[side];
	uint64_t number;

	pair_notice(pair, side);
	pair_attach(pair, side);
	if (self->exchange.offer.pid != self->other_pid)
		return;
	exchange_accept(&self->exchange, &number);
	ck_assert_str_eq(self->exchange.other.nick, side == 0 ? "bob" : "ann");
	keep(self);
	if (number > 0)
		on_delivered(pair, side, number);
}

static void on_frame(struct pair *pair, int side, const struct frame *frame)
{
	struct side *self = &pair->sides[side];
	struct exchange_event event;
	int error;

	if (prng_chance(&pair->prng, pair->hunger))
		starve(1);
	error = exchange_receive(&self->exchange, frame, &event);
	starve(0);
	ck_assert(error == 0 || (error == -ENOMEM && event.kind == EXCHANGE_NOTHING));
	switch (event.kind) {
	case EXCHANGE_HELLO:
		on_hello(pair, side);
		break;
	case EXCHANGE_MESSAGE:
		on_message(self, &event);
		break;
	case EXCHANGE_ACK:
		on_delivered(pair, side, event.number);
		break;
	case EXCHANGE_BYE:
		self->byes++;
		self->bye_flags = event.flags;
		break;
	case EXCHANGE_FOREIGN:
		ck_abort_msg("a foreign version");
	case EXCHANGE_READ:
		ck_assert_uint_le(event.number, self->said);
		break;
	case EXCHANGE_TYPING:
	case EXCHANGE_NICK:
	case EXCHANGE_AWAY:
	case EXCHANGE_NOTHING:
		break;
	}
}

bool pair_take(struct pair *pair, int side, size_t size)
{
	struct side *self = &pair->sides[side];
	size_t n = size < self->wire.len ? size : self->wire.len, room;
	unsigned char *to = frame_decoder_room(&self->inbox, &room);
	struct frame frame;

	ck_assert_uint_le(n, room);
	if (n == 0)
		return false;
	memcpy(to, self->wire.data, n);
	frame_decoder_fed(&self->inbox, n);
	buffer_consume(&self->wire, n);
	while (frame_decoder_next(&self->inbox, &frame))
		on_frame(pair, side, &frame);
	ck_assert_uint_eq(self->inbox.skipped, 0);
	return true;
}

/* Of the whole frames under way some are lost, some come twice. What is taken in half stays. */
static void lose(struct pair *pair, struct side *self)
{
	struct frame_decoder decoder;
	struct buffer kept = {0};
	struct frame frame;
	size_t room, half = self->inbox.end - self->inbox.start;
	unsigned char *to;

	frame_decoder_init(&decoder);
	to = frame_decoder_room(&decoder, &room);
	memcpy(to, self->inbox.bytes + self->inbox.start, half);
	if (self->wire.len > 0)
		memcpy(to + half, self->wire.data, self->wire.len);
	frame_decoder_fed(&decoder, half + self->wire.len);
	while (frame_decoder_next(&decoder, &frame)) {
		unsigned times = prng_below(&pair->prng, 3);

		for (unsigned i = 0; i < times; i++)
			buffer_append(
				&kept, frame.body - FRAME_HEAD, FRAME_HEAD + (size_t)frame.length);
	}
	frame_decoder_init(&self->inbox);
	buffer_fini(&self->wire);
	self->wire = kept;
}

void pair_part(struct pair *pair)
{
	for (int side = 0; side < 2; side++) {
		detach(&pair->sides[side]);
		lose(pair, &pair->sides[side]);
	}
}

void pair_restart(struct pair *pair, int side)
{
	struct side *self = &pair->sides[side];
	unsigned more = (unsigned)(self->delivered - self->past.delivered);

	/* It may not have been written down. */
	self->past.delivered += prng_below(&pair->prng, more + 1);
	exchange_fini(&self->exchange);
	begin(pair, side);
}

void pair_notice(struct pair *pair, int side)
{
	struct side *self = &pair->sides[side];

	if (self->other_pid != 0 && self->other_pid != pair->sides[!side].exchange.self.pid)
		detach(self);
}

void pair_settle(struct pair *pair)
{
	int rounds = 0;
	bool more;

	do {
		more = false;
		for (int side = 0; side < 2; side++) {
			pair_notice(pair, side);
			pair_attach(pair, side);
			more = pair_pump(pair, side) || more;
			more = pair_take(pair, side, FRAME_SIZE_MAX) || more;
		}
		ck_assert_int_lt(++rounds, ROUNDS_MAX);
	} while (more);
}

void pair_assert_heard(const struct pair *pair)
{
	for (int side = 0; side < 2; side++) {
		const struct side *self = &pair->sides[side], *other = &pair->sides[!side];

		ck_assert(self->exchange.up);
		ck_assert_uint_eq(outbox_count(&self->exchange.outbox), 0);
		if (self->said == 0)
			continue;
		ck_assert_uint_eq(other->heard_epoch, self->exchange.self.epoch);
		ck_assert_uint_eq(other->heard_before, self->said);
	}
}
