/* SPDX-License-Identifier: ISC */
/*
 * A file of lines that goes through something, and what comes out of it: each line once, in order.
 */
#ifndef TESTS_BENCH_LINES_H
#define TESTS_BENCH_LINES_H

#include <stdio.h>
#include <sys/types.h>

#include "tests/bench/feeder.h"

/* What tail writes before a line that ann said, behind its time. */
#define LINES_SIGN " < ann: "

struct lines {
	int count;
	off_t size;
	char last[FEEDER_LINE + 1];
};

/* Opens a file of the folder, see actors_file(). */
int lines_open_file(const char *name, int flags);

/* Makes the file "lines" of so many lines, written by this function. */
void lines_write(struct lines *lines, int count, void (*write_to)(FILE *file, int count));

/* Such a function: numbered lines of 64 bytes, as feeder.h has them. */
void lines_numbered(FILE *file, int count);

/* Waits until the last line is in this file, with at most a few notes behind it. */
void lines_await(const struct lines *lines, int fd);

/* Looks at what the lines of a file are behind a sign; lines without it are notes. */
void lines_check(const struct lines *lines, const char *name, const char *sign);

#endif
