/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/logind.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/ipc/scene.h"

static char root[PATH_MAX / 2];

static void setup(void)
{
	snprintf(root, sizeof(root), "%s", scene_new());
}

/* A file below the root, with the folders that it needs. */
static void put(const char *name, const char *text)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s", root, name);
	for (char *slash = strchr(path + strlen(root) + 1, '/'); slash != NULL;
		slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, S_IRWXU);
		*slash = '/';
	}
	scene_write(AT_FDCWD, path, text, strlen(text));
}

START_TEST(test_logind_removes_by_default)
{
	ck_assert(logind_removes_ipc(root));
	put("/etc/systemd/logind.conf", "[Login]\n#RemoveIPC=no\nRemoveIPCs=no\nRemoveIPC\n");
	ck_assert(logind_removes_ipc(root));
}
END_TEST

static const struct {
	const char *text;
	bool removes;
} lines[] = {
	{"RemoveIPC=no", false},
	{"[Login]\n  RemoveIPC = off \n", false},
	{"RemoveIPC=False\n", false},
	{"RemoveIPC=0\n", false},
	{"RemoveIPC=n\n", false},
	{"RemoveIPC=no\nRemoveIPC=yes\n", true},
	{"RemoveIPC=no\nRemoveIPC=perhaps\n", false},
	{"; RemoveIPC=no\n", true},
};

START_TEST(test_logind_reads_the_file)
{
	put("/etc/systemd/logind.conf", lines[_i].text);
	ck_assert_int_eq(logind_removes_ipc(root), lines[_i].removes);
}
END_TEST

START_TEST(test_logind_first_folder_wins)
{
	put("/usr/lib/systemd/logind.conf", "RemoveIPC=no\n");
	ck_assert(!logind_removes_ipc(root));
	put("/run/systemd/logind.conf", "RemoveIPC=yes\n");
	ck_assert(logind_removes_ipc(root));
	put("/etc/systemd/logind.conf", "# nothing\n");
	ck_assert(logind_removes_ipc(root));
}
END_TEST

START_TEST(test_logind_drop_ins)
{
	put("/etc/systemd/logind.conf", "RemoveIPC=yes\n");
	put("/usr/lib/systemd/logind.conf.d/20-a.conf", "RemoveIPC=no\n");
	ck_assert(!logind_removes_ipc(root));
	/* The last by name, in whichever folder. */
	put("/etc/systemd/logind.conf.d/10-b.conf", "RemoveIPC=yes\n");
	ck_assert(!logind_removes_ipc(root));
	put("/run/systemd/logind.conf.d/30-c.conf", "RemoveIPC=yes\n");
	ck_assert(logind_removes_ipc(root));
	put("/etc/systemd/logind.conf.d/40-d.conf.old", "RemoveIPC=no\n");
	ck_assert(logind_removes_ipc(root));
	/* One of the same name hides it. */
	put("/etc/systemd/logind.conf.d/30-c.conf", "\n");
	ck_assert(!logind_removes_ipc(root));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("logind");
	TCase *tcase = tcase_create("RemoveIPC");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, test_logind_removes_by_default);
	tcase_add_loop_test(tcase, test_logind_reads_the_file, 0, COUNT(lines));
	tcase_add_test(tcase, test_logind_first_folder_wins);
	tcase_add_test(tcase, test_logind_drop_ins);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
