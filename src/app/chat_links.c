/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat.h"

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

void chat_run_copy(struct chat *chat, const char *argument, int choice)
{
	size_t index;

	(void)choice;
	if (link_index(chat, argument, &index))
		chat_copy_link(chat, index);
}

void chat_run_open(struct chat *chat, const char *argument, int choice)
{
	size_t index;

	(void)choice;
	if (link_index(chat, argument, &index))
		chat_open_link(chat, index);
}
