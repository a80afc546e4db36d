/* SPDX-License-Identifier: ISC */
/*
 * A theme: the style of each role, and the colours that nicks get.
 *
 * As text a style is attributes and colours in any order, or plain:
 *
 *	bold, dim, reverse, underline; COLOUR; on COLOUR
 *
 * COLOUR is default, a number from 0 to 255 as xterm numbers them, or black, red, green, yellow,
 * blue, magenta, cyan, white, or one of these with bright- before it. A default colour is that of
 * the role text; there, the terminal's own.
 *
 *	theme_builtin(&theme, "dark");
 *	theme_set(&theme, "status", "reverse 12");
 *	theme_set(&theme, "nicks", "39 78 203 214");   "none": nicks look like their roles
 *	theme_reduce(&theme, colours);                 what the terminal has; 0 for NO_COLOR
 *	screen_set_theme(screen, &theme);
 */
#ifndef UI_THEME_H
#define UI_THEME_H

#include <stddef.h>

#include "ui/style.h"

#define THEME_NICKS_MAX 16

struct theme {
	struct style styles[STYLE_ROLES];
	short nicks[THEME_NICKS_MAX];
	int nick_count;
};

/* The names of the themes that are built in, and of the roles; NULL from the last one on. */
const char *theme_name(size_t index);
const char *theme_role_name(size_t role);

/*
 * Stores a theme that is built in: "default", which is to be read on any background, "dark",
 * "light", "contrast" or "mono". Returns 0 or -ENOENT; then *theme is as before.
 */
int theme_builtin(struct theme *theme, const char *name);

/*
 * Sets the style of a role, or "nicks". Returns 0, -ENOENT where there is no such role, -EINVAL
 * where the value is none; on failure *theme is as before.
 */
int theme_set(struct theme *theme, const char *role, const char *value);

/*
 * Replaces colours that a terminal of so many (256, 16, 8; less: none) doesn't have by the nearest.
 * Without any, a role has at least the attributes of style_of().
 */
void theme_reduce(struct theme *theme, int colours);

/* The style of a role, and of a nick in it: its colour depends on nothing but its bytes. */
struct style theme_style(const struct theme *theme, enum style_role role);
struct style theme_nick(
	const struct theme *theme, enum style_role role, const char *nick, size_t n);

#endif
