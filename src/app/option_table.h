/* SPDX-License-Identifier: ISC */
/*
 * The options of all commands: how each is written, and what it does to struct options.
 */
#ifndef APP_OPTION_TABLE_H
#define APP_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/options.h"

struct option_entry {
	uint64_t flag; /* of the commands that take it, OPTION_CHAT and so on; 0: every command */
	char letter;   /* 0: none; two of one letter or name are never one command's */
	const char *name; /* the long one */
	int argument;     /* as in getopt_long(3): no_argument and so on */
	const char *help; /* one line */
	/* What it does, one of three; none of them for --help and --version. */
	size_t yes;  /* offset of a bool that becomes true, else 0 */
	size_t text; /* offset of a const char * that points to the argument then, else 0 */
	/* Returns false where the argument is not good, NULL being none at all. */
	bool (*set)(struct options *options, const char *argument);
	const char *why_not; /* what is said of such an argument, behind it */
};

/* At least as many as there are. */
#define OPTION_TABLE_MAX 64
extern const struct option_entry option_table[];
extern const size_t option_table_count;

/* Does what the option does. Returns false where its argument is not good: entry->why_not. */
bool option_apply(const struct option_entry *entry, const char *argument, struct options *options);

#endif
