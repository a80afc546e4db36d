/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/fail.h"
#include "app/login.h"
#include "app/option_table.h"

/* Of an option without a letter, getopt_long(3) returns its index in the table plus this. */
#define LONG_ONLY 256

static bool takes(const struct command *command, const struct option_entry *entry)
{
	return entry->flag == 0 || (command->takes & entry->flag) != 0;
}

static int value_of(size_t index)
{
	const struct option_entry *entry = &option_table[index];

	return entry->letter != 0 ? entry->letter : LONG_ONLY + (int)index;
}

/* The option of the command that has this value, or NULL. */
static const struct option_entry *find(const struct command *command, int value)
{
	for (size_t i = 0; i < option_table_count; i++) {
		if (takes(command, &option_table[i]) && value_of(i) == value)
			return &option_table[i];
	}
	return NULL;
}

/*
 * The command's part of the table, in getopt_long(3)'s two forms. Behind a verb nothing is an
 * option of ours: the words are another command's.
 */
static void build_tables(
	const struct command *command, char letters[2 * OPTION_TABLE_MAX + 3], struct option *longs)
{
	if ((command->takes & OPERAND_VERB) != 0)
		*letters++ = '+';
	*letters++ = ':';
	for (size_t i = 0; i < option_table_count; i++) {
		const struct option_entry *entry = &option_table[i];

		if (!takes(command, entry))
			continue;
		*longs++ = (struct option){entry->name, entry->argument, NULL, value_of(i)};
		if (entry->letter == 0)
			continue;
		*letters++ = entry->letter;
		if (entry->argument != no_argument)
			*letters++ = ':';
	}
	*letters = '\0';
	*longs = (struct option){0};
}

void options_init(struct options *options)
{
	*options = (struct options){
		.chat = NAME_CHAT_DEFAULT, .wait_ms = -1, .timeout_ms = -1, .queue = -1};
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

struct address options_address(const struct options *options, enum seat seat)
{
	struct address address = address_of(options->chat, seat);

	address.has_group = options->has_group;
	address.group = options->group;
	address.with = options->has_with;
	return address;
}

int options_print_version(void)
{
	puts(PACKAGE_STRING);
	return fail_unless_flushed();
}

static int print_help(const struct command *command)
{
	printf("usage: shmooze %s %s\n%s\n\n", command->name, command->usage, command->summary);
	for (size_t i = 0; i < option_table_count; i++) {
		if (takes(command, &option_table[i]))
			printf("  %s\n", option_table[i].help);
	}
	return fail_unless_flushed() == EX_OK ? -1 : EX_IOERR;
}

static int set_option(
	const struct command *command, int value, const char *argument, struct options *options)
{
	const struct option_entry *entry = find(command, value);

	if (value == 'h')
		return print_help(command);
	if (value == 'V')
		return options_print_version() == EX_OK ? -1 : EX_IOERR;
	if (!option_apply(entry, argument, options))
		return options_refuse(command, "'%s' %s", argument, entry->why_not);
	return EX_OK;
}

static int set_seat(const struct command *command, const char *name, struct options *options)
{
	if (options->room != NULL)
		return options_refuse(command, "'%s': a room has no seats", name);
	if (options->has_with)
		return options_refuse(command, "'%s': --with leaves no choice of a seat", name);
	if (options->seat_count == command->seats_max)
		return options_refuse(command, "'%s' is one argument too many", name);
	if (!name_seat_parse(name, &options->seats[options->seat_count]))
		return options_refuse(command, "'%s' is no seat; there are A and B", name);
	options->seat_count++;
	return EX_OK;
}

/* A first operand that is no seat belongs to the text. */
static void set_text(
	const struct command *command, int count, char *const *operands, struct options *options)
{
	if (count > 0 && command->seats_max > 0 && options->room == NULL && !options->has_with &&
		name_seat_parse(operands[0], &options->seats[0])) {
		options->seat_count = 1;
		operands++;
		count--;
	}
	options->words = operands;
	options->word_count = count;
}

/* ROOM, or ROOM VERB WORD...; what is missing is said. */
static int set_room_operands(
	const struct command *command, int count, char *const *operands, struct options *options)
{
	bool has_verb = (command->takes & OPERAND_VERB) != 0;
	int wanted = has_verb ? 2 : 1;

	if (count < wanted)
		return options_refuse(command, "%s", count == 0 ? "which room?" : "which verb?");
	if (!has_verb && count > wanted)
		return options_refuse(command, "'%s' is one argument too many", operands[wanted]);
	if (!name_chat_valid(operands[0]))
		return options_refuse(command, "'%s' can't be the name of a room", operands[0]);
	if (has_verb && !name_chat_valid(operands[1]))
		return options_refuse(command, "'%s' can't be a verb", operands[1]);
	options->room = operands[0];
	options->verb = has_verb ? operands[1] : NULL;
	options->words = operands + wanted;
	options->word_count = count - wanted;
	return EX_OK;
}

/* What is no option. */
static int set_operands(
	const struct command *command, int count, char *const *operands, struct options *options)
{
	int status = EX_OK;

	if ((command->takes & OPERAND_ROOM) != 0)
		return set_room_operands(command, count, operands, options);
	if ((command->takes & OPERANDS_TEXT) != 0)
		set_text(command, count, operands, options);
	else
		for (int i = 0; status == EX_OK && i < count; i++)
			status = set_seat(command, operands[i], options);
	return status;
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
	if (optopt != 0 && optopt < LONG_ONLY && find(command, optopt) == NULL)
		return options_refuse(command, "unknown option '-%c'", optopt);
	return options_refuse(command, "option '%s' is unknown or takes no value", argument);
}

/*
 * Both accounts have to come to the same without asking: the smaller number has seat A. The chat,
 * which is this account's own, is called by the other one.
 */
static int conclude_with(const struct command *command, struct options *options)
{
	char login[LOGIN_MAX + 1];

	if (options->chat_given || options->room != NULL)
		return options_refuse(command, "--with and %s exclude each other",
			options->chat_given ? "-c" : "--room");
	if (options->with == geteuid())
		return options_refuse(command, "--with is for another account than one's own");
	snprintf(options->with_chat, sizeof(options->with_chat), ADDRESS_WITH "%s",
		login_of(options->with, login));
	options->chat = options->with_chat;
	options->seats[0] = geteuid() < options->with ? SEAT_A : SEAT_B;
	options->seat_count = 1;
	return EX_OK;
}

/* Once all is read: a room is an address like a chat and a seat, and excludes both. */
static int conclude(const struct command *command, struct options *options)
{
	if (options->has_group && options->room == NULL && (command->takes & OPTION_ROOM) != 0)
		return options_refuse(command, "--group is for a room; say which with --room");
	if (options->has_with)
		return conclude_with(command, options);
	if (options->room == NULL)
		return EX_OK;
	if (options->chat_given)
		return options_refuse(command, "--room and -c exclude each other");
	options->chat = options->room;
	options->seats[0] = SEAT_ROOM;
	options->seat_count = 1;
	return EX_OK;
}

int options_parse(const struct command *command, int argc, char **argv, struct options *options)
{
	char letters[2 * OPTION_TABLE_MAX + 3];
	struct option longs[OPTION_TABLE_MAX + 1];
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
	if (status == EX_OK)
		status = set_operands(command, argc - optind, argv + optind, options);
	return status == EX_OK ? conclude(command, options) : status;
}
