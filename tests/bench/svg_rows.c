/* SPDX-License-Identifier: ISC */
/*
 * A result a line: a dot for what shmooze takes and a ring for the bare primitive, on an axis that
 * all results of a unit have in common; of times with a stroke up to the 99th percentile.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "tests/bench/svg.h"

#define ROW        22.0
#define FROM       384.0
#define TO         800.0
#define OURS_END   890.0
#define BARE_END   968.0
#define RATIO_END  1032.0
#define TARGET_END 1088.0

static const struct group {
	enum unit unit;
	const char *title;
} groups[] = {
	{UNIT_MS, "Time, in milliseconds: less is better"},
	{UNIT_US, "Time of the processor, in microseconds: less is better"},
	{UNIT_RATE, "A second: more is better"},
	{UNIT_MB, "Private memory, in MB: less is better"},
	{UNIT_COUNT, "Wake-ups in ten seconds: less is better"},
};

static void widen(struct svg_axis *axis, struct samples *samples, bool is_time)
{
	double low, high;

	if (samples->count == 0)
		return;
	low = samples_quantile(samples, 0.5);
	high = samples_quantile(samples, is_time ? 0.99 : 0.5);
	if (low > 0 && (axis->low <= 0 || low < axis->low))
		axis->low = low;
	if (high > axis->high)
		axis->high = high;
}

static struct svg_axis axis_of(enum unit unit)
{
	struct svg_axis axis = {.from = FROM, .to = TO, .logarithmic = unit != UNIT_COUNT};

	for (size_t i = 0; i < results.count; i++) {
		struct result *result = results.rows[i];

		if (result->unit != unit)
			continue;
		widen(&axis, &result->ours, result_is_time(unit));
		widen(&axis, &result->bare, result_is_time(unit));
	}
	if (axis.low <= 0)
		axis.low = 1;
	svg_axis_round(&axis);
	return axis;
}

static void draw_legend(struct svg *svg)
{
	svg->y += 24;
	svg_put(svg, "<circle class=\"ours\" cx=\"%d\" cy=\"%.1f\" r=\"5\"/>\n", SVG_MARGIN + 6,
		svg->y - 4);
	svg_text(svg, SVG_MARGIN + 18, svg->y, "", "start", "shmooze");
	svg_put(svg, "<circle class=\"bare\" cx=\"%d\" cy=\"%.1f\" r=\"4.5\"/>\n", SVG_MARGIN + 100,
		svg->y - 4);
	svg_text(svg, SVG_MARGIN + 112, svg->y, "", "start", "the bare primitive");
	svg_put(svg, "<path class=\"wo\" d=\"M%d %.1fh28m0 -4v8\"/>\n", SVG_MARGIN + 246,
		svg->y - 4);
	svg_text(svg, SVG_MARGIN + 282, svg->y, "", "start", "to the 99th percentile");
}

static void draw_axis(struct svg *svg, const struct svg_axis *axis, double top, double bottom)
{
	for (double tick = svg_axis_next(axis, 0); tick > 0; tick = svg_axis_next(axis, tick)) {
		double x = svg_axis_place(axis, tick);
		char label[CELL];

		if (tick < 1)
			snprintf(label, sizeof(label), "%g", tick);
		else if (tick < 1000)
			snprintf(label, sizeof(label), "%.3g", tick);
		else
			snprintf(label, sizeof(label), "%.3g%s", tick / (tick < 1e6 ? 1e3 : 1e6),
				tick < 1e6 ? "k" : "M");
		svg_put(svg, "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>\n", x, top, bottom);
		svg_text(svg, x, bottom + 14, "t", "middle", label);
	}
}

static void draw_side(
	struct svg *svg, const struct svg_axis *axis, struct result *result, bool bare)
{
	struct samples *samples = bare ? &result->bare : &result->ours;
	double offset = bare ? 4 : -4, x, end;
	char value[CELL], title[128];

	if (samples->count == 0)
		return;
	x = svg_axis_place(axis, samples_quantile(samples, 0.5));
	end = svg_axis_place(axis, samples_quantile(samples, 0.99));
	if (result_is_time(result->unit) && end > x)
		svg_put(svg, "<path class=\"%s\" d=\"M%.1f %.1fH%.1fm0 -3v6\"/>\n",
			bare ? "wb" : "wo", x, svg->y - 4 + offset, end);
	result_format(value, result->unit, samples_quantile(samples, 0.5));
	snprintf(title, sizeof(title), "%s: %s", bare ? result->against : "shmooze", value);
	svg_put(svg, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\">",
		bare ? "bare" : "ours", x, svg->y - 4, bare ? "4.5" : "5");
	svg_title(svg, title);
	svg_put(svg, "</circle>\n");
	svg_text(svg, bare ? BARE_END : OURS_END, svg->y, bare ? "m n" : "n", "end", value);
}

static void draw_row(struct svg *svg, const struct svg_axis *axis, struct result *result)
{
	char text[64];

	svg->y += ROW;
	svg_text(svg, SVG_MARGIN, svg->y, "", "start", result->name);
	svg_text(svg, FROM - 14, svg->y, "m", "end", result->against);
	draw_side(svg, axis, result, true);
	draw_side(svg, axis, result, false);
	if (result_has_ratio(result)) {
		result_format_ratio(text, result);
		svg_text(svg, RATIO_END, svg->y, "b", "end", text);
	}
	if (result->has_target) {
		snprintf(text, sizeof(text), "%g%s", result->at_most, result->of_ratio ? "x" : "");
		svg_text(svg, TARGET_END, svg->y, "m n", "end", text);
	}
}

static void draw_headings(struct svg *svg, const char *title)
{
	svg->y += 40;
	svg_text(svg, SVG_MARGIN, svg->y, "h2", "start", title);
	svg_text(svg, OURS_END, svg->y, "t", "end", "shmooze");
	svg_text(svg, BARE_END, svg->y, "t", "end", "bare");
	svg_text(svg, RATIO_END, svg->y, "t", "end", "ratio");
	svg_text(svg, TARGET_END, svg->y, "t", "end", "at most");
	svg->y += 4;
}

static void draw_group(struct svg *svg, const struct group *group)
{
	struct svg_axis axis = axis_of(group->unit);
	size_t count = 0;

	for (size_t i = 0; i < results.count; i++)
		count += results.rows[i]->unit == group->unit;
	if (count == 0)
		return;
	draw_headings(svg, group->title);
	draw_axis(svg, &axis, svg->y + 4, svg->y + ROW * (double)count + 6);
	for (size_t i = 0; i < results.count; i++)
		if (results.rows[i]->unit == group->unit)
			draw_row(svg, &axis, results.rows[i]);
	svg->y += 22;
}

void svg_rows(struct svg *svg)
{
	draw_legend(svg);
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		draw_group(svg, &groups[i]);
}
