/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat.h"

static void list_ignored(struct chat *chat)
{
	struct buffer text = {0};

	if (words_format(&text, &chat->window.settings.ignore) == 0)
		chat_say(chat, "ignored: %.*s", (int)text.len, text.len > 0 ? text.data : "");
	buffer_fini(&text);
}

/* In a room its calls are not to come either. */
static void tell_ignored(struct chat *chat, const char *nick, bool on)
{
	chat_say(chat, on ? "%s is ignored from now on" : "%s is shown again", nick);
	chat_room_ignore(chat, nick, on);
}

/* Makes the setting anew from its text, with the nick or without it. */
void chat_run_ignore(struct chat *chat, const char *argument, int choice)
{
	struct settings *settings = &chat->window.settings;
	const char *list[WORDS_MAX] = {NULL};
	struct words words = {.list = (char **)list};
	struct buffer text = {0};
	bool was_there = false;

	(void)choice;
	if (argument[0] == '\0') {
		list_ignored(chat);
		return;
	}
	for (size_t i = 0; i < settings->ignore.count; i++) {
		if (strcmp(settings->ignore.list[i], argument) == 0)
			was_there = true;
		else
			list[words.count++] = settings->ignore.list[i];
	}
	if (!was_there && words.count < WORDS_MAX - 1)
		list[words.count++] = argument;
	if (words_format(&text, &words) == 0 && buffer_append(&text, "", 1) == 0 &&
		settings_set(settings, "ignore", text.data, NULL) == 0)
		tell_ignored(chat, argument, !was_there);
	buffer_fini(&text);
}

static void show_setting(struct chat *chat, const char *key)
{
	const struct settings_entry *entry = settings_find(key);
	struct buffer text = {0};

	if (entry == NULL)
		chat_say(chat, "there is no setting '%s'", key);
	else if (settings_format_value(&chat->window.settings, entry, &text) == 0)
		chat_say(chat, "%s = %.*s  (%s)", key, (int)text.len, text.len > 0 ? text.data : "",
			entry->doc);
	buffer_fini(&text);
}

/* What follows from a setting beyond its value. Returns -ENOENT where there is no such theme. */
static int apply_settings(struct chat *chat)
{
	struct buffer complaints = {0};
	int error = window_set_theme(&chat->window, chat->window.settings.theme, &complaints);

	if (error < 0)
		chat_say(chat, "there is no theme '%s'", chat->window.settings.theme);
	else if (complaints.len > 0)
		chat_say(chat, "%.*s", (int)complaints.len, complaints.data);
	buffer_fini(&complaints);
	history_set_limit(&chat->compose.history, (size_t)chat->window.settings.history_size);
	window_redraw(&chat->window);
	return error;
}

/* A theme that isn't there is not kept: each setting after it would be answered with that. */
static void assign(struct chat *chat, const char *argument)
{
	struct settings *settings = &chat->window.settings;
	char *theme = strdup(settings->theme);
	struct buffer why = {0};

	if (theme == NULL)
		chat_say(chat, "out of memory");
	else if (settings_assign(settings, argument, strlen(argument), &why) < 0)
		chat_say(chat, "%.*s", (int)why.len, why.len > 0 ? why.data : "");
	else if (apply_settings(chat) < 0)
		settings_set(settings, "theme", theme, NULL);
	buffer_fini(&why);
	free(theme);
}

void chat_run_set(struct chat *chat, const char *argument, int choice)
{
	struct buffer text = {0};

	(void)choice;
	if (argument[0] == '\0') {
		if (settings_format(&chat->window.settings, &text) == 0)
			chat_say(chat, "%.*s", (int)text.len, text.data);
		buffer_fini(&text);
	} else if (strpbrk(argument, " \t=") == NULL) {
		show_setting(chat, argument);
	} else {
		assign(chat, argument);
	}
}

static void set_key(struct chat *chat, const char *key, const char *value)
{
	char text[CHAT_ARGUMENT_MAX];

	if (value[0] == '\0') {
		show_setting(chat, key);
		return;
	}
	snprintf(text, sizeof(text), "%s=%s", key, value);
	assign(chat, text);
}

void chat_run_notify(struct chat *chat, const char *argument, int choice)
{
	(void)choice;
	set_key(chat, "notify", argument);
	if (argument[0] != '\0')
		set_key(chat, "bell", argument);
}

static void list_themes(struct chat *chat)
{
	struct buffer text = {0};

	for (size_t i = 0; theme_name(i) != NULL; i++)
		buffer_printf(&text, "%s%s", i > 0 ? ", " : "", theme_name(i));
	chat_say(chat, "theme: %s; there are %.*s, and files of your own",
		chat->window.settings.theme, (int)text.len, text.len > 0 ? text.data : "");
	buffer_fini(&text);
}

void chat_run_theme(struct chat *chat, const char *argument, int choice)
{
	(void)choice;
	if (argument[0] == '\0')
		list_themes(chat);
	else
		set_key(chat, "theme", argument);
}
