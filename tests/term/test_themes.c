/* SPDX-License-Identifier: ISC */
/*
 * The files in data/themes say in full what is built in under their names.
 */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "ui/theme.h"

static const char *const names[] = {"dark", "light", "mono", "contrast"};

static FILE *open_theme(const char *name)
{
	const char *folder = getenv("srcdir");
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/data/themes/%s.ini", folder ? folder : ".", name);
	file = fopen(path, "r");
	ck_assert_msg(file != NULL, "%s can't be opened; is srcdir set?", path);
	return file;
}

/* Reads "role = value"; returns false for a comment or an empty line. */
static bool read_line(char *line, char **role, char **value)
{
	char *equals = strstr(line, " = ");

	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '\0' || line[0] == ';')
		return false;
	ck_assert_msg(equals != NULL, "%s", line);
	*equals = '\0';
	*role = line;
	*value = equals + 3;
	return true;
}

static void check_style(struct style style, struct style wanted, const char *role)
{
	ck_assert_msg(style.fg == wanted.fg && style.bg == wanted.bg && style.attrs == wanted.attrs,
		"%s: %d on %d, %d", role, style.fg, style.bg, style.attrs);
}

START_TEST(test_themes)
{
	FILE *file = open_theme(names[_i]);
	char line[256], *role, *value;
	struct theme theme, wanted;
	size_t count = 0;

	ck_assert_int_eq(theme_builtin(&wanted, names[_i]), 0);
	/* Nothing of what it began with is left. */
	ck_assert_int_eq(theme_builtin(&theme, "default"), 0);
	for (size_t i = 0; theme_role_name(i); i++)
		ck_assert_int_eq(theme_set(&theme, theme_role_name(i), "dim 1 on 2"), 0);
	while (fgets(line, sizeof(line), file)) {
		if (!read_line(line, &role, &value))
			continue;
		ck_assert_msg(theme_set(&theme, role, value) == 0, "%s = %s", role, value);
		count++;
	}
	fclose(file);
	ck_assert_uint_eq(count, STYLE_ROLES + 1);
	for (size_t i = 0; i < STYLE_ROLES; i++)
		check_style(theme.styles[i], wanted.styles[i], theme_role_name(i));
	ck_assert_int_eq(theme.nick_count, wanted.nick_count);
	for (int i = 0; i < theme.nick_count; i++)
		ck_assert_int_eq(theme.nicks[i], wanted.nicks[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("themes");
	TCase *tcase = tcase_create("themes");

	tcase_add_loop_test(tcase, test_themes, 0, (int)(sizeof(names) / sizeof(names[0])));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
