/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <math.h>

#include "tests/bench/svg.h"

#define ABOUT 1.000001 /* of two numbers that are meant to be the same */

/* The greatest of 1, 2 and 5, times a power of ten, that does not exceed the value. */
static double round_down(double value)
{
	double power = pow(10, floor(log10(value * ABOUT))), digit = value * ABOUT / power;

	return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

static double round_up(double value)
{
	double down = round_down(value), digit = down / pow(10, floor(log10(down * ABOUT)));

	if (down * ABOUT >= value)
		return down;
	return digit > 1.5 && digit < 3 ? down * 2.5 : down * 2;
}

void svg_axis_round(struct svg_axis *axis)
{
	if (!axis->logarithmic) {
		axis->low = 0;
		axis->high = axis->high > 4 ? ceil(axis->high / 4) * 4 : 4;
		return;
	}
	axis->low = round_down(axis->low);
	axis->high = round_up(axis->high);
	if (axis->high < axis->low * 10)
		axis->high = axis->low * 10;
}

double svg_axis_place(const struct svg_axis *axis, double value)
{
	double part;

	if (value < axis->low)
		value = axis->low;
	if (value > axis->high)
		value = axis->high;
	if (axis->logarithmic)
		part = log(value / axis->low) / log(axis->high / axis->low);
	else
		part = (value - axis->low) / (axis->high - axis->low);
	return axis->from + part * (axis->to - axis->from);
}

/* Over many decades only their beginnings; else 1, 2 and 5 in each; of a linear one, four. */
double svg_axis_next(const struct svg_axis *axis, double tick)
{
	double next;

	if (!axis->logarithmic)
		next = tick + axis->high / 4;
	else if (axis->high / axis->low > 1e4 && tick <= 0)
		next = pow(10, ceil(log10(axis->low / ABOUT)));
	else if (axis->high / axis->low > 1e4)
		next = pow(10, floor(log10(tick * ABOUT)) + 1);
	else
		next = tick <= 0 ? axis->low : round_up(tick * 1.5);
	return next > axis->high * ABOUT ? 0 : next;
}
