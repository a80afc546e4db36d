/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/feed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/fail.h"
#include "app/source.h"

static void append_missed(struct feed *feed, const struct record *before, uint64_t missed)
{
	char text[96];
	struct record record = {
		.time_us = before->time_us,
		.kind = RECORD_NOTE,
		.dir = RECORD_ABOUT,
		.from = "",
		.text = text,
	};

	record.text_len = (size_t)snprintf(text, sizeof(text),
		"%" PRIu64 " records were overwritten before they could be read", missed);
	conversation_append(feed->conversation, &record);
}

/* An account's name hides it whatever nick it takes: bob is also bob/nick. */
static bool hides(const char *nick, const struct record *record)
{
	size_t len = strlen(nick);

	return len <= record->from_len && memcmp(nick, record->from, len) == 0 &&
	       (len == record->from_len || record->from[len] == '/');
}

static bool ignored(const struct feed *feed, const struct record *record)
{
	if (feed->ignore == NULL || record->dir != RECORD_IN)
		return false;
	for (size_t i = 0; i < feed->ignore->count; i++) {
		const char *nick = feed->ignore->list[i];

		if (hides(nick, record))
			return true;
	}
	return false;
}

/* On a room's board everything comes from a member, so also from the one who looks. */
static void turn(const struct feed *feed, struct record *record)
{
	if (feed->self != NULL && membership_said(feed->self, record))
		record->dir = RECORD_OUT;
}

static void on_record(void *context, const struct record *published, uint64_t missed)
{
	struct feed *feed = context;
	struct record turned = *published, *record = &turned;

	turn(feed, record);
	if (missed > 0)
		append_missed(feed, record, missed);
	if (record->dir == RECORD_IN)
		feed->newest = record->wire;
	if (ignored(feed, record))
		return;
	if (record->kind == RECORD_MESSAGE)
		feed->messages++;
	/* Without memory for one more line the view goes on with those that it has. */
	conversation_append(feed->conversation, record);
	if (feed->arrived != NULL && feed->begun)
		feed->arrived(feed, record, feed->context);
}

static const char *end_text(enum watch_end end, bool room)
{
	if (end == WATCH_ENDED)
		return room ? "the room is closed" : "the peer has left";
	if (end == WATCH_KILLED)
		return room ? "the hub was killed" : "the peer was killed";
	return NULL;
}

static bool is_room(const struct feed *feed)
{
	return feed->address.seat == SEAT_ROOM;
}

void feed_update_status(struct feed *feed)
{
	const struct watch *watch = &feed->watch;
	const struct board_status *board = &watch->status;
	struct status status = {
		.seat = name_seat_letter(feed->address.seat),
		.chat = feed->address.chat,
		.with = feed->address.with ? address_account(&feed->address) : NULL,
		.other = board->state == BOARD_TALKING ? board->other_nick : NULL,
		.ended = watch->damaged ? "the board is damaged"
					: end_text(watch->end, is_room(feed)),
		.messages = feed->messages,
		.viewers = watch_viewers(watch),
		.typing = board->typing != 0,
		.other_away = board->other_away,
		.away = feed->self != NULL ? feed->away : board->away,
		.queued = board->queued,
		.members = board->members,
		.topic = is_room(feed) ? board->other_nick : NULL,
	};

	conversation_set_status(feed->conversation, &status);
	/* What stands on a room's board is with all who are there. */
	conversation_set_delivery(feed->conversation,
		feed->self != NULL ? UINT64_MAX : board->delivered, board->read);
}

/*
 * The backlog is through: what nobody here has seen so far is marked. Nobody tells that of a room,
 * where each reads for himself: what was there before is seen, and for one who only looks on, what
 * comes as well.
 */
static void begin(struct feed *feed)
{
	feed->begun = true;
	conversation_set_seen(
		feed->conversation, is_room(feed) ? feed->newest : feed->watch.status.seen);
	if (conversation_unread(feed->conversation) > 0)
		conversation_set_rule(feed->conversation);
}

static void on_changed(void *context)
{
	struct feed *feed = context;

	feed_update_status(feed);
	if (feed->watch.caught_up && (!feed->begun || (is_room(feed) && feed->self == NULL)))
		begin(feed);
	if (feed->changed != NULL)
		feed->changed(feed, feed->context);
	window_paint_soon(feed->window);
}

static const struct watch_handlers watch_handlers = {
	.record = on_record,
	.changed = on_changed,
};

int feed_open(
	struct feed *feed, struct window *window, struct pane *pane, const struct address *address)
{
	struct source source;
	int status = source_open(&source, address), error;

	*feed = (struct feed){.window = window, .pane = pane, .address = *address};
	feed->conversation = pane_conversation(pane);
	watch_init(&feed->watch);
	if (status != EX_OK)
		return status;
	error = watch_open(&feed->watch, window->loop, &source, &watch_handlers, feed);
	if (error < 0)
		return fail_errno(error, "watching the board");
	feed_update_status(feed);
	return EX_OK;
}

void feed_close(struct feed *feed)
{
	watch_close(&feed->watch);
}
