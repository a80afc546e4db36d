/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/theme.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/suite.h"
#include "ui/colour.h"

static struct theme theme;

static const struct {
	const char *value;
	int rc;
	struct style style;
} values[] = {
	{"plain", 0, {-1, -1, 0}},
	{"bold 12", 0, {12, -1, STYLE_BOLD}},
	{"reverse", 0, {-1, -1, STYLE_REVERSE}},
	{"default on 236", 0, {-1, 236, 0}},
	{" \ton bright-white  dim\tunderline blue ", 0, {4, 15, STYLE_DIM | STYLE_UNDERLINE}},
	{"bold bold", 0, {-1, -1, STYLE_BOLD}},
	{"", -EINVAL, {0}},
	{"  ", -EINVAL, {0}},
	{"on", -EINVAL, {0}},
	{"12 on", -EINVAL, {0}},
	{"on bold", -EINVAL, {0}},
	{"256", -EINVAL, {0}},
	{"blinking", -EINVAL, {0}},
	{"bold,red", -EINVAL, {0}},
	{"\xff\x1b", -EINVAL, {0}},
};

START_TEST(test_theme_set)
{
	struct theme before;

	ck_assert_int_eq(theme_builtin(&theme, "dark"), 0);
	before = theme;
	ck_assert_int_eq(theme_set(&theme, "note", values[_i].value), values[_i].rc);
	if (values[_i].rc == 0)
		ck_assert(style_equal(theme.styles[STYLE_NOTE], values[_i].style));
	else
		ck_assert_int_eq(memcmp(&theme, &before, sizeof(theme)), 0);
}
END_TEST

START_TEST(test_theme_set_nicks)
{
	theme_builtin(&theme, "mono");
	ck_assert_int_eq(theme.nick_count, 0);
	ck_assert_int_eq(theme_set(&theme, "nicks", "1 red 255"), 0);
	ck_assert_int_eq(theme.nick_count, 3);
	ck_assert(theme.nicks[0] == 1 && theme.nicks[1] == 1 && theme.nicks[2] == 255);
	ck_assert_int_eq(theme_set(&theme, "nicks", "1 2 x"), -EINVAL);
	ck_assert_int_eq(theme_set(&theme, "nicks", ""), -EINVAL);
	ck_assert_int_eq(theme_set(&theme, "nicks", "1 none"), -EINVAL);
	ck_assert_int_eq(theme_set(&theme, "nicks", "none 1"), -EINVAL);
	ck_assert_int_eq(
		theme_set(&theme, "nicks", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17"), -EINVAL);
	ck_assert_int_eq(theme.nick_count, 3);
	ck_assert_int_eq(theme_set(&theme, "nicks", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"), 0);
	ck_assert_int_eq(theme.nick_count, THEME_NICKS_MAX);
	ck_assert_int_eq(theme_set(&theme, "nicks", "none"), 0);
	ck_assert_int_eq(theme.nick_count, 0);
	ck_assert_int_eq(theme_set(&theme, "colour", "1"), -ENOENT);
}
END_TEST

START_TEST(test_theme_names)
{
	for (size_t i = 0; i < STYLE_ROLES; i++) {
		ck_assert_ptr_nonnull(theme_role_name(i));
		ck_assert_int_eq(theme_set(&theme, theme_role_name(i), "bold 3"), 0);
		ck_assert_int_eq(theme.styles[i].fg, 3);
	}
	ck_assert_ptr_null(theme_role_name(STYLE_ROLES));
	ck_assert_int_eq(theme_builtin(&theme, "none such"), -ENOENT);
	ck_assert_str_eq(theme_name(0), "default");
	ck_assert_ptr_null(theme_name(5));
}
END_TEST

/* A default colour is that of the text. */
START_TEST(test_theme_style)
{
	theme_builtin(&theme, "mono");
	theme_set(&theme, "text", "231 on 16");
	theme_set(&theme, "note", "bold 5");
	theme_set(&theme, "day", "on 3");
	ck_assert(style_equal(theme_style(&theme, STYLE_NOTE), (struct style){5, 16, STYLE_BOLD}));
	ck_assert(style_equal(theme_style(&theme, STYLE_DAY), (struct style){231, 3, 0}));
}
END_TEST

START_TEST(test_theme_nick)
{
	struct style style;
	bool seen[THEME_NICKS_MAX] = {0};
	int count = 0;

	theme_builtin(&theme, "mono");
	ck_assert(style_equal(theme_nick(&theme, STYLE_OWN, "ann", 3), style_of(STYLE_OWN)));
	theme_set(&theme, "nicks", "0 1 2 3 4 5 6 7");
	/* It must not change from one version to the next either. */
	ck_assert_int_eq(theme_nick(&theme, STYLE_OWN, "ann/A", 5).fg, 4);
	ck_assert_int_eq(theme_nick(&theme, STYLE_OTHER, "ann/A", 5).fg, 4);
	ck_assert_int_eq(theme_nick(&theme, STYLE_OTHER, "bob/B", 5).fg, 1);
	ck_assert_int_eq(theme_nick(&theme, STYLE_OWN, "ann/A", 5).attrs, STYLE_BOLD);
	for (int i = 0; i < 100; i++) {
		char nick[16];
		int n = snprintf(nick, sizeof(nick), "nick%d", i);

		style = theme_nick(&theme, STYLE_OTHER, nick, (size_t)n);
		count += !seen[style.fg];
		seen[style.fg] = true;
	}
	ck_assert_int_eq(count, 8);
}
END_TEST

/* Without colour, what a role must be known by is there. */
START_TEST(test_theme_reduce)
{
	for (size_t i = 0; theme_name(i); i++) {
		theme_builtin(&theme, theme_name(i));
		theme_reduce(&theme, 0);
		ck_assert_int_eq(theme.nick_count, 0);
		for (int role = 0; role < STYLE_ROLES; role++) {
			unsigned attrs = style_of((enum style_role)role).attrs;

			ck_assert_int_eq(theme.styles[role].fg, STYLE_DEFAULT);
			ck_assert_int_eq(theme.styles[role].bg, STYLE_DEFAULT);
			ck_assert_uint_eq(theme.styles[role].attrs & attrs, attrs);
		}
	}
	theme_builtin(&theme, "dark");
	theme_reduce(&theme, 8);
	for (int i = 0; i < theme.nick_count; i++)
		ck_assert(theme.nicks[i] > 0 && theme.nicks[i] < 7);
}
END_TEST

static double part(int value)
{
	double v = value / 255.0;

	return v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* Relative luminance and contrast as in WCAG 2. */
static double luminance(short colour)
{
	struct colour_rgb rgb = colour_rgb(colour);

	return 0.2126 * part(rgb.red) + 0.7152 * part(rgb.green) + 0.0722 * part(rgb.blue);
}

static double contrast(short a, short b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

static const struct {
	const char *theme;
	short background;
	double least;
} backgrounds[] = {
	{"default", 16, 4.2},
	{"default", 231, 4.2},
	{"dark", 16, 7},
	{"dark", 235, 4.5},
	{"light", 231, 4.5},
	{"light", 255, 4.5},
};

/* Nicks, and all colours above 15, which no setting of the terminal changes. */
START_TEST(test_theme_contrast)
{
	short background = backgrounds[_i].background;

	theme_builtin(&theme, backgrounds[_i].theme);
	ck_assert_int_gt(theme.nick_count, 5);
	for (int i = 0; i < theme.nick_count; i++)
		ck_assert_msg(contrast(theme.nicks[i], background) >= backgrounds[_i].least,
			"nick %d: %f", theme.nicks[i], contrast(theme.nicks[i], background));
	for (int role = 0; role < STYLE_ROLES; role++) {
		struct style style = theme_style(&theme, (enum style_role)role);
		short bg = style.bg == STYLE_DEFAULT ? background : style.bg;

		if (style.fg > 15 && role != STYLE_BORDER)
			ck_assert_msg(contrast(style.fg, bg) >= 4.5, "%s: %f",
				theme_role_name((size_t)role), contrast(style.fg, bg));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("theme");
	TCase *tcase = tcase_create("theme");

	tcase_add_loop_test(tcase, test_theme_set, 0, (int)(sizeof(values) / sizeof(values[0])));
	tcase_add_test(tcase, test_theme_set_nicks);
	tcase_add_test(tcase, test_theme_names);
	tcase_add_test(tcase, test_theme_style);
	tcase_add_test(tcase, test_theme_nick);
	tcase_add_test(tcase, test_theme_reduce);
	tcase_add_loop_test(
		tcase, test_theme_contrast, 0, (int)(sizeof(backgrounds) / sizeof(backgrounds[0])));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
