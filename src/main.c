/* SPDX-License-Identifier: ISC */
/*
 * shmooze: a chat for people and programs on one machine. Picks the command.
 */
#include "config.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/options.h"

static const struct command commands[] = {
	{"peer", "[-c CHAT] [--nick NICK] [--stay] [--keep] [A|B]",
		"Take a seat and talk: each line of standard input is a message.",
		OPTION_CHAT | OPTION_NICK | OPTION_STAY | OPTION_KEEP, 1, peer_run},
	{"view", "[-c CHAT] [A|B]...", "Show the boards of seats in panes; q leaves.", OPTION_CHAT, 2,
		view_run},
	{"tail", "[-c CHAT] [-f] [-n N|+N] [--json] [A|B]",
		"Print the board of a seat, a line a record.",
		OPTION_CHAT | OPTION_FOLLOW | OPTION_LINES | OPTION_JSON, 1, tail_run},
	{"ls", "[-c CHAT] [--json]", "List chats, seats and the System V objects behind them.",
		OPTION_CHAT | OPTION_JSON, 0, ls_run},
	{"clean", "[-c CHAT] [-n]", "Remove what killed peers left, and only that.",
		OPTION_CHAT | OPTION_DRY_RUN, 0, clean_run},
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

#define USAGE "shmooze [-c CHAT] COMMAND [ARGUMENT]..."

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
	return fail(EX_USAGE, "%s%s; usage: " USAGE ", COMMAND being peer, view, tail, ls or clean",
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

/*
 * The options before the command: --help, --version, and the chat, which every command takes. Sets
 * *command to the index of the command's name. Returns EX_OK, EX_USAGE, or -1 where all is done.
 */
static int parse_global(int argc, char **argv, struct options *options, int *command)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		const char *argument = argv[i], *chat = NULL;

		if (strcmp(argument, "-h") == 0 || strcmp(argument, "--help") == 0)
			return print_help() == EX_OK ? -1 : EX_IOERR;
		if (strcmp(argument, "-V") == 0 || strcmp(argument, "--version") == 0)
			return options_print_version() == EX_OK ? -1 : EX_IOERR;
		if (strncmp(argument, "--chat=", 7) == 0)
			chat = argument + 7;
		else if (strncmp(argument, "-c", 2) == 0 && argument[2] != '\0')
			chat = argument + 2;
		else if (strcmp(argument, "-c") != 0 && strcmp(argument, "--chat") != 0)
			return refuse("unknown option ", argument);
		else if (++i == argc)
			return refuse("a value is missing behind ", argument);
		else
			chat = argv[i];
		if (options_set_chat(options, chat) != EX_OK)
			return refuse("this can't be the name of a chat: ", chat);
	}
	if (i == argc)
		return refuse("no command", "");
	*command = i;
	return EX_OK;
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
	const struct command *command;
	struct options options;
	int index = 0, status;

	fill_standard_descriptors();
	set_locale();
	options_init(&options);
	status = parse_global(argc, argv, &options, &index);
	if (status == EX_OK) {
		command = find_command(argv[index]);
		if (command == NULL)
			return refuse("unknown command ", argv[index]);
		status = options_parse(command, argc - index, argv + index, &options);
		if (status == EX_OK)
			return command->run(&options);
	}
	return status == -1 ? EX_OK : status;
}
