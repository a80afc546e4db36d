/* SPDX-License-Identifier: ISC */
/*
 * A process that feeds a peer with numbered lines through a pipe.
 *
 * A line has 64 bytes with its newline: its number in nine digits, counted from 1, then a word and
 * a filling that are the same for all lines but the first one, whose word is another, of the same
 * beginning.
 */
#ifndef TESTS_BENCH_FEEDER_H
#define TESTS_BENCH_FEEDER_H

#include <stdint.h>
#include <sys/types.h>

#define FEEDER_LINE   64
#define FEEDER_DIGITS 9
#define FEEDER_COMMON "quag"  /* what the words of all lines begin with */
#define FEEDER_FIRST  "quagz" /* the word of the first line */
#define FEEDER_OTHER  "quagm" /* that of the others */

struct feeder_shared;

struct feeder {
	pid_t pid;
	int out; /* what the peer reads; to be closed when the peer has it */
	struct feeder_shared *shared;
};

/* At this rate (lines a second), 0 for as fast as they are taken; up to most lines, 0 for no end.
 */
void feeder_open(struct feeder *feeder, uint64_t rate, uint64_t most);

/* Lets it end behind a whole line. Returns how many lines there were. */
uint64_t feeder_stop(struct feeder *feeder);

/* Waits until it has written all, and ends it. */
void feeder_finish(struct feeder *feeder);

/* How many lines it has written by now. */
uint64_t feeder_written(const struct feeder *feeder);

/* Writes the line of a number, with its newline. */
void feeder_line(char line[FEEDER_LINE], uint64_t number);

#endif
