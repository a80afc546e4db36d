/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/external.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

#define LIMIT 1000

static struct buffer out;
static int dir;

static void setup(void)
{
	const char *base = scene_new();

	ck_assert_int_eq(chdir(base), 0);
	setenv("TMPDIR", base, 1);
	unsetenv("EDITOR");
	unsetenv("VISUAL");
	dir = open(".", O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(buffer_append_string(&out, "before "), 0);
}

static void teardown(void)
{
	buffer_fini(&out);
	close(dir);
}

/* Nothing but what was there before may be there afterwards. */
static int edit(const char *editor, const char *text)
{
	int names = scene_count(dir), descriptors = scene_descriptors(), error;

	setenv("EDITOR", editor, 1);
	out.len = 7;
	error = external_edit(text, strlen(text), LIMIT, &out);
	ck_assert_int_eq(scene_count(dir), names);
	ck_assert_int_eq(scene_descriptors(), descriptors);
	if (error < 0)
		ck_assert_uint_eq(out.len, 7);
	return error;
}

static bool result_is(const char *expected)
{
	return out.len == 7 + strlen(expected) && memcmp(out.data, "before ", 7) == 0 &&
	       memcmp(out.data + 7, expected, out.len - 7) == 0;
}

START_TEST(test_external_text_comes_back)
{
	ck_assert_int_eq(edit("true", "as it was"), 0);
	ck_assert(result_is("as it was"));
	ck_assert_int_eq(edit("true", ""), 0);
	ck_assert(result_is(""));
	ck_assert_int_eq(edit("true", "line\n\n"), 0);
	ck_assert(result_is("line\n"));
}
END_TEST

START_TEST(test_external_editor_changes_it)
{
	ck_assert_int_eq(edit("sh -c 'printf \"new text\\n\" > \"$1\"' editor", "old"), 0);
	ck_assert(result_is("new text"));
	ck_assert_int_eq(edit("sh -c 'printf \" and more\" >> \"$1\"' editor", "old"), 0);
	ck_assert(result_is("old and more"));
}
END_TEST

/* Words of the setting are words, and nothing in them is for a shell. */
START_TEST(test_external_editor_is_an_argv)
{
	ck_assert_int_eq(edit("sh -c 'printf \"%s|\" \"$@\" | sed s,/.*/,, > \"$0.args\"; cp "
			      "\"$0.args\" \"$3\"; "
			      "rm \"$0.args\"' x '$(touch ran)' 'two words'",
				 "old"),
		0);
	ck_assert_uint_gt(out.len, 7);
	ck_assert_int_eq(strncmp(out.data + 7, "$(touch ran)|two words|", 23), 0);
	ck_assert_int_lt(access("ran", F_OK), 0);
	ck_assert_int_eq(edit("true; touch ran", "old"), -ENOENT);
	ck_assert_int_lt(access("ran", F_OK), 0);
}
END_TEST

START_TEST(test_external_visual_goes_first)
{
	setenv("VISUAL", "true", 1);
	ck_assert_int_eq(edit("false", "x"), 0);
	setenv("VISUAL", "", 1);
	ck_assert_int_eq(edit("false", "x"), -ECANCELED);
}
END_TEST

/* An editor that fails has no say: out is as before, the file is gone. */
START_TEST(test_external_editor_fails)
{
	ck_assert_int_eq(edit("false", "x"), -ECANCELED);
	ck_assert_int_eq(edit("sh -c 'echo changed > \"$1\"; exit 3' x", "x"), -ECANCELED);
	ck_assert_int_eq(edit("sh -c 'kill -9 $$' x", "x"), -ECANCELED);
	ck_assert_int_eq(edit("/nonexistent/editor", "x"), -ENOENT);
	ck_assert_int_eq(edit("'unclosed", "x"), -EINVAL);
	ck_assert_int_eq(edit("  ", "x"), -EINVAL);
	ck_assert_int_eq(edit("rm", "x"), -ENOENT);
}
END_TEST

START_TEST(test_external_limit)
{
	char editor[128];

	for (int n = LIMIT - 1; n <= LIMIT + 3; n++) {
		snprintf(editor, sizeof(editor), "sh -c 'printf %%%ds x > \"$1\"' x", n);
		ck_assert_int_eq(edit(editor, "x"), n <= LIMIT ? 0 : -EFBIG);
		snprintf(editor, sizeof(editor), "sh -c 'printf \"%%%ds\\n\" x > \"$1\"' x", n);
		ck_assert_int_eq(edit(editor, "x"), n <= LIMIT ? 0 : -EFBIG);
	}
	ck_assert_int_eq(edit("sh -c 'head -c 5000000 /dev/zero > \"$1\"' x", "x"), -EFBIG);
}
END_TEST

START_TEST(test_external_file_is_private)
{
	ck_assert_int_eq(
		edit("sh -c 'stat -c %a \"$1\" > \"$0\"; cat \"$0\" > \"$1\"; rm \"$0\"' mode",
			"x"),
		0);
	ck_assert(result_is("600"));
}
END_TEST

START_TEST(test_external_without_a_place)
{
	setenv("TMPDIR", "/nonexistent", 1);
	ck_assert_int_eq(edit("true", "x"), -ENOENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("external");
	TCase *tcase = tcase_create("external");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_external_text_comes_back);
	tcase_add_test(tcase, test_external_editor_changes_it);
	tcase_add_test(tcase, test_external_editor_is_an_argv);
	tcase_add_test(tcase, test_external_visual_goes_first);
	tcase_add_test(tcase, test_external_editor_fails);
	tcase_add_test(tcase, test_external_limit);
	tcase_add_test(tcase, test_external_file_is_private);
	tcase_add_test(tcase, test_external_without_a_place);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
