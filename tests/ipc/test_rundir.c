/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/rundir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

/* NULL: not set. */
static const struct {
	const char *own, *xdg, *path;
} paths[] = {
	{"/own/dir", "/run/user/7", "/own/dir"},
	{"own", "/run/user/7", "own"},
	{"/own/dir//", NULL, "/own/dir"},
	{"/", NULL, "/"},
	{"", "/run/user/7", "/run/user/7/shmooze"},
	{NULL, "/run/user/7", "/run/user/7/shmooze"},
	{NULL, "run/user/7", NULL}, /* not absolute: to be ignored */
	{NULL, "", NULL},
	{NULL, NULL, NULL},
};

static const mode_t wide[] = {0701, 0710, 0704, 0740, 0702, 0720, 0755, 0770, 01777};

static void set(const char *name, const char *value)
{
	if (value == NULL)
		unsetenv(name);
	else
		setenv(name, value, 1);
}

static int open_base(bool create)
{
	struct rundir rundir;
	int error = rundir_open_base(&rundir, create);

	ck_assert_str_eq(rundir.path, getenv("SHMOOZE_DIR"));
	rundir_close(&rundir);
	return error;
}

START_TEST(test_rundir_path_by_environment)
{
	char path[PATH_MAX], expected[64];

	set("SHMOOZE_DIR", paths[_i].own);
	set("XDG_RUNTIME_DIR", paths[_i].xdg);
	snprintf(expected, sizeof(expected), "/tmp/shmooze-%lu", (unsigned long)geteuid());
	ck_assert_int_eq(rundir_path(path, sizeof(path)), 0);
	ck_assert_str_eq(path, paths[_i].path != NULL ? paths[_i].path : expected);
}
END_TEST

START_TEST(test_rundir_path_that_does_not_fit)
{
	char path[8];

	set("SHMOOZE_DIR", "/1234567");
	ck_assert_int_eq(rundir_path(path, sizeof(path)), -ENAMETOOLONG);
	set("SHMOOZE_DIR", "/123456");
	ck_assert_int_eq(rundir_path(path, sizeof(path)), 0);
	set("SHMOOZE_DIR", NULL);
	set("XDG_RUNTIME_DIR", "/1234567");
	ck_assert_int_eq(rundir_path(path, sizeof(path)), -ENAMETOOLONG);
}
END_TEST

START_TEST(test_rundir_open_makes_it_for_this_account_alone)
{
	struct rundir rundir;
	struct stat st;
	int before;

	scene_new();
	before = scene_descriptors();
	ck_assert_int_eq(open_base(false), -ENOENT);
	umask(0);
	ck_assert_int_eq(rundir_open(&rundir, "work", true), 0);
	ck_assert_str_eq(rundir.chat, "work");
	ck_assert_str_eq(strrchr(rundir.path, '/'), "/work");
	ck_assert_int_eq(fstat(rundir.base, &st), 0);
	ck_assert_uint_eq(st.st_mode, S_IFDIR | 0700);
	ck_assert_int_eq(fstat(rundir.fd, &st), 0);
	ck_assert_uint_eq(st.st_mode, S_IFDIR | 0700);
	rundir_close(&rundir);
	rundir_close(&rundir);
	ck_assert_int_eq(scene_descriptors(), before);
	/* What is there is taken as it is. */
	ck_assert_int_eq(rundir_open(&rundir, "work", false), 0);
	rundir_close(&rundir);
	ck_assert_int_eq(rundir_open(&rundir, "play", false), -ENOENT);
	ck_assert_str_eq(strrchr(rundir.path, '/'), "/play");
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_rundir_open_refuses_a_wide_mode)
{
	struct rundir rundir;
	int before;

	scene_open(&rundir);
	before = scene_descriptors() - 2;
	ck_assert_int_eq(fchmod(rundir.fd, wide[_i]), 0);
	rundir_close(&rundir);
	ck_assert_int_eq(open_base(true), 0);
	ck_assert_int_eq(rundir_open(&rundir, "main", true), -EACCES);
	ck_assert_int_eq(scene_descriptors(), before);
	ck_assert_int_eq(chmod(getenv("SHMOOZE_DIR"), wide[_i]), 0);
	ck_assert_int_eq(open_base(true), -EACCES);
	ck_assert_int_eq(rundir_open(&rundir, "main", true), -EACCES);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

/* For doors, others pass through the runtime directory, but into no chat. */
START_TEST(test_rundir_open_with_others_passing)
{
	struct rundir rundir;

	scene_open(&rundir);
	rundir_close(&rundir);
	ck_assert_int_eq(chmod(getenv("SHMOOZE_DIR"), 0711), 0);
	ck_assert_int_eq(open_base(true), 0);
	ck_assert_int_eq(rundir_open(&rundir, "main", true), 0);
	ck_assert_int_eq(fchmod(rundir.fd, 0711), 0);
	rundir_close(&rundir);
	ck_assert_int_eq(rundir_open(&rundir, "main", true), -EACCES);
}
END_TEST

/* Not even to a directory of our own; a slash behind the name makes no difference. */
START_TEST(test_rundir_open_refuses_a_symbolic_link)
{
	struct rundir rundir;
	char link[PATH_MAX];

	scene_open(&rundir);
	ck_assert_int_eq(symlinkat("main", rundir.base, "link"), 0);
	ck_assert_int_eq(symlinkat("nowhere", rundir.base, "dangling"), 0);
	rundir_close(&rundir);
	ck_assert_int_eq(rundir_open(&rundir, "link", true), -ELOOP);
	ck_assert_int_eq(rundir_open(&rundir, "dangling", true), -ELOOP);

	snprintf(link, sizeof(link), "%s.link", getenv("SHMOOZE_DIR"));
	ck_assert_int_eq(symlink(getenv("SHMOOZE_DIR"), link), 0);
	set("SHMOOZE_DIR", link);
	ck_assert_int_eq(open_base(true), -ELOOP);
	ck_assert_int_eq(open_base(false), -ELOOP);
	strcat(link, "/");
	set("SHMOOZE_DIR", link);
	ck_assert_int_eq(rundir_open_base(&rundir, true), -ELOOP);
}
END_TEST

START_TEST(test_rundir_open_refuses_a_file)
{
	struct rundir rundir;

	scene_open(&rundir);
	scene_write(rundir.base, "file", "", 0);
	ck_assert_int_eq(mkfifoat(rundir.base, "fifo", 0700), 0);
	rundir_close(&rundir);
	ck_assert_int_eq(rundir_open(&rundir, "file", true), -ENOTDIR);
	ck_assert_int_eq(rundir_open(&rundir, "fifo", true), -ENOTDIR);
	ck_assert_int_eq(rundir_open(&rundir, "file", false), -ENOTDIR);
}
END_TEST

START_TEST(test_rundir_open_refuses_a_name_that_does_not_fit)
{
	char chat[NAME_CHAT_MAX + 2];
	struct rundir rundir;

	scene_new();
	memset(chat, 'x', sizeof(chat));
	chat[sizeof(chat) - 1] = '\0';
	ck_assert_int_eq(rundir_open(&rundir, chat, true), -ENAMETOOLONG);
	ck_assert_int_eq(rundir.base, -1);
	chat[sizeof(chat) - 2] = '\0';
	ck_assert_int_eq(rundir_open(&rundir, chat, true), 0);
	ck_assert_str_eq(rundir.chat, chat);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_rundir_remove_only_what_is_empty)
{
	struct rundir rundir;
	struct stat st;

	scene_open(&rundir);
	scene_write(rundir.fd, "A.card", "x", 1);
	rundir_remove(&rundir);
	ck_assert_int_eq(fstatat(rundir.base, "main", &st, 0), 0);
	ck_assert_int_eq(unlinkat(rundir.fd, "A.card", 0), 0);
	rundir_remove(&rundir);
	ck_assert_int_eq(fstatat(rundir.base, "main", &st, 0), -1);
	ck_assert_int_eq(errno, ENOENT);
	rundir_close(&rundir);
}
END_TEST

static int add_name(const char *name, void *context)
{
	strcat(context, name);
	return strcmp(name, "stop") == 0 ? -ECANCELED : 7;
}

START_TEST(test_rundir_walk)
{
	char names[64] = "";
	struct rundir rundir;

	scene_open(&rundir);
	ck_assert_int_eq(rundir_walk(rundir.fd, add_name, names), 0);
	ck_assert_str_eq(names, "");
	scene_write(rundir.fd, "a", "", 0);
	scene_write(rundir.fd, ".b", "", 0);
	/* Twice: the descriptor's own position is not moved. */
	for (int i = 0; i < 2; i++) {
		names[0] = '\0';
		ck_assert_int_eq(rundir_walk(rundir.fd, add_name, names), 0);
		ck_assert_uint_eq(strlen(names), 3);
		ck_assert_ptr_nonnull(strchr(names, 'a'));
		ck_assert_ptr_nonnull(strstr(names, ".b"));
	}
	scene_write(rundir.fd, "stop", "", 0);
	names[0] = '\0';
	ck_assert_int_eq(rundir_walk(rundir.fd, add_name, names), -ECANCELED);
	ck_assert_ptr_nonnull(strstr(names, "stop"));
	ck_assert_int_eq(rundir_walk(-1, add_name, names), -EBADF);
	rundir_close(&rundir);
}
END_TEST

/* Root only. */
START_TEST(test_rundir_open_refuses_another_account)
{
	struct rundir rundir;

	scene_open(&rundir);
	ck_assert_int_eq(fchown(rundir.fd, SCENE_STRANGER, (gid_t)-1), 0);
	rundir_close(&rundir);
	ck_assert_int_eq(rundir_open(&rundir, "main", true), -EPERM);
	ck_assert_int_eq(chown(getenv("SHMOOZE_DIR"), SCENE_STRANGER, (gid_t)-1), 0);
	ck_assert_int_eq(open_base(true), -EPERM);
	/* What can't be reached at all. */
	ck_assert_int_eq(setresuid(SCENE_STRANGER, SCENE_STRANGER, SCENE_STRANGER), 0);
	ck_assert_int_eq(open_base(false), -EACCES);
}
END_TEST

START_TEST(test_rundir_open_at)
{
	const struct address address = {.chat = "work", .seat = SEAT_ROOM};
	struct rundir rundir, base;

	scene_new();
	ck_assert_int_eq(rundir_open_base_at(&base, &address, false), -ENOENT);
	ck_assert_int_eq(rundir_open_base_at(&base, &address, true), 0);
	ck_assert_int_eq(rundir_open_at(&rundir, &address, false), -ENOENT);
	ck_assert_int_eq(rundir_open_at(&rundir, &address, true), 0);
	ck_assert_str_eq(rundir.chat, "work");
	ck_assert_int_eq(scene_count(base.base), 1);
	rundir_close(&rundir);
	rundir_close(&base);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rundir");
	TCase *tcase = tcase_create("rundir");

	tcase_add_loop_test(tcase, test_rundir_path_by_environment, 0, COUNT(paths));
	tcase_add_test(tcase, test_rundir_path_that_does_not_fit);
	tcase_add_test(tcase, test_rundir_open_makes_it_for_this_account_alone);
	tcase_add_loop_test(tcase, test_rundir_open_refuses_a_wide_mode, 0, COUNT(wide));
	tcase_add_test(tcase, test_rundir_open_with_others_passing);
	tcase_add_test(tcase, test_rundir_open_refuses_a_symbolic_link);
	tcase_add_test(tcase, test_rundir_open_refuses_a_file);
	tcase_add_test(tcase, test_rundir_open_refuses_a_name_that_does_not_fit);
	tcase_add_test(tcase, test_rundir_remove_only_what_is_empty);
	tcase_add_test(tcase, test_rundir_walk);
	if (geteuid() == 0)
		tcase_add_test(tcase, test_rundir_open_refuses_another_account);
	tcase_add_test(tcase, test_rundir_open_at);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
