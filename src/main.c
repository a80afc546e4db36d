/* SPDX-License-Identifier: ISC */
/*
 * shmooze: a chat for people and programs on one machine. Picks the command.
 */
#include "config.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/options.h"

static const struct command commands[] = {
	{"chat", "[-c CHAT] [--nick NICK] [--plain] [--set KEY=VALUE]... [A|B]",
		"Talk in a window: a peer and its viewer in one terminal (the default).",
		OPTION_CHAT | OPTION_NICK | OPTION_PLAIN | OPTION_SET, 1, chat_run},
	{"peer", "[-c CHAT] [--nick NICK] [--stay] [--keep] [--detach] [A|B]",
		"Take a seat and talk: each line of standard input is a message.",
		OPTION_CHAT | OPTION_NICK | OPTION_STAY | OPTION_KEEP | OPTION_DETACH, 1, peer_run},
	{"view", "[-c CHAT] [--plain] [--set KEY=VALUE]... [A|B]...",
		"Show the boards of seats in panes; q leaves.",
		OPTION_CHAT | OPTION_PLAIN | OPTION_SET, 2, view_run},
	{"tail", "[-c CHAT] [-f] [-n N|+N] [--json] [A|B]",
		"Print the board of a seat, a line a record.",
		OPTION_CHAT | OPTION_FOLLOW | OPTION_LINES | OPTION_JSON, 1, tail_run},
	{"ls", "[-c CHAT] [--json]", "List chats, seats and the System V objects behind them.",
		OPTION_CHAT | OPTION_JSON, 0, ls_run},
	{"clean", "[-c CHAT] [-n]", "Remove what killed peers left, and only that.",
		OPTION_CHAT | OPTION_DRY_RUN, 0, clean_run},
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

#define USAGE "shmooze [-c CHAT] [COMMAND [ARGUMENT]...]"

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static int refuse(const char *what, const char *argument)
{
	return fail(EX_USAGE, "%s%s; usage: " USAGE ", COMMAND being chat, peer, view, tail, ls or clean",
		what, argument);
}

static int print_help(void)
{
	puts("usage: " USAGE "\n\n"
	     "A chat for people and programs on one machine.\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-6s %s\n", commands[i].name, commands[i].summary);
	puts("\nshmooze COMMAND --help tells more, the manual page shmooze(1) tells all.");
	return fail_unless_flushed();
}

/* The chat can be given before the command, too. Returns the arguments that this takes, 0 for none. */
static int take_chat(char **argv, const char **chat)
{
	if (strncmp(argv[0], "--chat=", 7) == 0)
		*chat = argv[0] + 7;
	else if (strncmp(argv[0], "-c", 2) == 0 && argv[0][2] != '\0')
		*chat = argv[0] + 2;
	else if (strcmp(argv[0], "-c") == 0 || strcmp(argv[0], "--chat") == 0)
		*chat = argv[1];
	else
		return 0;
	return *chat == argv[1] ? 2 : 1;
}

/*
 * What stands before the command: --help, --version, and the chat. Sets *command to the index of the
 * command's name, or of what does not belong here: then it is all for chat, the default command.
 * Returns EX_OK, EX_USAGE after saying what is wrong, or -1 where all is done.
 */
static int parse_global(int argc, char **argv, struct options *options, int *command)
{
	int i = 1, taken;

	while (i < argc && argv[i][0] == '-') {
		const char *chat = NULL;

		if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)
			return print_help() == EX_OK ? -1 : EX_IOERR;
		if (strcmp(argv[i], "-V") == 0 || strcmp(argv[i], "--version") == 0)
			return options_print_version() == EX_OK ? -1 : EX_IOERR;
		taken = take_chat(argv + i, &chat);
		if (taken == 0)
			break;
		if (chat == NULL)
			return refuse("a value is missing behind ", argv[i]);
		if (options_set_chat(options, chat) != EX_OK)
			return refuse("this can't be the name of a chat: ", chat);
		i += taken;
	}
	*command = i;
	return EX_OK;
}

/* Whether the argument is for chat although that is not named: an option, a seat, or none at all. */
static bool for_chat(const char *argument)
{
	enum seat seat;

	return argument == NULL || argument[0] == '-' || name_seat_parse(argument, &seat);
}

/*
 * Whoever runs us may have closed one of them; what we open must not take its place. What stands there
 * instead can be read, and is at its end; writing to it fails, as it would have.
 */
static void fill_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0)
			_exit(EX_OSERR);
	}
}

/* Text is UTF-8 in all places; a locale of another encoding keeps everything but that. */
static void set_locale(void)
{
	setlocale(LC_ALL, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

int main(int argc, char **argv)
{
	const struct command *command = NULL;
	struct options options;
	int index = 0, status;

	fill_standard_descriptors();
	set_locale();
	options_init(&options);
	status = parse_global(argc, argv, &options, &index);
	if (status == EX_OK && for_chat(argv[index])) {
		/* What stands before it, the program's name if nothing else, has been dealt with. */
		index--;
		command = find_command("chat");
	} else if (status == EX_OK) {
		command = find_command(argv[index]);
		if (command == NULL)
			return refuse("unknown command ", argv[index]);
	}
	if (status == EX_OK)
		status = options_parse(command, argc - index, argv + index, &options);
	if (status == EX_OK)
		return command->run(&options);
	return status == -1 ? EX_OK : status;
}
