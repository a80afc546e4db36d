/* SPDX-License-Identifier: ISC */
/*
 * Short commands: run to their end, and what they print.
 */
#ifndef TESTS_BENCH_ASK_H
#define TESTS_BENCH_ASK_H

#include <stdbool.h>

#define ASK_LINE 256

/*
 * Runs a program by posix_spawn(3), its standard output being this descriptor, and waits for its
 * end; a status that is not 0 is wrong. argv begins with its path and ends with NULL. Returns the
 * milliseconds that this took.
 */
double ask_spawn(const char *const *argv, int out);

/* The same with what it prints: its first bytes, terminated. */
void ask_line(const char *const *argv, char line[ASK_LINE]);

/* The number of messages that seat B has not read, as shmooze unread tells it. */
long ask_unread(void);

/* Waits until it is that many at least. Dies if that takes too long. */
void ask_await_unread(long count);

/* Waits until there is a board at seat B: whoever follows it can't begin before. */
void ask_await_board(void);

/* Waits until so many viewers are at a seat, R being that of a room, as shmooze ls tells it. */
void ask_await_viewers(char seat, int count);

/* Waits until there is a room of this name. */
void ask_await_room(const char *room);

/* The same and until so many members are in it; false if they do not come for some seconds. */
bool ask_members_come(const char *room, int count);

#endif
