/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "app/chat.h"
#include "app/clock.h"
#include "core/frame.h"

/* Who types goes on saying so at this pace, and has stopped after so long without a key. */
#define TYPING_AGAIN_MS 3000
#define TYPING_IDLE_MS  5000

static bool is_word(unsigned char c)
{
	return c >= 0x80 || isalnum(c) || c == '_';
}

/* Whether the nick stands in the text as a word, in either case. LOGIN/SEAT is also known as LOGIN.
 */
static bool mentions(const char *text, size_t len, const char *nick)
{
	size_t n = strcspn(nick, "/");

	if (n == 0)
		return false;
	for (size_t i = 0; i + n <= len; i++) {
		if (strncasecmp(text + i, nick, n) == 0 &&
			(i == 0 || !is_word((unsigned char)text[i - 1])) &&
			(i + n == len || !is_word((unsigned char)text[i + n])))
			return true;
	}
	return false;
}

static bool wanted(int when, bool mention)
{
	return when == SETTINGS_ALL || (when == SETTINGS_MENTION && mention);
}

static void give_notice(struct chat_pane *pane, const struct record *record)
{
	struct chat *chat = pane->chat;
	const struct settings *settings = &chat->window.settings;
	char from[RECORD_FROM_MAX + 1];

	snprintf(from, sizeof(from), "%.*s", (int)record->from_len, record->from);
	if (settings->notify_command.count > 0)
		notify_run(&chat->notify, settings->notify_command.list, pane->feed.address.chat,
			from, record->text, record->text_len);
	if (settings->osc_notify != SETTINGS_OSC_OFF)
		window_notify(&chat->window, from, record->text, record->text_len);
}

void chat_on_arrived(struct feed *feed, const struct record *record, void *context)
{
	struct chat_pane *pane = context;
	struct chat *chat = pane->chat;
	const struct settings *settings = &chat->window.settings;
	bool mention;

	(void)feed;
	if (pane->poster.membership != NULL)
		chat_room_arrived(chat, record);
	if (chat->has_focus && chat->window.tells_focus)
		return;
	if (record->dir != RECORD_IN)
		return;
	mention = mentions(record->text, record->text_len, chat_nick(pane));
	if (wanted(settings->bell, mention))
		chat->bell_due = true;
	if (wanted(settings->notify, mention))
		give_notice(pane, record);
}

static void see(struct chat_pane *pane)
{
	struct feed *feed = &pane->feed;
	const struct chat *chat = pane->chat;

	if (!feed->begun || !conversation_is_following(feed->conversation))
		return;
	conversation_set_seen(feed->conversation, feed->newest);
	if (chat->window.settings.send_read && feed->watch.end == WATCH_LIVE &&
		feed->newest > feed->watch.status.seen)
		poster_state(&pane->poster, FRAME_READ, feed->newest, "");
}

void chat_update_seen(struct chat *chat)
{
	if (!chat->has_focus)
		return;
	for (int i = 0; i < chat->count; i++) {
		if (chat->panes[i]->kind == CHAT_FEED)
			see(chat->panes[i]);
	}
}

void chat_on_changed(struct feed *feed, void *context)
{
	struct chat_pane *pane = context;
	struct chat *chat = pane->chat;

	(void)feed;
	if (pane->poster.membership != NULL)
		chat_room_changed(chat);
	if (chat->bell_due)
		window_bell(&chat->window);
	chat->bell_due = false;
	chat_update_seen(chat);
	if (pane == chat->target)
		chat_focus_changed(chat);
}

void chat_set_focus(struct chat *chat, bool has_focus)
{
	chat->window.tells_focus = true;
	if (chat->has_focus && !has_focus) {
		for (int i = 0; i < chat->count; i++) {
			if (chat->panes[i]->kind == CHAT_FEED)
				conversation_set_rule(chat->panes[i]->feed.conversation);
		}
	}
	chat->has_focus = has_focus;
	chat_update_seen(chat);
}

static void tell_typing(struct chat *chat, bool typing)
{
	chat->typing = typing;
	chat->typing_ms = clock_ms();
	if (chat->target != NULL)
		poster_state(&chat->target->poster, FRAME_TYPING, typing, "");
}

static void on_typing_idle(void *context)
{
	struct chat *chat = context;

	if (chat->typing)
		tell_typing(chat, false);
}

/* A command is nobody's business. */
void chat_update_typing(struct chat *chat)
{
	const struct buffer *text = &chat->compose.edit.text;
	bool typing =
		text->len > 0 && (text->data[0] != '/' || (text->len > 1 && text->data[1] == '/'));

	if (!chat->window.settings.send_typing)
		return;
	if (typing && (!chat->typing || clock_ms() - chat->typing_ms >= TYPING_AGAIN_MS))
		tell_typing(chat, true);
	else if (!typing && chat->typing)
		tell_typing(chat, false);
	if (chat->typing)
		loop_timer_set(chat->typing_timer, TYPING_IDLE_MS);
	else
		loop_timer_clear(chat->typing_timer);
}

int chat_notice_open(struct chat *chat)
{
	notify_init(&chat->notify, chat->window.loop);
	notify_init(&chat->opener, chat->window.loop);
	chat->has_focus = true;
	chat->typing_timer = loop_add_timer(chat->window.loop, on_typing_idle, chat);
	return chat->typing_timer != NULL ? 0 : -1;
}

void chat_notice_close(struct chat *chat)
{
	if (chat->typing)
		tell_typing(chat, false);
	loop_event_free(chat->typing_timer);
	notify_fini(&chat->notify);
	notify_fini(&chat->opener);
}
