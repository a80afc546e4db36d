/* SPDX-License-Identifier: ISC */
/*
 * The prompt: what is being typed, at the bottom of a screen, and above it an answer or a question.
 *
 *	unknown command /foo; did you mean /focus?
 *	ann/A> text that is being typed, in as many rows as it takes, whose
 *	       rows are indented where there is room for that
 *
 * The text is cut into rows by columns, not by words, so that it does not jump while one types. It
 * is given up to a third of the rows that there are; of a longer one, the part around the cursor.
 */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H

#include "core/edit.h"
#include "ui/grid.h"

struct theme;

#define PROMPT_LABEL_SIZE   128
#define PROMPT_MESSAGE_SIZE 2048

/* Zeroed: nothing. edit stays the caller's. Strings are terminated and valid UTF-8. */
struct prompt {
	const struct edit *edit; /* NULL: nothing is typed */
	char label[PROMPT_LABEL_SIZE];
	char message[PROMPT_MESSAGE_SIZE];
};

/* Copies a text, which is cut where it is too long; NULL is an empty one. */
void prompt_set_label(struct prompt *prompt, const char *label);
void prompt_set_message(struct prompt *prompt, const char *message);

/*
 * Divides an area: message and input at its bottom, *rest is what is left. All rows of a screen too
 * small are the input's, but one where there is a message.
 */
void prompt_divide(const struct prompt *prompt, const struct rect *area, struct rect *message,
	struct rect *input, struct rect *rest);

/* Paints message and input, and sets the grid's cursor if there is an input. */
void prompt_paint_message(const struct prompt *prompt, struct grid *grid, const struct rect *rect,
	const struct theme *theme);
void prompt_paint_input(const struct prompt *prompt, struct grid *grid, const struct rect *rect,
	const struct theme *theme);

#endif
