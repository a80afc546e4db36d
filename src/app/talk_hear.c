/* SPDX-License-Identifier: ISC */
/* What the other side says: frames, and how much of them is taken. */
#include "config.h"

#include "app/talk_parts.h"

#include <stdio.h>
#include <string.h>

#include "app/clock.h"

/* Frames that are no news and cost as much as one that is. */
#define CHEAP 256

/* One that says too much is read again after so long at the least. */
#define SLOW_MS 50

/* No more is read before what has come is committed, which others wait for. */
#define BATCH_BYTES 65536

/* Reads of the inbox when all that has come is wanted: far more than a FIFO holds. */
#define DRAIN_READS 256

static void refuse_hello(struct talk *talk, uint32_t claimed)
{
	char what[128];

	snprintf(what, sizeof(what),
		"a HELLO claims to be of the process %lu, but %ld holds the seat: ignored",
		(unsigned long)claimed, (long)talk->other_pid);
	talk_trouble(talk, what);
}

static void on_hello(struct talk *talk)
{
	uint32_t claimed = talk->exchange.offer.pid;
	bool welcomed;
	struct exchange_side before;
	uint64_t number;

	/* The successor may be quicker than the news that the one before it has ended. */
	if (talk->other_pid != (pid_t)claimed && talk_other_ended(talk))
		talk_lose_other(talk);
	if (!talk_attached(talk) && !talk->closed)
		talk_reach(talk);
	if (!talk_attached(talk))
		return;
	if (talk->other_pid != (pid_t)claimed) {
		refuse_hello(talk, claimed);
		return;
	}
	welcomed = talk->welcomed;
	talk->welcomed = true;
	before = talk->exchange.other;
	exchange_accept(&talk->exchange, &number);
	loop_timer_clear(talk->retry);
	if (!welcomed)
		talk->handlers->here(talk->context);
	else if (strcmp(before.nick, talk->exchange.other.nick) != 0)
		talk->handlers->state(talk->context, EXCHANGE_NICK, 0);
	if (number > 0)
		talk->handlers->delivered(talk->context, number);
}

/* The other program may be newer. Our own HELLO lets it find out as well. */
static void on_foreign(struct talk *talk, unsigned version)
{
	char what[128];

	if (!talk_attached(talk) && !talk->closed)
		talk_reach(talk);
	if (!talk_attached(talk) || talk->foreign)
		return;
	talk->foreign = true;
	snprintf(what, sizeof(what),
		"the other side speaks version %u of the protocol, this program version %d: "
		"install the same version on both sides",
		version, FRAME_VERSION);
	talk_trouble(talk, what);
}

/*
 * What a frame costs of the limit. Acknowledgements are answers to us, and parts are one message in
 * the end: so many of them cost as much as one.
 */
static void charge(struct talk *talk, enum exchange_kind kind)
{
	if (talk->bucket.rate == 0)
		return;
	if ((kind == EXCHANGE_NOTHING || kind == EXCHANGE_ACK) && ++talk->cheap % CHEAP != 0)
		return;
	bucket_take(&talk->bucket, clock_ms());
}

static void on_frame(struct talk *talk, const struct frame *frame)
{
	struct exchange_event event;
	int error = exchange_receive(&talk->exchange, frame, &event);

	charge(talk, event.kind);
	if (error < 0)
		talk_trouble(talk,
			"a message could not be taken for lack of memory; it is asked for "
			"again");
	switch (event.kind) {
	case EXCHANGE_HELLO:
		on_hello(talk);
		break;
	case EXCHANGE_MESSAGE:
		talk->handlers->message(talk->context, event.number, event.text, event.len);
		break;
	case EXCHANGE_ACK:
		talk->handlers->delivered(talk->context, event.number);
		break;
	case EXCHANGE_BYE:
		talk->handlers->bye(talk->context, event.flags);
		break;
	case EXCHANGE_READ:
	case EXCHANGE_TYPING:
	case EXCHANGE_NICK:
	case EXCHANGE_AWAY:
		talk->handlers->state(talk->context, event.kind, event.number);
		break;
	case EXCHANGE_FOREIGN:
		on_foreign(talk, (unsigned)event.number);
		break;
	case EXCHANGE_NOTHING:
		break;
	}
}

/* What was no frame may have damaged one that was: the other side is asked for it. */
static void tell_skipped(struct talk *talk)
{
	uint64_t skipped = link_skipped(talk->link);
	char what[96];

	if (skipped == talk->skipped)
		return;
	snprintf(what, sizeof(what), "%llu bytes in the inbox were of no peer: passed over",
		(unsigned long long)(skipped - talk->skipped));
	talk->skipped = skipped;
	charge(talk, EXCHANGE_HELLO);
	exchange_ask_again(&talk->exchange);
	talk_trouble(talk, what);
}

/* Whether the other side has said too much; then it is taken up again after a while. */
static bool has_to_wait(struct talk *talk)
{
	unsigned wait_ms = 0;

	if (talk->bucket.rate != 0)
		wait_ms = bucket_wait_ms(&talk->bucket, clock_ms());
	if (wait_ms == 0)
		return false;
	loop_timer_set(talk->slow, wait_ms > SLOW_MS ? wait_ms : SLOW_MS);
	loop_event_enable(talk->in, false);
	return true;
}

/* Reads more of the batch, unless it is large already or nothing is there. */
static bool fill_batch(struct talk *talk, size_t *taken)
{
	ssize_t n = *taken < BATCH_BYTES ? link_fill(talk->link) : 0;

	if (n > 0)
		*taken += (size_t)n;
	return n > 0;
}

/*
 * Takes in what is there, behind what an earlier one has left when it had to wait, and what has
 * come meanwhile: one commit, one ring of the bell and one acknowledgement for as much as possible.
 * Returns whether there was anything.
 */
static bool take_batch(struct talk *talk)
{
	bool waits = loop_timer_pending(talk->slow), any = false;
	struct frame frame;
	size_t taken = 0;

	while (!waits && !has_to_wait(talk)) {
		if (link_next(talk->link, &frame))
			on_frame(talk, &frame);
		else if (!fill_batch(talk, &taken))
			break;
		any = true;
	}
	if (!any)
		return false;
	tell_skipped(talk);
	talk->handlers->batch(talk->context);
	talk_pump(talk);
	return true;
}

void talk_on_in(void *context)
{
	take_batch(context);
}

void talk_on_slow(void *context)
{
	struct talk *talk = context;

	loop_event_enable(talk->in, true);
	take_batch(talk);
	if (talk->other != NULL && !loop_timer_pending(talk->slow))
		loop_event_enable(talk->other, true);
}

void talk_limit(struct talk *talk, uint32_t rate, uint32_t at_once)
{
	bucket_init(&talk->bucket, rate, at_once, clock_ms());
}

void talk_drain(struct talk *talk)
{
	for (int i = 0; i < DRAIN_READS && take_batch(talk); i++)
		continue;
}
