/* SPDX-License-Identifier: ISC */
/*
 * An exchange whose other side is hostile. The bytes are a series of steps: a frame that comes in,
 * with anything in it, or what the owner does.
 *
 * Messages come numbered without gaps, as valid text of at most RECORD_TEXT_MAX bytes; nothing is
 * acknowledged that was not sent; and what goes out are whole frames, of messages that were said.
 */
#include "config.h"

#include <errno.h>

#include "core/exchange.h"
#include "tests/fuzz/fuzz.h"

#define OWN_EPOCH   7
#define OTHER_EPOCH 9

static void check_event(const struct exchange *exchange, const struct exchange_event *event)
{
	switch (event->kind) {
	case EXCHANGE_MESSAGE:
		FUZZ_MUST(event->number == exchange->received);
		FUZZ_MUST(event->len <= RECORD_TEXT_MAX && utf8_valid(event->text, event->len));
		break;
	case EXCHANGE_ACK:
		FUZZ_MUST(event->number <= exchange->outbox.sent_number);
		break;
	case EXCHANGE_READ:
		FUZZ_MUST(event->number <= exchange->outbox.sent_number);
		break;
	case EXCHANGE_NICK:
		FUZZ_MUST(utf8_valid(exchange->other.nick, strlen(exchange->other.nick)));
		break;
	case EXCHANGE_AWAY:
		FUZZ_MUST(utf8_valid(exchange->other_away, strlen(exchange->other_away)));
		break;
	default:
		break;
	}
}

static void check_outbox(const struct outbox *outbox)
{
	FUZZ_MUST(outbox->first <= outbox->unsent && outbox->unsent <= outbox->bytes.len);
	FUZZ_MUST(outbox->first_number <= outbox->unsent_number);
	FUZZ_MUST(outbox->unsent_number <= outbox->last_number + 1);
	FUZZ_MUST(outbox->sent_number <= outbox->last_number);
	FUZZ_MUST(outbox_count(outbox) == outbox->last_number + 1 - outbox->first_number);
}

/* Does the owner take the HELLO? One that tells of more than a log can count is no less genuine. */
static void accept_offer(struct exchange *exchange)
{
	uint64_t number;

	FUZZ_MUST(utf8_valid(exchange->offer.nick, strlen(exchange->offer.nick)));
	exchange_accept(exchange, &number);
	FUZZ_MUST(number <= exchange->outbox.last_number);
}

static void receive(struct exchange *exchange, const struct frame *frame, bool accept)
{
	uint64_t before = exchange->received;
	struct exchange_event event;

	FUZZ_MUST(exchange_receive(exchange, frame, &event) == 0);
	check_event(exchange, &event);
	FUZZ_MUST(exchange->received == before + (event.kind == EXCHANGE_MESSAGE ? 1 : 0));
	if (event.kind == EXCHANGE_HELLO && accept)
		accept_offer(exchange);
}

/* A frame: kind, flags, a number near what is expected or any, and a body. */
static void hostile_frame(struct exchange *exchange, struct fuzz *fuzz)
{
	struct frame frame = {.version = FRAME_VERSION};
	uint8_t how = fuzz_byte(fuzz);
	size_t n;

	frame.kind = fuzz_byte(fuzz) % 12;
	frame.flags = (uint16_t)(fuzz_byte(fuzz) % 4 << FRAME_PART_SHIFT | fuzz_byte(fuzz) % 4);
	if (how & 0x40)
		frame.version = fuzz_byte(fuzz);
	frame.number = how < 0x30 ? exchange->received + how % 4 : fuzz_u64(fuzz);
	frame.body = (const unsigned char *)fuzz_piece(fuzz, how & 0x80 ? 200 : how % 64, &n);
	frame.length = (uint16_t)n;
	receive(exchange, &frame, true);
}

/* A HELLO as it could come from a peer: fields that fit more often than chance has it. */
static void hostile_hello(struct exchange *exchange, struct fuzz *fuzz)
{
	unsigned char body[HELLO_SIZE_MAX];
	struct hello hello = {.pid = 1, .nick = "bob"};
	uint8_t how = fuzz_byte(fuzz);
	struct frame frame = {.version = FRAME_VERSION, .kind = FRAME_HELLO, .body = body};

	hello.epoch = how & 1 ? fuzz_byte(fuzz) : OTHER_EPOCH;
	hello.other_epoch = how & 2 ? fuzz_byte(fuzz) : OWN_EPOCH;
	hello.received = how & 4 ? fuzz_u64(fuzz) : fuzz_byte(fuzz);
	hello.first = how & 8 ? fuzz_u64(fuzz) : fuzz_byte(fuzz);
	frame.length = (uint16_t)hello_encode(&hello, body);
	receive(exchange, &frame, (how & 16) == 0);
}

/* What is filled in are whole frames of this version, behind one another. */
static void fill(struct exchange *exchange)
{
	static unsigned char out[2 * FRAME_SIZE_MAX];
	static struct frame_decoder decoder;
	size_t room, size = exchange_fill(exchange, out, sizeof(out));
	struct frame frame;

	FUZZ_MUST(size <= sizeof(out));
	frame_decoder_init(&decoder);
	memcpy(frame_decoder_room(&decoder, &room), out, size);
	frame_decoder_fed(&decoder, size);
	while (frame_decoder_next(&decoder, &frame)) {
		FUZZ_MUST(frame.version == FRAME_VERSION);
		if (frame.kind == FRAME_TEXT)
			FUZZ_MUST(frame.number >= exchange->outbox.first_number &&
				  frame.number <= exchange->outbox.last_number);
		if (frame.kind == FRAME_ACK)
			FUZZ_MUST(frame.number == exchange->received);
	}
	FUZZ_MUST(decoder.skipped == 0 && decoder.start == decoder.end);
}

static void say(struct exchange *exchange, size_t len)
{
	static char text[RECORD_TEXT_MAX];
	uint64_t number, last = exchange->outbox.last_number;

	memset(text, 'x', len);
	FUZZ_MUST(exchange_say(exchange, text, len, &number) == 0);
	FUZZ_MUST(number == last + 1);
}

static void own_step(struct exchange *exchange, uint8_t what)
{
	switch (what % 8) {
	case 0:
		exchange_attach(exchange);
		break;
	case 1:
		exchange_detach(exchange);
		break;
	case 2:
		/* One that takes parts, unless much of it waits already: that is slow, and no news.
		 */
		say(exchange, what == 0x7a && outbox_bytes(&exchange->outbox) < 9000 ? 9000 : what);
		break;
	case 3:
		exchange_bye(exchange, what & 8 ? FRAME_DONE : 0, (what & 16) != 0);
		break;
	case 4:
		exchange_set_read(exchange, what);
		exchange_set_typing(exchange, (what & 8) != 0);
		break;
	case 5:
		exchange_set_nick(exchange, "x\xcc\x81");
		exchange_set_away(exchange, what & 8 ? "gone" : "");
		break;
	case 6:
		exchange_ask_again(exchange);
		break;
	default:
		break;
	}
	fill(exchange);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = {data, size};
	struct exchange exchange;

	exchange_init(&exchange, OWN_EPOCH, 1, "ann");
	exchange_attach(&exchange);
	while (fuzz.left > 0) {
		uint8_t what = fuzz_byte(&fuzz);

		if (what < 0x80)
			own_step(&exchange, what);
		else if (what < 0xa0)
			hostile_hello(&exchange, &fuzz);
		else
			hostile_frame(&exchange, &fuzz);
		check_outbox(&exchange.outbox);
	}
	exchange_fini(&exchange);
	return 0;
}
