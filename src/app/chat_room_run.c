/* SPDX-License-Identifier: ISC */
/*
 * The window's commands of rooms. In a chat they say that they are none of its.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "app/chat.h"

int64_t chat_room_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Says what became of a request that was to be made. Returns whether it was. */
static bool made(struct chat *chat, int error)
{
	if (chat->seat != SEAT_ROOM)
		chat_say(chat, "that is for rooms; see shmooze join");
	else if (chat->room.membership.ended)
		chat_say(chat, "the room is not there any more");
	else if (error == -EAGAIN)
		chat_say(chat, "the room takes no more at the moment");
	else if (error == -EMSGSIZE)
		chat_say(chat, "that is too long");
	else if (error < 0)
		chat_say(chat, "%s", strerror(-error));
	else
		membership_flush(&chat->room.membership);
	return chat->seat == SEAT_ROOM && !chat->room.membership.ended && error == 0;
}

void chat_run_who(struct chat *chat, const char *argument, int choice)
{
	(void)argument;
	(void)choice;
	if (made(chat, 0) && made(chat, roll_ask(&chat->room.roll, &chat->room.membership)))
		chat->room.showing = true;
}

static void tell_topic(struct chat *chat)
{
	const char *topic = "";

	for (int i = 0; i < chat->count; i++) {
		if (chat->panes[i]->kind == CHAT_FEED && chat->panes[i]->poster.membership != NULL)
			topic = chat->panes[i]->feed.watch.status.other_nick;
	}
	chat_say(chat, "%s", topic[0] != '\0' ? topic : "there is no topic");
}

void chat_run_topic(struct chat *chat, const char *argument, int choice)
{
	(void)choice;
	if (!made(chat, 0))
		return;
	if (argument[0] == '\0')
		tell_topic(chat);
	else
		made(chat, member_set_topic(&chat->room.membership.member,
				   strcmp(argument, "-") == 0 ? "" : argument, NULL));
}

void chat_run_ping(struct chat *chat, const char *argument, int choice)
{
	(void)argument;
	(void)choice;
	if (!made(chat, 0))
		return;
	chat->room.ping_us = chat_room_now_us();
	if (made(chat, member_request(&chat->room.membership.member, FRAME_PING, &chat->room.ping)))
		chat_say(chat, "the hub has not answered yet");
}

void chat_run_stop(struct chat *chat, const char *argument, int choice)
{
	(void)argument;
	(void)choice;
	if (made(chat, 0))
		made(chat, member_request(&chat->room.membership.member, FRAME_STOP, NULL));
}
