/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/chat.h"
#include "core/format.h"
#include "core/frame.h"
#include "ui/scrollback.h"

static void tell(struct chat *chat, uint8_t kind, const char *text)
{
	bool room = chat->target != NULL && chat->target->poster.membership != NULL;
	int error =
		chat->target == NULL ? -EPIPE : poster_state(&chat->target->poster, kind, 0, text);

	if (error == -EMSGSIZE)
		chat_say(chat, "that is too long");
	else if (error < 0)
		chat_say(chat, room ? "the room is not there any more, or takes no more"
				    : "no peer is there to tell");
	else if (room && kind == FRAME_AWAY)
		chat_room_set_away(chat, text);
}

static void run_away(struct chat *chat, const char *argument, int choice)
{
	(void)choice;
	tell(chat, FRAME_AWAY, argument);
}

static void run_close(struct chat *chat, const char *argument, int choice)
{
	(void)argument;
	(void)choice;
	if (!chat_close_pane(chat))
		chat_say(chat, "this is the last pane; /quit leaves");
}

static void run_even(struct chat *chat, const char *argument, int choice)
{
	const struct key none = {KEYMAP_OTHER, 0, 0};

	(void)argument;
	(void)choice;
	screen_act(chat->window.screen, ACTION_EVEN, &none);
}

static void run_zoom(struct chat *chat, const char *argument, int choice)
{
	const struct key none = {KEYMAP_OTHER, 0, 0};

	(void)argument;
	(void)choice;
	screen_act(chat->window.screen, ACTION_ZOOM, &none);
}

/* How the search went stands in the status line. */
static void run_find(struct chat *chat, const char *argument, int choice)
{
	struct pane *pane = screen_focused(chat->window.screen);

	(void)choice;
	if (argument[0] == '\0') {
		pane_find_next(pane, true);
		return;
	}
	pane_find_begin(pane);
	pane_find(pane, argument, strlen(argument), true);
}

static void run_focus(struct chat *chat, const char *argument, int choice)
{
	/* In the order of the command's choices. */
	static const int actions[] = {ACTION_FOCUS_LEFT, ACTION_FOCUS_RIGHT, ACTION_FOCUS_UP,
		ACTION_FOCUS_DOWN, ACTION_NEXT_PANE, ACTION_PREVIOUS_PANE};
	const struct key none = {KEYMAP_OTHER, 0, 0};

	(void)argument;
	screen_act(chat->window.screen, choice < 0 ? ACTION_NEXT_PANE : actions[choice], &none);
	chat_focus_changed(chat);
}

static void run_help(struct chat *chat, const char *argument, int choice)
{
	(void)choice;
	if (chat_open_listing(chat, LAYOUT_RIGHT, CHAT_HELP) == 0)
		chat_set_help_filter(chat, argument, strlen(argument));
}

static void run_info(struct chat *chat, const char *argument, int choice)
{
	(void)argument;
	(void)choice;
	chat_open_listing(chat, LAYOUT_RIGHT, CHAT_INFO);
}

static void run_nick(struct chat *chat, const char *argument, int choice)
{
	(void)choice;
	if (!name_nick_valid(argument))
		chat_say(chat, "'%s' can't be a nick", argument);
	else
		tell(chat, FRAME_NICK, argument);
}

static void run_quit(struct chat *chat, const char *argument, int choice)
{
	(void)argument;
	(void)choice;
	window_quit(&chat->window);
}

/* Reads [CHAT/]SEAT. Returns false where it is neither. */
static bool read_seat(struct chat *chat, const char *argument, struct address *address)
{
	char name[NAME_CHAT_MAX + 1];
	enum seat seat;
	const char *slash = strrchr(argument, '/');
	size_t len = slash != NULL ? (size_t)(slash - argument) : 0;

	if (len > NAME_CHAT_MAX || !name_seat_parse(slash != NULL ? slash + 1 : argument, &seat))
		return false;
	memcpy(name, argument, len);
	name[len] = '\0';
	*address = address_of(slash != NULL ? name : chat->options->chat, seat);
	return name_chat_valid(address->chat);
}

/* The room that this window is in. */
static bool is_room(const struct chat *chat, const char *argument, struct address *address)
{
	*address = options_address(chat->options, SEAT_ROOM);
	return chat->seat == SEAT_ROOM && strcmp(argument, "room") == 0;
}

/* The new pane comes first: should it fail, the old one is still there. */
static void run_pane(struct chat *chat, const char *argument, int choice)
{
	struct chat_pane *old = chat_focused(chat);
	struct address address;
	int error;

	(void)choice;
	if (strcmp(argument, "info") == 0) {
		error = chat_open_listing(chat, LAYOUT_RIGHT, CHAT_INFO);
	} else if (strcmp(argument, "help") == 0) {
		error = chat_open_listing(chat, LAYOUT_RIGHT, CHAT_HELP);
	} else if (read_seat(chat, argument, &address) || is_room(chat, argument, &address)) {
		error = chat_open_feed(chat, LAYOUT_RIGHT, &address);
	} else {
		chat_say(chat, "'%s' is no pane: say [CHAT/]A, [CHAT/]B, %sinfo or help", argument,
			chat->seat == SEAT_ROOM ? "room, " : "");
		return;
	}
	if (error == 0 && old != NULL && chat_focused(chat) != old) {
		struct pane *wanted = chat_focused(chat)->pane;

		screen_focus(chat->window.screen, old->pane);
		chat_close_pane(chat);
		screen_focus(chat->window.screen, wanted);
		chat_focus_changed(chat);
	}
}

static void run_split(struct chat *chat, const char *argument, int choice)
{
	enum layout_kind side = choice == 1 ? LAYOUT_BELOW : LAYOUT_RIGHT;

	(void)argument;
	if (chat->target == NULL)
		chat_say(chat, "no conversation is open; /pane A opens one");
	else
		chat_open_feed(chat, side, &chat->target->feed.address);
}

static chat_command_function *const functions[COMMAND_COUNT] = {
	[COMMAND_AWAY] = run_away,
	[COMMAND_CLOSE] = run_close,
	[COMMAND_COPY] = chat_run_copy,
	[COMMAND_EVEN] = run_even,
	[COMMAND_FIND] = run_find,
	[COMMAND_FOCUS] = run_focus,
	[COMMAND_HELP] = run_help,
	[COMMAND_IGNORE] = chat_run_ignore,
	[COMMAND_INFO] = run_info,
	[COMMAND_NICK] = run_nick,
	[COMMAND_NOTIFY] = chat_run_notify,
	[COMMAND_OPEN] = chat_run_open,
	[COMMAND_PANE] = run_pane,
	[COMMAND_PING] = chat_run_ping,
	[COMMAND_QUIT] = run_quit,
	[COMMAND_SAVE] = chat_run_save,
	[COMMAND_SET] = chat_run_set,
	[COMMAND_SPLIT] = run_split,
	[COMMAND_STOP] = chat_run_stop,
	[COMMAND_THEME] = chat_run_theme,
	[COMMAND_TOPIC] = chat_run_topic,
	[COMMAND_WHO] = chat_run_who,
	[COMMAND_ZOOM] = run_zoom,
};

void chat_run_line(struct chat *chat, const struct command_line *line)
{
	char argument[CHAT_ARGUMENT_MAX];

	if (line->len >= sizeof(argument)) {
		chat_say(chat, "the argument of /%s is too long", line->entry->name);
		return;
	}
	memcpy(argument, line->text, line->len);
	argument[line->len] = '\0';
	if (functions[line->entry->id] != NULL)
		functions[line->entry->id](chat, argument, line->choice);
}
