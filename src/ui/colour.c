/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/colour.h"

#include <limits.h>
#include <string.h>

#include "ui/style.h"

#define BRIGHT   8 /* the colours from here on */
#define CUBE     16
#define GREYS    232

#define COLOURED 60 /* parts that differ by more make a colour, else it is a grey */

static const char *const names[] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};

static const struct colour_rgb basic[CUBE] = {
	{0, 0, 0},
	{205, 0, 0},
	{0, 205, 0},
	{205, 205, 0},
	{0, 0, 238},
	{205, 0, 205},
	{0, 205, 205},
	{229, 229, 229},
	{127, 127, 127},
	{255, 0, 0},
	{0, 255, 0},
	{255, 255, 0},
	{92, 92, 255},
	{255, 0, 255},
	{0, 255, 255},
	{255, 255, 255},
};

bool colour_word_is(const struct colour_word *word, const char *name)
{
	return strlen(name) == word->n && memcmp(word->text, name, word->n) == 0;
}

static bool parse_number(const struct colour_word *word, short *colour)
{
	int value = 0;

	for (size_t i = 0; i < word->n; i++) {
		if (word->text[i] < '0' || word->text[i] > '9')
			return false;
		value = value * 10 + (word->text[i] - '0');
		if (value > 255)
			return false;
	}
	if (word->n == 0)
		return false;
	*colour = (short)value;
	return true;
}

bool colour_parse(const struct colour_word *word, short *colour)
{
	static const char bright[] = "bright-";
	struct colour_word name = *word;
	short first = 0;

	if (colour_word_is(word, "default")) {
		*colour = STYLE_DEFAULT;
		return true;
	}
	if (name.n > sizeof(bright) - 1 && memcmp(name.text, bright, sizeof(bright) - 1) == 0) {
		name = (struct colour_word){
			name.text + sizeof(bright) - 1, name.n - (sizeof(bright) - 1)};
		first = BRIGHT;
	}
	for (short i = 0; i < BRIGHT; i++) {
		if (colour_word_is(&name, names[i])) {
			*colour = (short)(first + i);
			return true;
		}
	}
	return parse_number(word, colour);
}

static int cube_part(int step)
{
	return step == 0 ? 0 : 55 + 40 * step;
}

struct colour_rgb colour_rgb(short colour)
{
	int grey = 8 + 10 * (colour - GREYS), at = colour - CUBE;

	if (colour < CUBE)
		return basic[colour];
	if (colour >= GREYS)
		return (struct colour_rgb){grey, grey, grey};
	return (struct colour_rgb){cube_part(at / 36), cube_part(at / 6 % 6), cube_part(at % 6)};
}

static bool is_coloured(struct colour_rgb rgb)
{
	int high = rgb.red > rgb.green ? rgb.red : rgb.green;
	int low = rgb.red < rgb.green ? rgb.red : rgb.green;

	high = rgb.blue > high ? rgb.blue : high;
	low = rgb.blue < low ? rgb.blue : low;
	return high - low > COLOURED;
}

static int distance(struct colour_rgb a, struct colour_rgb b)
{
	int red = a.red - b.red, green = a.green - b.green, blue = a.blue - b.blue;

	return 2 * red * red + 4 * green * green + 3 * blue * blue;
}

short colour_reduce(short colour, int colours)
{
	int least = INT_MAX;
	short nearest = STYLE_DEFAULT;
	struct colour_rgb rgb;

	if (colour == STYLE_DEFAULT || colours < 8)
		return STYLE_DEFAULT;
	if (colours > 255 || colour < 8 || (colour < 16 && colours >= 16))
		return colour;
	rgb = colour_rgb(colour);
	for (short i = 0; i < (colours >= 16 ? 16 : 8); i++) {
		int far = distance(rgb, basic[i]);

		if (is_coloured(rgb) == is_coloured(basic[i]) && far < least) {
			least = far;
			nearest = i;
		}
	}
	return nearest;
}
