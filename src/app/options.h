/* SPDX-License-Identifier: ISC */
/*
 * Options and operands of all commands, in one struct; a command's table says which it takes.
 */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/address.h"
#include "core/record.h"

/* What a command takes. */
#define OPTION_CHAT       (UINT64_C(1) << 0)
#define OPTION_NICK       (UINT64_C(1) << 1)
#define OPTION_STAY       (UINT64_C(1) << 2)
#define OPTION_KEEP       (UINT64_C(1) << 3)
#define OPTION_FOLLOW     (UINT64_C(1) << 4)
#define OPTION_LINES      (UINT64_C(1) << 5)
#define OPTION_JSON       (UINT64_C(1) << 6)
#define OPTION_DRY_RUN    (UINT64_C(1) << 7)
#define OPTION_DETACH     (UINT64_C(1) << 8)
#define OPTION_PLAIN      (UINT64_C(1) << 9)
#define OPTION_SET        (UINT64_C(1) << 10)
#define OPTION_NO_LOG     (UINT64_C(1) << 11)
#define OPTION_WAIT       (UINT64_C(1) << 12)
#define OPTION_WAIT_STATE (UINT64_C(1) << 13)
#define OPTION_TIMEOUT    (UINT64_C(1) << 14)
#define OPTION_TYPE       (UINT64_C(1) << 15)
#define OPTION_CURSOR     (UINT64_C(1) << 16)
#define OPTION_PEEK       (UINT64_C(1) << 17)
#define OPTION_COUNT      (UINT64_C(1) << 18)
#define OPTION_SINCE      (UINT64_C(1) << 19)
#define OPTION_SINCE_TIME (UINT64_C(1) << 20)
#define OPTION_FROM       (UINT64_C(1) << 21)
#define OPTION_GREP       (UINT64_C(1) << 22)
#define OPTION_EXPORT     (UINT64_C(1) << 23)
#define OPTION_QUEUE      (UINT64_C(1) << 24)
#define OPTION_MESSAGE    (UINT64_C(1) << 25)
#define OPTION_EACH_LINE  (UINT64_C(1) << 26)
#define OPTION_UNTIL      (UINT64_C(1) << 27)
#define OPTION_ROOM       (UINT64_C(1) << 28)
#define OPTION_GROUP      (UINT64_C(1) << 29)
/* Not an option: behind a seat, if there is one, the operands are a text. */
#define OPERANDS_TEXT (UINT64_C(1) << 30)
/* Nor these: the first operand is a room, and the second a verb, what follows being words. */
#define OPERAND_ROOM (UINT64_C(1) << 31)
#define OPERAND_VERB (UINT64_C(1) << 32)
#define OPTION_MAX   (UINT64_C(1) << 33)
#define OPTION_TOPIC (UINT64_C(1) << 34)
#define OPTION_STOP  (UINT64_C(1) << 35)
#define OPTION_WITH  (UINT64_C(1) << 36)
/* Those that are bench's alone. */
#define OPTIONS_BENCH (UINT64_C(1) << 37)

/* What send waits for. */
enum option_wait { WAIT_TAKEN, WAIT_DELIVERED, WAIT_READ };

#define OPTIONS_SEATS_MAX 2
#define OPTIONS_SET_MAX   32

struct options {
	const char *chat;
	bool chat_given;
	const char
		*room; /* NULL: not given; else chat is it as well, and the only seat SEAT_ROOM */
	bool has_group;
	gid_t group;   /* if has_group */
	bool has_with; /* a chat with another account: then chat and the seat follow from it */
	uid_t with;    /* if has_with */
	char with_chat[NAME_CHAT_MAX + 1]; /* what chat points to then */
	char nick[RECORD_FROM_MAX + 1];    /* empty: not given */
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

	bool no_log;
	bool wait;          /* for something to come */
	int64_t wait_ms;    /* at most; -1: for ever */
	int64_t timeout_ms; /* -1: not given */
	enum option_wait wait_for;
	long type;          /* urgency, 1 is the most urgent; 0: not given */
	const char *cursor; /* NULL: not given */
	bool peek, each_line;
	uint64_t count; /* at most so many messages; 0: not given */
	bool since_given;
	uint64_t since;         /* records behind this one */
	const char *since_time; /* as given, or NULL */
	const char *until_time; /* likewise */
	const char *from, *grep, *export_as;
	int queue;           /* id of a System V queue; -1: not given */
	const char *message; /* NULL: not given */
	bool quick;
	const char *only, *json_file, *svg_file; /* NULL: not given */
	char *const *words;                      /* operands that are a text; OPERANDS_TEXT */
	int word_count;
	const char *verb;  /* OPERAND_VERB */
	uint64_t max;      /* members of a room, or calls of a server; 0: not given */
	const char *topic; /* NULL: not given */
	bool stop;
};

struct command {
	const char *name;    /* may be two words */
	const char *usage;   /* what follows the command's name */
	const char *summary; /* one line */
	uint64_t takes;      /* OPTION_ flags */
	int seats_max;
	int (*run)(const struct options *options);
};

/*
 * Reads the arguments behind the command's name; argv[0] is that name. Options given before the
 * command stand in *options already. Returns EX_OK; EX_USAGE after saying what is wrong; or -1
 * where the help was asked for and has been printed, or the version.
 */
int options_parse(const struct command *command, int argc, char **argv, struct options *options);

/* Fills in the defaults. */
void options_init(struct options *options);

/* The address of a seat of the chat, in the group that was given if one was. */
struct address options_address(const struct options *options, enum seat seat);

/* Takes the name of a chat. Returns EX_OK, or EX_USAGE where it can't be one, which it doesn't say.
 */
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
