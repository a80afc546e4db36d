/* SPDX-License-Identifier: ISC */
/*
 * A table as a plot, both axes logarithmic: a line a row, named at its right end. What has one
 * point only is that point.
 */
#include "config.h"

#include <stdio.h>

#include "tests/bench/svg.h"

#define FROM       84.0
#define TO         800.0
#define HEIGHT     400.0
#define LABEL_X    856.0
#define LABEL_STEP 19.0

struct plot {
	struct svg *svg;
	struct matrix *matrix;
	struct svg_axis x, y;
};

/* Where the name of a row stands, and the point that it belongs to. */
struct label {
	size_t row;
	double x, y;
	double at; /* the y of the name */
};

static void widen(struct svg_axis *axis, double value)
{
	if (axis->low <= 0 || value < axis->low)
		axis->low = value;
	if (value > axis->high)
		axis->high = value;
}

static void set_axes(struct plot *plot)
{
	struct matrix *matrix = plot->matrix;

	plot->x = (struct svg_axis){.from = FROM, .to = TO, .logarithmic = true};
	plot->y = (struct svg_axis){
		.from = plot->svg->y + HEIGHT, .to = plot->svg->y, .logarithmic = true};
	for (size_t size = 0; size < matrix->size_count; size++) {
		widen(&plot->x, (double)matrix->sizes[size]);
		for (size_t row = 0; row < matrix->row_count; row++)
			if (matrix->cells[row][size].count > 0)
				widen(&plot->y, matrix_median(matrix, row, size));
	}
	if (plot->y.low <= 0)
		plot->y.low = 1;
	svg_axis_round(&plot->y);
}

static void format_tick(char out[CELL], double tick)
{
	const char *unit = tick >= 1e6 ? "M" : tick >= 1e3 ? "k" : "";

	snprintf(out, CELL, "%g%s",
		tick >= 1e6   ? tick / 1e6
		: tick >= 1e3 ? tick / 1e3
			      : tick,
		unit);
}

static void draw_grid(const struct plot *plot)
{
	const struct matrix *matrix = plot->matrix;
	char label[CELL];

	for (double tick = svg_axis_next(&plot->y, 0); tick > 0;
		tick = svg_axis_next(&plot->y, tick)) {
		double y = svg_axis_place(&plot->y, tick);

		format_tick(label, tick);
		svg_put(plot->svg, "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>\n", FROM, y, TO);
		svg_text(plot->svg, FROM - 10, y + 4, "t", "end", label);
	}
	for (size_t i = 0; i < matrix->size_count; i++) {
		double x = svg_axis_place(&plot->x, (double)matrix->sizes[i]);

		if (matrix->sizes[i] < 1024)
			snprintf(label, sizeof(label), "%zu", matrix->sizes[i]);
		else
			snprintf(label, sizeof(label), "%zu Ki", matrix->sizes[i] / 1024);
		svg_put(plot->svg, "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>\n", x, plot->y.to,
			plot->y.from);
		svg_text(plot->svg, x, plot->y.from + 18, "t", "middle", label);
	}
	svg_text(
		plot->svg, (FROM + TO) / 2, plot->y.from + 38, "t", "middle", "bytes of a message");
}

/* A circle, a square or a diamond, and a title over a circle that is easier to find. */
static void draw_mark(const struct plot *plot, size_t row, size_t size)
{
	static const char *const marks[] = {"m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0",
		"m-3.2 -3.2h6.4v6.4h-6.4z", "m0 -4.6l4.6 4.6l-4.6 4.6l-4.6 -4.6z"};
	double value = matrix_median(plot->matrix, row, size);
	double x = svg_axis_place(&plot->x, (double)plot->matrix->sizes[size]);
	double y = svg_axis_place(&plot->y, value);
	char text[CELL], title[128];

	result_format_short(text, value);
	snprintf(title, sizeof(title), "%s, %zu bytes: %s%s%s", plot->matrix->rows[row],
		plot->matrix->sizes[size], text, plot->matrix->unit[0] == '/' ? "" : " ",
		plot->matrix->unit);
	svg_put(plot->svg, "<path style=\"fill:var(--c%zu)\" d=\"M%.1f %.1f%s\"/>\n", row, x, y,
		marks[row % 3]);
	svg_put(plot->svg, "<circle class=\"hit\" cx=\"%.1f\" cy=\"%.1f\" r=\"9\">", x, y);
	svg_title(plot->svg, title);
	svg_put(plot->svg, "</circle>\n");
}

/* Draws the line of a row. Returns whether there is one, and where it ends. */
static bool draw_line(const struct plot *plot, size_t row, struct label *label)
{
	bool begun = false;

	svg_put(plot->svg, "<path class=\"s\" style=\"stroke:var(--c%zu)%s\" d=\"", row,
		row % 2 ? ";stroke-dasharray:7 3" : "");
	for (size_t size = 0; size < plot->matrix->size_count; size++) {
		if (plot->matrix->cells[row][size].count == 0)
			continue;
		label->row = row;
		label->x = svg_axis_place(&plot->x, (double)plot->matrix->sizes[size]);
		label->y = svg_axis_place(&plot->y, matrix_median(plot->matrix, row, size));
		svg_put(plot->svg, "%c%.1f %.1f", begun ? 'L' : 'M', label->x, label->y);
		begun = true;
	}
	svg_put(plot->svg, "%s\"/>\n", begun ? "" : "M0 0");
	for (size_t size = 0; size < plot->matrix->size_count; size++)
		if (plot->matrix->cells[row][size].count > 0)
			draw_mark(plot, row, size);
	label->at = label->y;
	return begun;
}

static void sort(struct label *labels, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j > 0 && labels[j].y < labels[j - 1].y; j--) {
			struct label other = labels[j];

			labels[j] = labels[j - 1];
			labels[j - 1] = other;
		}
}

/* Moves names apart: down where they are too near, then all up again that would be too low. */
static void spread(struct label *labels, size_t count, double bottom)
{
	for (size_t i = 1; i < count; i++)
		if (labels[i].at < labels[i - 1].at + LABEL_STEP)
			labels[i].at = labels[i - 1].at + LABEL_STEP;
	for (size_t i = count; i > 0; i--) {
		if (labels[i - 1].at > bottom)
			labels[i - 1].at = bottom;
		bottom = labels[i - 1].at - LABEL_STEP;
	}
}

static void draw_label(const struct plot *plot, const struct label *label)
{
	svg_put(plot->svg,
		"<path class=\"lead\" style=\"stroke:var(--c%zu)\" d=\"M%.1f %.1fL%.1f "
		"%.1fH%.1f\"/>\n",
		label->row, label->x + 6, label->y, LABEL_X - 24, label->at, LABEL_X - 6);
	svg_put(plot->svg, "<text x=\"%.1f\" y=\"%.1f\" style=\"fill:var(--c%zu)\">%s</text>\n",
		LABEL_X, label->at + 4, label->row, plot->matrix->rows[label->row]);
}

void svg_lines(struct svg *svg, struct matrix *matrix)
{
	struct plot plot = {.svg = svg, .matrix = matrix};
	struct label labels[MATRIX_ROWS];
	size_t count = 0;
	char title[128];

	snprintf(title, sizeof(title), "The mechanisms: %s%s", matrix->name,
		matrix->unit[0] == '/' ? "" : ", in microseconds");
	svg->y += 48;
	svg_text(svg, SVG_MARGIN, svg->y, "h2", "start", title);
	svg->y += 20;
	set_axes(&plot);
	draw_grid(&plot);
	for (size_t row = 0; row < matrix->row_count; row++)
		count += draw_line(&plot, row, &labels[count]);
	sort(labels, count);
	spread(labels, count, plot.y.from);
	for (size_t i = 0; i < count; i++)
		draw_label(&plot, &labels[i]);
	svg->y += HEIGHT + 46;
	for (size_t i = 0; i < matrix->note_count; i++) {
		svg->y += 17;
		svg_text(svg, FROM, svg->y, "t", "start", matrix->notes[i]);
	}
}
