/* SPDX-License-Identifier: ISC */
/*
 * The window in a room.
 *
 * What one types is said to the hub, and is kept here until it stands on the board or was granted,
 * whichever is seen first. What the room has not taken when it ends, or when one leaves, comes back
 * into the input: so nothing that was typed is lost, and nothing is said twice by sending it again.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/chat.h"
#include "app/fail.h"

/* --- What was said --- */

void chat_room_posted(struct chat *chat, uint64_t number, const char *text, size_t len)
{
	if (texts_add(&chat->room.unsaid, number, text, len) < 0)
		chat_say(chat, "out of memory: if the room ends now, this is lost");
}

/* Puts a text that was not taken before the one that is being typed. */
static int give_back(struct chat *chat, struct buffer *text)
{
	struct edit *edit = &chat->compose.edit;
	int error = 0;

	if (edit->text.len > 0)
		error = buffer_append(text, edit->text.data, edit->text.len);
	else if (text->len > 0 && text->data[text->len - 1] == '\n')
		text->len--;
	if (error == 0)
		error = edit_set(edit, text->data, text->len);
	if (error == 0)
		compose_changed(&chat->compose);
	return error;
}

static void restore(struct chat *chat)
{
	struct buffer text = {0};
	int error = texts_take_all(&chat->room.unsaid, &text);

	if (text.len > 0 && error == 0)
		error = give_back(chat, &text);
	buffer_fini(&text);
	if (error < 0)
		chat_say(
			chat, "what the room did not take is in the history: %s", strerror(-error));
	else
		chat_say(chat, "what the room did not take is in the input again");
}

/* Whether the board may still tell what was taken. */
static bool board_goes_on(const struct chat *chat)
{
	for (int i = 0; i < chat->count; i++) {
		const struct chat_pane *pane = chat->panes[i];

		if (pane->kind == CHAT_FEED && pane->poster.membership != NULL &&
			pane->feed.watch.end == WATCH_LIVE)
			return true;
	}
	return false;
}

/* The room has ended: all that it has taken stands on its board, or else the hub has let go. */
static void settle(struct chat *chat)
{
	const struct membership *membership = &chat->room.membership;
	bool over = membership->end_code == REFUSAL_GONE || membership->end_code == REFUSAL_STOPPED;

	if (!membership->ended || texts_empty(&chat->room.unsaid) || (over && board_goes_on(chat)))
		return;
	restore(chat);
	chat_text_changed(chat);
}

/* --- From the hub --- */

static void set_away(struct chat *chat)
{
	struct chat_room *room = &chat->room;

	memcpy(room->away, room->next_away, sizeof(room->away));
	for (int i = 0; i < chat->count; i++) {
		if (chat->panes[i]->kind == CHAT_FEED)
			feed_update_status(&chat->panes[i]->feed);
	}
}

static void on_granted(struct chat *chat, const struct member_event *event)
{
	struct chat_room *room = &chat->room;

	if (event->request == FRAME_POST)
		texts_take(&room->unsaid, event->number, NULL);
	else if (event->request == FRAME_NICK)
		chat_focus_changed(chat);
	else if (event->request == FRAME_AWAY)
		set_away(chat);
}

/* A text that was refused can be mended and sent again. That nobody has a nick is no matter. */
static void on_refused(struct chat *chat, const struct member_event *event)
{
	struct buffer text = {0};

	if (event->request == FRAME_POST) {
		if (texts_take(&chat->room.unsaid, event->number, &text) &&
			chat->compose.edit.text.len == 0)
			give_back(chat, &text);
		chat_say(chat, "not said: %s", event->reason);
		chat_text_changed(chat);
	} else if (event->request != FRAME_IGNORE || event->code != REFUSAL_NOBODY) {
		chat_say(chat, "%s", event->reason);
	}
	buffer_fini(&text);
}

static void on_pong(struct chat *chat, const struct member_event *event)
{
	int64_t us = chat_room_now_us() - chat->room.ping_us;

	if (event->number != chat->room.ping)
		return;
	chat->room.ping = 0;
	chat_say(chat, "the hub has answered within %lld.%03lld ms", (long long)(us / 1000),
		(long long)(us % 1000));
}

static void fill_who(struct chat *chat)
{
	struct chat_pane *pane = chat_find_pane(chat, CHAT_WHO);
	struct buffer text = {0};

	if (pane != NULL &&
		roll_format(&chat->room.roll, chat->room.membership.member.id, "\t", &text) == 0)
		listing_set(pane_listing(pane->pane), text.data, text.len);
	buffer_fini(&text);
}

static void on_roll(struct chat *chat)
{
	struct chat_room *room = &chat->room;

	if (room->showing)
		chat_open_listing(chat, LAYOUT_RIGHT, CHAT_WHO);
	room->showing = false;
	fill_who(chat);
	if (room->completing)
		chat_complete(chat);
	room->completing = false;
}

static void on_event(void *context, const struct member_event *event)
{
	struct chat *chat = context;

	if (roll_take(&chat->room.roll, event))
		on_roll(chat);
	else if (event->kind == MEMBER_GRANTED)
		on_granted(chat, event);
	else if (event->kind == MEMBER_REFUSED)
		on_refused(chat, event);
	else if (event->kind == MEMBER_PONG)
		on_pong(chat, event);
	window_paint_soon(&chat->window);
}

/* How the room has ended stands in the status line; why it has let go of us stands nowhere else. */
static void on_ended(void *context)
{
	struct chat *chat = context;
	const struct membership *membership = &chat->room.membership;

	if (membership->end_code != REFUSAL_GONE && membership->end_code != REFUSAL_STOPPED)
		chat_say(chat, "%s", membership->end_reason);
	settle(chat);
	window_paint_soon(&chat->window);
}

static const struct membership_handlers handlers = {.event = on_event, .ended = on_ended};

void chat_room_arrived(struct chat *chat, const struct record *record)
{
	if (record->kind == RECORD_NOTE)
		roll_forget(&chat->room.roll);
	else if (record->dir == RECORD_OUT)
		texts_take(&chat->room.unsaid, record->post, NULL);
}

/* Who is there is asked again only where somebody looks at it. */
void chat_room_changed(struct chat *chat)
{
	if (!chat->room.roll.holds && chat_find_pane(chat, CHAT_WHO) != NULL)
		roll_ask(&chat->room.roll, &chat->room.membership);
	settle(chat);
}

/* --- Requests --- */

void chat_room_set_away(struct chat *chat, const char *away)
{
	snprintf(chat->room.next_away, sizeof(chat->room.next_away), "%s", away);
}

void chat_room_ignore(struct chat *chat, const char *nick, bool on)
{
	struct membership *membership = &chat->room.membership;

	if (chat->seat == SEAT_ROOM && !membership->ended && name_nick_valid(nick) &&
		member_ignore(&membership->member, nick, on, NULL) == 0)
		membership_flush(membership);
}

bool chat_room_completes(struct chat *chat)
{
	struct chat_room *room = &chat->room;

	if (room->roll.holds || roll_ask(&room->roll, &room->membership) < 0)
		return false;
	room->completing = true;
	return true;
}

/* --- Begin and end --- */

int chat_room_open(struct chat *chat)
{
	const char *nick =
		chat->options->nick[0] != '\0' ? chat->options->nick : chat->window.settings.nick;
	const struct membership_options options = {
		.address = options_address(chat->options, SEAT_ROOM),
		.nick = name_nick_valid(nick) ? nick : NULL,
	};

	return membership_open(
		&chat->room.membership, chat->window.loop, &options, &handlers, chat);
}

void chat_room_leave(struct chat *chat)
{
	membership_leave(&chat->room.membership);
	if (!texts_empty(&chat->room.unsaid))
		restore(chat);
}

void chat_room_close(struct chat *chat)
{
	membership_close(&chat->room.membership);
	texts_fini(&chat->room.unsaid);
	roll_fini(&chat->room.roll);
}
