/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/statefile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

static char base[PATH_MAX];
static struct buffer bytes;

static void setup(void)
{
	snprintf(base, sizeof(base), "%s", scene_new());
	setenv("XDG_STATE_HOME", base, 1);
	setenv("HOME", "/nonexistent", 1);
}

static void teardown(void)
{
	buffer_fini(&bytes);
}

static int open_directory(void)
{
	char path[PATH_MAX + 32];
	int dir;

	snprintf(path, sizeof(path), "%s/shmooze/main", base);
	dir = open(path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(dir, 0);
	return dir;
}

static int read_file(size_t limit)
{
	bytes.len = 0;
	return statefile_read("main", "f", limit, &bytes);
}

static bool file_is(const char *expected)
{
	return read_file(4096) == 0 && bytes.len == strlen(expected) &&
	       memcmp(bytes.data, expected, bytes.len) == 0;
}

static unsigned mode_of(int dir, const char *name)
{
	struct stat st;

	ck_assert_int_eq(fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW), 0);
	return st.st_mode & 07777;
}

/* Two processes that replace a file again and again: it is always one of theirs, and whole. */
static void replace_often(void *context, int out)
{
	char text[5000];

	memset(text, *(const char *)context, sizeof(text));
	for (int i = 0; i < 300; i++) {
		if (statefile_write("main", "f", text, sizeof(text)) < 0)
			_exit(1);
	}
	scene_say(out, 0);
}

START_TEST(test_statefile_two_writers)
{
	struct actor actors[2];
	int names;

	ck_assert_int_eq(statefile_write("main", "f", "x", 1), 0);
	scene_act(&actors[0], replace_often, (void *)"a");
	scene_act(&actors[1], replace_often, (void *)"b");
	for (int i = 0; i < 300; i++) {
		ck_assert_int_eq(read_file(10000), 0);
		ck_assert(bytes.len == 5000 || bytes.len == 1);
		for (size_t at = 1; at < bytes.len; at++)
			ck_assert_int_eq(bytes.data[at], bytes.data[0]);
	}
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(scene_hear(&actors[i]), 0);
		ck_assert_int_eq(scene_await(&actors[i]), 0);
	}
	names = open_directory();
	ck_assert_int_eq(scene_count(names), 1);
	close(names);
}
END_TEST

START_TEST(test_statefile_no_home)
{
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	ck_assert_int_eq(statefile_write("work", "f", "x", 1), -ENOENT);
	ck_assert_int_eq(statefile_append("work", "f", "x", 1), -ENOENT);
	ck_assert_int_eq(read_file(1), -ENOENT);
}
END_TEST

START_TEST(test_statefile_comes_back)
{
	int before = scene_descriptors(), dir;

	umask(0);
	ck_assert_int_eq(read_file(10), -ENOENT);
	ck_assert_int_eq(statefile_write("main", "f", "hello", 5), 0);
	ck_assert(file_is("hello"));
	ck_assert_int_eq(statefile_write("main", "f", "bye", 3), 0);
	ck_assert(file_is("bye"));
	ck_assert_int_eq(statefile_append("main", "f", " bye", 4), 0);
	ck_assert(file_is("bye bye"));
	ck_assert_int_eq(statefile_append("main", "g", "new", 3), 0);
	dir = open_directory();
	ck_assert_uint_eq(mode_of(dir, "f"), 0600);
	ck_assert_uint_eq(mode_of(dir, "g"), 0600);
	ck_assert_uint_eq(mode_of(dir, "."), 0700);
	ck_assert_uint_eq(mode_of(dir, ".."), 0700);
	ck_assert_int_eq(scene_count(dir), 2);
	ck_assert_int_eq(statefile_write("main", "f", "", 0), 0);
	ck_assert_int_eq(statefile_write("main", "f", "", 0), 0);
	ck_assert_int_eq(scene_count(dir), 1);
	close(dir);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_statefile_limit)
{
	static char big[20000];

	memset(big, 'x', sizeof(big));
	ck_assert_int_eq(statefile_write("main", "f", big, sizeof(big)), 0);
	ck_assert_int_eq(read_file(sizeof(big) - 1), -EFBIG);
	ck_assert_int_eq(read_file(0), -EFBIG);
	ck_assert_int_eq(read_file(sizeof(big)), 0);
	ck_assert_uint_eq(bytes.len, sizeof(big));
	/* Behind what is there already. */
	ck_assert_int_eq(statefile_read("main", "f", sizeof(big), &bytes), 0);
	ck_assert_uint_eq(bytes.len, 2 * sizeof(big));
}
END_TEST

/* Who has the old file open reads the old one on: the new one is another file. */
START_TEST(test_statefile_write_is_at_once)
{
	int dir, old;
	char text[8];

	ck_assert_int_eq(statefile_write("main", "f", "old", 3), 0);
	dir = open_directory();
	old = openat(dir, "f", O_RDONLY);
	ck_assert_int_eq(statefile_write("main", "f", "newer", 5), 0);
	ck_assert_int_eq(read(old, text, sizeof(text)), 3);
	ck_assert_mem_eq(text, "old", 3);
	ck_assert_int_eq(scene_count(dir), 1);
	close(old);
	close(dir);
}
END_TEST

START_TEST(test_statefile_refuses_symlinks)
{
	int dir;

	ck_assert_int_eq(statefile_write("main", "target", "safe", 4), 0);
	dir = open_directory();
	ck_assert_int_eq(symlinkat("target", dir, "f"), 0);
	ck_assert_int_eq(read_file(10), -EPERM);
	ck_assert_int_eq(statefile_append("main", "f", "x", 1), -EPERM);
	/* Written anew, the name is a file again, and what the link led to is as it was. */
	ck_assert_int_eq(statefile_write("main", "f", "mine", 4), 0);
	ck_assert(file_is("mine"));
	bytes.len = 0;
	ck_assert_int_eq(statefile_read("main", "target", 10, &bytes), 0);
	ck_assert_uint_eq(bytes.len, 4);
	ck_assert_mem_eq(bytes.data, "safe", 4);
	close(dir);
}
END_TEST

/* None of these makes it wait. */
START_TEST(test_statefile_refuses_what_is_no_file)
{
	int dir, before;

	ck_assert_int_eq(statefile_write("main", "other", "x", 1), 0);
	before = scene_descriptors();
	dir = open_directory();
	ck_assert_int_eq(mkfifoat(dir, "f", 0600), 0);
	ck_assert_int_eq(read_file(10), -EPERM);
	ck_assert_int_lt(statefile_append("main", "f", "x", 1), 0);
	ck_assert_int_eq(unlinkat(dir, "f", 0), 0);
	ck_assert_int_eq(mkdirat(dir, "f", 0700), 0);
	ck_assert_int_eq(read_file(10), -EPERM);
	ck_assert_int_lt(statefile_append("main", "f", "x", 1), 0);
	ck_assert_int_lt(statefile_write("main", "f", "x", 1), 0);
	ck_assert_int_eq(scene_count(dir), 2);
	close(dir);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

/* Another account's, which only root can make here; elsewhere there is nothing to see. */
START_TEST(test_statefile_refuses_a_stranger)
{
	int dir;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(statefile_write("main", "f", "x", 1), 0);
	dir = open_directory();
	ck_assert_int_eq(fchownat(dir, "f", SCENE_STRANGER, SCENE_STRANGER, 0), 0);
	ck_assert_int_eq(read_file(10), -EPERM);
	ck_assert_int_eq(statefile_append("main", "f", "x", 1), -EPERM);
	close(dir);
}
END_TEST

START_TEST(test_statefile_where_no_directory_can_be)
{
	int dir = open(base, O_RDONLY | O_DIRECTORY);

	scene_write(dir, "shmooze", "x", 1);
	ck_assert_int_eq(statefile_write("main", "f", "x", 1), -ENOTDIR);
	ck_assert_int_eq(statefile_append("main", "f", "x", 1), -ENOTDIR);
	ck_assert_int_lt(read_file(10), 0);
	close(dir);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("statefile");
	TCase *tcase = tcase_create("statefile");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_statefile_no_home);
	tcase_add_test(tcase, test_statefile_two_writers);
	tcase_add_test(tcase, test_statefile_comes_back);
	tcase_add_test(tcase, test_statefile_limit);
	tcase_add_test(tcase, test_statefile_write_is_at_once);
	tcase_add_test(tcase, test_statefile_refuses_symlinks);
	tcase_add_test(tcase, test_statefile_refuses_what_is_no_file);
	tcase_add_test(tcase, test_statefile_refuses_a_stranger);
	tcase_add_test(tcase, test_statefile_where_no_directory_can_be);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
