/* SPDX-License-Identifier: ISC */
/*
 * A terminal to test with: a pty, and behind it libvterm, an emulator that knows nothing of curses
 * or of the funnel. What it would show, and the bytes that it got, can be looked at.
 *
 * There is one, each test has it to itself, and emulator_close() leaves nothing behind.
 */
#ifndef TESTS_TERM_EMULATOR_H
#define TESTS_TERM_EMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <termios.h>
#include <vterm.h>

#include "term/term.h"

struct emulator {
	int master;
	FILE *tty;
	struct termios before;
	struct term *term; /* NULL before emulator_open() and after the test has closed it */
	struct grid grid;  /* of the size of the terminal */
	VTerm *vterm;
	VTermScreen *screen;
	bool alternate;
	bool cursor_visible;
	bool hides; /* has hidden the cursor; some types of terminals can't */
	VTermPos cursor;
	char *sent; /* by the last emulator_drain(), terminated */
	size_t sent_len;
};

extern struct emulator emulator;

/* Only the pty and the emulator; TERM is name, or not set if that is NULL. */
void emulator_open_pty(const char *name, int rows, int columns);

/* Opens the terminal on it as well. */
void emulator_open(const char *name, int rows, int columns);
void emulator_close(void);

/* As fixtures: an xterm-256color of 6 rows and 20 columns. */
void emulator_set_up(void);
void emulator_tear_down(void);

/* Adds a terminal type to those that are known: that of 256 colours but with so many. */
void emulator_add_type(const char *name, int colours, int pairs);

/* Gives both sides another size. */
void emulator_resize(int rows, int columns);

/* Gives the emulator all that was written. */
void emulator_drain(void);

/*
 * From now on a thread takes what is written, up to the next emulator_drain(): for a program in
 * this process that writes more at once than a pty holds. Up to emulator_close().
 */
void emulator_pump(void);

/* Was this sent? */
bool emulator_got(const char *bytes);

/* Lets a program other than the one that is tested write. */
void emulator_write(const char *bytes);

VTermScreenCell emulator_cell(int row, int column);

/* The colour of a cell's text as a style has it. */
int emulator_fg(int row, int column);

/* Puts text on the grid. */
void emulator_put(int row, int column, const char *text, struct style style);
void emulator_clear(void);

/*
 * Does the emulator show anything but the grid, with term's colours and the cursor where it is to
 * be? Then what says so.
 */
#define EMULATOR_WHAT_SIZE 256
bool emulator_differs(
	const struct grid *grid, const struct term *term, char what[EMULATOR_WHAT_SIZE]);

/* Shows the grid; the emulator must show the same, cell by cell. */
void emulator_show(void);

/*
 * The columns that the emulator has for a character, -1 where it does not stand in those; what the
 * emulator shows is lost. Its table is its own, of another version of Unicode than the C library's.
 */
int emulator_columns(uint32_t cp);

/* Types, and waits until it can be read. */
void emulator_type(const char *bytes, size_t n);

/* Waits for a key as an event loop does: until the terminal can be read, or for its time-out. */
struct key emulator_key(void);

/* There is no key, now and later. */
void emulator_no_key(void);

/* The line is as it was before, the emulator shows the usual screen and a cursor. */
void emulator_check_restored(void);

#endif
