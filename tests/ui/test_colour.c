/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/colour.h"

#include <string.h>

#include "tests/suite.h"
#include "ui/style.h"

static const struct {
	const char *text;
	short colour; /* -2: none */
} words[] = {
	{"default", STYLE_DEFAULT},
	{"black", 0},
	{"white", 7},
	{"bright-black", 8},
	{"bright-cyan", 14},
	{"0", 0},
	{"255", 255},
	{"007", 7},
	{"256", -2},
	{"99999999999", -2},
	{"-1", -2},
	{"", -2},
	{"bright-", -2},
	{"bright-9", -2},
	{"bright-default", -2},
	{"Red", -2},
	{"redd", -2},
	{"1x", -2},
};

START_TEST(test_colour_parse)
{
	const struct colour_word word = {words[_i].text, strlen(words[_i].text)};
	short colour = -2;

	ck_assert_int_eq(colour_parse(&word, &colour), words[_i].colour != -2);
	ck_assert_int_eq(colour, words[_i].colour);
}
END_TEST

static const struct {
	short colour;
	int colours;
	short reduced;
} reductions[] = {
	{STYLE_DEFAULT, 256, STYLE_DEFAULT},
	{STYLE_DEFAULT, 8, STYLE_DEFAULT},
	{200, 256, 200},
	{200, 1 << 24, 200},
	{12, 16, 12},
	{12, 8, 4},
	{3, 8, 3},
	{203, 16, 9},
	{124, 16, 1},
	{28, 8, 2},
	{16, 8, 0},
	{231, 16, 15},
	{231, 8, 7},
	{240, 16, 8},
	{81, 8, 6},
	{200, 7, STYLE_DEFAULT},
	{1, 0, STYLE_DEFAULT},
	{1, -1, STYLE_DEFAULT},
};

START_TEST(test_colour_reduce)
{
	ck_assert_int_eq(colour_reduce(reductions[_i].colour, reductions[_i].colours),
		reductions[_i].reduced);
}
END_TEST

START_TEST(test_colour_reduce_is_final)
{
	static const int counts[] = {256, 88, 16, 8, 2, 0};

	for (short colour = 0; colour < 256; colour++) {
		for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
			short reduced = colour_reduce(colour, counts[i]);

			ck_assert_int_lt(reduced, counts[i] > 0 ? counts[i] : 1);
			ck_assert_int_eq(colour_reduce(reduced, counts[i]), reduced);
		}
	}
}
END_TEST

START_TEST(test_colour_rgb)
{
	struct colour_rgb rgb = colour_rgb(16 + 36 * 1 + 6 * 2 + 5);

	ck_assert(rgb.red == 95 && rgb.green == 135 && rgb.blue == 255);
	rgb = colour_rgb(255);
	ck_assert(rgb.red == 238 && rgb.green == 238 && rgb.blue == 238);
	rgb = colour_rgb(4);
	ck_assert(rgb.red == 0 && rgb.green == 0 && rgb.blue == 238);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("colour");
	TCase *tcase = tcase_create("colour");

	tcase_add_loop_test(tcase, test_colour_parse, 0, (int)(sizeof(words) / sizeof(words[0])));
	tcase_add_loop_test(
		tcase, test_colour_reduce, 0, (int)(sizeof(reductions) / sizeof(reductions[0])));
	tcase_add_test(tcase, test_colour_reduce_is_final);
	tcase_add_test(tcase, test_colour_rgb);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
