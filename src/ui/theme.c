/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/theme.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "ui/colour.h"

#define BLANKS " \t"

static const char *const role_names[STYLE_ROLES] = {
	[STYLE_TEXT] = "text",
	[STYLE_TIME] = "time",
	[STYLE_OWN] = "own",
	[STYLE_OTHER] = "other",
	[STYLE_NOTE] = "note",
	[STYLE_DAY] = "day",
	[STYLE_BORDER] = "border",
	[STYLE_STATUS] = "status",
	[STYLE_STATUS_FOCUS] = "status-focus",
	[STYLE_NEW] = "new",
	[STYLE_UNREAD] = "unread",
	[STYLE_DELIVERY] = "delivery",
	[STYLE_LINK] = "link",
	[STYLE_MATCH] = "match",
	[STYLE_CURRENT] = "current",
	[STYLE_TITLE] = "title",
	[STYLE_PROMPT] = "prompt",
	[STYLE_INPUT] = "input",
	[STYLE_MESSAGE] = "message",
};

static const char *const attr_names[] = {"bold", "dim", "reverse", "underline"};
#define ATTRS (sizeof(attr_names) / sizeof(attr_names[0]))

/* What differs from style_of(). */
static const struct builtin {
	const char *name;
	struct {
		const char *role;
		const char *value;
	} lines[STYLE_ROLES + 2];
} builtins[] = {
	/* The nicks' colours have the same contrast on black and on white, about 4.5 to 1. */
	{"default",
		{
			{"own", "bold cyan"},
			{"other", "green"},
			{"note", "dim magenta"},
			{"new", "bold reverse green"},
			{"unread", "bold red"},
			{"link", "underline blue"},
			{"current", "bold reverse underline yellow"},
			{"prompt", "bold cyan"},
			{"nicks", "131 130 64 28 30 63 98 163"},
		}},
	{"dark",
		{
			{"time", "247"},
			{"own", "bold 81"},
			{"other", "114"},
			{"note", "176"},
			{"day", "247"},
			{"border", "240"},
			{"status", "250 on 236"},
			{"status-focus", "bold 255 on 240"},
			{"new", "bold 16 on 114"},
			{"unread", "bold 203"},
			{"delivery", "247"},
			{"link", "underline 75"},
			{"match", "16 on 186"},
			{"current", "bold 16 on 214"},
			{"title", "bold 81"},
			{"prompt", "bold 81"},
			{"message", "16 on 186"},
			{"nicks", "217 215 185 113 79 81 147 213"},
		}},
	{"light",
		{
			{"time", "242"},
			{"own", "bold 24"},
			{"other", "22"},
			{"note", "90"},
			{"day", "242"},
			{"border", "248"},
			{"status", "238 on 253"},
			{"status-focus", "bold 16 on 250"},
			{"new", "bold 231 on 22"},
			{"unread", "bold 124"},
			{"delivery", "242"},
			{"link", "underline 20"},
			{"match", "16 on 229"},
			{"current", "bold 16 on 214"},
			{"title", "bold 24"},
			{"prompt", "bold 24"},
			{"message", "16 on 229"},
			{"nicks", "124 94 22 23 24 20 55 90"},
		}},
	{"contrast",
		{
			{"text", "231 on 16"},
			{"time", "plain"},
			{"own", "bold 226"},
			{"other", "bold 51"},
			{"note", "plain"},
			{"day", "plain"},
			{"border", "plain"},
			{"delivery", "plain"},
			{"unread", "bold reverse"},
		}},
	{"mono", {{NULL, NULL}}},
};
#define BUILTINS (sizeof(builtins) / sizeof(builtins[0]))

const char *theme_name(size_t index)
{
	return index < BUILTINS ? builtins[index].name : NULL;
}

const char *theme_role_name(size_t role)
{
	return role < STYLE_ROLES ? role_names[role] : NULL;
}

int theme_builtin(struct theme *theme, const char *name)
{
	const struct builtin *builtin = builtins;

	while (builtin < builtins + BUILTINS && strcmp(builtin->name, name) != 0)
		builtin++;
	if (builtin == builtins + BUILTINS)
		return -ENOENT;
	*theme = (struct theme){0};
	for (int role = 0; role < STYLE_ROLES; role++)
		theme->styles[role] = style_of((enum style_role)role);
	for (size_t i = 0; builtin->lines[i].role; i++)
		theme_set(theme, builtin->lines[i].role, builtin->lines[i].value);
	return 0;
}

/* Takes the next word; false at the end. */
static bool take_word(const char **text, struct colour_word *word)
{
	*text += strspn(*text, BLANKS);
	*word = (struct colour_word){*text, strcspn(*text, BLANKS)};
	*text += word->n;
	return word->n > 0;
}

static unsigned short attr_of(const struct colour_word *word)
{
	for (size_t i = 0; i < ATTRS; i++)
		if (colour_word_is(word, attr_names[i]))
			return (unsigned short)(1u << i);
	return 0;
}

static int parse_style(const char *value, struct style *style)
{
	struct style parsed = {.fg = STYLE_DEFAULT, .bg = STYLE_DEFAULT};
	struct colour_word word;
	int rc = -EINVAL;

	for (; take_word(&value, &word); rc = 0) {
		unsigned short attr = attr_of(&word);

		parsed.attrs |= attr;
		if (attr != 0 || colour_word_is(&word, "plain"))
			continue;
		if (colour_word_is(&word, "on")) {
			if (!take_word(&value, &word) || !colour_parse(&word, &parsed.bg))
				return -EINVAL;
		} else if (!colour_parse(&word, &parsed.fg)) {
			return -EINVAL;
		}
	}
	if (rc == 0)
		*style = parsed;
	return rc;
}

static int set_nicks(struct theme *theme, const char *value)
{
	struct colour_word word;
	short nicks[THEME_NICKS_MAX];
	int count = 0;

	while (take_word(&value, &word)) {
		if (colour_word_is(&word, "none") && count == 0)
			break;
		if (count == THEME_NICKS_MAX || !colour_parse(&word, &nicks[count++]))
			return -EINVAL;
	}
	if (word.n == 0 && count == 0)
		return -EINVAL;
	if (take_word(&value, &word))
		return -EINVAL;
	memcpy(theme->nicks, nicks, (size_t)count * sizeof(nicks[0]));
	theme->nick_count = count;
	return 0;
}

int theme_set(struct theme *theme, const char *role, const char *value)
{
	if (strcmp(role, "nicks") == 0)
		return set_nicks(theme, value);
	for (int i = 0; i < STYLE_ROLES; i++)
		if (strcmp(role, role_names[i]) == 0)
			return parse_style(value, &theme->styles[i]);
	return -ENOENT;
}

void theme_reduce(struct theme *theme, int colours)
{
	for (int i = 0; i < STYLE_ROLES; i++) {
		struct style *style = &theme->styles[i];

		style->fg = colour_reduce(style->fg, colours);
		style->bg = colour_reduce(style->bg, colours);
		if (colours < 8)
			style->attrs |= style_of((enum style_role)i).attrs;
	}
	for (int i = 0; i < theme->nick_count; i++)
		theme->nicks[i] = colour_reduce(theme->nicks[i], colours);
	if (colours < 8)
		theme->nick_count = 0;
}

struct style theme_style(const struct theme *theme, enum style_role role)
{
	const struct style *text = &theme->styles[STYLE_TEXT];
	struct style style = theme->styles[role];

	if (style.fg == STYLE_DEFAULT)
		style.fg = text->fg;
	if (style.bg == STYLE_DEFAULT)
		style.bg = text->bg;
	return style;
}

struct style theme_nick(const struct theme *theme, enum style_role role, const char *nick, size_t n)
{
	struct style style = theme_style(theme, role);
	uint32_t hash = 2166136261u;

	/* FNV-1a. */
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)nick[i]) * 16777619u;
	if (theme->nick_count > 0)
		style.fg = theme->nicks[hash % (uint32_t)theme->nick_count];
	return style;
}
