/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/exchange.h"

#include <errno.h>
#include <string.h>

#include "core/bytes.h"
#include "core/cluster.h"
#include "core/utf8.h"

/*
 * Body of a HELLO:
 *
 *   0  u32  PID of the sender
 *   4  u32  0
 *   8  u64  epoch of the sender's numbers
 *  16  u64  epoch of the receiver's numbers that the next field counts in, 0 for none
 *  24  u64  last message received of them
 *  32  u64  first message that the sender may still send
 *  40       nick
 */
#define HELLO_HEAD 40

/* Bytes of a nick that are looked at: enough to find the cluster boundary before the limit. */
#define NICK_SEEN (RECORD_FROM_MAX + UTF8_MAX)

/* Copies a nick from outside: repaired, cut at a cluster boundary, never with a NUL in it. */
static void copy_nick(char nick[RECORD_FROM_MAX + 1], const char *from, size_t n)
{
	char repaired[UTF8_REPAIR_GROWTH * NICK_SEEN];
	size_t len;

	utf8_repair(from, n < NICK_SEEN ? n : NICK_SEEN, true, repaired, &len);
	if (len > RECORD_FROM_MAX)
		len = cluster_cut(repaired, len, RECORD_FROM_MAX);
	memcpy(nick, repaired, len);
	nick[len] = '\0';
}

void exchange_init(struct exchange *exchange, uint64_t epoch, uint32_t pid, const char *nick)
{
	*exchange = (struct exchange){.self = {.pid = pid, .epoch = epoch}};
	copy_nick(exchange->self.nick, nick, strlen(nick));
	outbox_init(&exchange->outbox);
}

void exchange_fini(struct exchange *exchange)
{
	outbox_fini(&exchange->outbox);
	buffer_fini(&exchange->parts);
	buffer_fini(&exchange->repaired);
}

int exchange_say(struct exchange *exchange, const char *text, size_t len, uint64_t *number)
{
	if (len > RECORD_TEXT_MAX)
		return -EMSGSIZE;
	return outbox_add(&exchange->outbox, text, len, number);
}

void exchange_attach(struct exchange *exchange)
{
	exchange->attached = true;
	exchange->up = false;
	exchange->hello_due = true;
}

static void forget_parts(struct exchange *exchange)
{
	exchange->parts.len = 0;
	exchange->part = 0;
}

void exchange_detach(struct exchange *exchange)
{
	exchange->attached = false;
	exchange->up = false;
	exchange->hello_due = false;
	exchange->ack_due = false;
	exchange->resync = false;
	exchange->bye_due = false;
	exchange->bye_hurry = false;
	exchange->bye_sent = false;
	exchange->bye_received = false;
	forget_parts(exchange);
	outbox_rewind(&exchange->outbox);
}

/* What was received in another epoch says nothing about this one. */
static void begin_epoch(struct exchange *exchange)
{
	exchange->received = exchange->offer.first - 1;
	exchange->resync = false;
	exchange->bye_received = false;
	forget_parts(exchange);
}

void exchange_accept(struct exchange *exchange, uint64_t *number)
{
	if (exchange->other.epoch != exchange->offer.side.epoch)
		begin_epoch(exchange);
	exchange->other = exchange->offer.side;
	exchange->up = true;
	*number = 0;
	if (exchange->offer.epoch == exchange->self.epoch &&
		outbox_acknowledge(&exchange->outbox, exchange->offer.received) == 0)
		*number = exchange->offer.received;
	outbox_rewind(&exchange->outbox);
}

static void receive_hello(
	struct exchange *exchange, const struct frame *frame, struct exchange_event *event)
{
	const unsigned char *body = frame->body;

	if (frame->length < HELLO_HEAD || bytes_get64(body + 8) == 0 || bytes_get64(body + 32) == 0)
		return;
	exchange->offer.side.pid = bytes_get32(body);
	exchange->offer.side.epoch = bytes_get64(body + 8);
	exchange->offer.epoch = bytes_get64(body + 16);
	exchange->offer.received = bytes_get64(body + 24);
	exchange->offer.first = bytes_get64(body + 32);
	copy_nick(exchange->offer.side.nick, (const char *)body + HELLO_HEAD,
		(size_t)frame->length - HELLO_HEAD);
	event->kind = EXCHANGE_HELLO;
}

/* Puts text into *event; what is not valid or too long comes from no peer of ours, and is mended. */
static int deliver(
	struct exchange *exchange, const char *text, size_t len, struct exchange_event *event)
{
	if (!utf8_valid(text, len)) {
		exchange->repaired.len = 0;
		if (buffer_reserve(&exchange->repaired, 3 * len) < 0)
			return -ENOMEM;
		utf8_repair(text, len, true, exchange->repaired.data, &exchange->repaired.len);
		text = exchange->repaired.data;
		len = exchange->repaired.len;
	}
	if (len > RECORD_TEXT_MAX)
		len = cluster_cut(text, len, RECORD_TEXT_MAX);
	event->kind = EXCHANGE_MESSAGE;
	event->number = ++exchange->received;
	event->text = text;
	event->len = len;
	exchange->ack_due = true;
	return 0;
}

/* A part that would make the message too long is left out: the message ends where it must. */
static int receive_part(struct exchange *exchange, const struct frame *frame)
{
	size_t room = RECORD_TEXT_MAX - exchange->parts.len;
	size_t n = frame->length < room ? frame->length : room;
	int error = buffer_append(&exchange->parts, frame->body, n);

	if (error == 0)
		exchange->part++;
	return error;
}

/* Has the other side send again what has not been received. */
static void ask_again(struct exchange *exchange)
{
	exchange->hello_due = exchange->hello_due || !exchange->resync;
	exchange->resync = true;
	forget_parts(exchange);
}

static int receive_text(
	struct exchange *exchange, const struct frame *frame, struct exchange_event *event)
{
	unsigned part = frame->flags >> FRAME_PART_SHIFT;
	int error;

	if (frame->number <= exchange->received) {
		exchange->ack_due = true;
		return 0;
	}
	if (part == 0)
		forget_parts(exchange);
	if (frame->number > exchange->received + 1 || part != exchange->part) {
		ask_again(exchange);
		return 0;
	}
	/* What was asked for has come; should it fail again, it has to be asked for again. */
	exchange->resync = false;
	if (part == 0 && (frame->flags & FRAME_MORE) == 0)
		return deliver(exchange, (const char *)frame->body, frame->length, event);
	error = receive_part(exchange, frame);
	if (error == 0 && (frame->flags & FRAME_MORE) == 0) {
		error = deliver(exchange, exchange->parts.data, exchange->parts.len, event);
		forget_parts(exchange);
	}
	return error;
}

int exchange_receive(
	struct exchange *exchange, const struct frame *frame, struct exchange_event *event)
{
	int error;

	*event = (struct exchange_event){.kind = EXCHANGE_NOTHING};
	if (frame->version != FRAME_VERSION) {
		event->kind = EXCHANGE_FOREIGN;
		event->number = frame->version;
		return 0;
	}
	if (frame->kind == FRAME_HELLO) {
		receive_hello(exchange, frame, event);
		return 0;
	}
	if (!exchange->up)
		return 0;
	switch (frame->kind) {
	case FRAME_TEXT:
		error = receive_text(exchange, frame, event);
		if (error < 0)
			ask_again(exchange);
		return error;
	case FRAME_ACK:
		if (outbox_acknowledge(&exchange->outbox, frame->number) == 0) {
			event->kind = EXCHANGE_ACK;
			event->number = frame->number;
		}
		return 0;
	case FRAME_BYE:
		exchange->bye_received = true;
		event->kind = EXCHANGE_BYE;
		event->flags = frame->flags;
		return 0;
	default:
		return 0;
	}
}

/* Bytes of the frame, or 0 where there is no room for it. */
static size_t put(const struct frame *frame, unsigned char *out, size_t size)
{
	int n = frame_encode(frame, out, size);

	return n < 0 ? 0 : (size_t)n;
}

static size_t put_hello(struct exchange *exchange, unsigned char *out, size_t size)
{
	unsigned char body[HELLO_HEAD + RECORD_FROM_MAX];
	size_t nick_len = strlen(exchange->self.nick);
	struct frame frame = {
		.kind = FRAME_HELLO,
		.length = (uint16_t)(HELLO_HEAD + nick_len),
		.body = body,
	};
	size_t n;

	bytes_put32(body, exchange->self.pid);
	bytes_put32(body + 4, 0);
	bytes_put64(body + 8, exchange->self.epoch);
	bytes_put64(body + 16, exchange->other.epoch);
	bytes_put64(body + 24, exchange->received);
	bytes_put64(body + 32, exchange->outbox.first_number);
	memcpy(body + HELLO_HEAD, exchange->self.nick, nick_len);
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

/* One frame of the outbox. Only a message that no frame can hold is sent in parts, each of full size. */
static size_t put_text(struct exchange *exchange, unsigned char *out, size_t size)
{
	struct frame frame = {.kind = FRAME_TEXT};
	const char *part;
	size_t n;
	bool more;

	if (size > FRAME_SIZE_MAX)
		size = FRAME_SIZE_MAX;
	if (size < FRAME_HEAD)
		return 0;
	if (!outbox_peek(&exchange->outbox, size - FRAME_HEAD, &part, &n, &frame.number, &more))
		return 0;
	if (more && size < FRAME_SIZE_MAX)
		return 0;
	frame.flags = (uint16_t)(exchange->outbox.within / FRAME_BODY_MAX << FRAME_PART_SHIFT);
	if (more)
		frame.flags |= FRAME_MORE;
	frame.length = (uint16_t)n;
	frame.body = (const unsigned char *)part;
	size = put(&frame, out, size);
	if (size > 0)
		outbox_sent(&exchange->outbox, n);
	return size;
}

static bool text_due(const struct exchange *exchange)
{
	return exchange->outbox.unsent < exchange->outbox.bytes.len;
}

/* The next frame that is due, or 0 bytes. */
static size_t put_next(struct exchange *exchange, unsigned char *out, size_t size)
{
	if (exchange->hello_due)
		return put_hello(exchange, out, size);
	if (!exchange->up)
		return 0;
	if (exchange->ack_due)
		return put_ack(exchange, out, size);
	if (exchange->bye_due && (exchange->bye_hurry || !text_due(exchange)))
		return put_bye(exchange, out, size);
	if (!exchange->bye_hurry)
		return put_text(exchange, out, size);
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

void exchange_ask_again(struct exchange *exchange)
{
	exchange->hello_due = exchange->attached;
}

void exchange_bye(struct exchange *exchange, uint16_t flags, bool hurry)
{
	if (!exchange->bye_sent || exchange->bye_flags != flags)
		exchange->bye_due = true;
	exchange->bye_flags = flags;
	exchange->bye_hurry = exchange->bye_hurry || hurry;
}

bool exchange_delivered(const struct exchange *exchange)
{
	return outbox_count(&exchange->outbox) == 0;
}

bool exchange_settled(const struct exchange *exchange)
{
	return exchange->bye_received && exchange_delivered(exchange);
}
