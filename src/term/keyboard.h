/* SPDX-License-Identifier: ISC */
/*
 * The keyboard of the terminal that curses has opened: its line is set up so that bytes come as
 * they are typed, and they are read and made keys.
 *
 * curses saves and restores the line, with that of the output: it is the same one.
 */
#ifndef TERM_KEYBOARD_H
#define TERM_KEYBOARD_H

#include "term/keys.h"

struct keyboard {
	int in;
	struct keys keys;
};

/* Sets up the line in. */
void keyboard_init(struct keyboard *keyboard, int in);
void keyboard_fini(struct keyboard *keyboard);

/* See term_key() and term_timeout(). */
int keyboard_key(struct keyboard *keyboard, struct key *key);
int keyboard_timeout(const struct keyboard *keyboard);

#endif
