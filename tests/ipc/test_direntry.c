/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/direntry.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

static const struct {
	const char *name;
	pid_t pid;
} temporaries[] = {
	{".A.in.1", 1},
	{".B.in.4194304", 4194304},
	{".A.card.42", 42},
	{".B.post.2147483647", 2147483647},
	{"", 0},
	{".", 0},
	{".42", 0},
	{"A.in.42", 0},
	{".A.in", 0},
	{".A.in.", 0},
	{".A.in.0", 0},
	{".A.in.-1", 0},
	{".A.in.+1", 0},
	{".A.in. 1", 0},
	{".A.in.01", 0},
	{".A.in.1x", 0},
	{".A.in.4294967297", 0},
	{".A.in.99999999999999999999", 0},
	/* like ours, but not ours */
	{".C.in.42", 0},
	{".a.in.42", 0},
	{".A.inn.42", 0},
	{".backup.42", 0},
	{".x.A.in.42", 0},
};

START_TEST(test_direntry_names)
{
	char name[DIRENTRY_NAME_SIZE];

	direntry_name(name, SEAT_A, "in");
	ck_assert_str_eq(name, "A.in");
	direntry_name(name, SEAT_B, "card");
	ck_assert_str_eq(name, "B.card");
	direntry_temporary_name(name, SEAT_B, "card");
	ck_assert_int_eq(strncmp(name, ".B.card.", 8), 0);
	ck_assert_int_eq(direntry_temporary_pid(name), getpid());
}
END_TEST

START_TEST(test_direntry_temporary_pid)
{
	ck_assert_int_eq(direntry_temporary_pid(temporaries[_i].name), temporaries[_i].pid);
}
END_TEST

static void assert_mode(int fd, mode_t mode)
{
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(st.st_mode, S_IFREG | mode);
}

static void assert_text(int dir, const char *wanted)
{
	char text[64];
	int fd = direntry_open(dir, SEAT_B, "card");

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(direntry_text(fd, text, sizeof(text)), (int)strlen(wanted));
	ck_assert_str_eq(text, wanted);
	close(fd);
}

START_TEST(test_direntry_is_replaced)
{
	struct rundir rundir;
	int old, new;

	scene_open(&rundir);
	old = direntry_put(rundir.fd, SEAT_B, "card", 0, "one\n");
	ck_assert_int_ge(old, 0);
	assert_mode(old, 0600);
	new = direntry_put(rundir.fd, SEAT_B, "card", 0640, "two\n");
	ck_assert_int_ge(new, 0);
	assert_mode(new, 0640);
	assert_text(rundir.fd, "two\n");
	ck_assert(!direntry_in_place(rundir.fd, "B.card", old));
	ck_assert(direntry_in_place(rundir.fd, "B.card", new));
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	close(old);
	close(new);
	rundir_close(&rundir);
}
END_TEST

/* A directory stands there: nothing of ours stays beside it. */
START_TEST(test_direntry_put_that_fails_leaves_nothing)
{
	struct rundir rundir;

	scene_open(&rundir);
	ck_assert_int_eq(mkdirat(rundir.fd, "B.card", 0700), 0);
	ck_assert_int_eq(direntry_put(rundir.fd, SEAT_B, "card", 0, "one\n"), -EISDIR);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	ck_assert_int_eq(unlinkat(rundir.fd, "B.card", AT_REMOVEDIR), 0);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_direntry_open_follows_no_link)
{
	struct rundir rundir;

	scene_open(&rundir);
	ck_assert_int_eq(direntry_open(rundir.fd, SEAT_B, "card"), -ENOENT);
	ck_assert_int_eq(symlinkat("/dev/null", rundir.fd, "B.card"), 0);
	ck_assert_int_eq(direntry_open(rundir.fd, SEAT_B, "card"), -ELOOP);
	ck_assert_int_eq(unlinkat(rundir.fd, "B.card", 0), 0);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_direntry_text_is_cut)
{
	struct rundir rundir;
	char text[4];
	int fd;

	scene_open(&rundir);
	close(direntry_put(rundir.fd, SEAT_A, "mail", 0, "longer"));
	fd = direntry_open(rundir.fd, SEAT_A, "mail");
	ck_assert_int_eq(direntry_text(fd, text, sizeof(text)), 3);
	ck_assert_str_eq(text, "lon");
	close(fd);
	ck_assert_int_eq(direntry_text(fd, text, sizeof(text)), -EBADF);
	rundir_close(&rundir);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("direntry");
	TCase *tcase = tcase_create("direntry");

	tcase_add_test(tcase, test_direntry_names);
	tcase_add_loop_test(tcase, test_direntry_temporary_pid, 0, COUNT(temporaries));
	tcase_add_test(tcase, test_direntry_is_replaced);
	tcase_add_test(tcase, test_direntry_put_that_fails_leaves_nothing);
	tcase_add_test(tcase, test_direntry_open_follows_no_link);
	tcase_add_test(tcase, test_direntry_text_is_cut);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
