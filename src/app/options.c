/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/fail.h"

enum {
	VALUE_NICK = 256,
	VALUE_STAY,
	VALUE_KEEP,
	VALUE_JSON,
	VALUE_DETACH,
	VALUE_PLAIN,
	VALUE_SET,
};

struct definition {
	unsigned flag; /* 0: every command takes it */
	struct option option;
	const char *help;
};

static const struct definition definitions[] = {
	{OPTION_CHAT, {"chat", required_argument, NULL, 'c'},
		"-c, --chat CHAT   the chat's name (default: main; of ls and clean: all)"},
	{OPTION_NICK, {"nick", required_argument, NULL, VALUE_NICK},
		"    --nick NICK   the name that the other side sees (default: LOGIN/SEAT)"},
	{OPTION_STAY, {"stay", no_argument, NULL, VALUE_STAY},
		"    --stay        when the other side leaves, wait for it to come back"},
	{OPTION_KEEP, {"keep", no_argument, NULL, VALUE_KEEP},
		"    --keep        when standard input ends, stay"},
	{OPTION_DETACH, {"detach", no_argument, NULL, VALUE_DETACH},
		"    --detach      go on without a terminal; implies --stay and --keep"},
	{OPTION_PLAIN, {"plain", no_argument, NULL, VALUE_PLAIN},
		"    --plain       lines only: no window, nothing drawn"},
	{OPTION_SET, {"set", required_argument, NULL, VALUE_SET},
		"    --set KEY=VALUE  a setting, over the one of the configuration file"},
	{OPTION_FOLLOW, {"follow", no_argument, NULL, 'f'},
		"-f, --follow      go on until the chat has ended"},
	{OPTION_LINES, {"lines", required_argument, NULL, 'n'},
		"-n, --lines N     only the last N records; +N: from record number N on"},
	{OPTION_JSON, {"json", no_argument, NULL, VALUE_JSON},
		"    --json        JSON instead of text"},
	{OPTION_DRY_RUN, {"dry-run", no_argument, NULL, 'n'},
		"-n, --dry-run     only say what would be removed"},
	{0, {"help", no_argument, NULL, 'h'}, "-h, --help        print this and exit"},
	{0, {"version", no_argument, NULL, 'V'}, "-V, --version     print the version and exit"},
};
#define DEFINITIONS (sizeof(definitions) / sizeof(definitions[0]))

static bool takes(const struct command *command, const struct definition *definition)
{
	return definition->flag == 0 || (command->takes & definition->flag) != 0;
}

/* The command's part of the table, in getopt_long(3)'s two forms. */
static void build_tables(const struct command *command, char *letters, struct option *longs)
{
	*letters++ = ':';
	for (size_t i = 0; i < DEFINITIONS; i++) {
		const struct option *option = &definitions[i].option;

		if (!takes(command, &definitions[i]))
			continue;
		*longs++ = *option;
		if (option->val > 255)
			continue;
		*letters++ = (char)option->val;
		if (option->has_arg == required_argument)
			*letters++ = ':';
	}
	*letters = '\0';
	*longs = (struct option){0};
}

void options_init(struct options *options)
{
	*options = (struct options){.chat = NAME_CHAT_DEFAULT};
}

int options_refuse(const struct command *command, const char *format, ...)
{
	char *why = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&why, format, args);
	va_end(args);
	fail(EX_USAGE, "%s: %s; usage: shmooze %s %s", command->name, n < 0 ? "wrong usage" : why,
		command->name, command->usage);
	if (n >= 0)
		free(why);
	return EX_USAGE;
}

int options_set_chat(struct options *options, const char *name)
{
	if (!name_chat_valid(name))
		return EX_USAGE;
	options->chat = name;
	options->chat_given = true;
	return EX_OK;
}

static bool set_nick(struct options *options, const char *nick)
{
	if (!name_nick_valid(nick))
		return false;
	memcpy(options->nick, nick, strlen(nick) + 1);
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

int options_print_version(void)
{
	puts(PACKAGE_STRING);
	return fail_unless_flushed();
}

static int print_help(const struct command *command)
{
	printf("usage: shmooze %s %s\n%s\n\n", command->name, command->usage, command->summary);
	for (size_t i = 0; i < DEFINITIONS; i++) {
		if (takes(command, &definitions[i]))
			printf("  %s\n", definitions[i].help);
	}
	return fail_unless_flushed() == EX_OK ? -1 : EX_IOERR;
}

static int set_option(
	const struct command *command, int value, const char *argument, struct options *options)
{
	switch (value) {
	case 'c':
		if (options_set_chat(options, argument) != EX_OK)
			return options_refuse(
				command, "'%s' can't be the name of a chat", argument);
		return EX_OK;
	case VALUE_NICK:
		if (!set_nick(options, argument))
			return options_refuse(command, "'%s' can't be a nick", argument);
		return EX_OK;
	case VALUE_STAY:
		options->stay = true;
		return EX_OK;
	case VALUE_KEEP:
		options->keep = true;
		return EX_OK;
	case VALUE_DETACH:
		options->detach = true;
		options->stay = true;
		options->keep = true;
		return EX_OK;
	case VALUE_PLAIN:
		options->plain = true;
		return EX_OK;
	case VALUE_SET:
		if (options->set_count == OPTIONS_SET_MAX)
			return options_refuse(command, "'%s' is one --set too many", argument);
		options->set[options->set_count++] = argument;
		return EX_OK;
	case 'f':
		options->follow = true;
		return EX_OK;
	case VALUE_JSON:
		options->json = true;
		return EX_OK;
	case 'n':
		if ((command->takes & OPTION_LINES) == 0)
			options->dry_run = true;
		else if (!set_lines(options, argument))
			return options_refuse(command, "'%s' is not a number of lines", argument);
		return EX_OK;
	case 'h':
		return print_help(command);
	default: /* 'V' */
		return options_print_version() == EX_OK ? -1 : EX_IOERR;
	}
}

static int set_seat(const struct command *command, const char *name, struct options *options)
{
	if (options->seat_count == command->seats_max)
		return options_refuse(command, "'%s' is one argument too many", name);
	if (!name_seat_parse(name, &options->seats[options->seat_count]))
		return options_refuse(command, "'%s' is no seat; there are A and B", name);
	options->seat_count++;
	return EX_OK;
}

static bool takes_letter(const struct command *command, int letter)
{
	for (size_t i = 0; i < DEFINITIONS; i++) {
		if (takes(command, &definitions[i]) && definitions[i].option.val == letter)
			return true;
	}
	return false;
}

/*
 * What getopt_long(3) did not take; opterr is 0, so it has said nothing. A letter that is known is
 * that of a long option; for one that is not, argv[optind - 1] may be the argument before.
 */
static int refuse_option(const struct command *command, int value, char **argv)
{
	const char *argument = argv[optind - 1];

	if (value == ':')
		return options_refuse(command, "option '%s' needs a value", argument);
	if (optopt != 0 && optopt < 256 && !takes_letter(command, optopt))
		return options_refuse(command, "unknown option '-%c'", optopt);
	return options_refuse(command, "option '%s' is unknown or takes no value", argument);
}

int options_parse(const struct command *command, int argc, char **argv, struct options *options)
{
	char letters[2 * DEFINITIONS + 2];
	struct option longs[DEFINITIONS + 1];
	int value, status = EX_OK;

	build_tables(command, letters, longs);
	opterr = 0;
	optind = 0;
	while (status == EX_OK && (value = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (value == '?' || value == ':')
			status = refuse_option(command, value, argv);
		else
			status = set_option(command, value, optarg, options);
	}
	for (int i = optind; status == EX_OK && i < argc; i++)
		status = set_seat(command, argv[i], options);
	return status;
}
