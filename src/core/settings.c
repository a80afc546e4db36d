/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cluster.h"
#include "core/funnel.h"
#include "core/name.h"
#include "core/nearest.h"
#include "core/record.h"
#include "core/utf8.h"

/* Bytes of a key or value that a message quotes. */
#define QUOTED 60

/* Without a nick there is one that says login and seat. */
static bool is_nick(const char *value)
{
	return value[0] == '\0' || name_nick_valid(value);
}

#define AT(field) offsetof(struct settings, field)

/* clang-format off */
const struct settings_entry settings_table[] = {
	{"nick", SETTINGS_STRING, AT(nick), "",
		"the name that the other side sees; empty: login and seat",
		0, RECORD_FROM_MAX, {NULL}, is_nick},
	{"ignore", SETTINGS_WORDS, AT(ignore), "",
		"nicks whose messages are not shown", 0, 0, {NULL}, NULL},
	{"send-typing", SETTINGS_BOOL, AT(send_typing), "on",
		"tell the other side while you are typing", 0, 0, {NULL}, NULL},
	{"send-read", SETTINGS_BOOL, AT(send_read), "on",
		"tell the other side what you have read", 0, 0, {NULL}, NULL},

	{"theme", SETTINGS_STRING, AT(theme), "default",
		"name of a theme: default, dark, light, contrast, mono, or a file of yours",
		1, 255, {NULL}, NULL},
	{"colours", SETTINGS_CHOICE, AT(colours), "auto",
		"how many colours to use; auto: as many as the terminal has",
		0, 0, {"auto", "mono", "8", "16", "256", NULL}, NULL},
	{"scrollback", SETTINGS_NUMBER, AT(scrollback), "100000",
		"messages that each pane keeps", 100, 1000000, {NULL}, NULL},

	{"log", SETTINGS_BOOL, AT(log), "on",
		"keep a log, from which messages survive their peer; for peers that start", 0, 0,
		{NULL}, NULL},
	{"log-size", SETTINGS_NUMBER, AT(log_size), "65536",
		"KiB up to which the log grows before another is begun; one older is kept",
		16, 16777216, {NULL}, NULL},

	{"with-rate", SETTINGS_NUMBER, AT(with_rate), "200",
		"messages a second from another account; after a pause ten times as many",
		1, 1000000, {NULL}, NULL},

	{"history-size", SETTINGS_NUMBER, AT(history_size), "1000",
		"entries that the input history keeps; 0: none", 0, 100000, {NULL}, NULL},
	{"paste-lines", SETTINGS_NUMBER, AT(paste_lines), "3",
		"lines that are pasted without a question", 0, 65536, {NULL}, NULL},

	{"bell", SETTINGS_CHOICE, AT(bell), "mention",
		"which messages ring the bell while the window has no focus",
		0, 0, {"off", "mention", "all", NULL}, NULL},
	{"notify", SETTINGS_CHOICE, AT(notify), "mention",
		"which messages run notify-command and send osc-notify",
		0, 0, {"off", "mention", "all", NULL}, NULL},
	{"notify-command", SETTINGS_WORDS, AT(notify_command), "",
		"command for a message, which it gets as its input; no shell; empty: none",
		0, 0, {NULL}, NULL},
	{"osc-notify", SETTINGS_CHOICE, AT(osc_notify), "off",
		"which control sequence asks the terminal for a notice",
		0, 0, {"off", "9", "777", NULL}, NULL},
	{"open-command", SETTINGS_WORDS, AT(open_command), "xdg-open",
		"command that opens a link, its last argument; no shell; empty: none",
		0, 0, {NULL}, NULL},

	{"dumpable", SETTINGS_BOOL, AT(dumpable), "on",
		"let debuggers and core dumps have the peer's memory; for peers that start", 0, 0,
		{NULL}, NULL},
};
/* clang-format on */

const size_t settings_count = sizeof(settings_table) / sizeof(settings_table[0]);

static void *field(struct settings *settings, const struct settings_entry *entry)
{
	return (char *)settings + entry->offset;
}

static const void *value_of(const struct settings *settings, const struct settings_entry *entry)
{
	return (const char *)settings + entry->offset;
}

int settings_init(struct settings *settings)
{
	int error = 0;

	*settings = (struct settings){0};
	for (size_t i = 0; i < settings_count && error == 0; i++)
		error = settings_set(
			settings, settings_table[i].key, settings_table[i].initial, NULL);
	if (error < 0)
		settings_fini(settings);
	return error;
}

void settings_fini(struct settings *settings)
{
	for (size_t i = 0; i < settings_count; i++) {
		const struct settings_entry *entry = &settings_table[i];

		if (entry->type == SETTINGS_STRING)
			free(*(char **)field(settings, entry));
		else if (entry->type == SETTINGS_WORDS)
			words_fini(field(settings, entry));
	}
	*settings = (struct settings){0};
}

const struct settings_entry *settings_find(const char *key)
{
	for (size_t i = 0; i < settings_count; i++) {
		if (strcmp(settings_table[i].key, key) == 0)
			return &settings_table[i];
	}
	return NULL;
}

static int index_of(const char *const *list, const char *word)
{
	for (int i = 0; list[i] != NULL; i++) {
		if (strcmp(list[i], word) == 0)
			return i;
	}
	return -1;
}

static int set_bool(bool *value, const char *text)
{
	static const char *const words[] = {
		"off", "on", "no", "yes", "false", "true", "0", "1", NULL};
	int i = index_of(words, text);

	if (i < 0)
		return -EINVAL;
	*value = i % 2 != 0;
	return 0;
}

static int set_number(long *value, const struct settings_entry *entry, const char *text)
{
	const char *digits = text[0] == '-' ? text + 1 : text;
	char *end;
	long number;

	/* strtol() would take white space and a plus sign as well. What it can't hold is no
	 * range's. */
	if (digits[0] < '0' || digits[0] > '9')
		return -EINVAL;
	number = strtol(text, &end, 10);
	if (*end != '\0' || number < entry->least || number > entry->most)
		return -EINVAL;
	*value = number;
	return 0;
}

static int set_choice(int *value, const struct settings_entry *entry, const char *text)
{
	int i = index_of(entry->choices, text);

	if (i < 0)
		return -EINVAL;
	*value = i;
	return 0;
}

static int set_string(char **value, const struct settings_entry *entry, const char *text)
{
	size_t len = strlen(text);
	char *copy;

	if (len < (size_t)entry->least || len > (size_t)entry->most)
		return -EINVAL;
	if (entry->valid != NULL && !entry->valid(text))
		return -EINVAL;
	copy = strdup(text);
	if (copy == NULL)
		return -ENOMEM;
	free(*value);
	*value = copy;
	return 0;
}

/* Is this text of one line, without what no terminal is given, but for tabs where those are in use?
 */
static bool is_clean(const char *text, bool tabs)
{
	size_t len = strnlen(text, SETTINGS_VALUE_MAX + 1);
	uint32_t cp;

	if (len > SETTINGS_VALUE_MAX || !utf8_valid(text, len))
		return false;
	for (size_t pos = 0; pos < len;) {
		pos += (size_t)utf8_decode(text + pos, len - pos, &cp);
		if (funnel_is_unsafe(cp) && (cp != '\t' || !tabs))
			return false;
	}
	return true;
}

static int set(struct settings *settings, const struct settings_entry *entry, const char *value)
{
	void *to = field(settings, entry);
	int error;

	if (!is_clean(value, entry->type == SETTINGS_WORDS))
		return -EINVAL;
	switch (entry->type) {
	case SETTINGS_BOOL:
		return set_bool(to, value);
	case SETTINGS_NUMBER:
		return set_number(to, entry, value);
	case SETTINGS_CHOICE:
		return set_choice(to, entry, value);
	case SETTINGS_STRING:
		return set_string(to, entry, value);
	case SETTINGS_WORDS:
		error = words_parse(to, value);
		return error == -ENOMEM || error == 0 ? error : -EINVAL;
	}
	return -EINVAL;
}

/* A message is a help: where it can't be written, the code still tells. */
static void quote(struct buffer *why, const char *text)
{
	size_t len = strlen(text), cut = cluster_cut(text, len, QUOTED);

	(void)buffer_append(why, "'", 1);
	(void)buffer_append(why, text, cut);
	(void)buffer_append_string(why, cut < len ? "...'" : "'");
}

static void explain_key(struct buffer *why, const char *key)
{
	const char *meant = NULL;
	struct nearest nearest;

	nearest_init(&nearest, key, strlen(key));
	for (size_t i = 0; i < settings_count; i++) {
		if (nearest_offer(&nearest, settings_table[i].key))
			meant = settings_table[i].key;
	}
	(void)buffer_append_string(why, "no setting ");
	quote(why, key);
	if (meant != NULL)
		(void)buffer_printf(why, "; did you mean '%s'?", meant);
}

static void explain_value(struct buffer *why, const struct settings_entry *entry, const char *value)
{
	(void)buffer_printf(why, "%s can't be ", entry->key);
	quote(why, value);
	(void)buffer_append_string(why, "; it is ");
	switch (entry->type) {
	case SETTINGS_BOOL:
		(void)buffer_append_string(why, "on or off");
		break;
	case SETTINGS_NUMBER:
		(void)buffer_printf(why, "a number from %ld to %ld", entry->least, entry->most);
		break;
	case SETTINGS_CHOICE:
		(void)buffer_append_string(why, "one of");
		for (size_t i = 0; entry->choices[i] != NULL; i++)
			(void)buffer_printf(why, "%s %s", i > 0 ? "," : "", entry->choices[i]);
		break;
	case SETTINGS_STRING:
		(void)buffer_printf(why, "text of %ld to %ld bytes without control characters",
			entry->least, entry->most);
		break;
	case SETTINGS_WORDS:
		(void)buffer_append_string(why, "words, every quote closed");
		break;
	}
}

int settings_set(struct settings *settings, const char *key, const char *value, struct buffer *why)
{
	const struct settings_entry *entry = settings_find(key);
	int error = entry != NULL ? set(settings, entry, value) : -ENOENT;

	if (why != NULL && error == -ENOENT)
		explain_key(why, key);
	else if (why != NULL && error == -EINVAL)
		explain_value(why, entry, value);
	else if (why != NULL && error < 0)
		(void)buffer_append_string(why, strerror(-error));
	return error;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* A terminated copy of [start, end) without blanks around it; NUL becomes U+FFFD. NULL: no memory.
 */
static char *copy_trimmed(const char *text, size_t start, size_t end)
{
	size_t len;
	char *copy;

	while (start < end && is_blank(text[start]))
		start++;
	while (end > start && is_blank(text[end - 1]))
		end--;
	copy = malloc(UTF8_REPAIR_GROWTH * (end - start) + 1);
	if (copy == NULL)
		return NULL;
	utf8_repair(text + start, end - start, true, copy, &len);
	copy[len] = '\0';
	return copy;
}

int settings_assign(struct settings *settings, const char *text, size_t n, struct buffer *why)
{
	size_t start = 0, end, rest;
	char *key, *value;
	int error = -ENOMEM;

	while (start < n && is_blank(text[start]))
		start++;
	for (end = start; end < n && !is_blank(text[end]) && text[end] != '=';)
		end++;
	for (rest = end; rest < n && is_blank(text[rest]);)
		rest++;
	if (rest < n && text[rest] == '=')
		rest++;
	key = copy_trimmed(text, start, end);
	value = copy_trimmed(text, rest, n);
	if (key != NULL && value != NULL)
		error = settings_set(settings, key, value, why);
	free(key);
	free(value);
	return error;
}

int settings_format_value(
	const struct settings *settings, const struct settings_entry *entry, struct buffer *out)
{
	const void *value = value_of(settings, entry);

	switch (entry->type) {
	case SETTINGS_BOOL:
		return buffer_append_string(out, *(const bool *)value ? "on" : "off");
	case SETTINGS_NUMBER:
		return buffer_printf(out, "%ld", *(const long *)value);
	case SETTINGS_CHOICE:
		return buffer_append_string(out, entry->choices[*(const int *)value]);
	case SETTINGS_STRING:
		return buffer_append_string(out, *(char *const *)value);
	case SETTINGS_WORDS:
		return words_format(out, value);
	}
	return 0;
}

int settings_format(const struct settings *settings, struct buffer *out)
{
	int error = 0;

	for (size_t i = 0; i < settings_count && error == 0; i++) {
		error = buffer_printf(out, "%s = ", settings_table[i].key);
		if (error == 0)
			error = settings_format_value(settings, &settings_table[i], out);
		if (error == 0)
			error = buffer_append(out, "\n", 1);
	}
	return error;
}
