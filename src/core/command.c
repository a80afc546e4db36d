/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/command.h"

#include <string.h>

#include "core/buffer.h"
#include "core/cluster.h"
#include "core/nearest.h"

/* The fewest letters that stand for a longer name. */
#define COMMAND_SHORTEST 2
/* Bytes of an unknown name that an answer quotes. */
#define COMMAND_QUOTED 40

#define NONE           COMMAND_NO_ARGUMENT, COMMAND_WHAT_TEXT
#define MAY(w)         COMMAND_MAY_HAVE, COMMAND_WHAT_##w
#define MUST(w)        COMMAND_MUST_HAVE, COMMAND_WHAT_##w

/* clang-format off */
static const struct command_entry entries[COMMAND_COUNT] = {
	{COMMAND_AWAY, "away", "[TEXT]", "tell others that you are away; without TEXT, back",
		MAY(TEXT), {NULL}},
	{COMMAND_CLOSE, "close", "", "close the pane with the focus", NONE, {NULL}},
	{COMMAND_COPY, "copy", "[N]", "copy the Nth link, counted from the newest", MAY(TEXT), {NULL}},
	{COMMAND_EVEN, "even", "", "make all panes equally large", NONE, {NULL}},
	{COMMAND_FIND, "find", "[TEXT]", "search backward for TEXT; without TEXT, further",
		MAY(TEXT), {NULL}},
	{COMMAND_FOCUS, "focus", "[left|right|up|down|next|previous]", "move the focus to another pane",
		MAY(CHOICE), {"left", "right", "up", "down", "next", "previous", NULL}},
	{COMMAND_HELP, "help", "[WORD]", "show keys and commands, or those that WORD is found in",
		MAY(NAME), {NULL}},
	{COMMAND_IGNORE, "ignore", "[NICK]", "hide what NICK says, or show it again; list them",
		MAY(NICK), {NULL}},
	{COMMAND_INFO, "info", "", "show who is there and what the kernel holds for the chat",
		NONE, {NULL}},
	{COMMAND_ME, "me", "TEXT", "say what you do", MUST(TEXT), {NULL}},
	{COMMAND_NICK, "nick", "NICK", "change the name that others see", MUST(TEXT), {NULL}},
	{COMMAND_NOTIFY, "notify", "[off|mention|all]", "choose, or tell, which messages give notice",
		MAY(CHOICE), {"off", "mention", "all", NULL}},
	{COMMAND_OPEN, "open", "[N]", "open the Nth link, counted from the newest", MAY(TEXT), {NULL}},
	{COMMAND_PANE, "pane", "[CHAT/]SEAT|room|info|help", "show something else in this pane",
		MUST(PANE), {NULL}},
	{COMMAND_PING, "ping", "", "in a room: tell how long the hub takes to answer", NONE, {NULL}},
	{COMMAND_QUIT, "quit", "", "leave the window, and the chat if it was entered from here",
		NONE, {NULL}},
	{COMMAND_SAVE, "save", "FILE", "write the conversation to FILE", MUST(FILE), {NULL}},
	{COMMAND_SET, "set", "[KEY [VALUE]]", "show the settings, or change one until you leave",
		MAY(KEY), {NULL}},
	{COMMAND_SPLIT, "split", "[right|below]", "divide this pane in two", MAY(CHOICE),
		{"right", "below", NULL}},
	{COMMAND_STOP, "stop", "", "in a room: end it, for its owner", NONE, {NULL}},
	{COMMAND_THEME, "theme", "[NAME]", "choose colours; list the themes", MAY(THEME), {NULL}},
	{COMMAND_TOPIC, "topic", "[TEXT]", "in a room: tell what it is about, or change it; -: nothing",
		MAY(TEXT), {NULL}},
	{COMMAND_WHO, "who", "", "in a room: show who is there, by which account, and who is away",
		NONE, {NULL}},
	{COMMAND_ZOOM, "zoom", "", "give this pane the whole screen, or take it back", NONE, {NULL}},
};
/* clang-format on */

const struct command_entry *command_entry(enum command_id id)
{
	return &entries[id];
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Does string begin with the n bytes of prefix, without regard to case? */
static bool begins_with(const char *string, const char *prefix, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (to_lower(string[i]) != to_lower(prefix[i]) || string[i] == '\0')
			return false;
	}
	return true;
}

static bool contains(const char *string, const char *text, size_t n)
{
	do {
		if (begins_with(string, text, n))
			return true;
	} while (*string++ != '\0');
	return false;
}

static const struct command_entry *first_behind(const struct command_entry *after)
{
	return after == NULL ? entries : after + 1;
}

const struct command_entry *command_complete(
	const struct command_entry *after, const char *prefix, size_t n)
{
	const struct command_entry *entry = first_behind(after);

	for (; entry < entries + COMMAND_COUNT; entry++) {
		if (begins_with(entry->name, prefix, n))
			return entry;
	}
	return NULL;
}

const struct command_entry *command_search(
	const struct command_entry *after, const char *text, size_t n)
{
	const struct command_entry *entry = first_behind(after);

	for (; entry < entries + COMMAND_COUNT; entry++) {
		if (contains(entry->name, text, n) || contains(entry->argument, text, n) ||
			contains(entry->help, text, n))
			return entry;
	}
	return NULL;
}

/* The command that a name stands for, or NULL. */
static const struct command_entry *find(const char *name, size_t n)
{
	const struct command_entry *entry = NULL, *found = NULL;
	size_t count = 0;

	while ((entry = command_complete(entry, name, n)) != NULL) {
		if (strlen(entry->name) == n)
			return entry;
		found = entry;
		count++;
	}
	return count == 1 && n >= COMMAND_SHORTEST ? found : NULL;
}

static const struct command_entry *find_nearest(const char *name, size_t n)
{
	const struct command_entry *found = NULL;
	char lower[NEAREST_NAME_MAX];
	struct nearest nearest;

	if (n > sizeof(lower))
		return NULL;
	for (size_t i = 0; i < n; i++)
		lower[i] = to_lower(name[i]);
	nearest_init(&nearest, lower, n);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (nearest_offer(&nearest, entries[i].name))
			found = &entries[i];
	}
	return found;
}

/* Sets the argument: [start, end) of the line without blanks around it. */
static void set_argument(struct command_line *parsed, const char *line, size_t start, size_t end)
{
	while (start < end && is_blank(line[start]))
		start++;
	while (end > start && is_blank(line[end - 1]))
		end--;
	parsed->text = line + start;
	parsed->len = end - start;
}

/* Does the argument suit the command? Stores which choice it is. */
static bool suits(struct command_line *parsed)
{
	const struct command_entry *entry = parsed->entry;

	if (parsed->len == 0)
		return entry->need != COMMAND_MUST_HAVE;
	if (entry->what != COMMAND_WHAT_CHOICE)
		return entry->need != COMMAND_NO_ARGUMENT;
	for (int i = 0; entry->choices[i] != NULL; i++) {
		if (strlen(entry->choices[i]) == parsed->len &&
			begins_with(entry->choices[i], parsed->text, parsed->len))
			parsed->choice = i;
	}
	return parsed->choice >= 0;
}

/* Where the name behind the slash ends. */
static size_t name_end(const char *line, size_t n)
{
	size_t end = 1;

	while (end < n && !is_blank(line[end]))
		end++;
	return end;
}

static bool is_text(const char *line, size_t n)
{
	return n == 0 || line[0] != '/' || (n > 1 && line[1] == '/');
}

void command_parse(const char *line, size_t n, struct command_line *parsed)
{
	size_t skip = n > 0 && line[0] == '/' ? 1 : 0, end;

	*parsed = (struct command_line){.kind = COMMAND_IS_TEXT, .text = line, .choice = -1};
	if (is_text(line, n)) {
		parsed->text = skip > 0 ? line + skip : line;
		parsed->len = n - skip;
		return;
	}
	end = name_end(line, n);
	parsed->entry = find(line + 1, end - 1);
	if (parsed->entry == NULL) {
		parsed->kind = COMMAND_IS_UNKNOWN;
		parsed->entry = find_nearest(line + 1, end - 1);
		parsed->text = line + 1;
		parsed->len = end - 1;
		return;
	}
	set_argument(parsed, line, end, n);
	parsed->kind = suits(parsed) ? COMMAND_IS_COMMAND : COMMAND_IS_MISUSED;
}

static int answer_unknown(struct buffer *out, const struct command_line *parsed)
{
	size_t len = cluster_cut(parsed->text, parsed->len, COMMAND_QUOTED);
	int error = buffer_append_string(out, "no command /");

	if (error == 0)
		error = buffer_append(out, parsed->text, len);
	if (error == 0 && len < parsed->len)
		error = buffer_append_string(out, "...");
	if (error == 0 && parsed->entry != NULL)
		error = buffer_printf(out, "; did you mean /%s?", parsed->entry->name);
	else if (error == 0)
		error = buffer_append_string(out, "; /help lists them");
	if (error == 0)
		error = buffer_append_string(out, " (// sends a line that begins with /)");
	return error;
}

int command_answer(struct buffer *out, const struct command_line *parsed)
{
	const struct command_entry *entry = parsed->entry;

	if (parsed->kind == COMMAND_IS_UNKNOWN)
		return answer_unknown(out, parsed);
	if (parsed->kind != COMMAND_IS_MISUSED)
		return 0;
	if (entry->need == COMMAND_NO_ARGUMENT)
		return buffer_printf(out, "/%s takes no argument", entry->name);
	return buffer_printf(out, "usage: /%s %s", entry->name, entry->argument);
}

/* Where the last word before the cursor begins, no earlier than from. */
static size_t last_word(const char *line, size_t from, size_t cursor)
{
	while (cursor > from && !is_blank(line[cursor - 1]))
		cursor--;
	return cursor;
}

/* The word of a setting: the key that begins at start, or the value behind it. */
static struct command_word setting_word(
	const char *line, const struct command_entry *entry, size_t start, size_t cursor)
{
	size_t end = start;

	while (end < cursor && !is_blank(line[end]) && line[end] != '=')
		end++;
	if (end == cursor)
		return (struct command_word){COMMAND_WHAT_KEY, entry, start};
	while (end < cursor && (is_blank(line[end]) || line[end] == '='))
		end++;
	return (struct command_word){COMMAND_WHAT_VALUE, entry, end};
}

/* The word of the argument that begins at start. */
static struct command_word argument_word(
	const char *line, const struct command_entry *entry, size_t start, size_t cursor)
{
	struct command_word word = {entry->what, entry, start};

	if (entry->what == COMMAND_WHAT_FILE)
		return word;
	if (entry->what == COMMAND_WHAT_KEY)
		return setting_word(line, entry, start, cursor);
	word.start = last_word(line, start, cursor);
	if (word.start > start)
		word.what = COMMAND_WHAT_TEXT;
	return word;
}

struct command_word command_word(const char *line, size_t cursor)
{
	struct command_word word = {COMMAND_WHAT_NICK, NULL, last_word(line, 0, cursor)};
	const struct command_entry *entry;
	size_t end;

	if (is_text(line, cursor))
		return word;
	end = name_end(line, cursor);
	if (end == cursor)
		return (struct command_word){COMMAND_WHAT_NAME, NULL, 1};
	entry = find(line + 1, end - 1);
	if (entry == NULL) {
		word.what = COMMAND_WHAT_TEXT;
		return word;
	}
	while (end < cursor && is_blank(line[end]))
		end++;
	return argument_word(line, entry, end, cursor);
}
