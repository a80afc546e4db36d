/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat.h"
#include "app/external.h"
#include "app/signals.h"
#include "core/utf8.h"

/* ^C as a character. */
#define INTERRUPT 3

void chat_say(struct chat *chat, const char *format, ...)
{
	char text[PROMPT_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	screen_set_message(chat->window.screen, text);
}

/* The text is another: whatever depends on it follows. */
void chat_text_changed(struct chat *chat)
{
	screen_fit(chat->window.screen);
	chat_update_typing(chat);
}

static void insert(struct chat *chat, const char *text, size_t len)
{
	int error = edit_insert(&chat->compose.edit, text, len);

	if (error == -EMSGSIZE)
		chat_say(chat, "a message has at most %d bytes", RECORD_TEXT_MAX);
	else if (error < 0)
		chat_say(chat, "out of memory");
	compose_changed(&chat->compose);
	chat_text_changed(chat);
}

static void insert_key(struct chat *chat, const struct key *key)
{
	char bytes[UTF8_MAX];

	insert(chat, bytes, utf8_encode(key->cp, bytes));
}

static const char *why_not_sent(const struct chat_pane *target, int error)
{
	bool room = target != NULL && target->poster.membership != NULL;

	if (error == -ENOTCONN || error == -EPIPE)
		return room ? "the room is not there any more" : "no peer is there to take it";
	return error == -EAGAIN ? "the room takes no more at the moment" : strerror(-error);
}

static int post(struct chat *chat, const char *text, size_t len)
{
	struct chat_pane *target = chat->target;
	uint64_t number;
	int error = -ENOTCONN;

	if (target != NULL && target->feed.watch.end == WATCH_LIVE)
		error = poster_say(&target->poster, text, len, &number);
	if (error < 0) {
		chat_say(chat, "not sent: %s", why_not_sent(target, error));
		return error;
	}
	if (target->poster.membership != NULL)
		chat_room_posted(chat, number, text, len);
	conversation_clear_rule(target->feed.conversation);
	conversation_scroll_end(target->feed.conversation);
	return 0;
}

static void text_sent(struct chat *chat)
{
	int error = compose_sent(&chat->compose);

	if (error < 0)
		chat_say(chat, "what you type is not kept for the next time: %s", strerror(-error));
}

/* The text stays where it can't be sent: nothing that was typed is lost. */
static void send_text(struct chat *chat)
{
	const struct buffer *text = &chat->compose.edit.text;
	struct command_line line;
	struct buffer answer = {0};

	if (text->len == 0)
		return;
	command_parse(text->data, text->len, &line);
	switch (line.kind) {
	case COMMAND_IS_TEXT:
		if (post(chat, line.text, line.len) < 0)
			return;
		text_sent(chat);
		break;
	case COMMAND_IS_COMMAND:
		if (line.entry->id == COMMAND_ME) {
			if (post(chat, text->data, text->len) < 0)
				return;
		} else {
			chat_run_line(chat, &line);
		}
		text_sent(chat);
		break;
	case COMMAND_IS_UNKNOWN:
	case COMMAND_IS_MISUSED:
		if (command_answer(&answer, &line) == 0)
			chat_say(chat, "%.*s", (int)answer.len, answer.data);
		buffer_fini(&answer);
		break;
	}
	chat_text_changed(chat);
}

/* In a text of several lines up and down move within it before they go through the history. */
static void move_row(struct chat *chat, enum edit_action action)
{
	struct compose *compose = &chat->compose;

	if (edit_do(&compose->edit, action) <= 0) {
		if (action == EDIT_UP)
			compose_older(compose);
		else
			compose_newer(compose);
	}
	chat_text_changed(chat);
}

static void run_editor(struct chat *chat)
{
	struct edit *edit = &chat->compose.edit;
	struct buffer text = {0};
	int error;

	window_suspend(&chat->window);
	error = external_edit(edit->text.data, edit->text.len, EDIT_LIMIT, &text);
	window_resume(&chat->window);
	if (error == 0)
		error = edit_set(edit, text.len > 0 ? text.data : "", text.len);
	if (error < 0)
		chat_say(chat, "the editor: %s; the text is as it was",
			error == -ECANCELED ? "it failed" : strerror(-error));
	buffer_fini(&text);
	chat_text_changed(chat);
}

/* ^C throws the text away, which can be undone, and leaves when there is none. */
static void interrupt(struct chat *chat)
{
	struct edit *edit = &chat->compose.edit;

	if (edit->text.len > 0) {
		edit_set(edit, "", 0);
		compose_changed(&chat->compose);
		chat_text_changed(chat);
		return;
	}
	chat->question = CHAT_ASKS_QUIT;
	chat_say(chat, "press ^C again to leave, any other key to stay");
}

static size_t count_lines(const char *text, size_t len)
{
	size_t lines = 1;

	for (size_t i = 0; i + 1 < len; i++)
		lines += text[i] == '\n';
	return lines;
}

/* One message, however many lines; more than a few only after a question. */
static void paste(struct chat *chat)
{
	bool cut;
	size_t len, lines;
	const char *text = term_pasted(chat->window.term, &len, &cut);

	if (len > 0 && text[len - 1] == '\n')
		len--;
	lines = count_lines(text, len);
	if (cut || len > EDIT_LIMIT) {
		chat_say(chat, "pasted text of over %d bytes is not taken; send it with a pipe",
			EDIT_LIMIT);
		return;
	}
	if (lines <= (size_t)chat->window.settings.paste_lines) {
		insert(chat, text, len);
		return;
	}
	chat->paste.len = 0;
	if (buffer_append(&chat->paste, text, len) < 0)
		return;
	chat->question = CHAT_ASKS_PASTE;
	chat_say(chat, "paste %zu lines, %zu bytes, into the message? y: yes, any other key: no",
		lines, len);
}

/* The key that answers a question. Returns whether it is used up by that. */
static bool answer(struct chat *chat, const struct key *key)
{
	enum chat_question question = chat->question;

	if (question == CHAT_ASKS_NOTHING || key->name == KEYMAP_FOCUS_IN ||
		key->name == KEYMAP_FOCUS_OUT)
		return false;
	chat->question = CHAT_ASKS_NOTHING;
	screen_set_message(chat->window.screen, NULL);
	if (question == CHAT_ASKS_QUIT && key->name == KEYMAP_CHAR && key->cp == INTERRUPT)
		window_quit(&chat->window);
	if (question == CHAT_ASKS_PASTE && key->name == KEYMAP_CHAR && (key->cp | 0x20) == 'y')
		insert(chat, chat->paste.data, chat->paste.len);
	buffer_fini(&chat->paste);
	return question == CHAT_ASKS_PASTE || (key->name == KEYMAP_CHAR && key->cp == INTERRUPT);
}

static void end_of_input(struct chat *chat)
{
	if (chat->compose.edit.text.len == 0) {
		window_quit(&chat->window);
		return;
	}
	edit_do(&chat->compose.edit, EDIT_DELETE_RIGHT);
	chat_text_changed(chat);
}

static void act(struct chat *chat, int action, const struct key *key)
{
	enum edit_action what;

	if (keymap_edit(action, &what)) {
		edit_do(&chat->compose.edit, what);
		compose_changed(&chat->compose);
		chat_text_changed(chat);
		return;
	}
	switch (action) {
	case ACTION_INSERT:
		insert_key(chat, key);
		break;
	case ACTION_NEWLINE:
		insert(chat, "\n", 1);
		break;
	case ACTION_SEND:
		send_text(chat);
		break;
	case ACTION_COMPLETE:
		chat_begin_completion(chat);
		break;
	case ACTION_OLDER:
		move_row(chat, EDIT_UP);
		break;
	case ACTION_NEWER:
		move_row(chat, EDIT_DOWN);
		break;
	case ACTION_EDITOR:
		run_editor(chat);
		break;
	case ACTION_INTERRUPT:
		interrupt(chat);
		break;
	case ACTION_EOF:
		end_of_input(chat);
		break;
	case ACTION_SUSPEND:
		window_stop(&chat->window);
		break;
	case ACTION_SPLIT_RIGHT:
	case ACTION_SPLIT_BELOW:
		if (chat->target != NULL)
			chat_open_feed(chat,
				action == ACTION_SPLIT_RIGHT ? LAYOUT_RIGHT : LAYOUT_BELOW,
				&chat->target->feed.address);
		break;
	case ACTION_CLOSE:
		if (!chat_close_pane(chat))
			chat_say(chat, "this is the last pane; /quit leaves");
		break;
	case ACTION_OPEN_LINK:
		chat_open_link(chat, 0);
		break;
	case ACTION_COPY_LINK:
		chat_copy_link(chat, 0);
		break;
	case ACTION_HELP:
		chat_open_listing(chat, LAYOUT_RIGHT, CHAT_HELP);
		break;
	case ACTION_INFO:
		chat_open_listing(chat, LAYOUT_RIGHT, CHAT_INFO);
		break;
	default:
		break;
	}
}

void chat_on_key(void *context, const struct key *key)
{
	struct chat *chat = context;
	struct screen *screen = chat->window.screen;
	enum keymap_mode mode = screen_is_finding(screen) ? KEYMAP_FIND : KEYMAP_CHAT;
	int action;

	if (key->name == KEYMAP_FOCUS_IN || key->name == KEYMAP_FOCUS_OUT) {
		chat_set_focus(chat, key->name == KEYMAP_FOCUS_IN);
		return;
	}
	if (answer(chat, key))
		return;
	chat->room.completing = false;
	screen_set_message(screen, NULL);
	if (key->name == KEYMAP_PASTE) {
		if (mode == KEYMAP_CHAT)
			paste(chat);
		else
			window_paste(&chat->window);
		return;
	}
	action = keymap_action(&chat->keymap, mode, key);
	switch (screen_act(screen, action, key)) {
	case SCREEN_QUIT:
		window_quit(&chat->window);
		break;
	case SCREEN_REDRAW:
		window_redraw(&chat->window);
		break;
	case SCREEN_OTHER:
		act(chat, action, key);
		break;
	case SCREEN_PAINT:
		chat_focus_changed(chat);
		break;
	case SCREEN_NOTHING:
		break;
	}
}

void chat_on_keys_done(void *context)
{
	chat_update_seen(context);
}
