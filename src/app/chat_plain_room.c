/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "app/chat_plain.h"
#include "app/fail.h"
#include "core/frame.h"

bool chat_plain_in_room(const struct plain_chat *chat)
{
	return chat->options->room != NULL;
}

/* --- From the hub --- */

/* On standard error: the other output is for what is said. */
static void tell_who(const struct plain_chat *chat)
{
	struct buffer text = {0};
	const char *line = NULL, *end;

	if (roll_format(&chat->roll, chat->membership.member.id, ": ", &text) == 0)
		line = text.data;
	for (; line != NULL && line < text.data + text.len; line = end + 1) {
		end = memchr(line, '\n', (size_t)(text.data + text.len - line));
		fail_say("%.*s", (int)(end - line), line);
	}
	buffer_fini(&text);
}

static void on_event(void *context, const struct member_event *event)
{
	struct plain_chat *chat = context;

	if (roll_take(&chat->roll, event))
		tell_who(chat);
	else if (event->kind == MEMBER_PONG)
		fail_say("the hub has answered");
	else if (event->kind == MEMBER_GRANTED && event->request == FRAME_NICK)
		fail_say("you are %s", chat->membership.member.nick);
	if (event->kind != MEMBER_REFUSED)
		return;
	if (event->request != FRAME_POST) {
		fail_say("%s", event->reason);
		return;
	}
	fail_say("not said: %s", event->reason);
	chat->returned++;
	chat_plain_check(chat);
}

/* What the board of a room that has ended still tells comes first. */
static void on_ended(void *context)
{
	struct plain_chat *chat = context;

	if (chat->membership.end_code != REFUSAL_GONE &&
		chat->membership.end_code != REFUSAL_STOPPED)
		loop_stop(chat->loop);
}

static const struct membership_handlers handlers = {
	.event = on_event,
	.room = chat_plain_pump,
	.ended = on_ended,
};

int chat_plain_join(struct plain_chat *chat)
{
	const char *nick =
		chat->options->nick[0] != '\0' ? chat->options->nick : chat->settings.nick;
	const struct membership_options options = {
		.address = options_address(chat->options, SEAT_ROOM),
		.nick = name_nick_valid(nick) ? nick : NULL,
	};

	return membership_open(&chat->membership, chat->loop, &options, &handlers, chat);
}

/* The board may tell the end before the queue does. NULL: it goes on, or one has left. */
static const char *why_ended(const struct plain_chat *chat)
{
	if (chat->watch.end != WATCH_LIVE)
		return chat->watch.end == WATCH_KILLED ? "the hub was killed"
						       : "the room has ended";
	return chat->membership.ended && chat->membership.end_code != REFUSAL_NONE
		       ? chat->membership.end_reason
		       : NULL;
}

int chat_plain_tell_end(const struct plain_chat *chat, int status)
{
	const char *why = why_ended(chat);
	char name[ADDRESS_TEXT_SIZE];

	if (!chat_plain_in_room(chat) || why == NULL)
		return status;
	address_text(&chat->membership.address, name);
	if (chat->returned < chat->said)
		return fail(EX_UNAVAILABLE, "%s: %s: %" PRIu64 " of %" PRIu64 " messages not taken",
			name, why, chat->said - chat->returned, chat->said);
	fail_say("%s: %s", name, why);
	return status;
}

/* --- Commands --- */

static void tell(struct plain_chat *chat, int error)
{
	if (chat->membership.ended)
		error = -EPIPE;
	if (error < 0)
		fail_say("%s", error == -EPIPE      ? "the room is not there any more"
			       : error == -EAGAIN   ? "the room takes no more at the moment"
			       : error == -EMSGSIZE ? "that is too long"
						    : strerror(-error));
	else
		membership_flush(&chat->membership);
}

static void run_topic(struct plain_chat *chat, const char *text)
{
	const char *topic = chat->watch.status.other_nick;

	if (text[0] == '\0')
		fail_say("%s", topic[0] != '\0' ? topic : "there is no topic");
	else
		tell(chat, member_set_topic(&chat->membership.member,
				   strcmp(text, "-") == 0 ? "" : text, NULL));
}

void chat_plain_run_in_room(struct plain_chat *chat, const struct command_line *line)
{
	struct member *member = &chat->membership.member;
	char text[REQUEST_BODY_MAX];

	if (line->len >= sizeof(text)) {
		tell(chat, -EMSGSIZE);
		return;
	}
	memcpy(text, line->text, line->len);
	text[line->len] = '\0';
	if (line->entry->id == COMMAND_WHO)
		tell(chat, roll_ask(&chat->roll, &chat->membership));
	else if (line->entry->id == COMMAND_TOPIC)
		run_topic(chat, text);
	else
		tell(chat,
			member_request(member,
				line->entry->id == COMMAND_PING ? FRAME_PING : FRAME_STOP, NULL));
}
