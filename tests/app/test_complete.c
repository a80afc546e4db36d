/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/complete.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

static const char *const nicks[] = {
	"ann", "anna", "Bob", "bill", "j\xc3\xbcrg", "j\xc3\xb6rn", NULL};
static const char *const panes[] = {"A", "B", "info", "help", NULL};
static const char *const themes[] = {"dark", "default", "light", NULL};
static const struct complete_names names = {nicks, panes, themes};

static struct completion completion;
static char line[4096];

/* What the line is afterwards. The cursor is at its end, unless something is typed behind it. */
static const char *complete(const char *typed, const char *behind)
{
	static char result[8192];
	size_t cursor = strlen(typed);

	completion_fini(&completion);
	snprintf(line, sizeof(line), "%s%s", typed, behind);
	ck_assert_int_eq(complete_word(&names, line, cursor, &completion), 0);
	ck_assert_uint_le(completion.start, cursor);
	if (completion.count == 0)
		return typed;
	snprintf(result, sizeof(result), "%.*s%.*s", (int)completion.start, line,
		(int)completion.word.len, completion.word.len > 0 ? completion.word.data : "");
	return result;
}

static bool choices_are(const char *expected)
{
	return completion.choices.len == strlen(expected) &&
	       (completion.choices.len == 0 ||
		       memcmp(completion.choices.data, expected, completion.choices.len) == 0);
}

static const struct {
	const char *typed, *result;
	size_t count;
} cases[] = {
	/* Nicks, also in text. */
	{"an", "ann", 2},
	{"anna", "anna: ", 1},
	{"hi anna", "hi anna ", 1},
	{"hi ANNA", "hi anna ", 1},
	{"x", "x", 0},
	{"b", "b", 2}, /* Bob, bill: nothing in common but in another case */
	{"j", "j", 2}, /* no half of a character */
	{"j\xc3\xbc", "j\xc3\xbcrg: ", 1},
	/* Commands. */
	{"/quit", "/quit ", 1},
	{"/sa", "/save ", 1},
	{"/s", "/s", 4},
	{"/no", "/notify ", 1},
	{"/xyz", "/xyz", 0},
	/* Their arguments. */
	{"/theme da", "/theme dark ", 1},
	{"/theme d", "/theme d", 2},
	{"/notify m", "/notify mention ", 1},
	{"/split r", "/split right ", 1},
	{"/pane in", "/pane info ", 1},
	{"/ignore an", "/ignore ann", 2},
	{"/set hist", "/set history-size ", 1},
	{"/set send-", "/set send-", 2},
	{"/set send-typing o", "/set send-typing o", 2},
	{"/set send-typing of", "/set send-typing off ", 1},
	{"/set bell m", "/set bell mention ", 1},
	{"/set nothing o", "/set nothing o", 0},
	{"/set scrollback 1", "/set scrollback 1", 0},
};

START_TEST(test_complete_words)
{
	ck_assert_str_eq(complete(cases[_i].typed, ""), cases[_i].result);
	ck_assert_uint_eq(completion.count, cases[_i].count);
	ck_assert((completion.choices.len > 0) == (cases[_i].count > 1));
	/* What stands behind the cursor is another matter. */
	ck_assert_str_eq(complete(cases[_i].typed, " behind"), cases[_i].result);
	completion_fini(&completion);
}
END_TEST

START_TEST(test_complete_lists_choices)
{
	complete("/s", "");
	ck_assert(choices_are("save  set  split  stop"));
	complete("an", "");
	ck_assert(choices_are("ann  anna"));
	complete("anna", "");
	ck_assert(choices_are(""));
	completion_fini(&completion);
}
END_TEST

static int make_files(void)
{
	const char *base = scene_new();
	int dir = open(base, O_RDONLY | O_DIRECTORY);

	ck_assert_int_eq(chdir(base), 0);
	setenv("HOME", base, 1);
	ck_assert_int_eq(mkdirat(dir, "folder", 0700), 0);
	scene_write(dir, "folder/inner", "", 0);
	scene_write(dir, "note one", "", 0);
	scene_write(dir, "note two", "", 0);
	scene_write(dir, ".hidden", "", 0);
	scene_write(dir, "bad\xff", "", 0);
	return dir;
}

static const struct {
	const char *typed, *result;
	size_t count;
} files[] = {
	{"/save fo", "/save folder/", 1},
	{"/save folder/", "/save folder/inner ", 1},
	{"/save folder/x", "/save folder/x", 0},
	{"/save no", "/save note ", 2},
	{"/save note o", "/save note one ", 1},
	{"/save .h", "/save .hidden ", 1},
	{"/save h", "/save h", 0},
	{"/save ba", "/save ba", 0},
	{"/save ~/fo", "/save ~/folder/", 1},
	{"/save ~/folder/i", "/save ~/folder/inner ", 1},
	{"/save nowhere/x", "/save nowhere/x", 0},
};

START_TEST(test_complete_files)
{
	int dir = make_files(), before = scene_descriptors();

	ck_assert_str_eq(complete(files[_i].typed, ""), files[_i].result);
	ck_assert_uint_eq(completion.count, files[_i].count);
	ck_assert_int_eq(scene_descriptors(), before);
	completion_fini(&completion);
	close(dir);
}
END_TEST

START_TEST(test_complete_long_paths)
{
	char typed[4090];
	int dir = make_files();

	memset(typed, 'x', sizeof(typed));
	memcpy(typed, "/save ", 6);
	typed[sizeof(typed) - 1] = '\0';
	ck_assert_str_eq(complete(typed, ""), typed);
	memset(typed + 6, '/', sizeof(typed) - 7);
	complete(typed, "");
	completion_fini(&completion);
	close(dir);
}
END_TEST

START_TEST(test_complete_many_files)
{
	int dir = make_files();
	char name[32];

	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "many%03d", i);
		scene_write(dir, name, "", 0);
	}
	ck_assert_str_eq(complete("/save ma", ""), "/save many");
	ck_assert_uint_eq(completion.count, 500);
	ck_assert_uint_lt(completion.choices.len, 1000);
	completion_fini(&completion);
	close(dir);
}
END_TEST

START_TEST(test_complete_without_names)
{
	static const struct complete_names none;

	completion_fini(&completion);
	ck_assert_int_eq(complete_word(&none, "an", 2, &completion), 0);
	ck_assert_uint_eq(completion.count, 0);
	completion_fini(&completion);
	ck_assert_int_eq(complete_word(&none, "", 0, &completion), 0);
	completion_fini(&completion);
	ck_assert_int_eq(complete_word(&none, "/theme ", 7, &completion), 0);
	completion_fini(&completion);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("complete");
	TCase *tcase = tcase_create("complete");

	tcase_add_loop_test(tcase, test_complete_words, 0, COUNT(cases));
	tcase_add_test(tcase, test_complete_lists_choices);
	tcase_add_loop_test(tcase, test_complete_files, 0, COUNT(files));
	tcase_add_test(tcase, test_complete_long_paths);
	tcase_add_test(tcase, test_complete_many_files);
	tcase_add_test(tcase, test_complete_without_names);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
