/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/option_table.h"

#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "app/fail.h"
#include "app/login.h"

/* The members of a group are listed in it, and there may be many. */
#define GROUP_SIZE 65536

/* --- Values --- */

/* A number from min to max. */
static bool read_number(const char *text, uint64_t min, uint64_t max, uint64_t *number)
{
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' && *number >= min && *number <= max;
}

/* Seconds, also parts of one, as milliseconds. */
static bool read_seconds(const char *text, int64_t *ms)
{
	uint64_t seconds, thousandths = 0;
	char whole[16];
	size_t n = strcspn(text, ".");

	if (n >= sizeof(whole) || n == 0)
		return false;
	memcpy(whole, text, n);
	whole[n] = '\0';
	if (!read_number(whole, 0, 1000000000, &seconds))
		return false;
	if (text[n] == '.') {
		char digits[4] = "000";

		for (size_t i = 0; text[n + 1 + i] != '\0'; i++) {
			if (text[n + 1 + i] < '0' || text[n + 1 + i] > '9')
				return false;
			if (i < 3)
				digits[i] = text[n + 1 + i];
		}
		read_number(digits, 0, 999, &thousandths);
	}
	*ms = (int64_t)(seconds * 1000 + thousandths);
	return true;
}

/* --- What the options do: each returns false where the argument is not good for it --- */

static bool set_chat(struct options *options, const char *name)
{
	return options_set_chat(options, name) == EX_OK;
}

static bool set_room(struct options *options, const char *name)
{
	options->room = name;
	return name_chat_valid(name);
}

/* A number is taken as it is: a group need not have a name. */
static bool set_group(struct options *options, const char *text)
{
	uint64_t number = 0;
	char strings[GROUP_SIZE];
	struct group entry, *found = NULL;

	options->has_group = true;
	if (getgrnam_r(text, &entry, strings, sizeof(strings), &found) == 0 && found != NULL)
		number = found->gr_gid;
	else if (!read_number(text, 0, (gid_t)-1 - 1, &number))
		return false;
	options->group = (gid_t)number;
	return true;
}

static bool set_with(struct options *options, const char *text)
{
	options->has_with = true;
	return login_find(text, &options->with);
}

static bool set_nick(struct options *options, const char *nick)
{
	if (!name_nick_valid(nick))
		return false;
	memcpy(options->nick, nick, strlen(nick) + 1);
	return true;
}

static bool set_detach(struct options *options, const char *unused)
{
	(void)unused;
	options->detach = true;
	options->stay = true;
	options->keep = true;
	return true;
}

static bool add_setting(struct options *options, const char *setting)
{
	if (options->set_count == OPTIONS_SET_MAX)
		return false;
	options->set[options->set_count++] = setting;
	return true;
}

static bool set_lines(struct options *options, const char *number)
{
	const char *digits = number[0] == '+' ? number + 1 : number;
	char *end;

	if (digits[0] < '0' || digits[0] > '9')
		return false;
	errno = 0;
	options->lines = strtoull(digits, &end, 10);
	options->lines_from_start = number[0] == '+';
	options->lines_given = true;
	return errno == 0 && *end == '\0';
}

static bool set_cursor(struct options *options, const char *name)
{
	options->cursor = name;
	return name_chat_valid(name);
}

static bool set_count(struct options *options, const char *number)
{
	return read_number(number, 1, UINT64_MAX, &options->count);
}

static bool set_max(struct options *options, const char *number)
{
	return read_number(number, 1, UINT32_MAX, &options->max);
}

static bool set_since(struct options *options, const char *number)
{
	options->since_given = true;
	return read_number(number, 0, INT64_MAX, &options->since);
}

static bool set_export(struct options *options, const char *format)
{
	options->export_as = format;
	return strcmp(format, "html") == 0;
}

static bool set_wait(struct options *options, const char *seconds)
{
	options->wait = true;
	return seconds == NULL || read_seconds(seconds, &options->wait_ms);
}

static bool set_wait_state(struct options *options, const char *state)
{
	bool read = state != NULL && strcmp(state, "read") == 0;

	options->wait = true;
	options->wait_for = read ? WAIT_READ : WAIT_DELIVERED;
	return read || state == NULL || strcmp(state, "delivered") == 0;
}

static bool set_timeout(struct options *options, const char *seconds)
{
	return read_seconds(seconds, &options->timeout_ms);
}

static bool set_type(struct options *options, const char *text)
{
	uint64_t number = 0;
	bool good = read_number(text, 1, LONG_MAX, &number);

	options->type = good ? (long)number : 0;
	return good;
}

static bool set_queue(struct options *options, const char *text)
{
	uint64_t number = 0;
	bool good = read_number(text, 0, INT_MAX, &number);

	options->queue = good ? (int)number : -1;
	return good;
}

/* --- The table --- */

#define AT(member) offsetof(struct options, member)

const struct option_entry option_table[] = {
	{OPTION_CHAT, 'c', "chat", required_argument,
		"-c, --chat CHAT   the chat's name (default: main; ls, mail ls, clean: all)",
		.set = set_chat, .why_not = "can't be the name of a chat"},
	{OPTION_ROOM, 0, "room", required_argument,
		"    --room NAME   a room, instead of a chat and its seat", .set = set_room,
		.why_not = "can't be the name of a room"},
	{OPTION_GROUP, 0, "group", required_argument,
		"    --group GROUP where the accounts of a group meet: its name or number",
		.set = set_group, .why_not = "is no group"},
	{OPTION_WITH, 0, "with", required_argument,
		"    --with USER   the chat with another account, by its name or number",
		.set = set_with, .why_not = "is no account of this machine"},
	{OPTION_NICK, 0, "nick", required_argument,
		"    --nick NICK   the name that the other side sees (default: LOGIN/SEAT)",
		.set = set_nick, .why_not = "can't be a nick"},
	{OPTION_STAY, 0, "stay", no_argument,
		"    --stay        when the other side leaves, wait for it to come back",
		.yes = AT(stay)},
	{OPTION_KEEP, 0, "keep", no_argument, "    --keep        when standard input ends, stay",
		.yes = AT(keep)},
	{OPTION_DETACH, 0, "detach", no_argument,
		"    --detach      go on without a terminal; implies --stay and --keep",
		.set = set_detach},
	{OPTION_PLAIN, 0, "plain", no_argument,
		"    --plain       lines only: no window, nothing drawn", .yes = AT(plain)},
	{OPTION_SET, 0, "set", required_argument,
		"    --set KEY=VALUE  a setting, over the one of the configuration file",
		.set = add_setting, .why_not = "is one --set too many"},
	{OPTION_FOLLOW, 'f', "follow", no_argument,
		"-f, --follow      go on until the chat has ended", .yes = AT(follow)},
	{OPTION_LINES, 'n', "lines", required_argument,
		"-n, --lines N     only the last N records; +N: from record number N on",
		.set = set_lines, .why_not = "is not a number of lines"},
	{OPTION_JSON, 0, "json", no_argument, "    --json        JSON instead of text",
		.yes = AT(json)},
	{OPTION_DRY_RUN, 'n', "dry-run", no_argument,
		"-n, --dry-run     only say what would be removed", .yes = AT(dry_run)},
	{OPTION_NO_LOG, 0, "no-log", no_argument, "    --no-log      keep no log",
		.yes = AT(no_log)},
	{OPTION_CURSOR, 0, "cursor", required_argument,
		"    --cursor NAME name of the mark up to which was received (default: default)",
		.set = set_cursor, .why_not = "can't be the name of a cursor"},
	{OPTION_COUNT, 'n', "count", required_argument, "-n, --count N     at most N messages",
		.set = set_count, .why_not = "is not a number of messages"},
	{OPTION_SINCE, 0, "since", required_argument,
		"    --since SEQ   only what comes behind the record of this number",
		.set = set_since, .why_not = "is not the number of a record"},
	{OPTION_SINCE_TIME, 0, "since", required_argument,
		"    --since T     only from this time on: a date, a time of day, or 2h, 3d ago",
		.text = AT(since_time)},
	{OPTION_UNTIL, 0, "until", required_argument,
		"    --until T     only what is before this time", .text = AT(until_time)},
	{OPTION_FROM, 0, "from", required_argument, "    --from NICK   only what this nick said",
		.text = AT(from)},
	{OPTION_GREP, 0, "grep", required_argument,
		"    --grep RE     only what matches the extended regular expression",
		.text = AT(grep)},
	{OPTION_EXPORT, 0, "export", required_argument, "    --export html a page for a browser",
		.set = set_export, .why_not = "is no format; there is html"},
	{OPTION_PEEK, 0, "peek", no_argument, "    --peek        leave the mark where it is",
		.yes = AT(peek)},
	{OPTION_WAIT, 0, "wait", optional_argument,
		"    --wait[=SECONDS]  wait for a message if there is none", .set = set_wait,
		.why_not = "is nothing to wait for"},
	{OPTION_WAIT_STATE, 0, "wait", optional_argument,
		"    --wait[=STATE]    wait until it is delivered (the default) or read",
		.set = set_wait_state, .why_not = "is nothing to wait for"},
	{OPTION_TIMEOUT, 0, "timeout", required_argument,
		"    --timeout SECONDS wait no longer than that", .set = set_timeout,
		.why_not = "is not a number of seconds"},
	{OPTION_EACH_LINE, 0, "lines", no_argument,
		"    --lines       each line of standard input is a message", .yes = AT(each_line)},
	{OPTION_TYPE, 't', "type", required_argument,
		"-t, --type N      urgency, 1 being the most urgent", .set = set_type,
		.why_not = "is no type; 1 is the most urgent, then come 2, 3 and so on"},
	{OPTION_QUEUE, 'i', "queue", required_argument,
		"-i, --queue ID    a System V message queue by its id, instead of a seat's",
		.set = set_queue, .why_not = "is not the id of a queue"},
	{OPTION_MESSAGE, 'm', "message", required_argument,
		"-m, --message TEXT  the text (default: standard input)", .text = AT(message)},
	{OPTION_MAX, 0, "max", required_argument,
		"    --max N       at most N members, or calls at a time", .set = set_max,
		.why_not = "is not a number from 1 on"},
	{OPTION_TOPIC, 0, "topic", required_argument, "    --topic TEXT  what the room is about",
		.text = AT(topic)},
	{OPTION_STOP, 0, "stop", no_argument, "    --stop        end the room", .yes = AT(stop)},
	{OPTIONS_BENCH, 0, "quick", no_argument,
		"    --quick       few samples: only whether all of it is right", .yes = AT(quick)},
	{OPTIONS_BENCH, 0, "only", required_argument,
		"    --only FIGURE[,FIGURE]...  these figures, not all", .text = AT(only)},
	{OPTIONS_BENCH, 0, "json", required_argument,
		"    --json FILE   write the results to FILE as well", .text = AT(json_file)},
	{OPTIONS_BENCH, 0, "svg", required_argument,
		"    --svg FILE    plot them to FILE, for a browser", .text = AT(svg_file)},
	{0, 'h', "help", no_argument, "-h, --help        print this and exit", .set = NULL},
	{0, 'V', "version", no_argument, "-V, --version     print the version and exit",
		.set = NULL},
};
const size_t option_table_count = sizeof(option_table) / sizeof(option_table[0]);

_Static_assert(
	sizeof(option_table) / sizeof(option_table[0]) <= OPTION_TABLE_MAX, "OPTION_TABLE_MAX");

bool option_apply(const struct option_entry *entry, const char *argument, struct options *options)
{
	char *base = (char *)options;

	if (entry->set != NULL)
		return entry->set(options, argument);
	if (entry->text != 0)
		*(const char **)(base + entry->text) = argument;
	else if (entry->yes != 0)
		*(bool *)(base + entry->yes) = true;
	return true;
}
