/* SPDX-License-Identifier: ISC */
/*
 * Terminals for the programs that are measured: a pty each, and libvterm behind it.
 *
 * All that are open are drained whenever one of them is waited for, so that no program is held up
 * by a terminal that nobody looks at.
 */
#ifndef TESTS_BENCH_TTY_H
#define TESTS_BENCH_TTY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <vterm.h>

#define TTY_ROWS    24
#define TTY_COLUMNS 80
#define TTY_MOST    256 /* columns that tty_row() can tell */

struct tty {
	int master;
	pid_t pid;
	int rows;
	int columns;
	VTerm *vterm;
	VTermScreen *screen;
	uint64_t bytes; /* that came */
	double came;    /* when the last of them did, as bench_now() */
	/* Called whenever a repaint, which a terminal shows at once, is complete. May be NULL. */
	void (*painted)(struct tty *tty, void *context);
	void *context;
	int sync_matched; /* bytes of the sequence that ends a repaint */
	bool hung_up;
};

/* Starts a program on a new terminal of 24 rows and 80 columns. */
void tty_open(struct tty *tty, const char *const *argv);

/* Ends the program and closes the terminal. */
void tty_close(struct tty *tty);

void tty_resize(struct tty *tty, int rows, int columns);
void tty_type(struct tty *tty, const char *keys);

/* A row as text, a '?' for each cell that is not ASCII, terminated, valid until the next call. */
const char *tty_row(struct tty *tty, int row);

/* Is this text on the row, or on any row above the last one? */
bool tty_row_has(struct tty *tty, int row, const char *text);
bool tty_shows(struct tty *tty, const char *text);

/*
 * Waits until a condition holds; asks again whenever something came. Returns when, as bench_now().
 * Dies with the words what if it never does.
 */
double tty_wait(bool (*holds)(void *context), void *context, const char *what);

/* Drains the terminals for so long. */
void tty_pass(double ms);

/* Drains them until nothing has come for so long. */
void tty_calm(double ms);

#endif
