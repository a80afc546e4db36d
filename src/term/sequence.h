/* SPDX-License-Identifier: ISC */
/*
 * The bytes that one key sends: a character, or a sequence that begins with ESC.
 *
 *	ESC [ 1 ; 5 C     control sequences, as of ECMA-48 and xterm (also ESC [ 9 9 ; 5 u)
 *	ESC O A           single shifts: application keys
 *	ESC [ [ A         the Linux console
 *	ESC c             Alt and a character
 *	ESC ESC [ A       Alt and a key that sends a sequence
 *
 * What a terminal says unasked, such as an answer to a question of the program before, has the same
 * forms, and is no text. Nothing here reads, waits or remembers.
 */
#ifndef TERM_SEQUENCE_H
#define TERM_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/keymap.h"

/* A control sequence that is longer is none of a key. */
#define SEQUENCE_MAX 64

/*
 * Stores the key that the n bytes at s (at least 1) begin with: KEYMAP_OTHER for a sequence that
 * means no key, KEYMAP_PASTE for the mark before a pasted text. Returns its bytes, or 0 while more
 * of it has to come, at most SEQUENCE_MAX bytes in all. With final nothing more comes: then the
 * bytes that are there count, and 0 is never returned.
 */
size_t sequence_key(const char *s, size_t n, bool final, struct key *key);

/*
 * Does s begin with a control string (OSC, DCS, APC), which only a terminal sends? Returns the
 * bytes of its introducer, 0 where none begins. Alt-] and its like are told from one by what
 * follows.
 */
size_t sequence_string(const char *s, size_t n);

#endif
