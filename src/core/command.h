/* SPDX-License-Identifier: ISC */
/*
 * What begins with a slash where one types: the table of commands, and reading a line.
 *
 *	hello             text
 *	/nick ann         a command: its name, or the start of one (two letters or more) that no
 *other name has, in either case; then its argument
 *	//etc/passwd      text that begins with a slash
 *	/etc/passwd       no command there is; not text either, so that no mistyped command is sent
 *
 * Only a slash that is the first byte of all counts. Running a command is up to the caller.
 */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;

/* In the order of the table, which is alphabetical. */
enum command_id {
	COMMAND_AWAY,
	COMMAND_CLOSE,
	COMMAND_COPY,
	COMMAND_EVEN,
	COMMAND_FIND,
	COMMAND_FOCUS,
	COMMAND_HELP,
	COMMAND_IGNORE,
	COMMAND_INFO,
	COMMAND_ME,
	COMMAND_NICK,
	COMMAND_NOTIFY,
	COMMAND_OPEN,
	COMMAND_PANE,
	COMMAND_PING,
	COMMAND_QUIT,
	COMMAND_SAVE,
	COMMAND_SET,
	COMMAND_SPLIT,
	COMMAND_STOP,
	COMMAND_THEME,
	COMMAND_TOPIC,
	COMMAND_WHO,
	COMMAND_ZOOM,
	COMMAND_COUNT
};

enum command_need { COMMAND_NO_ARGUMENT, COMMAND_MAY_HAVE, COMMAND_MUST_HAVE };

/* What a word is, for its completion. */
enum command_what {
	COMMAND_WHAT_TEXT, /* nothing to complete */
	COMMAND_WHAT_NAME, /* of a command */
	COMMAND_WHAT_NICK,
	COMMAND_WHAT_FILE, /* all of the argument, blanks included */
	COMMAND_WHAT_PANE,
	COMMAND_WHAT_THEME,
	COMMAND_WHAT_CHOICE, /* one of the entry's */
	COMMAND_WHAT_KEY,    /* of a setting */
	COMMAND_WHAT_VALUE,  /* of a setting; the key is the first word of the argument */
};

#define COMMAND_CHOICES_MAX 6

struct command_entry {
	enum command_id id;
	const char *name;
	const char *argument; /* as help shows it; empty: none */
	const char *help;     /* one line */
	enum command_need need;
	enum command_what what;
	const char *choices[COMMAND_CHOICES_MAX + 1]; /* NULL behind the last */
};

/* The entry of id, which is less than COMMAND_COUNT. */
const struct command_entry *command_entry(enum command_id id);

enum command_kind {
	COMMAND_IS_TEXT,
	COMMAND_IS_COMMAND,
	COMMAND_IS_UNKNOWN,
	COMMAND_IS_MISUSED, /* the argument is missing, or one that can't be */
};

/* text points into the line that was read. */
struct command_line {
	enum command_kind kind;
	const struct command_entry *entry; /* if unknown: the nearest, or NULL */
	const char *text; /* to be sent; the argument without blanks around it; the unknown name */
	size_t len;
	int choice; /* index into the entry's choices, -1 without argument or choices */
};

/* Reads a line, which may have newlines in it; they are blanks. */
void command_parse(const char *line, size_t n, struct command_line *parsed);

/*
 * Appends what to answer to a line that was unknown or misused: one line, which quotes what was
 * typed as it is (see core/funnel). Returns 0 or -ENOMEM.
 */
int command_answer(struct buffer *out, const struct command_line *parsed);

/*
 * The next entry behind after, from the first on where that is NULL, whose name begins with prefix,
 * or in whose name, argument or help text is found, both without regard to case. Returns NULL at
 * the end.
 */
const struct command_entry *command_complete(
	const struct command_entry *after, const char *prefix, size_t n);
const struct command_entry *command_search(
	const struct command_entry *after, const char *text, size_t n);

/* The word before the cursor, to be completed. */
struct command_word {
	enum command_what what;
	const struct command_entry *entry; /* whose argument it is in, or NULL */
	size_t start;                      /* where it begins in the line */
};

/* Tells which word ends at cursor, a place in the line. In text it is a nick. */
struct command_word command_word(const char *line, size_t cursor);

#endif
