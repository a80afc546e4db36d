/* SPDX-License-Identifier: ISC */
/*
 * Options and operands of all commands, in one struct; a command's table says which it takes.
 */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/name.h"
#include "core/record.h"

enum option_flag {
	OPTION_CHAT = 1 << 0,
	OPTION_NICK = 1 << 1,
	OPTION_STAY = 1 << 2,
	OPTION_KEEP = 1 << 3,
	OPTION_FOLLOW = 1 << 4,
	OPTION_LINES = 1 << 5,
	OPTION_JSON = 1 << 6,
	OPTION_DRY_RUN = 1 << 7,
	OPTION_DETACH = 1 << 8,
	OPTION_PLAIN = 1 << 9,
	OPTION_SET = 1 << 10,
};

#define OPTIONS_SEATS_MAX 2
#define OPTIONS_SET_MAX   32

struct options {
	const char *chat;
	bool chat_given;
	char nick[RECORD_FROM_MAX + 1]; /* empty: not given */
	bool stay, keep, follow, json, dry_run, detach, plain;
	/* Not an option of the command line: the end of input is the wish to leave, see
	 * app/launch.h. */
	bool owned;
	const char *set[OPTIONS_SET_MAX]; /* key=value, as given */
	int set_count;
	bool lines_given;
	bool lines_from_start; /* +N: from record N on; otherwise the last N */
	uint64_t lines;
	enum seat seats[OPTIONS_SEATS_MAX];
	int seat_count;
};

struct command {
	const char *name;
	const char *usage;   /* what follows the command's name */
	const char *summary; /* one line */
	unsigned takes;      /* enum option_flag */
	int seats_max;
	int (*run)(const struct options *options);
};

/*
 * Reads the arguments behind the command's name; argv[0] is that name. Options given before the
 * command stand in *options already. Returns EX_OK; EX_USAGE after saying what is wrong; or -1
 * where
 * --help was asked for and has been printed, or --version.
 */
int options_parse(const struct command *command, int argc, char **argv, struct options *options);

/* Fills in the defaults. */
void options_init(struct options *options);

/* Checks and takes the name of a chat. Returns EX_OK, or EX_USAGE after saying what is wrong. */
int options_set_chat(struct options *options, const char *name);

/* Says what is wrong, and the usage of the command, in one line. Returns EX_USAGE. */
int options_refuse(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Prints to standard output what --version prints. Returns EX_OK, or EX_IOERR after saying so where
 * it could not be written.
 */
int options_print_version(void);

#endif
