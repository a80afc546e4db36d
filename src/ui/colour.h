/* SPDX-License-Identifier: ISC */
/*
 * Colours of a terminal, by number as xterm has them: 0 to 7, the same brighter, a cube of 216, and
 * 24 greys; and by name.
 */
#ifndef UI_COLOUR_H
#define UI_COLOUR_H

#include <stdbool.h>
#include <stddef.h>

/* A word of a text. */
struct colour_word {
	const char *text;
	size_t n;
};

bool colour_word_is(const struct colour_word *word, const char *name);

/* Reads a colour (see ui/theme.h). Returns false where it is none. */
bool colour_parse(const struct colour_word *word, short *colour);

/*
 * The nearest colour of a terminal that has so many; STYLE_DEFAULT below 8. A colour stays one, and
 * does not become a grey.
 */
short colour_reduce(short colour, int colours);

/* The parts of a colour from 0 to 255, as xterm has them without settings. */
struct colour_rgb {
	int red;
	int green;
	int blue;
};

struct colour_rgb colour_rgb(short colour);

#endif
