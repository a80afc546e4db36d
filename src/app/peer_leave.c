/* SPDX-License-Identifier: ISC */
/*
 * How a peer leaves; the states are told at the head of app/peer.c.
 */
#include "config.h"

#include "app/peer_parts.h"

/* Bytes of messages that were not acknowledged, from which on no input is read, and again is. */
#define OUTBOX_FULL (256 * 1024)
#define OUTBOX_LOW  (128 * 1024)

/* How long a leaving peer waits for the other side to take and say the last words. */
#define LEAVE_MS 700

void peer_finish(struct peer *peer)
{
	peer->finished = true;
	talk_welcome_nobody(&peer->talk);
	loop_stop(peer->loop);
}

void peer_check_done(struct peer *peer)
{
	const struct exchange *exchange = &peer->talk.exchange;

	if (peer->finished || peer->state == PEER_TALKING)
		return;
	if (peer->state == PEER_LEAVING) {
		if (!talk_up(&peer->talk) || exchange_settled(exchange))
			peer_finish(peer);
		return;
	}
	if (!exchange_delivered(exchange))
		return;
	/* Without an end there is no one to wait for; a HELLO under way is waited for. */
	if (!talk_attached(&peer->talk) || exchange_settled(exchange)) {
		peer_finish(peer);
		return;
	}
	if (talk_up(&peer->talk) && !exchange->bye_sent) {
		exchange_bye(&peer->talk.exchange, FRAME_DONE, false);
		talk_pump(&peer->talk);
	}
	if (!loop_timer_pending(peer->deadline))
		loop_timer_set(peer->deadline, PEER_QUIET_MS);
}

void peer_leave(struct peer *peer, bool interrupt)
{
	if (peer->state == PEER_LEAVING) {
		peer_finish(peer);
		return;
	}
	peer->state = PEER_LEAVING;
	/* Whoever looks for a peer at this seat need not join one that goes. */
	peer->station.status.leaving = 1;
	peer->station.changed = true;
	station_publish(&peer->station);
	talk_welcome_nobody(&peer->talk);
	input_stop(&peer->input);
	loop_timer_clear(peer->input_quiet);
	exchange_bye(&peer->talk.exchange, 0, false);
	talk_pump(&peer->talk);
	if (interrupt)
		talk_interrupt_other(&peer->talk);
	loop_timer_set(peer->deadline, LEAVE_MS);
	peer_check_done(peer);
}

void peer_on_deadline(void *context)
{
	struct peer *peer = context;

	if (peer->state == PEER_LEAVING)
		peer_finish(peer);
	else
		peer_leave(peer, true);
}

void peer_on_input_quiet(void *context)
{
	struct peer *peer = context;

	/* It is we who do not read: the other side has yet to take what was read before. */
	if (peer->input.paused)
		loop_timer_set(peer->input_quiet, PEER_INPUT_QUIET_MS);
	else
		peer_leave(peer, false);
}

bool peer_is_full(const struct peer *peer)
{
	return outbox_bytes(&peer->talk.exchange.outbox) >= OUTBOX_FULL;
}

void peer_settle(struct peer *peer)
{
	size_t bytes = outbox_bytes(&peer->talk.exchange.outbox);

	peer->station.status.queued = bytes;
	station_publish(&peer->station);
	if (bytes >= OUTBOX_FULL || bytes <= OUTBOX_LOW) {
		input_pause(&peer->input, bytes >= OUTBOX_FULL);
		postbox_pause(&peer->postbox, bytes >= OUTBOX_FULL);
	}
	if (peer->mail_waits && bytes <= OUTBOX_LOW) {
		peer_take_mail(peer);
		talk_pump(&peer->talk);
		station_publish(&peer->station);
	}
	peer_check_done(peer);
}
