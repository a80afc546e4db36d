/* SPDX-License-Identifier: ISC */
/*
 * The sending half of an exchange: which frame is due next.
 *
 * In this order: a HELLO; once the other side is known an acknowledgement, what is so now (nick,
 * away, read, typing), messages, and the BYE behind them.
 */
#include "config.h"

#include "core/exchange.h"

#include <string.h>

#include "core/copy.h"

/* Bytes of the frame, or 0 where there is no room for it. */
static size_t put(const struct frame *frame, unsigned char *out, size_t size)
{
	int n = frame_encode(frame, out, size);

	return n < 0 ? 0 : (size_t)n;
}

static size_t put_hello(struct exchange *exchange, unsigned char *out, size_t size)
{
	struct hello hello = {
		.pid = exchange->self.pid,
		.flags = exchange->self.stays ? HELLO_STAYS : 0,
		.epoch = exchange->self.epoch,
		.other_epoch = exchange->other.epoch,
		.received = exchange->received,
		.first = exchange->outbox.first_number,
	};
	unsigned char body[HELLO_SIZE_MAX];
	struct frame frame = {.kind = FRAME_HELLO, .body = body};
	size_t n;

	memcpy(hello.nick, exchange->self.nick, sizeof(hello.nick));
	frame.length = (uint16_t)hello_encode(&hello, body);
	n = put(&frame, out, size);
	if (n > 0)
		exchange->hello_due = false;
	return n;
}

static size_t put_ack(struct exchange *exchange, unsigned char *out, size_t size)
{
	struct frame frame = {.kind = FRAME_ACK, .number = exchange->received};
	size_t n = put(&frame, out, size);

	if (n > 0)
		exchange->ack_due = false;
	return n;
}

static size_t put_bye(struct exchange *exchange, unsigned char *out, size_t size)
{
	struct frame frame = {.kind = FRAME_BYE, .flags = exchange->bye_flags};
	size_t n = put(&frame, out, size);

	if (n > 0) {
		exchange->bye_due = false;
		exchange->bye_sent = true;
	}
	return n;
}

/* One frame of the outbox. Only a message that no frame can hold is sent in parts, each of full
 * size. */
static inline size_t put_text(struct exchange *exchange, unsigned char *out, size_t size)
{
	uint16_t flags = 0;
	uint64_t number;
	const char *part;
	size_t n;
	bool more;

	if (size > FRAME_SIZE_MAX)
		size = FRAME_SIZE_MAX;
	if (size < FRAME_HEAD)
		return 0;
	if (!outbox_peek(&exchange->outbox, size - FRAME_HEAD, &part, &n, &number, &more))
		return 0;
	if (more && size < FRAME_SIZE_MAX)
		return 0;
	if (exchange->outbox.within > 0)
		flags = (uint16_t)(exchange->outbox.within / FRAME_BODY_MAX << FRAME_PART_SHIFT);
	if (more)
		flags |= FRAME_MORE;
	frame_put_head(out, FRAME_TEXT, flags, (uint16_t)n, number);
	copy_short(out + FRAME_HEAD, part, n);
	outbox_sent(&exchange->outbox, n);
	return FRAME_HEAD + n;
}

static size_t put_body(uint8_t kind, const char *text, unsigned char *out, size_t size)
{
	struct frame frame = {
		.kind = kind,
		.length = (uint16_t)strlen(text),
		.body = (const unsigned char *)text,
	};

	return put(&frame, out, size);
}

static size_t put_number(uint8_t kind, uint64_t number, unsigned char *out, size_t size)
{
	struct frame frame = {.kind = kind, .number = number};

	return put(&frame, out, size);
}

/* One frame of what is so now, or 0 bytes. */
static size_t put_state(struct exchange *exchange, unsigned char *out, size_t size)
{
	bool *due = NULL;
	size_t n = 0;

	if (exchange->state.nick_due) {
		due = &exchange->state.nick_due;
		n = put_body(FRAME_NICK, exchange->self.nick, out, size);
	} else if (exchange->state.away_due) {
		due = &exchange->state.away_due;
		n = put_body(FRAME_AWAY, exchange->state.away, out, size);
	} else if (exchange->state.read_due) {
		due = &exchange->state.read_due;
		n = put_number(FRAME_READ, exchange->state.read, out, size);
	} else if (exchange->state.typing_due) {
		due = &exchange->state.typing_due;
		n = put_number(FRAME_TYPING, exchange->state.typing, out, size);
	}
	if (n > 0)
		*due = false;
	return n;
}

static bool state_due(const struct exchange *exchange)
{
	return exchange->state.nick_due || exchange->state.away_due || exchange->state.read_due ||
	       exchange->state.typing_due;
}

static bool text_due(const struct exchange *exchange)
{
	return exchange->outbox.unsent < exchange->outbox.bytes.len;
}

/* As many of them as there is room for: nothing else becomes due in between. */
static size_t put_texts(struct exchange *exchange, unsigned char *out, size_t size)
{
	size_t used = 0, n;

	while ((n = put_text(exchange, out + used, size - used)) > 0)
		used += n;
	return used;
}

/* The next frame that is due, or several of the outbox, or 0 bytes. */
static size_t put_next(struct exchange *exchange, unsigned char *out, size_t size)
{
	if (exchange->hello_due)
		return put_hello(exchange, out, size);
	if (!exchange->up)
		return 0;
	if (exchange->ack_due)
		return put_ack(exchange, out, size);
	if (state_due(exchange))
		return put_state(exchange, out, size);
	if (exchange->bye_due && (exchange->bye_hurry || !text_due(exchange)))
		return put_bye(exchange, out, size);
	if (!exchange->bye_hurry)
		return put_texts(exchange, out, size);
	return 0;
}

size_t exchange_fill(struct exchange *exchange, void *out, size_t size)
{
	size_t used = 0, n;

	if (!exchange->attached)
		return 0;
	while ((n = put_next(exchange, (unsigned char *)out + used, size - used)) > 0)
		used += n;
	return used;
}
