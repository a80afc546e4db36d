/* SPDX-License-Identifier: ISC */
/*
 * A command of the user's as it is written in a setting: words, made an argument vector without a
 * shell.
 *
 * White space divides words. Between single quotes everything stands for itself; between double
 * quotes everything but \" and \\; elsewhere a backslash makes the next byte stand for itself.
 * Nothing is expanded: no variables, no patterns, no tilde.
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include <stddef.h>

struct buffer;

/* Words that a vector holds at most. */
#define WORDS_MAX 256

/* A zeroed one has no words, and a list of NULL. */
struct words {
	char **list; /* with NULL behind the last: an argv; in one block of memory with the words */
	size_t count;
};

/*
 * Reads the words of text, which is terminated. Returns 0; -EINVAL where a quote is not closed or a
 * backslash is the last; -E2BIG; -ENOMEM. On failure *words is as before, otherwise its former
 * words are released.
 */
int words_parse(struct words *words, const char *text);

void words_fini(struct words *words);

/* Appends the words such that words_parse() reads them again. Returns 0 or -ENOMEM. */
int words_format(struct buffer *out, const struct words *words);

#endif
