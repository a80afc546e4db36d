/* SPDX-License-Identifier: ISC */
/*
 * Settings, themes and words, which the first byte chooses among. Each line of the others is an
 * assignment, KEY=VALUE or ROLE=STYLE; words are in one line.
 *
 * Written out, settings are read again as they were; a theme has no colour that a terminal of so
 * many lacks.
 */
#include "config.h"

#include <errno.h>

#include "core/buffer.h"
#include "core/settings.h"
#include "core/words.h"
#include "tests/fuzz/fuzz.h"
#include "ui/theme.h"

/* Gives each line to take. */
static void each_line(const char *text, size_t n,
	void (*take)(void *context, const char *line, size_t n), void *context)
{
	while (n > 0) {
		const char *newline = memchr(text, '\n', n);
		size_t len = newline != NULL ? (size_t)(newline - text) : n;

		take(context, text, len);
		len += newline != NULL ? 1 : 0;
		text += len;
		n -= len;
	}
}

static void assign(void *context, const char *line, size_t n)
{
	struct settings *settings = context;
	struct buffer why = {0};
	int error = settings_assign(settings, line, n, &why);

	FUZZ_MUST(error == 0 || error == -ENOENT || error == -EINVAL);
	FUZZ_MUST((error < 0) == (why.len > 0));
	buffer_fini(&why);
}

static void assign_again(void *context, const char *line, size_t n)
{
	FUZZ_MUST(settings_assign(context, line, n, NULL) == 0);
}

/* Settings as text, and that text read and written again. */
static void check_settings(const char *text, size_t n)
{
	struct settings settings;
	struct buffer first = {0}, second = {0};

	FUZZ_MUST(settings_init(&settings) == 0);
	each_line(text, n, assign, &settings);
	FUZZ_MUST(settings_format(&settings, &first) == 0);
	FUZZ_MUST(fuzz_is_plain(first.data, first.len, "\n\t"));
	each_line(first.data, first.len, assign_again, &settings);
	FUZZ_MUST(settings_format(&settings, &second) == 0);
	FUZZ_MUST(first.len == second.len && memcmp(first.data, second.data, first.len) == 0);
	settings_fini(&settings);
	buffer_fini(&first);
	buffer_fini(&second);
}

static void check_words(const char *text, size_t n)
{
	struct words words = {0}, read = {0};
	struct buffer out = {0};
	char terminated[256];

	n = n < sizeof(terminated) ? n : sizeof(terminated) - 1;
	memcpy(terminated, text, n);
	terminated[n] = '\0';
	if (words_parse(&words, terminated) == 0) {
		FUZZ_MUST(words_format(&out, &words) == 0 && buffer_append(&out, "", 1) == 0);
		FUZZ_MUST(words_parse(&read, out.data) == 0 && words.count == read.count);
		for (size_t i = 0; i < words.count; i++)
			FUZZ_MUST(strcmp(words.list[i], read.list[i]) == 0);
	}
	words_fini(&words);
	words_fini(&read);
	buffer_fini(&out);
}

static void check_colour(short colour, int colours)
{
	FUZZ_MUST(colour == STYLE_DEFAULT || (colour >= 0 && colour < colours));
}

static void check_theme(const struct theme *theme, int colours)
{
	FUZZ_MUST(theme->nick_count >= 0 && theme->nick_count <= THEME_NICKS_MAX);
	for (int i = 0; i < theme->nick_count; i++)
		check_colour(theme->nicks[i], colours);
	for (int role = 0; role < STYLE_ROLES; role++) {
		struct style style = theme_style(theme, (enum style_role)role);

		check_colour(style.fg, colours);
		check_colour(style.bg, colours);
		style = theme_nick(theme, (enum style_role)role, "ann", 3);
		check_colour(style.fg, colours);
	}
}

/* ROLE = STYLE */
static void set_role(void *context, const char *line, size_t n)
{
	char role[64], value[256];
	const char *equals = memchr(line, '=', n);
	size_t len = equals != NULL ? (size_t)(equals - line) : n;
	int error;

	if (equals == NULL || len >= sizeof(role) || n - len - 1 >= sizeof(value))
		return;
	memcpy(role, line, len);
	role[len] = '\0';
	memcpy(value, equals + 1, n - len - 1);
	value[n - len - 1] = '\0';
	error = theme_set(context, role, value);
	FUZZ_MUST(error == 0 || error == -ENOENT || error == -EINVAL);
}

static void check_themes(const char *text, size_t n)
{
	static const int colours[] = {256, 16, 8, 0};
	struct theme theme;

	FUZZ_MUST(theme_builtin(&theme, theme_name(n % 5)) == 0);
	each_line(text, n, set_role, &theme);
	check_theme(&theme, 256);
	for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++) {
		theme_reduce(&theme, colours[i]);
		check_theme(&theme, colours[i]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	fuzz_use_utf8();
	if (size == 0)
		return 0;
	if (text[0] == 't')
		check_themes(text + 1, size - 1);
	else if (text[0] == 'w')
		check_words(text + 1, size - 1);
	else
		check_settings(text + 1, size - 1);
	return 0;
}
