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
#include "ui/scrollback.h"

static int write_lines(FILE *file, const struct scrollback *scrollback)
{
	struct buffer line = {0};
	struct record record;
	int error = 0;

	for (uint64_t i = scrollback_first(scrollback);
		i < scrollback_end(scrollback) && error == 0; i++) {
		line.len = 0;
		if (scrollback_get(scrollback, i, &record))
			error = format_plain(&line, NULL, &record);
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

void chat_run_save(struct chat *chat, const char *argument, int choice)
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
