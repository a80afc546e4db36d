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
#include "core/buffer.h"

/* The first is the default. */
static const struct command commands[] = {
	{"chat",
		"[-c CHAT | --with USER] [--nick NICK] [--plain] [--no-log] [--set KEY=VALUE]... "
		"[A|B]",
		"Talk in a window: a peer and its viewer in one terminal (the default).",
		OPTION_CHAT | OPTION_WITH | OPTION_NICK | OPTION_PLAIN | OPTION_SET | OPTION_NO_LOG,
		1, chat_run},
	{"peer",
		"[-c CHAT | --with USER] [--nick NICK] [--stay] [--keep] [--detach] [--no-log] "
		"[--set "
		"KEY=VALUE]... [A|B]",
		"Take a seat and talk: each line of standard input is a message.",
		OPTION_CHAT | OPTION_WITH | OPTION_NICK | OPTION_STAY | OPTION_KEEP |
			OPTION_DETACH | OPTION_NO_LOG | OPTION_SET,
		1, peer_run},
	{"view",
		"[-c CHAT | --with USER | --room NAME [--group GROUP]] [--plain] [--set "
		"KEY=VALUE]... [A|B]...",
		"Show the boards of seats in panes; q leaves.",
		OPTION_CHAT | OPTION_WITH | OPTION_ROOM | OPTION_GROUP | OPTION_PLAIN | OPTION_SET,
		2, view_run},
	{"tail",
		"[-c CHAT | --with USER | --room NAME [--group GROUP]] [-f] [-n N|+N] [--since "
		"SEQ] [--json] "
		"[A|B]",
		"Print the board of a seat, a line a record.",
		OPTION_CHAT | OPTION_WITH | OPTION_ROOM | OPTION_GROUP | OPTION_FOLLOW |
			OPTION_LINES | OPTION_SINCE | OPTION_JSON,
		1, tail_run},
	{"send",
		"[-c CHAT | --with USER | --room NAME [--group GROUP]] [--lines] [--type N] "
		"[--wait[=STATE]] "
		"[--timeout SECONDS] [A|B] "
		"[TEXT]...",
		"Say a text, or standard input, as the peer of a seat, or in a room.",
		OPTION_CHAT | OPTION_WITH | OPTION_ROOM | OPTION_GROUP | OPTION_EACH_LINE |
			OPTION_TYPE | OPTION_WAIT_STATE | OPTION_TIMEOUT | OPERANDS_TEXT,
		1, send_run},
	{"recv",
		"[-c CHAT | --with USER | --room NAME [--group GROUP]] [--cursor NAME] "
		"[--wait[=SECONDS]] [-n N] "
		"[--since SEQ] [--peek] "
		"[--json] [A|B]",
		"Print the messages that were not received yet.",
		OPTION_CHAT | OPTION_WITH | OPTION_ROOM | OPTION_GROUP | OPTION_CURSOR |
			OPTION_WAIT | OPTION_COUNT | OPTION_SINCE | OPTION_PEEK | OPTION_JSON,
		1, recv_run},
	{"unread",
		"[-c CHAT | --with USER | --room NAME [--group GROUP]] [--cursor NAME] [--json] "
		"[A|B]",
		"Print how many messages were not read yet.",
		OPTION_CHAT | OPTION_WITH | OPTION_ROOM | OPTION_GROUP | OPTION_CURSOR |
			OPTION_JSON,
		1, unread_run},
	{"status", "[-c CHAT | --with USER | --room NAME [--group GROUP]] [--json] [A|B]",
		"Print how a seat is, in a line.",
		OPTION_CHAT | OPTION_WITH | OPTION_ROOM | OPTION_GROUP | OPTION_JSON, 1,
		status_run},
	{"log",
		"[-c CHAT | --with USER | --room NAME [--group GROUP]] [--since T] [--until T] "
		"[--from NICK] "
		"[--grep RE] [--json] "
		"[--export html] [A|B]",
		"Print what was said, also before today.",
		OPTION_CHAT | OPTION_WITH | OPTION_ROOM | OPTION_GROUP | OPTION_SINCE_TIME |
			OPTION_UNTIL | OPTION_FROM | OPTION_GREP | OPTION_JSON | OPTION_EXPORT,
		1, log_run},
	{"mail send", "[-c CHAT] [-i QUEUE] [-t TYPE] [-m TEXT] [A|B]",
		"Put a text into a mailbox, or any System V message queue.",
		OPTION_CHAT | OPTION_QUEUE | OPTION_TYPE | OPTION_MESSAGE, 1, mail_send_run},
	{"mail recv", "[-c CHAT] [-i QUEUE] [-t TYPE] [--wait[=SECONDS]] [A|B]",
		"Take the most urgent text out of one, or one of a type.",
		OPTION_CHAT | OPTION_QUEUE | OPTION_TYPE | OPTION_WAIT, 1, mail_recv_run},
	{"mail ls", "[-c CHAT] [--json]", "List mailboxes.", OPTION_CHAT | OPTION_JSON, 0,
		mail_ls_run},
	{"mail rm", "[-c CHAT] [-i QUEUE] [A|B]", "Remove a mailbox and what is in it.",
		OPTION_CHAT | OPTION_QUEUE, 1, mail_rm_run},
	{"room", "[--detach] [--max N] [--topic TEXT] [--group GROUP] [--no-log] [--stop] NAME",
		"Open a room, which any number of members join.",
		OPERAND_ROOM | OPTION_DETACH | OPTION_MAX | OPTION_TOPIC | OPTION_GROUP |
			OPTION_NO_LOG | OPTION_STOP | OPTION_SET,
		0, room_run},
	{"join", "[--nick NICK] [--group GROUP] [--plain] [--set KEY=VALUE]... NAME",
		"Talk in a room, in a window.",
		OPERAND_ROOM | OPTION_NICK | OPTION_GROUP | OPTION_PLAIN | OPTION_SET, 0, join_run},
	{"ask",
		"[--group GROUP] [--nick NICK] [--timeout SECONDS] [--json] ROOM VERB "
		"[ARGUMENT]...",
		"Ask those who serve a verb in a room, and print the answer.",
		OPERAND_ROOM | OPERAND_VERB | OPTION_GROUP | OPTION_NICK | OPTION_TIMEOUT |
			OPTION_JSON,
		0, ask_run},
	{"serve", "[--group GROUP] [--nick NICK] [--max N] ROOM VERB -- COMMAND [ARGUMENT]...",
		"Answer a verb in a room by running a command.",
		OPERAND_ROOM | OPERAND_VERB | OPTION_GROUP | OPTION_NICK | OPTION_MAX, 0,
		serve_run},
	{"ls", "[-c CHAT] [--group GROUP] [--json]",
		"List chats, rooms, and the System V objects behind them.",
		OPTION_CHAT | OPTION_GROUP | OPTION_JSON, 0, ls_run},
	{"clean", "[-c CHAT] [--group GROUP] [-n]", "Remove what killed peers left, and only that.",
		OPTION_CHAT | OPTION_GROUP | OPTION_DRY_RUN, 0, clean_run},
	{"doctor", "[--json]", "Check whether this machine and this login have what a chat needs.",
		OPTION_JSON, 0, doctor_run},
	{"bench", "[--quick] [--only FIGURE[,FIGURE]...] [--json FILE] [--svg FILE]",
		"Measure it on this machine, beside bare primitives.", OPTIONS_BENCH, 0, bench_run},
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

#define USAGE    "shmooze [-c CHAT] [COMMAND [ARGUMENT]...]"

/* How many words of a name the arguments begin with: all of them, or 0. */
static int match_name(const char *name, char *const *argv)
{
	size_t n = strcspn(name, " ");

	if (argv[0] == NULL || strncmp(argv[0], name, n) != 0 || argv[0][n] != '\0')
		return 0;
	if (name[n] == '\0')
		return 1;
	return argv[1] != NULL && strcmp(argv[1], name + n + 1) == 0 ? 2 : 0;
}

/* *words: how many arguments the command's name takes. */
static const struct command *find_command(char *const *argv, int *words)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		*words = match_name(commands[i].name, argv);
		if (*words > 0)
			return &commands[i];
	}
	return NULL;
}

static int refuse(const char *what, const char *argument)
{
	return fail(EX_USAGE,
		"%s%s; usage: " USAGE
		", COMMAND being chat, peer, view, tail, send, recv, unread, status, log, mail, "
		"room, join, ask, serve, ls, clean, doctor or bench",
		what, argument);
}

static int print_help(void)
{
	puts("usage: " USAGE "\n\n"
	     "A chat for people and programs on one machine.\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-9s %s\n", commands[i].name, commands[i].summary);
	puts("\nshmooze COMMAND --help tells more, the manual page shmooze(1) tells all.");
	return fail_unless_flushed();
}

/* Whether the command is the second word of this one. */
static bool is_second_of(const char *name, const char *first)
{
	size_t n = strlen(first);

	return strncmp(name, first, n) == 0 && name[n] == ' ';
}

/*
 * The first word of several commands, with what stands behind it. Returns EX_USAGE after saying
 * what is missing, -1 where help was asked for and has been printed, or EX_OK where it is no such
 * word.
 */
static int take_first_word(char *const *argv)
{
	const char *first = argv[0], *next = argv[1];
	bool help = next != NULL && (strcmp(next, "-h") == 0 || strcmp(next, "--help") == 0);
	struct buffer list = {0};
	int status = EX_OK;

	for (size_t i = 0; i < COMMANDS; i++) {
		if (!is_second_of(commands[i].name, first))
			continue;
		if (help)
			printf("usage: shmooze %s %s\n", commands[i].name, commands[i].usage);
		buffer_printf(&list, "%s%s", list.len > 0 ? ", " : "", commands[i].name);
	}
	if (help && list.len > 0)
		status = fail_unless_flushed() == EX_OK ? -1 : EX_IOERR;
	else if (list.len > 0)
		status =
			fail(EX_USAGE, "%s what? There are: %.*s", first, (int)list.len, list.data);
	buffer_fini(&list);
	return status;
}

/* The chat can be given before the command, too. Returns the arguments that this takes, 0 for none.
 */
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
 * What stands before the command: --help, --version, and the chat. Sets *command to the index of
 * the command's name, or of what does not belong here: then it is all for chat, the default
 * command. Returns EX_OK, EX_USAGE after saying what is wrong, or -1 where all is done.
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

/* Whether the argument is for chat although that is not named: an option, a seat, or none at all.
 */
static bool for_chat(const char *argument)
{
	enum seat seat;

	return argument == NULL || argument[0] == '-' || name_seat_parse(argument, &seat);
}

/*
 * Whoever runs us may have closed one of them; what we open must not take its place. What stands
 * there instead can be read, and is at its end; writing to it fails, as it would have.
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
	int index = 0, words, status;

	fill_standard_descriptors();
	set_locale();
	options_init(&options);
	status = parse_global(argc, argv, &options, &index);
	if (status == EX_OK && for_chat(argv[index])) {
		/* What stands before it, the program's name if nothing else, has been dealt with.
		 */
		index--;
		command = &commands[0];
	} else if (status == EX_OK) {
		command = find_command(argv + index, &words);
		if (command == NULL)
			status = take_first_word(argv + index);
		if (command == NULL && status == EX_OK)
			return refuse("unknown command ", argv[index]);
		index += words - 1;
	}
	if (status == EX_OK)
		status = options_parse(command, argc - index, argv + index, &options);
	if (status == EX_OK)
		return command->run(&options);
	return status == -1 ? EX_OK : status;
}
