/* SPDX-License-Identifier: ISC */
/*
 * Telling people what went wrong: one line on standard error and an exit status of sysexits.h.
 *
 *     shmooze: what: why
 */
#ifndef APP_FAIL_H
#define APP_FAIL_H

#include <sysexits.h>

/* Prints the line and returns status. Bytes that a terminal must not be given are made visible. */
int fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints "shmooze: what: " and the reason of a negative errno, and returns the status it stands
 * for. */
int fail_errno(int error, const char *what);

/*
 * Writes out what was printed on standard output. Returns EX_OK, or EX_IOERR after saying so where
 * that or an earlier write of it failed.
 */
int fail_unless_flushed(void);

/*
 * Says something on standard error that is no error, with the same prefix. Says nothing rather than
 * wait for a terminal that takes no output just now.
 */
void fail_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * What the next error ends with, behind a semicolon: a program that has more than one thing to tell
 * tells it in one line. An earlier one is forgotten; NULL: none.
 */
void fail_remember(const char *text);

/*
 * From now on tell() gets what would be printed, as it is and without the prefix; NULL: it is
 * printed again. For the time that standard error would be written across a window.
 */
void fail_divert(void (*tell)(void *context, const char *text), void *context);

#endif
