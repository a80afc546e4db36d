/* SPDX-License-Identifier: ISC */
/*
 * What this side says: the lines of standard input, and what viewers and scripts post.
 */
#include "config.h"

#include "app/peer_parts.h"

#include <stdio.h>
#include <string.h>

#include "app/fail.h"
#include "core/cluster.h"

void peer_accept(struct peer *peer, uint64_t post, const char *text, size_t len)
{
	uint64_t number;

	if (exchange_say(&peer->talk.exchange, text, len, &number) < 0) {
		peer_note(peer, "out of memory: a message of %zu bytes was not taken", len);
		peer->status = EX_OSERR;
		return;
	}
	peer->station.status.said = number;
	station_put_out(&peer->station, number, post, text, len);
}

static void on_line(void *context, const char *text, size_t len)
{
	peer_accept(context, 0, text, len);
}

static void on_post(void *context, uint64_t post, const char *text, size_t len)
{
	peer_accept(context, post, text, len);
}

/* A nick that is another's business to check is checked here as well: it stands on their screens.
 */
static void on_posted_nick(struct peer *peer, const char *text, size_t len)
{
	struct board_status *status = &peer->station.status;
	char nick[RECORD_FROM_MAX + 1];

	if (len > RECORD_FROM_MAX)
		return;
	memcpy(nick, text, len);
	nick[len] = '\0';
	if (!name_nick_valid(nick) || strcmp(nick, status->nick) == 0)
		return;
	peer_note(peer, "%s is now %s", status->nick, nick);
	snprintf(status->nick, sizeof(status->nick), "%s", nick);
	exchange_set_nick(&peer->talk.exchange, nick);
}

static void on_posted_away(struct peer *peer, const char *text, size_t len)
{
	struct board_status *status = &peer->station.status;
	char away[RECORD_AWAY_MAX + 1];

	len = cluster_cut(text, len, RECORD_AWAY_MAX);
	memcpy(away, text, len);
	away[len] = '\0';
	if (strcmp(away, status->away) == 0)
		return;
	peer_note_away(peer, status->nick, away);
	snprintf(status->away, sizeof(status->away), "%s", away);
	exchange_set_away(&peer->talk.exchange, away);
}

/* The other side counts its messages since its own beginning, we count all that ever came. */
static void on_posted_read(struct peer *peer, uint64_t number)
{
	struct board_status *status = &peer->station.status;
	struct exchange *exchange = &peer->talk.exchange;
	uint64_t unseen = status->incoming - number;

	if (number > status->incoming || number <= status->seen)
		return;
	status->seen = number;
	peer->station.changed = true;
	if (unseen < exchange->received)
		exchange_set_read(exchange, exchange->received - unseen);
}

static void on_posted_state(
	void *context, unsigned kind, uint64_t number, const char *text, size_t len)
{
	struct peer *peer = context;
	struct exchange *exchange = &peer->talk.exchange;

	switch (kind) {
	case FRAME_TYPING:
		exchange_set_typing(exchange, number != 0);
		break;
	case FRAME_READ:
		on_posted_read(peer, number);
		break;
	case FRAME_NICK:
		on_posted_nick(peer, text, len);
		break;
	case FRAME_AWAY:
		on_posted_away(peer, text, len);
		break;
	default:
		break;
	}
}

static void on_post_batch(void *context)
{
	struct peer *peer = context;

	talk_pump(&peer->talk);
	peer_settle(peer);
}

const struct postbox_handlers peer_postbox_handlers = {
	.text = on_post,
	.state = on_posted_state,
	.batch = on_post_batch,
};

static void on_input_batch(void *context)
{
	struct peer *peer = context;

	if (loop_timer_pending(peer->input_quiet))
		loop_timer_set(peer->input_quiet, PEER_INPUT_QUIET_MS);
	talk_pump(&peer->talk);
	peer_settle(peer);
}

static void on_input_end(void *context)
{
	struct peer *peer = context;

	if (peer->input.error < 0) {
		peer_note(peer, "standard input: %s", strerror(-peer->input.error));
		peer->status = EX_IOERR;
	}
	if (peer->options->keep || peer->state != PEER_TALKING)
		return;
	if (peer->options->owned) {
		peer->own_wish = true;
		peer_leave(peer, true);
		return;
	}
	peer->state = PEER_DELIVERING;
	loop_timer_clear(peer->input_quiet);
	peer_check_done(peer);
}

const struct input_handlers peer_input_handlers = {
	.line = on_line,
	.batch = on_input_batch,
	.end = on_input_end,
};
