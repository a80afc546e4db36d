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

/* Longest argument that is copied where a terminated string is needed. */
#define ARGUMENT_MAX 4096

/* What a command gets: the chat and its argument, terminated, without blanks around it. */
typedef void command_function(struct chat *chat, const char *argument, int choice);

static void run_away(struct chat *chat, const char *argument, int choice)
{
	(void)choice;
	if (chat->target == NULL ||
		poster_state(&chat->target->poster, FRAME_AWAY, 0, argument) < 0)
		chat_say(chat, "no peer is there to tell");
}

static void run_close(struct chat *chat, const char *argument, int choice)
{
	(void)argument;
	(void)choice;
	if (!chat_close_pane(chat))
		chat_say(chat, "this is the last pane; /quit leaves");
}

/* The number of a link, from 1 as people count; none is the newest. Returns false for what is none.
 */
static bool link_index(struct chat *chat, const char *argument, size_t *index)
{
	char *end;
	unsigned long n = argument[0] == '\0' ? 1 : strtoul(argument, &end, 10);

	if (n == 0 || (argument[0] != '\0' && *end != '\0')) {
		chat_say(chat, "'%s' is not the number of a link", argument);
		return false;
	}
	*index = n - 1;
	return true;
}

static void run_copy(struct chat *chat, const char *argument, int choice)
{
	size_t index;

	(void)choice;
	if (link_index(chat, argument, &index))
		chat_copy_link(chat, index);
}

static void run_open(struct chat *chat, const char *argument, int choice)
{
	size_t index;

	(void)choice;
	if (link_index(chat, argument, &index))
		chat_open_link(chat, index);
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

static void list_ignored(struct chat *chat)
{
	struct buffer text = {0};

	if (words_format(&text, &chat->window.settings.ignore) == 0)
		chat_say(chat, "ignored: %.*s", (int)text.len, text.len > 0 ? text.data : "");
	buffer_fini(&text);
}

/* Makes the setting anew from its text, with the nick or without it. */
static void run_ignore(struct chat *chat, const char *argument, int choice)
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
		chat_say(chat, was_there ? "%s is shown again" : "%s is ignored from now on",
			argument);
	buffer_fini(&text);
}

static void run_nick(struct chat *chat, const char *argument, int choice)
{
	(void)choice;
	if (!name_nick_valid(argument))
		chat_say(chat, "'%s' can't be a nick", argument);
	else if (chat->target == NULL ||
		 poster_state(&chat->target->poster, FRAME_NICK, 0, argument) < 0)
		chat_say(chat, "no peer is there to tell");
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

/* What follows from a setting beyond its value. */
static void apply_settings(struct chat *chat)
{
	struct buffer complaints = {0};

	if (window_set_theme(&chat->window, chat->window.settings.theme, &complaints) < 0)
		chat_say(chat, "there is no theme '%s'", chat->window.settings.theme);
	else if (complaints.len > 0)
		chat_say(chat, "%.*s", (int)complaints.len, complaints.data);
	buffer_fini(&complaints);
	history_set_limit(&chat->compose.history, (size_t)chat->window.settings.history_size);
	window_redraw(&chat->window);
}

static void assign(struct chat *chat, const char *argument)
{
	struct buffer why = {0};

	if (settings_assign(&chat->window.settings, argument, strlen(argument), &why) < 0)
		chat_say(chat, "%.*s", (int)why.len, why.len > 0 ? why.data : "");
	else
		apply_settings(chat);
	buffer_fini(&why);
}

static void run_set(struct chat *chat, const char *argument, int choice)
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
	char text[ARGUMENT_MAX];

	if (value[0] == '\0') {
		show_setting(chat, key);
		return;
	}
	snprintf(text, sizeof(text), "%s=%s", key, value);
	assign(chat, text);
}

static void run_notify(struct chat *chat, const char *argument, int choice)
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

static void run_theme(struct chat *chat, const char *argument, int choice)
{
	(void)choice;
	if (argument[0] == '\0')
		list_themes(chat);
	else
		set_key(chat, "theme", argument);
}

static void run_quit(struct chat *chat, const char *argument, int choice)
{
	(void)argument;
	(void)choice;
	window_quit(&chat->window);
}

/* Reads [CHAT/]SEAT. Returns false where it is neither. */
static bool read_seat(
	struct chat *chat, const char *argument, char name[NAME_CHAT_MAX + 1], enum seat *seat)
{
	const char *slash = strrchr(argument, '/');
	size_t len = slash != NULL ? (size_t)(slash - argument) : 0;

	if (slash == NULL) {
		snprintf(name, NAME_CHAT_MAX + 1, "%s", chat->options->chat);
		return name_seat_parse(argument, seat);
	}
	if (len > NAME_CHAT_MAX)
		return false;
	memcpy(name, argument, len);
	name[len] = '\0';
	return name_chat_valid(name) && name_seat_parse(slash + 1, seat);
}

/* The new pane comes first: should it fail, the old one is still there. */
static void run_pane(struct chat *chat, const char *argument, int choice)
{
	struct chat_pane *old = chat_focused(chat);
	char name[NAME_CHAT_MAX + 1];
	enum seat seat;
	int error;

	(void)choice;
	if (strcmp(argument, "info") == 0) {
		error = chat_open_listing(chat, LAYOUT_RIGHT, CHAT_INFO);
	} else if (strcmp(argument, "help") == 0) {
		error = chat_open_listing(chat, LAYOUT_RIGHT, CHAT_HELP);
	} else if (read_seat(chat, argument, name, &seat)) {
		error = chat_open_feed(chat, LAYOUT_RIGHT, name, seat);
	} else {
		chat_say(chat, "'%s' is no pane: say [CHAT/]A, [CHAT/]B, info or help", argument);
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
		chat_open_feed(
			chat, side, chat->target->feed.chat, chat->target->feed.watch.source.seat);
}

static int write_lines(FILE *file, const struct scrollback *scrollback)
{
	struct buffer line = {0};
	struct record record;
	int error = 0;

	for (uint64_t i = scrollback_first(scrollback);
		i < scrollback_end(scrollback) && error == 0; i++) {
		line.len = 0;
		if (scrollback_get(scrollback, i, &record))
			error = format_plain(&line, &record);
		if (error == 0 && line.len > 0 && fwrite(line.data, line.len, 1, file) != 1)
			error = -errno;
	}
	buffer_fini(&line);
	return error;
}

/* Nothing that exists is written over. */
static int save(const struct conversation *conversation, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR), error;
	FILE *file;

	if (fd < 0)
		return -errno;
	file = fdopen(fd, "w");
	if (file == NULL) {
		error = -errno;
		close(fd);
		return error;
	}
	error = write_lines(file, conversation_scrollback(conversation));
	if (fclose(file) != 0 && error == 0)
		error = -errno;
	if (error < 0)
		unlink(path);
	return error;
}

static void run_save(struct chat *chat, const char *argument, int choice)
{
	const char *home = getenv("HOME");
	char path[PATH_MAX];
	int error;

	(void)choice;
	if (chat->target == NULL) {
		chat_say(chat, "no conversation is open");
		return;
	}
	if (strncmp(argument, "~/", 2) == 0 && home != NULL)
		snprintf(path, sizeof(path), "%s%s", home, argument + 1);
	else
		snprintf(path, sizeof(path), "%s", argument);
	error = save(chat->target->feed.conversation, path);
	if (error == 0)
		chat_say(chat, "saved in %s", path);
	else
		chat_say(chat, "%s: %s", path, strerror(-error));
}

static command_function *const functions[COMMAND_COUNT] = {
	[COMMAND_AWAY] = run_away,
	[COMMAND_CLOSE] = run_close,
	[COMMAND_COPY] = run_copy,
	[COMMAND_EVEN] = run_even,
	[COMMAND_FIND] = run_find,
	[COMMAND_FOCUS] = run_focus,
	[COMMAND_HELP] = run_help,
	[COMMAND_IGNORE] = run_ignore,
	[COMMAND_INFO] = run_info,
	[COMMAND_NICK] = run_nick,
	[COMMAND_NOTIFY] = run_notify,
	[COMMAND_OPEN] = run_open,
	[COMMAND_PANE] = run_pane,
	[COMMAND_QUIT] = run_quit,
	[COMMAND_SAVE] = run_save,
	[COMMAND_SET] = run_set,
	[COMMAND_SPLIT] = run_split,
	[COMMAND_THEME] = run_theme,
	[COMMAND_ZOOM] = run_zoom,
};

void chat_run_line(struct chat *chat, const struct command_line *line)
{
	char argument[ARGUMENT_MAX];

	if (line->len >= sizeof(argument)) {
		chat_say(chat, "the argument of /%s is too long", line->entry->name);
		return;
	}
	memcpy(argument, line->text, line->len);
	argument[line->len] = '\0';
	if (functions[line->entry->id] != NULL)
		functions[line->entry->id](chat, argument, line->choice);
}

/* Finds a link in view; says so where there is none. address is terminated. */
static bool find_link(struct chat *chat, size_t index, struct buffer *address)
{
	if (chat->target != NULL &&
		conversation_link(chat->target->feed.conversation, index, address) == 0 &&
		buffer_append(address, "", 1) == 0)
		return true;
	chat_say(chat,
		index == 0 ? "there is no link in view" : "there are not so many links in view");
	return false;
}

void chat_copy_link(struct chat *chat, size_t index)
{
	struct buffer address = {0};

	if (find_link(chat, index, &address)) {
		if (term_copy(chat->window.term, address.data, address.len - 1) == 0)
			chat_say(chat, "copied: %s", address.data);
		else
			chat_say(chat, "this terminal takes no text for the clipboard");
	}
	buffer_fini(&address);
}

static int run_opener(struct chat *chat, char *address)
{
	const struct words *words = &chat->window.settings.open_command;
	char **argv = calloc(words->count + 2, sizeof(*argv));
	int error;

	if (argv == NULL)
		return -ENOMEM;
	memcpy(argv, words->list, words->count * sizeof(*argv));
	argv[words->count] = address;
	error = notify_run(&chat->opener, argv, chat->options->chat, "", "", 0);
	free(argv);
	return error;
}

void chat_open_link(struct chat *chat, size_t index)
{
	struct buffer address = {0};
	int error;

	if (chat->window.settings.open_command.count == 0) {
		chat_say(chat, "set open-command to the program that opens links");
		return;
	}
	if (find_link(chat, index, &address)) {
		error = run_opener(chat, address.data);
		if (error < 0)
			chat_say(chat, "%s: %s", chat->window.settings.open_command.list[0],
				strerror(-error));
		else
			chat_say(chat, "opening %s", address.data);
	}
	buffer_fini(&address);
}
