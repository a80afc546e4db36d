/* SPDX-License-Identifier: ISC */
/*
 * The benchmark: what the real program takes for something, beside what the bare primitive takes
 * for the same, in turns on the same machine at the same time.
 *
 * A figure is a function in the table of bench.c. It makes the processes that it needs, asks for a
 * result a row of the table, adds samples to both its sides and ends what it has started:
 *
 *	void figure_thing(void)
 *	{
 *		struct result *result = bench_result(
 *			&(struct result){.name = "thing", .unit = UNIT_MS, .at_most = 50});
 *
 *		for (int i = 0; i < bench_count(20, 3); i++) {
 *			bench_progress("thing", i, bench_count(20, 3));
 *			samples_add(&result->ours, time_of_ours());
 *			samples_add(&result->bare, time_of_bare());
 *		}
 *	}
 *
 * Times are never judged. What is wrong, a lost line say, is: bench_wrong().
 */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/bench/matrix.h"
#include "tests/bench/samples.h"

enum unit {
	UNIT_MS, /* times have percentiles; of all others the median says all */
	UNIT_US,
	UNIT_MB,
	UNIT_COUNT,
	UNIT_RATE, /* a second */
};

struct result {
	const char *figure; /* that it is of; set by bench_result() */
	const char *name;
	enum unit unit;
	double at_most;      /* the target, 0 for none */
	double aim;          /* what would be better still, 0 for nothing */
	bool of_ratio;       /* these are of the ratio, not of ours */
	bool has_target;     /* a target of 0 is one */
	const char *against; /* what the bare side is */
	struct samples ours;
	struct samples bare;
};

struct bench {
	const char *program; /* the shmooze that is measured */
	const char *bare;    /* the program of bare.c */
	const char *figure;  /* which is measured just now */
	bool quick;          /* few samples: to see whether it works */
	int wrong;           /* how much was not as it must be */
};

extern struct bench bench;

/* A new row, a copy of this one. It lives until the end. */
struct result *bench_result(const struct result *result);

/* A new table, of this unit (tests/bench/matrix.h); likewise. */
struct matrix *bench_matrix(const char *name, const char *unit);

/* The first number, or the second one with --quick. */
int bench_count(int full, int quick);

/* Says how far it is, in a line on standard error if that is a terminal. */
void bench_progress(const char *name, int done, int all);

/* A wrong result: is told, and the status of the program will not be 0. */
void bench_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The benchmark can't go on. Ends all that was started. */
void bench_die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Milliseconds since some point in the past. */
double bench_now(void);

/* Was a signal sent that asks to end? Then it does not return. To be called while waiting. */
void bench_obey(void);

/* Long enough for everything that ever comes. */
#define BENCH_PATIENCE_MS 60000.0

/* The figures, each in the file that is called like it. */
void figure_stream(void);
void figure_latency(void);
void figure_request(void);
void figure_fanout(void);
void figure_flood(void);
void figure_scroll(void);
void figure_idle(void);
void figure_idle_window(void);
void figure_memory(void);
void figure_memory_viewer(void);
void figure_start(void);
void figure_start_window(void);
void figure_prompt(void);
void figure_mechanisms(void);

#endif
