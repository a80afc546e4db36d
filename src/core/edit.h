/* SPDX-License-Identifier: ISC */
/*
 * A text that is being typed: the bytes, a cursor, and what keys do to them.
 *
 * The text is valid UTF-8 without NUL and without carriage returns; it may have several lines. The
 * cursor is always at a boundary between grapheme clusters, and everything moves and deletes by
 * clusters: where an insertion or a deletion joins what stood on both sides of the cursor, the
 * cursor is put behind the cluster that came about.
 *
 * Words are runs of letters, marks and digits; for EDIT_KILL_BLANK_LEFT, of what is no white space.
 * What was killed can be yanked, also into a later text; consecutive kills are joined, as in
 * readline. Every change can be undone, as far as memory is set aside for (core/undo); characters
 * that are typed one by one are undone by words.
 *
 * Not here: keys (the keymap's), rows as they are wrapped on a screen (the painter's), the history.
 */
#ifndef CORE_EDIT_H
#define CORE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/undo.h"

/* Bytes of the longest text where limit is 0: those of the longest message. */
#define EDIT_LIMIT 65536

/* The caller owns the struct; a zeroed one is an empty text. text and cursor are for reading. */
struct edit {
	struct buffer text;
	size_t cursor;        /* bytes before it */
	size_t limit;         /* may be set before the first use */
	struct buffer killed; /* for EDIT_YANK */
	struct undo undo;
	bool killing; /* the last action killed: a further one adds to killed */
	bool rowing;  /* the last action was up or down, from this column: */
	size_t column;
};

enum edit_action {
	EDIT_LEFT, /* by a cluster */
	EDIT_RIGHT,
	EDIT_WORD_LEFT, /* to the start of a word, to its end */
	EDIT_WORD_RIGHT,
	EDIT_HOME, /* of the line */
	EDIT_END,
	EDIT_UP, /* by a line, to the column that the first of several such moves began in */
	EDIT_DOWN,
	EDIT_DELETE_LEFT, /* a cluster */
	EDIT_DELETE_RIGHT,
	EDIT_KILL_BLANK_LEFT, /* back to the white space before the word */
	EDIT_KILL_WORD_LEFT,  /* what EDIT_WORD_LEFT moves over */
	EDIT_KILL_WORD_RIGHT,
	EDIT_KILL_START, /* to the start of the line; there, the newline before */
	EDIT_KILL_END,   /* to the end of the line; there, the newline behind */
	EDIT_YANK,
	EDIT_TRANSPOSE, /* the clusters around the cursor; at the end of a line the last two */
	EDIT_UNDO,
	EDIT_REDO,
	EDIT_ACTIONS
};

void edit_fini(struct edit *edit);

/*
 * Puts text in the place of [start, end), both widened to whole clusters and cut to the text, and
 * the cursor behind it. Bytes that are no text become U+FFFD; carriage returns, and those with a
 * newline, become newlines. The bytes must not be those of edit->text.
 *
 * Returns 0; -EMSGSIZE where the text would be longer than the limit; or -ENOMEM. On failure
 * nothing has changed. That goes for every function below that returns an int.
 */
int edit_replace(struct edit *edit, size_t start, size_t end, const char *text, size_t n);

/* Inserts text at the cursor. */
int edit_insert(struct edit *edit, const char *text, size_t n);

/* Makes this the whole text. It can be undone. */
int edit_set(struct edit *edit, const char *text, size_t n);

/* Puts the cursor at pos, or at the next boundary behind it. */
void edit_move(struct edit *edit, size_t pos);

/* Does it. Returns 1 if text or cursor changed, 0 if there was nothing to do; see edit_replace().
 */
int edit_do(struct edit *edit, enum edit_action action);

/* Empties the text, which was sent, say, and forgets how it came about. What was killed stays. */
void edit_clear(struct edit *edit);

#endif
