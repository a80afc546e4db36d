/* SPDX-License-Identifier: ISC */
/*
 * The settings: one table with the key, type, default and meaning of each, and their values.
 *
 * Values come as text from a file, the command line or /set, and are hostile until they were read
 * here. This module reads no file, and what a setting does is up to who looks at it.
 */
#ifndef CORE_SETTINGS_H
#define CORE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/words.h"

struct buffer;

/* Bytes of the longest value. */
#define SETTINGS_VALUE_MAX 4096

enum settings_type {
	SETTINGS_BOOL,   /* on, off; yes, no, true, false, 1 and 0 are read as well */
	SETTINGS_NUMBER, /* an integer of a range */
	SETTINGS_CHOICE, /* one of several words; the value is its index */
	SETTINGS_STRING, /* text of one line without control characters */
	SETTINGS_WORDS,  /* words, quoted where need be; see core/words */
};

enum settings_colours {
	SETTINGS_COLOURS_AUTO,
	SETTINGS_COLOURS_MONO,
	SETTINGS_COLOURS_8,
	SETTINGS_COLOURS_16,
	SETTINGS_COLOURS_256,
};

/* Which messages give notice. */
enum settings_when { SETTINGS_OFF, SETTINGS_MENTION, SETTINGS_ALL };

enum settings_osc { SETTINGS_OSC_OFF, SETTINGS_OSC_9, SETTINGS_OSC_777 };

/* For reading; settings_set() writes. Strings are never NULL. In the order of the table. */
struct settings {
	char *nick; /* empty: LOGIN/SEAT */
	struct words ignore;
	bool send_typing;
	bool send_read;

	char *theme;
	int colours; /* enum settings_colours */
	long scrollback;

	bool log;
	long log_size;

	long with_rate;

	long history_size;
	long paste_lines;

	int bell;   /* enum settings_when */
	int notify; /* enum settings_when; for the following two */
	struct words notify_command;
	int osc_notify; /* enum settings_osc */
	struct words open_command;

	bool dumpable;
};

#define SETTINGS_CHOICES_MAX 5

struct settings_entry {
	const char *key;
	enum settings_type type;
	size_t offset; /* of the value in struct settings */
	const char *initial;
	const char *doc; /* one line */
	long least;      /* of a number; of a string its bytes */
	long most;
	const char *choices[SETTINGS_CHOICES_MAX + 1]; /* NULL behind the last */
	bool (*valid)(const char *value);              /* of a string; NULL: any is */
};

/* The table, and how many entries it has. */
extern const struct settings_entry settings_table[];
extern const size_t settings_count;

/* All settings with their defaults. Returns 0 or -ENOMEM, in which case nothing is left to release.
 */
int settings_init(struct settings *settings);
void settings_fini(struct settings *settings);

/* The entry of a key, or NULL. */
const struct settings_entry *settings_find(const char *key);

/*
 * Gives the setting key the value, both terminated. Returns 0; -ENOENT where there is no such
 * setting; -EINVAL where it can't have this value; or -ENOMEM. On failure nothing has changed, and
 * why, which may be NULL, gets a line appended that says what is wrong. That quotes what was given
 * as it is (see core/funnel).
 */
int settings_set(struct settings *settings, const char *key, const char *value, struct buffer *why);

/*
 * As settings_set(), with key and value in one text of n bytes: KEY=VALUE or KEY VALUE, with blanks
 * around either.
 */
int settings_assign(struct settings *settings, const char *text, size_t n, struct buffer *why);

/* Appends the value of one setting, such that it can be read again. Returns 0 or -ENOMEM. */
int settings_format_value(
	const struct settings *settings, const struct settings_entry *entry, struct buffer *out);

/* Appends all settings, in the order of the table, as lines KEY = VALUE. Returns 0 or -ENOMEM. */
int settings_format(const struct settings *settings, struct buffer *out);

#endif
