/* SPDX-License-Identifier: ISC */
/*
 * The lines are handed to inih one by one: as a whole file it would tell of the first error only,
 * and of no line numbers otherwise.
 */
#include "config.h"

#include "app/configuration.h"

#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/fail.h"
#include "app/places.h"

struct reading {
	const char *path;
	unsigned long line;
	void (*each)(const char *place, const char *key, const char *value, void *context);
	void *context;
	struct buffer *complaints;
};

#define PLACE_SIZE (PATH_MAX + 32)

static void format_place(const struct reading *reading, char place[PLACE_SIZE])
{
	snprintf(place, PLACE_SIZE, "%s:%lu", reading->path, reading->line);
}

static void complain(const struct reading *reading, const char *why)
{
	char place[PLACE_SIZE];

	format_place(reading, place);
	buffer_printf(reading->complaints, "%s: %s\n", place, why);
}

/* inih's handler: not 0 is success. */
static int on_pair(void *user, const char *section, const char *name, const char *value)
{
	struct reading *reading = user;
	char place[PLACE_SIZE];

	(void)section;
	format_place(reading, place);
	reading->each(place, name, value, reading->context);
	return 1;
}

static void read_line(struct reading *reading, char *line, size_t len)
{
	if (len > 0 && line[len - 1] == '\n')
		line[--len] = '\0';
	if (strlen(line) != len)
		complain(reading, "a NUL byte in the line");
	else if (len >= INI_MAX_LINE)
		complain(reading, "the line is too long");
	else if (line[strspn(line, " \t")] == '[')
		complain(reading, "there are no sections here");
	else if (ini_parse_string(line, on_pair, reading) != 0)
		complain(reading, "not of the form: key = value");
}

int configuration_read(const char *path,
	void (*each)(const char *place, const char *key, const char *value, void *context),
	void *context, struct buffer *complaints)
{
	struct reading reading = {
		.path = path, .each = each, .context = context, .complaints = complaints};
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int error = 0;

	if (file == NULL)
		return -errno;
	while ((len = getline(&line, &size, file)) >= 0) {
		reading.line++;
		read_line(&reading, line, (size_t)len);
	}
	if (ferror(file))
		error = -errno;
	free(line);
	fclose(file);
	return error;
}

struct loading {
	struct settings *settings;
	struct buffer *complaints;
};

static void on_setting(const char *place, const char *key, const char *value, void *context)
{
	struct loading *loading = context;
	struct buffer why = {0};

	if (settings_set(loading->settings, key, value, &why) < 0)
		buffer_printf(loading->complaints, "%s: %.*s\n", place, (int)why.len,
			why.len > 0 ? why.data : "");
	buffer_fini(&why);
}

static void load_file(struct loading *loading)
{
	char path[PATH_MAX];
	int error = places_config("config", path, sizeof(path));

	if (error == 0)
		error = configuration_read(path, on_setting, loading, loading->complaints);
	if (error < 0 && error != -ENOENT && error != -ENOTDIR)
		buffer_printf(loading->complaints, "%s: %s\n", path, strerror(-error));
}

int configuration_load(
	const struct options *options, struct settings *settings, struct buffer *complaints)
{
	struct loading loading = {.settings = settings, .complaints = complaints};
	struct buffer why = {0};

	load_file(&loading);
	for (int i = 0; i < options->set_count; i++) {
		why.len = 0;
		if (settings_assign(settings, options->set[i], strlen(options->set[i]), &why) < 0)
			buffer_printf(complaints, "--set: %.*s\n", (int)why.len,
				why.len > 0 ? why.data : "");
	}
	buffer_fini(&why);
	return 0;
}

void configuration_tell(const struct options *options, struct settings *settings)
{
	struct buffer complaints = {0};
	size_t start = 0;

	configuration_load(options, settings, &complaints);
	for (size_t end = 0; end < complaints.len; end++) {
		if (complaints.data[end] != '\n')
			continue;
		fail_say("%.*s", (int)(end - start), complaints.data + start);
		start = end + 1;
	}
	buffer_fini(&complaints);
}
