/* SPDX-License-Identifier: ISC */
/*
 * The results as a picture for a browser, light or dark as the reader's system is: the two sides of
 * each result on one line (svg_rows.c), and a plot of each table (svg_lines.c).
 */
#ifndef TESTS_BENCH_SVG_H
#define TESTS_BENCH_SVG_H

#include <stdbool.h>

#include "core/buffer.h"
#include "tests/bench/results.h"

#define SVG_WIDTH  1120
#define SVG_MARGIN 32

/* Writes the picture of all results. Returns 0 or a negative errno. */
int svg_write(const char *path);

/* --- For the parts of the picture --- */

struct svg {
	struct buffer out;
	double y;  /* up to where it is drawn */
	int error; /* of the buffer; nothing is added behind one */
};

/* Adds what is an element already. */
void svg_put(struct svg *svg, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds a text of this class and anchor (start, middle, end). */
void svg_text(struct svg *svg, double x, double y, const char *class, const char *anchor,
	const char *text);

/* Adds what is shown while the mouse is over the element that is open. */
void svg_title(struct svg *svg, const char *text);

/* Values from low to high are at from to to; of a logarithmic axis none is 0 or less. */
struct svg_axis {
	double low, high;
	double from, to;
	bool logarithmic;
};

/* Widens low and high to round numbers. */
void svg_axis_round(struct svg_axis *axis);

/* Where a value is; one outside of the axis at its end. */
double svg_axis_place(const struct svg_axis *axis, double value);

/* The tick behind this value, or the first one for 0. Returns 0 behind the last. */
double svg_axis_next(const struct svg_axis *axis, double tick);

void svg_rows(struct svg *svg);
void svg_lines(struct svg *svg, struct matrix *matrix);

#endif
