/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat.h"
#include "app/fail.h"
#include "app/inspect.h"
#include "core/buffer.h"
#include "ipc/rundir.h"

/* The info pane is looked at, if it is there at all; then it may cost a little. */
#define INFO_MS 1000

struct chat_pane *chat_focused(const struct chat *chat)
{
	struct pane *pane = screen_focused(chat->window.screen);

	return pane != NULL ? pane_user(pane) : NULL;
}

const char *chat_nick(const struct chat_pane *pane)
{
	return pane->poster.membership != NULL ? pane->poster.membership->member.nick
					       : pane->feed.watch.status.nick;
}

/* Input goes to the conversation with the focus, else to the one that had it last. */
void chat_focus_changed(struct chat *chat)
{
	struct chat_pane *focused = chat_focused(chat);
	char label[RECORD_FROM_MAX + 3];

	if (focused != NULL && focused->kind == CHAT_FEED)
		chat->target = focused;
	snprintf(label, sizeof(label), "%s> ", chat->target != NULL ? chat_nick(chat->target) : "");
	screen_set_input(chat->window.screen, label, &chat->compose.edit);
}

static void free_pane(struct chat_pane *pane)
{
	if (pane->kind == CHAT_FEED) {
		feed_close(&pane->feed);
		poster_close(&pane->poster);
	}
	free(pane);
}

struct chat_pane *chat_find_pane(const struct chat *chat, enum chat_kind kind)
{
	for (int i = 0; i < chat->count; i++) {
		if (chat->panes[i]->kind == kind)
			return chat->panes[i];
	}
	return NULL;
}

static void forget(struct chat *chat, struct chat_pane *pane)
{
	int i = 0;

	while (chat->panes[i] != pane)
		i++;
	chat->panes[i] = chat->panes[--chat->count];
	if (chat->target == pane)
		chat->target = chat_find_pane(chat, CHAT_FEED);
	if (chat->info_timer != NULL && chat_find_pane(chat, CHAT_INFO) == NULL)
		loop_timer_clear(chat->info_timer);
	free_pane(pane);
}

/* Puts a new pane on the screen. On failure it is still the caller's. */
static int add(struct chat *chat, enum layout_kind side, struct chat_pane *pane)
{
	if (chat->count == LAYOUT_LEAVES || screen_split(chat->window.screen, side, pane->pane) < 0)
		return -1;
	pane_set_user(pane->pane, pane);
	chat->panes[chat->count++] = pane;
	chat_focus_changed(chat);
	return 0;
}

static struct chat_pane *new_pane(struct chat *chat, enum chat_kind kind, struct pane *inner)
{
	struct chat_pane *pane = calloc(1, sizeof(*pane));

	if (pane == NULL || inner == NULL) {
		free(pane);
		pane_free(inner);
		chat_say(chat, "out of memory");
		return NULL;
	}
	pane->chat = chat;
	pane->kind = kind;
	pane->pane = inner;
	pane->poster.fd = -1;
	return pane;
}

/* Posting may be impossible, to a peer that is just leaving, say; watching goes on all the same. */
static void open_poster(struct chat *chat, struct chat_pane *pane, const struct address *address)
{
	struct rundir rundir;

	if (address->seat == SEAT_ROOM) {
		poster_open_room(&pane->poster, &chat->room.membership);
		return;
	}
	if (rundir_open_at(&rundir, address, false) < 0)
		return;
	poster_open(&pane->poster, chat->window.loop, rundir.fd, address->seat);
	rundir_close(&rundir);
}

static int open_feed(struct chat *chat, struct chat_pane *pane, const struct address *address)
{
	struct feed *feed = &pane->feed;

	if (feed_open(feed, &chat->window, pane->pane, address) != EX_OK)
		return -1;
	feed->ignore = &chat->window.settings.ignore;
	feed->arrived = chat_on_arrived;
	feed->changed = chat_on_changed;
	feed->context = pane;
	if (address->seat == SEAT_ROOM) {
		feed->self = &chat->room.membership;
		feed->away = chat->room.away;
	}
	open_poster(chat, pane, address);
	return 0;
}

int chat_open_feed(struct chat *chat, enum layout_kind side, const struct address *address)
{
	struct chat_pane *pane = new_pane(chat, CHAT_FEED, window_new_conversation(&chat->window));

	if (pane == NULL)
		return -1;
	if (open_feed(chat, pane, address) < 0) {
		struct pane *inner = pane->pane;

		free_pane(pane);
		pane_free(inner);
		return -1;
	}
	if (add(chat, side, pane) < 0) {
		struct pane *inner = pane->pane;

		chat_say(chat, "there is no room for one more pane");
		free_pane(pane);
		pane_free(inner);
		return -1;
	}
	return 0;
}

static void fill_info(struct chat *chat)
{
	struct chat_pane *pane = chat_find_pane(chat, CHAT_INFO);
	const struct chat_pane *target = chat->target;
	struct address address = options_address(chat->options, chat->seat);
	struct buffer text = {0};

	if (pane == NULL)
		return;
	if (inspect_chat(target != NULL ? &target->feed.address : &address, &text) == 0)
		listing_set(pane_listing(pane->pane), text.data, text.len);
	buffer_fini(&text);
}

static void on_info_timer(void *context)
{
	struct chat *chat = context;

	fill_info(chat);
	window_paint_soon(&chat->window);
	loop_timer_set(chat->info_timer, INFO_MS);
}

static int put_keys(struct buffer *text, enum keymap_mode mode)
{
	const struct keymap_entry *entry;
	int error = 0;

	for (size_t i = 0; error == 0 && (entry = keymap_entry(i)) != NULL; i++) {
		char name[KEYMAP_NAME_SIZE];

		if ((entry->modes & (unsigned)mode) == 0)
			continue;
		keymap_name(entry, name);
		error = buffer_printf(text, "%s\t%s\n", name, entry->help);
	}
	return error;
}

static int put_commands(struct buffer *text)
{
	int error = 0;

	for (int id = 0; id < COMMAND_COUNT && error == 0; id++) {
		const struct command_entry *entry = command_entry((enum command_id)id);

		error = buffer_printf(text, "/%s%s%s\t%s\n", entry->name,
			entry->argument[0] != '\0' ? " " : "", entry->argument, entry->help);
	}
	return error;
}

static void fill_help(struct chat_pane *pane)
{
	struct buffer text = {0};
	int error = buffer_append_string(&text, "# Commands\n");

	if (error == 0)
		error = put_commands(&text);
	if (error == 0)
		error = buffer_append_string(
			&text, "//TEXT\tsay TEXT with a slash before it\n\n# Keys\n");
	if (error == 0)
		error = put_keys(&text, KEYMAP_CHAT);
	if (error == 0)
		error = buffer_append_string(&text, "\n# While searching\n");
	if (error == 0)
		error = put_keys(&text, KEYMAP_FIND);
	if (error == 0)
		listing_set(pane_listing(pane->pane), text.data, text.len);
	buffer_fini(&text);
}

int chat_open_listing(struct chat *chat, enum layout_kind side, enum chat_kind kind)
{
	static const char *const titles[] = {
		[CHAT_INFO] = "info", [CHAT_HELP] = "help", [CHAT_WHO] = "who"};
	struct chat_pane *pane = chat_find_pane(chat, kind);

	if (pane != NULL) {
		screen_focus(chat->window.screen, pane->pane);
		chat_focus_changed(chat);
		return 0;
	}
	pane = new_pane(chat, kind, pane_new_listing(titles[kind]));
	if (pane == NULL)
		return -1;
	if (add(chat, side, pane) < 0) {
		chat_say(chat, "there is no room for one more pane");
		pane_free(pane->pane);
		free(pane);
		return -1;
	}
	if (kind == CHAT_HELP)
		fill_help(pane);
	if (kind != CHAT_INFO)
		return 0;
	if (chat->info_timer == NULL)
		chat->info_timer = loop_add_timer(chat->window.loop, on_info_timer, chat);
	if (chat->info_timer != NULL)
		loop_timer_set(chat->info_timer, INFO_MS);
	fill_info(chat);
	return 0;
}

void chat_set_help_filter(struct chat *chat, const char *text, size_t len)
{
	struct chat_pane *pane = chat_find_pane(chat, CHAT_HELP);

	if (pane != NULL)
		listing_set_filter(pane_listing(pane->pane), text, len);
}

bool chat_close_pane(struct chat *chat)
{
	struct chat_pane *pane = chat_focused(chat);
	struct pane *inner;

	if (pane == NULL || chat->count == 1)
		return false;
	/* The screen frees what is shown; the feed behind it must not write to it any more. */
	inner = pane->pane;
	forget(chat, pane);
	screen_close(chat->window.screen, inner);
	chat_focus_changed(chat);
	return true;
}

void chat_close_all(struct chat *chat)
{
	while (chat->count > 0)
		free_pane(chat->panes[--chat->count]);
	loop_event_free(chat->info_timer);
	chat->info_timer = NULL;
}
