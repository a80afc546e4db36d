/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/app/capture.h"
#include "tests/ipc/scene.h"

static const struct {
	int error, status;
} statuses[] = {
	{-EPERM, EX_NOPERM},
	{-EACCES, EX_NOPERM},
	{-ELOOP, EX_NOPERM},
	{-EAGAIN, EX_TEMPFAIL},
	{-ETIMEDOUT, EX_TEMPFAIL},
	{-EBADMSG, EX_DATAERR},
	{-ENOENT, EX_CANTCREAT},
	{-ENOSPC, EX_CANTCREAT},
	{-EMFILE, EX_CANTCREAT},
	{-ENAMETOOLONG, EX_CANTCREAT},
	{-EIO, EXIT_FAILURE},
	{-EINVAL, EXIT_FAILURE},
};

/* fail() stands in parentheses below: check has a macro of that name. */

/* Whatever it says, it is one line, and nothing in it moves a cursor. */
static const struct {
	const char *text, *line;
} lines[] = {
	{"plain", "shmooze: plain\n"},
	{"", "shmooze: \n"},
	{"a\nb", "shmooze: a^Jb\n"},
	{"a\033[2Jb\rc\bd\x7f", "shmooze: a^[[2Jb^Mc^Hd^?\n"},
	{"a\u202eb\u200bc", "shmooze: abc\n"},
	{"a\xff"
	 "b",
		"shmooze: a\ufffdb\n"},
	{"日本 é", "shmooze: 日本 é\n"},
};

START_TEST(test_fail_prints_one_line)
{
	struct capture capture;

	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq((fail)(42, "%s", lines[_i].text), 42);
	ck_assert_str_eq(capture_end(&capture), lines[_i].line);
	capture_begin(&capture, STDERR_FILENO);
	fail_say("%s", lines[_i].text);
	ck_assert_str_eq(capture_end(&capture), lines[_i].line);
}
END_TEST

START_TEST(test_fail_formats)
{
	struct capture capture;

	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq((fail)(EX_USAGE, "%s: %d %%", "what", 7), EX_USAGE);
	ck_assert_str_eq(capture_end(&capture), "shmooze: what: 7 %\n");
}
END_TEST

START_TEST(test_fail_errno)
{
	struct capture capture;
	char line[256];

	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(fail_errno(statuses[_i].error, "what"), statuses[_i].status);
	snprintf(line, sizeof(line), "shmooze: what: %s\n", strerror(-statuses[_i].error));
	ck_assert_str_eq(capture_end(&capture), line);
}
END_TEST

/* A terminal that was stopped takes nothing: saying something is not worth waiting for it. */
START_TEST(test_fail_say_does_not_wait)
{
	int fds[2], saved = dup(STDERR_FILENO), before, after;
	char bytes[4096];

	ck_assert_int_eq(pipe(fds), 0);
	memset(bytes, 'x', sizeof(bytes));
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	while (write(fds[1], bytes, sizeof(bytes)) > 0)
		continue;
	fcntl(fds[1], F_SETFL, 0);
	before = fcntl(fds[1], F_GETPIPE_SZ);
	dup2(fds[1], STDERR_FILENO);
	alarm(5);
	fail_say("something");
	alarm(0);
	dup2(saved, STDERR_FILENO);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	for (after = 0;;) {
		ssize_t n = read(fds[0], bytes, sizeof(bytes));

		if (n <= 0)
			break;
		after += (int)n;
	}
	ck_assert_int_eq(after, before);
	close(fds[0]);
	close(fds[1]);
	close(saved);
}
END_TEST

static void on_line(void *context, const char *text)
{
	snprintf(context, 32, "%s", text);
}

START_TEST(test_fail_divert)
{
	char told[32] = "";
	struct capture capture;

	capture_begin(&capture, STDERR_FILENO);
	fail_divert(on_line, told);
	ck_assert_int_eq((fail)(42, "a\nb %d", 1), 42);
	ck_assert_str_eq(told, "a\nb 1");
	fail_say("c");
	ck_assert_str_eq(told, "c");
	fail_divert(NULL, NULL);
	fail_say("d");
	ck_assert_str_eq(told, "c");
	ck_assert_str_eq(capture_end(&capture), "shmooze: d\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fail");
	TCase *tcase = tcase_create("fail");

	tcase_add_loop_test(tcase, test_fail_prints_one_line, 0, COUNT(lines));
	tcase_add_test(tcase, test_fail_formats);
	tcase_add_loop_test(tcase, test_fail_errno, 0, COUNT(statuses));
	tcase_add_test(tcase, test_fail_say_does_not_wait);
	tcase_add_test(tcase, test_fail_divert);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
