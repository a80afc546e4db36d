/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/logind.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define FILE_NAME "logind.conf"

/* The first that has a file of some name wins. */
static const char *const folders[] = {
	"/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd"};
#define FOLDERS (sizeof(folders) / sizeof(folders[0]))

/* The name of a process is cut to 15 bytes, which is just enough. */
#define PROCESS "systemd-logind"

static char *strip(char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
	return text;
}

/* A boolean of systemd.syntax(7); what is none changes nothing. */
static void read_bool(const char *word, bool *value)
{
	static const char *const words[] = {
		"no", "yes", "off", "on", "false", "true", "0", "1", "n", "y", "f", "t"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasecmp(word, words[i]) == 0)
			*value = i % 2 != 0;
	}
}

/* Returns whether there is such a file; then *removes is what it says, if it does. */
static bool read_file(const char *path, bool *removes)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (file == NULL)
		return false;
	while (getline(&line, &size, file) >= 0) {
		char *key = strip(line), *equals = strchr(key, '=');

		if (equals == NULL)
			continue;
		*equals = '\0';
		if (strcmp(strip(key), "RemoveIPC") == 0)
			read_bool(strip(equals + 1), removes);
	}
	free(line);
	fclose(file);
	return true;
}

/* The file of that name, "logind.conf" or "logind.conf.d/NAME", of the first folder that has it. */
static void read_first(const char *root, const char *name, bool *removes)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < FOLDERS; i++) {
		snprintf(path, sizeof(path), "%s%s/%s", root, folders[i], name);
		if (read_file(path, removes))
			return;
	}
}

static bool is_drop_in(const char *name)
{
	size_t len = strlen(name);

	return len > 5 && strcmp(name + len - 5, ".conf") == 0;
}

/*
 * The name that comes next behind another one, in all folders; empty where there is none. There are
 * few, so looking through them again and again is as good as a list.
 */
static void next_name(const char *root, const char *before, char next[NAME_MAX + 1])
{
	char path[PATH_MAX];

	next[0] = '\0';
	for (size_t i = 0; i < FOLDERS; i++) {
		struct dirent *entry;
		DIR *dir;

		snprintf(path, sizeof(path), "%s%s/" FILE_NAME ".d", root, folders[i]);
		dir = opendir(path);
		while (dir != NULL && (entry = readdir(dir)) != NULL) {
			if (is_drop_in(entry->d_name) && strcmp(entry->d_name, before) > 0 &&
				(next[0] == '\0' || strcmp(entry->d_name, next) < 0))
				snprintf(next, NAME_MAX + 1, "%s", entry->d_name);
		}
		if (dir != NULL)
			closedir(dir);
	}
}

bool logind_removes_ipc(const char *root)
{
	char name[NAME_MAX + 1] = "", next[NAME_MAX + 1], path[NAME_MAX + 32];
	bool removes = true;

	read_first(root, FILE_NAME, &removes);
	for (;;) {
		next_name(root, name, next);
		if (next[0] == '\0')
			return removes;
		memcpy(name, next, sizeof(name));
		snprintf(path, sizeof(path), FILE_NAME ".d/%s", name);
		read_first(root, path, &removes);
	}
}

static bool is_logind(const char *pid)
{
	char path[64 + NAME_MAX], name[32] = "";
	FILE *file;
	bool is;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	is = fgets(name, sizeof(name), file) != NULL && strcmp(strip(name), PROCESS) == 0;
	fclose(file);
	return is;
}

bool logind_runs(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	bool runs = false;

	while (dir != NULL && !runs && (entry = readdir(dir)) != NULL)
		runs = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
		       is_logind(entry->d_name);
	if (dir != NULL)
		closedir(dir);
	return runs;
}
