/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/output.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

#define PIECE 65536

static struct rundir rundir;
static struct output output;
static int fd;

static void set_up(void)
{
	scene_open(&rundir);
	fd = openat(rundir.fd, "file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
}

static void tear_down(void)
{
	output_fini(&output);
	close(fd);
	unlinkat(rundir.fd, "file", 0);
	rundir_close(&rundir);
}

static void gather(size_t n)
{
	for (; n > 0; n--)
		ck_assert_int_eq(buffer_append(&output.bytes, "x", 1), 0);
}

static long size(void)
{
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	return (long)st.st_size;
}

/* A file is written up to multiples of the piece, wherever it begins. */
START_TEST(test_output_file_in_pieces)
{
	static const long begins[] = {0, 1, 1000, PIECE - 1, PIECE, PIECE + 7};
	long begin = begins[_i % 6];

	ck_assert_int_eq(ftruncate(fd, begin), 0);
	if (_i < 6)
		ck_assert_int_eq(lseek(fd, 0, SEEK_END), begin);
	else
		ck_assert_int_eq(fcntl(fd, F_SETFL, O_APPEND), 0);
	output_init_fd(&output, fd, -1);
	gather(PIECE - 1);
	output_flush_much(&output);
	ck_assert_int_eq(size(), begin); /* that is not much */
	for (int i = 0; i < 3; i++) {
		gather(PIECE + 1);
		output_flush_some(&output);
		ck_assert_int_eq(size() % PIECE, 0);
		ck_assert_uint_lt(output.bytes.len, PIECE);
	}
	output_flush(&output);
	ck_assert_uint_eq(output.bytes.len, 0);
	ck_assert_int_eq(size(), begin + PIECE - 1 + 3 * (PIECE + 1));
}
END_TEST

/* Who reads along gets what there is. */
START_TEST(test_output_pipe_at_once)
{
	char bytes[PIPE_BUF];
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	output_init_fd(&output, ends[1], -1);
	gather(10);
	output_flush_much(&output);
	ck_assert_uint_eq(output.bytes.len, 10);
	output_flush_some(&output);
	ck_assert_int_eq(read(ends[0], bytes, sizeof(bytes)), 10);
	ck_assert_uint_eq(output.bytes.len, 0);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* A pipe that is full must not keep anyone from leaving, a file can't. */
START_TEST(test_output_asked_to_stop)
{
	char bytes[PIPE_BUF] = "";
	int ends[2], stop[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	ck_assert_int_eq(pipe2(stop, O_CLOEXEC), 0);
	while (write(ends[1], bytes, sizeof(bytes)) > 0)
		continue;
	ck_assert_int_eq(write(stop[1], "x", 1), 1);
	output_init_fd(&output, ends[1], stop[0]);
	gather(10);
	output_flush(&output);
	ck_assert_uint_eq(output.bytes.len, 10);
	output_fini(&output);
	output_init_fd(&output, fd, stop[0]);
	gather(10);
	output_flush(&output);
	ck_assert_int_eq(size(), 10);
	close(ends[0]);
	close(ends[1]);
	close(stop[0]);
	close(stop[1]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("output");
	TCase *tcase = tcase_create("output");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, test_output_file_in_pieces, 0, 12);
	tcase_add_test(tcase, test_output_pipe_at_once);
	tcase_add_test(tcase, test_output_asked_to_stop);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
