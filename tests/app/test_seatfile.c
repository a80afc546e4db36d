/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/seatfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/statefile.h"
#include "tests/app/addresses.h"
#include "tests/ipc/scene.h"

static const struct seatstate one = {0xabc, 9, 8, 7, 6, 5, 4, 3, 2};
static struct seatstate state;
static char path[PATH_MAX];

static void setup(void)
{
	const char *place = scene_new();

	setenv("XDG_STATE_HOME", place, 1);
	snprintf(path, sizeof(path), "%s/shmooze/main/A.state", place);
}

static void assert_is_one(void)
{
	ck_assert_uint_eq(state.epoch, one.epoch);
	ck_assert_uint_eq(state.seq, one.seq);
	ck_assert_uint_eq(state.seen, one.seen);
}

static int hold(int expected)
{
	int error = 1, fd;

	state = (struct seatstate){0};
	fd = seatfile_hold(ADDRESS("main", SEAT_A), &state, &error);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(error, expected);
	return fd;
}

START_TEST(test_seatfile_new)
{
	int before = scene_descriptors(), fd = hold(-ENODATA);
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(st.st_size, 0);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_A), &state), -ENODATA);
	ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_B), &state), -ENOENT);
	ck_assert_int_eq(seatfile_read(ADDRESS("other", SEAT_A), &state), -ENOENT);
	close(fd);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

/* Whoever only reads needs no lock, and finds what was written last. */
START_TEST(test_seatfile_write)
{
	struct seatstate other = one;
	struct stat st;
	int fd = hold(-ENODATA);

	for (int i = 0; i < 5; i++) {
		other.seq++;
		ck_assert_int_eq(seatfile_write(fd, &other), 0);
		ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_A), &state), 0);
		ck_assert_uint_eq(state.seq, other.seq);
		ck_assert_int_eq(fstat(fd, &st), 0);
		ck_assert_int_eq(st.st_size, SEATSTATE_SIZE);
	}
	ck_assert_int_eq(seatfile_write(fd, &one), 0);
	close(fd);
	fd = hold(0);
	assert_is_one();
	close(fd);
}
END_TEST

static void holder(void *context, int out)
{
	int error;

	(void)context;
	if (seatfile_hold(ADDRESS("main", SEAT_A), &state, &error) < 0)
		_exit(1);
	scene_say(out, 1);
	scene_wait_for_end();
}

/* Another process holds it; its end gives it back. */
START_TEST(test_seatfile_held)
{
	int before = scene_descriptors(), error = 1, fd;
	struct actor actor;

	scene_act(&actor, holder, NULL);
	ck_assert_int_eq(scene_hear(&actor), 1);
	ck_assert_int_eq(seatfile_hold(ADDRESS("main", SEAT_A), &state, &error), -EBUSY);
	ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_A), &state), -ENODATA);
	fd = seatfile_hold(ADDRESS("main", SEAT_B), &state, &error);
	ck_assert_int_ge(fd, 0);
	close(fd);
	scene_kill(&actor);
	close(hold(-ENODATA));
	close(actor.said);
	ck_assert_int_le(scene_descriptors(), before);
}
END_TEST

static const struct {
	const char *bytes;
	int error;
} unsound[] = {
	{"rubbish", -EBADMSG},
	{"{}", -EBADMSG},
	{" ", -EBADMSG},
	{"{\"version\":7}", -EPROTONOSUPPORT},
};

START_TEST(test_seatfile_unsound)
{
	ck_assert_int_eq(
		statefile_write("main", "A.state", unsound[_i].bytes, strlen(unsound[_i].bytes)),
		0);
	close(hold(unsound[_i].error));
	ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_A), &state), unsound[_i].error);
}
END_TEST

/* What lies behind it in the file is none of it, however much. */
START_TEST(test_seatfile_longer)
{
	int fd = hold(-ENODATA);

	ck_assert_int_eq(seatfile_write(fd, &one), 0);
	ck_assert_int_eq(ftruncate(fd, 1 << 30), 0);
	close(fd);
	close(hold(0));
	assert_is_one();
}
END_TEST

/* No plain file of this account's: it is not opened, and nothing waits for a FIFO's other end. */
START_TEST(test_seatfile_no_file)
{
	int error = 1;

	close(hold(-ENODATA));
	ck_assert_int_eq(unlink(path), 0);
	if (_i == 0)
		ck_assert_int_eq(symlink("/dev/null", path), 0);
	else if (_i == 1)
		ck_assert_int_eq(mkfifo(path, 0600), 0);
	else
		ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_lt(seatfile_hold(ADDRESS("main", SEAT_A), &state, &error), 0);
	ck_assert_int_lt(seatfile_read(ADDRESS("main", SEAT_A), &state), 0);
}
END_TEST

/* Open to others: none of them may have written it. */
START_TEST(test_seatfile_open_to_others)
{
	int error = 1;

	close(hold(-ENODATA));
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert_int_eq(seatfile_hold(ADDRESS("main", SEAT_A), &state, &error), -EPERM);
	ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_A), &state), -EPERM);
}
END_TEST

/* No assertion is made meanwhile, for check writes each into a file. */
static int write_up_to(rlim_t bytes, int fd)
{
	struct rlimit before, limit;
	int error;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = bytes;
	setrlimit(RLIMIT_FSIZE, &limit);
	error = seatfile_write(fd, &one);
	setrlimit(RLIMIT_FSIZE, &before);
	return error;
}

/* No room for the first one; where it stands already the disk has room for it. */
START_TEST(test_seatfile_no_room)
{
	int fd = hold(-ENODATA);

	ck_assert_int_eq(write_up_to(0, fd), -EFBIG);
	ck_assert_int_eq(write_up_to(SEATSTATE_SIZE - 1, fd), -ENOSPC);
	ck_assert_int_eq(write_up_to(SEATSTATE_SIZE, fd), 0);
	close(fd);
	close(hold(0));
	assert_is_one();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("seatfile");
	TCase *tcase = tcase_create("seatfile");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, test_seatfile_new);
	tcase_add_test(tcase, test_seatfile_write);
	tcase_add_test(tcase, test_seatfile_held);
	tcase_add_loop_test(tcase, test_seatfile_unsound, 0, COUNT(unsound));
	tcase_add_test(tcase, test_seatfile_longer);
	tcase_add_loop_test(tcase, test_seatfile_no_file, 0, 3);
	tcase_add_test(tcase, test_seatfile_open_to_others);
	tcase_add_test(tcase, test_seatfile_no_room);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
