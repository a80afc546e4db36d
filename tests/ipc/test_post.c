/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/post.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/frame.h"
#include "tests/ipc/scene.h"

static struct rundir rundir;

static void setup(void)
{
	signal(SIGPIPE, SIG_IGN);
	scene_open(&rundir);
}

static void teardown(void)
{
	rundir_close(&rundir);
}

START_TEST(test_post_open_and_remove)
{
	int before = scene_descriptors(), fd = post_open(rundir.fd, SEAT_B);
	struct stat st;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_ne(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	ck_assert_int_eq(fstatat(rundir.fd, "B.post", &st, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert(S_ISFIFO(st.st_mode));
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	post_remove(rundir.fd, SEAT_B);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
	close(fd);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_post_takes_what_is_sent)
{
	int to, from = post_open(rundir.fd, SEAT_A);
	char bytes[16];

	to = post_reach(rundir.fd, SEAT_A);
	ck_assert_int_ge(to, 0);
	ck_assert_int_eq(post_send(to, "hello", 5), 0);
	ck_assert_int_eq(post_send(to, " there", 6), 0);
	ck_assert_int_eq(read(from, bytes, sizeof(bytes)), 11);
	ck_assert_mem_eq(bytes, "hello there", 11);
	/* The last poster's leaving is no end of file. */
	close(to);
	ck_assert(!scene_readable(from, 0));
	ck_assert_int_eq(read(from, bytes, sizeof(bytes)), -1);
	ck_assert_int_eq(errno, EAGAIN);
	close(from);
}
END_TEST

/* What a killed peer left: its FIFO, and one that it had not given its name yet. */
START_TEST(test_post_replaces_a_leftover)
{
	int old = post_open(rundir.fd, SEAT_A), to = post_reach(rundir.fd, SEAT_A), fd;
	char byte;

	ck_assert_int_eq(post_send(to, "old", 3), 0);
	fd = post_open(rundir.fd, SEAT_A);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	ck_assert_int_eq(read(fd, &byte, 1), -1);
	close(to);
	close(old);
	to = post_reach(rundir.fd, SEAT_A);
	ck_assert_int_eq(post_send(to, "n", 1), 0);
	ck_assert_int_eq(read(fd, &byte, 1), 1);
	ck_assert_int_eq(byte, 'n');
	close(to);
	close(fd);
}
END_TEST

START_TEST(test_post_replaces_a_file)
{
	int fd;

	scene_write(rundir.fd, "A.post", "x", 1);
	fd = post_open(rundir.fd, SEAT_A);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	close(fd);
}
END_TEST

START_TEST(test_post_open_fails_whole)
{
	int before = scene_descriptors();

	ck_assert_int_eq(mkdirat(rundir.fd, "A.post", 0700), 0);
	ck_assert_int_lt(post_open(rundir.fd, SEAT_A), 0);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	ck_assert_int_eq(scene_descriptors(), before);
	ck_assert_int_eq(unlinkat(rundir.fd, "A.post", AT_REMOVEDIR), 0);
}
END_TEST

START_TEST(test_post_reach_nobody)
{
	int fd;

	ck_assert_int_eq(post_reach(rundir.fd, SEAT_A), -ENOENT);
	fd = post_open(rundir.fd, SEAT_A);
	ck_assert_int_eq(post_reach(rundir.fd, SEAT_B), -ENOENT);
	close(fd);
	ck_assert_int_eq(post_reach(rundir.fd, SEAT_A), -ENXIO);
}
END_TEST

/* What stands there is no FIFO of ours: nothing is opened, nothing is written. */
START_TEST(test_post_reach_refuses)
{
	int before = scene_descriptors(), fd;

	scene_write(rundir.fd, "A.post", "x", 1);
	ck_assert_int_eq(post_reach(rundir.fd, SEAT_A), -EPERM);
	ck_assert_int_eq(unlinkat(rundir.fd, "A.post", 0), 0);
	ck_assert_int_eq(mkdirat(rundir.fd, "A.post", 0700), 0);
	ck_assert_int_eq(post_reach(rundir.fd, SEAT_A), -EPERM);
	ck_assert_int_eq(unlinkat(rundir.fd, "A.post", AT_REMOVEDIR), 0);
	fd = post_open(rundir.fd, SEAT_B);
	ck_assert_int_eq(symlinkat("B.post", rundir.fd, "A.post"), 0);
	ck_assert_int_eq(post_reach(rundir.fd, SEAT_A), -EPERM);
	close(fd);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

/* Another account's, which only root can make here; elsewhere there is nothing to see. */
START_TEST(test_post_reach_refuses_a_stranger)
{
	int fd;

	if (geteuid() != 0)
		return;
	fd = post_open(rundir.fd, SEAT_A);
	ck_assert_int_eq(fchownat(rundir.fd, "A.post", SCENE_STRANGER, SCENE_STRANGER, 0), 0);
	ck_assert_int_eq(post_reach(rundir.fd, SEAT_A), -EPERM);
	close(fd);
}
END_TEST

START_TEST(test_post_full)
{
	static char bytes[FRAME_SIZE_MAX];
	int from = post_open(rundir.fd, SEAT_A), to = post_reach(rundir.fd, SEAT_A), n = 0, error;

	while ((error = post_send(to, bytes, sizeof(bytes))) == 0)
		ck_assert_int_lt(++n, 100000);
	ck_assert_int_eq(error, -EAGAIN);
	/* Whole or not at all. */
	ck_assert_int_eq(read(from, bytes, sizeof(bytes) / 2), sizeof(bytes) / 2);
	ck_assert_int_eq(post_send(to, bytes, sizeof(bytes)), -EAGAIN);
	ck_assert_int_eq(read(from, bytes, sizeof(bytes) / 2), sizeof(bytes) / 2);
	ck_assert_int_eq(post_send(to, bytes, sizeof(bytes)), 0);
	close(from);
	ck_assert_int_eq(post_send(to, bytes, 1), -EPIPE);
	close(to);
}
END_TEST

START_TEST(test_post_send_limit)
{
	static char bytes[FRAME_SIZE_MAX + 1];
	int from = post_open(rundir.fd, SEAT_A), to = post_reach(rundir.fd, SEAT_A);

	ck_assert_int_eq(post_send(to, bytes, sizeof(bytes)), -EMSGSIZE);
	ck_assert(!scene_readable(from, 0));
	close(from);
	close(to);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("post");
	TCase *tcase = tcase_create("post");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_post_open_and_remove);
	tcase_add_test(tcase, test_post_takes_what_is_sent);
	tcase_add_test(tcase, test_post_replaces_a_leftover);
	tcase_add_test(tcase, test_post_replaces_a_file);
	tcase_add_test(tcase, test_post_open_fails_whole);
	tcase_add_test(tcase, test_post_reach_nobody);
	tcase_add_test(tcase, test_post_reach_refuses);
	tcase_add_test(tcase, test_post_reach_refuses_a_stranger);
	tcase_add_test(tcase, test_post_full);
	tcase_add_test(tcase, test_post_send_limit);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
