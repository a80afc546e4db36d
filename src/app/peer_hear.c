/* SPDX-License-Identifier: ISC */
/*
 * What a peer hears from the other side.
 */
#include "config.h"

#include "app/peer_parts.h"

#include <stdio.h>

#include "ipc/reap.h"

/* Who types says so again and again; who has not for this long has stopped, or was stopped. */
#define TYPING_MS 6000

static void on_here(void *context)
{
	struct peer *peer = context;
	struct board_status *status = &peer->station.status;
	const struct exchange_side *other = &peer->talk.exchange.other;

	peer->waiting_said = true;
	status->state = BOARD_TALKING;
	status->other_away[0] = '\0';
	status->other_pid = (pid_t)other->pid;
	peer_set_other_nick(peer, other->nick);
	logwriter_meet(&peer->station.log, other->epoch, peer->talk.exchange.received);
	peer_note(peer, "%s is here: %s, pid %ld", peer->other_name, status->other_nick,
		(long)other->pid);
}

static void set_typing(struct peer *peer, bool typing)
{
	if (typing)
		loop_timer_set(peer->typing_over, TYPING_MS);
	else
		loop_timer_clear(peer->typing_over);
	if (peer->station.status.typing == typing)
		return;
	peer->station.status.typing = typing;
	peer->station.changed = true;
}

void peer_on_typing_over(void *context)
{
	struct peer *peer = context;

	set_typing(peer, false);
	station_publish(&peer->station);
}

/* How things are with the other side has changed. */
static void on_state(void *context, enum exchange_kind kind, uint64_t number)
{
	struct peer *peer = context;
	struct board_status *status = &peer->station.status;
	const struct exchange *exchange = &peer->talk.exchange;
	char before[sizeof(status->other_nick)];

	switch (kind) {
	case EXCHANGE_TYPING:
		set_typing(peer, number != 0);
		break;
	case EXCHANGE_READ:
		if (number > status->read)
			status->read = number;
		break;
	case EXCHANGE_NICK:
		snprintf(before, sizeof(before), "%s", status->other_nick);
		peer_set_other_nick(peer, exchange->other.nick);
		peer_note(peer, "%s is now %s", before, status->other_nick);
		break;
	case EXCHANGE_AWAY:
		peer_note_away(peer, status->other_nick, exchange->other_away);
		snprintf(
			status->other_away, sizeof(status->other_away), "%s", exchange->other_away);
		break;
	default:
		break;
	}
	peer->station.changed = true;
}

static void on_message(void *context, uint64_t number, const char *text, size_t len)
{
	struct peer *peer = context;

	(void)number;
	/* Asked first, for to clear a timer costs as much as a message. */
	if (peer->station.status.typing)
		set_typing(peer, false);
	station_put_in(&peer->station, text, len);
}

static void on_delivered(void *context, uint64_t number)
{
	struct peer *peer = context;

	if (peer->station.status.delivered >= number)
		return;
	peer->station.status.delivered = number;
	peer->station.changed = true;
}

/*
 * The other side is leaving. Its DONE leaves us time for what we have yet to say: all that the
 * input gives until it pauses. One that stays answers, so that the other need not wait.
 */
static void on_bye(void *context, uint16_t flags)
{
	struct peer *peer = context;

	if (peer->state != PEER_TALKING)
		return;
	if (peer->options->stay) {
		exchange_bye(&peer->talk.exchange, 0, false);
		return;
	}
	if ((flags & FRAME_DONE) != 0 && !peer->input.ended)
		loop_timer_set(peer->input_quiet, PEER_INPUT_QUIET_MS);
	else
		peer_leave(peer, false);
}

static void on_gone(void *context, bool said_bye)
{
	struct peer *peer = context;
	const struct reap reap = {.keep_dir = true};
	bool leaving = peer->state == PEER_LEAVING;

	peer->station.status.state = BOARD_WAITING;
	peer->station.status.other_away[0] = '\0';
	set_typing(peer, false);
	peer->gone_noted = !peer->options->stay;
	peer_note(peer, said_bye || leaving ? "%s has left" : "%s was killed", peer->other_name);
	reap_chat(&reap, &peer->station.rundir, &peer->station.address.seat);
	if (peer->options->stay && !leaving) {
		if (peer->state == PEER_TALKING)
			peer_say(peer, "waiting for it to come back");
		if (!talk_attached(&peer->talk))
			talk_reach(&peer->talk);
		peer_settle(peer);
		return;
	}
	peer_finish(peer);
}

static void on_trouble(void *context, const char *what)
{
	peer_note(context, "%s", what);
}

static void on_batch(void *context)
{
	struct peer *peer = context;

	/* Whom we found when we began ended before we had met. */
	if (peer->state == PEER_TALKING && !peer->waiting_said && !talk_attached(&peer->talk))
		peer_say_waiting(peer);
	if (peer->state == PEER_DELIVERING && loop_timer_pending(peer->deadline))
		loop_timer_set(peer->deadline, PEER_QUIET_MS);
	peer_settle(peer);
}

const struct talk_handlers peer_talk_handlers = {
	.here = on_here,
	.message = on_message,
	.delivered = on_delivered,
	.bye = on_bye,
	.state = on_state,
	.gone = on_gone,
	.trouble = on_trouble,
	.batch = on_batch,
	.commit = peer_commit,
};
