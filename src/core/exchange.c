/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/exchange.h"

#include <errno.h>
#include <string.h>

#include "core/cluster.h"
#include "core/hello.h"
#include "core/utf8.h"

void exchange_init(struct exchange *exchange, uint64_t epoch, uint32_t pid, const char *nick)
{
	*exchange = (struct exchange){.self = {.pid = pid, .epoch = epoch}};
	hello_copy_text(exchange->self.nick, RECORD_FROM_MAX, nick, strlen(nick));
	outbox_init(&exchange->outbox);
}

void exchange_fini(struct exchange *exchange)
{
	outbox_fini(&exchange->outbox);
	buffer_fini(&exchange->parts);
	buffer_fini(&exchange->repaired);
}

void exchange_resume(
	struct exchange *exchange, uint64_t delivered, uint64_t other, uint64_t received)
{
	outbox_resume(&exchange->outbox, delivered);
	exchange->other.epoch = other;
	exchange->received = received;
}

int exchange_restore(struct exchange *exchange, const char *text, size_t len)
{
	if (len > RECORD_TEXT_MAX)
		return -EMSGSIZE;
	return outbox_restore(&exchange->outbox, text, len);
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
	exchange->state.nick_due = false;
	exchange->ack_due = false;
	exchange->resync = false;
	exchange->bye_due = false;
	exchange->bye_hurry = false;
	exchange->bye_sent = false;
	exchange->bye_received = false;
	forget_parts(exchange);
	outbox_rewind(&exchange->outbox);
}

/* What was received in another epoch says nothing about this one, but the former may come back. */
static void begin_epoch(struct exchange *exchange)
{
	uint64_t received = exchange->offer.first - 1;

	if (exchange->former.epoch == exchange->offer.epoch && exchange->former.received > received)
		received = exchange->former.received;
	exchange->former.epoch = exchange->other.epoch;
	exchange->former.received = exchange->received;
	exchange->received = received;
	exchange->resync = false;
	exchange->bye_received = false;
	exchange->state.read = 0;
	forget_parts(exchange);
}

void exchange_accept(struct exchange *exchange, uint64_t *number)
{
	if (exchange->other.epoch != exchange->offer.epoch)
		begin_epoch(exchange);
	/* It was told that this seat has more than we know of: whoever held it before kept no log.
	 */
	else if (exchange->offer.first > exchange->received + 1)
		exchange->received = exchange->offer.first - 1;
	/* One who has come tells us; one who only asks for something again does not. */
	if (!exchange->up || exchange->other.epoch != exchange->offer.epoch)
		exchange->other_away[0] = '\0';
	exchange->other.pid = exchange->offer.pid;
	exchange->other.stays = (exchange->offer.flags & HELLO_STAYS) != 0;
	exchange->other.epoch = exchange->offer.epoch;
	memcpy(exchange->other.nick, exchange->offer.nick, sizeof(exchange->other.nick));
	exchange->up = true;
	exchange->state.away_due = exchange->state.away[0] != '\0';
	exchange->state.typing_due = exchange->state.typing;
	exchange->state.read_due = exchange->state.read > 0;
	*number = 0;
	if (exchange->offer.other_epoch == exchange->self.epoch) {
		outbox_skip(&exchange->outbox, exchange->offer.received);
		if (outbox_acknowledge(&exchange->outbox, exchange->offer.received) == 0)
			*number = exchange->offer.received;
	}
	outbox_rewind(&exchange->outbox);
}

static void receive_hello(
	struct exchange *exchange, const struct frame *frame, struct exchange_event *event)
{
	if (hello_decode(frame->body, frame->length, &exchange->offer))
		event->kind = EXCHANGE_HELLO;
}

/* Has the other side send again what has not been received. */
static void ask_again(struct exchange *exchange)
{
	exchange->hello_due = exchange->hello_due || !exchange->resync;
	exchange->resync = true;
	forget_parts(exchange);
}

/* Puts text into *event; what is not valid or too long comes from no peer of ours, and is mended.
 */
static int deliver(
	struct exchange *exchange, const char *text, size_t len, struct exchange_event *event)
{
	if (!utf8_valid(text, len)) {
		exchange->repaired.len = 0;
		if (buffer_append_repaired(&exchange->repaired, text, len) < 0) {
			ask_again(exchange);
			return -ENOMEM;
		}
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

/*
 * A part that would make the message too long is left out: the message ends where it must. Not
 * inlined, for most messages are whole.
 */
static __attribute__((noinline)) int receive_part(
	struct exchange *exchange, const struct frame *frame, struct exchange_event *event)
{
	size_t room = RECORD_TEXT_MAX - exchange->parts.len;
	size_t n = frame->length < room ? frame->length : room;
	int error = buffer_append(&exchange->parts, frame->body, n);

	if (error < 0) {
		ask_again(exchange);
		return error;
	}
	exchange->part++;
	if ((frame->flags & FRAME_MORE) != 0)
		return 0;
	error = deliver(exchange, exchange->parts.data, exchange->parts.len, event);
	forget_parts(exchange);
	return error;
}

static int receive_text(
	struct exchange *exchange, const struct frame *frame, struct exchange_event *event)
{
	unsigned part = frame->flags >> FRAME_PART_SHIFT;

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
	return receive_part(exchange, frame, event);
}

/* How things are at the other side. */
static void receive_state(
	struct exchange *exchange, const struct frame *frame, struct exchange_event *event)
{
	const char *body = (const char *)frame->body;

	event->number = frame->number;
	switch (frame->kind) {
	case FRAME_READ:
		/* Nobody can have seen what was not said yet. */
		if (frame->number <= exchange->outbox.sent_number)
			event->kind = EXCHANGE_READ;
		break;
	case FRAME_TYPING:
		event->kind = EXCHANGE_TYPING;
		break;
	case FRAME_NICK:
		if (frame->length == 0)
			break;
		hello_copy_text(exchange->other.nick, RECORD_FROM_MAX, body, frame->length);
		event->kind = EXCHANGE_NICK;
		break;
	default: /* FRAME_AWAY */
		hello_copy_text(exchange->other_away, RECORD_AWAY_MAX, body, frame->length);
		event->kind = EXCHANGE_AWAY;
		break;
	}
}

int exchange_receive(
	struct exchange *exchange, const struct frame *frame, struct exchange_event *event)
{
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
		return receive_text(exchange, frame, event);
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
	case FRAME_READ:
	case FRAME_TYPING:
	case FRAME_NICK:
	case FRAME_AWAY:
		receive_state(exchange, frame, event);
		return 0;
	default:
		return 0;
	}
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

void exchange_set_nick(struct exchange *exchange, const char *nick)
{
	hello_copy_text(exchange->self.nick, RECORD_FROM_MAX, nick, strlen(nick));
	/* A HELLO that was sent already tells the old one. */
	exchange->state.nick_due = exchange->attached && !exchange->hello_due;
}

void exchange_set_away(struct exchange *exchange, const char *away)
{
	hello_copy_text(exchange->state.away, RECORD_AWAY_MAX, away, strlen(away));
	exchange->state.away_due = exchange->up;
}

void exchange_set_typing(struct exchange *exchange, bool typing)
{
	exchange->state.typing = typing;
	exchange->state.typing_due = exchange->up;
}

void exchange_set_read(struct exchange *exchange, uint64_t number)
{
	if (number <= exchange->state.read || number > exchange->received)
		return;
	exchange->state.read = number;
	exchange->state.read_due = exchange->up;
}

bool exchange_delivered(const struct exchange *exchange)
{
	return outbox_count(&exchange->outbox) == 0;
}

bool exchange_settled(const struct exchange *exchange)
{
	return exchange->bye_received && exchange_delivered(exchange);
}
