/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/complete.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/cluster.h"
#include "core/command.h"
#include "core/settings.h"
#include "core/utf8.h"

/* Choices shown at the most; they are all counted. */
#define SHOWN_MAX 60

struct work {
	struct completion *completion;
	const char *word; /* as typed */
	size_t len;
	const char *before; /* put before each candidate */
	int error;
};

void completion_fini(struct completion *completion)
{
	buffer_fini(&completion->word);
	buffer_fini(&completion->choices);
}

/* How many bytes both have in common, whole clusters of a. */
static size_t common(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t n = 0;

	while (n < a_len && n < b_len && a[n] == b[n])
		n++;
	return n == a_len ? n : cluster_cut(a, a_len, n);
}

static int show(struct completion *completion, const char *candidate)
{
	int error = 0;

	if (completion->count > SHOWN_MAX)
		return 0;
	if (completion->count > 0)
		error = buffer_append(&completion->choices, "  ", 2);
	return error < 0 ? error : buffer_append_string(&completion->choices, candidate);
}

/* Takes a candidate into account: it is one if it begins with what was typed. */
static void consider(struct work *work, const char *candidate)
{
	struct completion *completion = work->completion;
	struct buffer whole = {0};
	size_t len = strlen(candidate);

	if (work->error < 0 || len < work->len ||
		strncasecmp(candidate, work->word, work->len) != 0)
		return;
	work->error = show(completion, candidate);
	if (work->error == 0)
		work->error = buffer_append_string(&whole, work->before);
	if (work->error == 0)
		work->error = buffer_append(&whole, candidate, len);
	if (work->error == 0 && completion->count == 0)
		work->error = buffer_append(&completion->word, whole.data, whole.len);
	else if (work->error == 0)
		completion->word.len =
			common(completion->word.data, completion->word.len, whole.data, whole.len);
	completion->count++;
	buffer_fini(&whole);
}

static void consider_all(struct work *work, const char *const *names)
{
	for (; names != NULL && *names != NULL; names++)
		consider(work, *names);
}

static void consider_commands(struct work *work)
{
	const struct command_entry *entry = NULL;

	while ((entry = command_complete(entry, work->word, work->len)) != NULL)
		consider(work, entry->name);
}

static void consider_keys(struct work *work)
{
	for (size_t i = 0; i < settings_count; i++)
		consider(work, settings_table[i].key);
}

/* The values of the setting that is the first word of the argument. */
static void consider_values(struct work *work, const char *line, size_t start)
{
	static const char *const switches[] = {"on", "off", NULL};
	const char *end = line + start, *key_end, *key;
	const struct settings_entry *entry;
	char name[64];

	while (end > line && strchr(" \t=", end[-1]) != NULL)
		end--;
	key_end = end;
	for (key = key_end; key > line && strchr(" \t", key[-1]) == NULL; key--)
		continue;
	snprintf(name, sizeof(name), "%.*s", (int)(key_end - key), key);
	entry = settings_find(name);
	if (entry != NULL && entry->type == SETTINGS_BOOL)
		consider_all(work, switches);
	else if (entry != NULL)
		consider_all(work, entry->choices);
}

/* The typed path up to its last slash is the directory; ~/ is the home directory. */
static DIR *open_directory(const char *path, size_t len)
{
	char name[PATH_MAX];
	const char *home = getenv("HOME");

	if (len == 0)
		return opendir(".");
	if (len >= 2 && memcmp(path, "~/", 2) == 0 && home != NULL)
		snprintf(name, sizeof(name), "%s%.*s", home, (int)(len - 1), path + 1);
	else
		snprintf(name, sizeof(name), "%.*s", (int)len, path);
	return opendir(name);
}

static void consider_files(struct work *work)
{
	size_t directory = work->len;
	char before[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	while (directory > 0 && work->word[directory - 1] != '/')
		directory--;
	if (directory >= sizeof(before))
		return;
	dir = open_directory(work->word, directory);
	if (dir == NULL)
		return;
	memcpy(before, work->word, directory);
	before[directory] = '\0';
	work->before = before;
	work->word += directory;
	work->len -= directory;
	while ((entry = readdir(dir)) != NULL) {
		char name[sizeof(entry->d_name) + 1];

		/* Hidden ones on request only; what is no text can't be typed either. */
		if ((entry->d_name[0] == '.' && (work->len == 0 || work->word[0] != '.')) ||
			!utf8_valid(entry->d_name, strlen(entry->d_name)))
			continue;
		snprintf(name, sizeof(name), "%s%s", entry->d_name,
			entry->d_type == DT_DIR ? "/" : "");
		consider(work, name);
	}
	closedir(dir);
	work->before = "";
}

static void consider_word(struct work *work, const struct complete_names *names,
	const struct command_word *word, const char *line)
{
	switch (word->what) {
	case COMMAND_WHAT_NAME:
		consider_commands(work);
		break;
	case COMMAND_WHAT_NICK:
		consider_all(work, names->nicks);
		break;
	case COMMAND_WHAT_FILE:
		consider_files(work);
		break;
	case COMMAND_WHAT_PANE:
		consider_all(work, names->panes);
		break;
	case COMMAND_WHAT_THEME:
		consider_all(work, names->themes);
		break;
	case COMMAND_WHAT_CHOICE:
		consider_all(work, word->entry->choices);
		break;
	case COMMAND_WHAT_KEY:
		consider_keys(work);
		break;
	case COMMAND_WHAT_VALUE:
		consider_values(work, line, word->start);
		break;
	case COMMAND_WHAT_TEXT:
		break;
	}
}

/* A single candidate is a whole word: what follows may be typed at once. */
static int finish_single(struct completion *completion, const struct command_word *word)
{
	const struct buffer *text = &completion->word;

	buffer_fini(&completion->choices);
	if (text->len > 0 && text->data[text->len - 1] == '/')
		return 0;
	if (word->what == COMMAND_WHAT_NICK && word->start == 0)
		return buffer_append_string(&completion->word, ": ");
	return buffer_append(&completion->word, " ", 1);
}

int complete_word(const struct complete_names *names, const char *line, size_t cursor,
	struct completion *completion)
{
	struct command_word word = command_word(line, cursor);
	struct work work = {
		.completion = completion,
		.word = line + word.start,
		.len = cursor - word.start,
		.before = "",
	};

	*completion = (struct completion){.start = word.start};
	consider_word(&work, names, &word, line);
	/* Names of different case may have less in common than was typed: that stays. */
	if (work.error == 0 && completion->count > 1 &&
		completion->word.len < cursor - word.start) {
		completion->word.len = 0;
		work.error =
			buffer_append(&completion->word, line + word.start, cursor - word.start);
	}
	if (work.error == 0 && completion->count == 1)
		work.error = finish_single(completion, &word);
	return work.error;
}
