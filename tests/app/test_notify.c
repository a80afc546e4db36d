/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

static struct loop *loop;
static struct loop_event *tick;
static struct notify notify;
static long deadline;
static char bytes[200000];

static void on_tick(void *context)
{
	(void)context;
	if (notify.pid == 0 || scene_now() > deadline)
		loop_stop(loop);
	else
		loop_timer_set(tick, 5);
}

static void setup(void)
{
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(chdir(scene_new()), 0);
	loop = loop_new();
	tick = loop_add_timer(loop, on_tick, NULL);
	notify_init(&notify, loop);
}

static void teardown(void)
{
	notify_fini(&notify);
	loop_event_free(tick);
	loop_free(loop);
}

/* Until the command has ended. */
static void run_to_end(void)
{
	deadline = scene_now() + scene_patience();
	loop_timer_set(tick, 1);
	ck_assert_int_eq(loop_run(loop), 0);
	ck_assert_int_eq(notify.pid, 0);
}

static int run(const char *const argv[], const char *text, size_t len)
{
	return notify_run(&notify, (char *const *)argv, "work", "ann", text, len);
}

/* The bytes of a file, terminated. */
static size_t read_file(const char *name)
{
	int fd = open(name, O_RDONLY);
	size_t len = 0;
	ssize_t n;

	ck_assert_msg(fd >= 0, "%s", name);
	while ((n = read(fd, bytes + len, sizeof(bytes) - 1 - len)) > 0)
		len += (size_t)n;
	bytes[len] = '\0';
	close(fd);
	return len;
}

START_TEST(test_notify_gives_the_text)
{
	const char *argv[] = {"tee", "out", NULL};
	int before = scene_descriptors();

	ck_assert_int_eq(run(argv, "hello\nthere", 11), 0);
	run_to_end();
	ck_assert_uint_eq(read_file("out"), 11);
	ck_assert_str_eq(bytes, "hello\nthere");
	ck_assert_int_eq(run(argv, "", 0), 0);
	run_to_end();
	ck_assert_uint_eq(read_file("out"), 0);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_notify_gives_long_text)
{
	static char text[150000];
	const char *argv[] = {"tee", "out", NULL};

	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(run(argv, text, sizeof(text)), 0);
	run_to_end();
	ck_assert_uint_eq(read_file("out"), sizeof(text));
	ck_assert_mem_eq(bytes, text, sizeof(text));
}
END_TEST

/* Neither the command's words nor what the other side says is read by a shell. */
START_TEST(test_notify_without_a_shell)
{
	const char *argv[] = {"tee", "$(touch a); touch b", NULL};

	ck_assert_int_eq(notify_run(&notify, (char *const *)argv, "`touch c`", "$(touch d)",
				 "$(touch e)", 10),
		0);
	run_to_end();
	ck_assert_uint_eq(read_file("$(touch a); touch b"), 10);
	for (const char *name = "a\0b\0c\0d\0e\0"; *name != '\0'; name += 2)
		ck_assert_int_lt(access(name, F_OK), 0);
}
END_TEST

START_TEST(test_notify_environment)
{
	const char *argv[] = {"sh", "-c", "env > out", NULL};

	setenv("SECRET", "1", 1);
	setenv("LD_PRELOAD_NOT", "1", 1);
	setenv("LD_LIBRARY_PATH", "/no/such/place", 1);
	setenv("BASH_ENV", "/no/such/file", 1);
	setenv("ENV", "/no/such/file", 1);
	setenv("XAUTHORITY", "/x", 1);
	setenv("TMPDIR", "/tmp", 1);
	ck_assert_int_eq(run(argv, "x", 1), 0);
	run_to_end();
	read_file("out");
	ck_assert_ptr_nonnull(strstr(bytes, "SHMOOZE_CHAT=work\n"));
	ck_assert_ptr_nonnull(strstr(bytes, "SHMOOZE_FROM=ann\n"));
	ck_assert_ptr_nonnull(strstr(bytes, "SHMOOZE_MISSED=0\n"));
	ck_assert_ptr_nonnull(strstr(bytes, "TMPDIR=/tmp\n"));
	ck_assert_ptr_nonnull(strstr(bytes, "PATH="));
	ck_assert_ptr_null(strstr(bytes, "SECRET"));
	ck_assert_ptr_null(strstr(bytes, "LD_"));
	ck_assert_ptr_null(strstr(bytes, "ENV="));
	ck_assert_ptr_nonnull(strstr(bytes, "XAUTHORITY=/x\n"));
	ck_assert_ptr_null(strstr(bytes, "SHMOOZE_DIR"));
}
END_TEST

START_TEST(test_notify_never_two_at_once)
{
	const char *argv[] = {"sh", "-c",
		"echo $SHMOOZE_MISSED >> log; while [ -e gate ]; do sleep 0.01; done", NULL};

	scene_write(AT_FDCWD, "gate", "", 0);
	ck_assert_int_eq(run(argv, "x", 1), 0);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(run(argv, "x", 1), -EBUSY);
	ck_assert_int_eq(unlink("gate"), 0);
	run_to_end();
	ck_assert_int_eq(run(argv, "x", 1), 0);
	run_to_end();
	ck_assert_int_eq(run(argv, "x", 1), 0);
	run_to_end();
	read_file("log");
	ck_assert_str_eq(bytes, "0\n3\n0\n");
}
END_TEST

START_TEST(test_notify_command_that_is_not_there)
{
	const char *missing[] = {"/nonexistent/command", NULL}, *script[] = {"./script", NULL};
	const char *directory[] = {"/", NULL}, *sound[] = {"tee", "out", NULL};
	int before = scene_descriptors();

	ck_assert_int_eq(run(missing, "x", 1), -ENOENT);
	missing[0] = "no-such-command-anywhere";
	ck_assert_int_eq(run(missing, "x", 1), -ENOENT);
	ck_assert_int_eq(run(directory, "x", 1), -EACCES);
	/* Executable, but no program: nothing tries a shell for it. */
	scene_write(AT_FDCWD, "script", "touch ran\n", 10);
	ck_assert_int_eq(chmod("script", 0700), 0);
	ck_assert_int_eq(run(script, "x", 1), -ENOEXEC);
	ck_assert_int_lt(access("ran", F_OK), 0);
	ck_assert_int_eq(scene_descriptors(), before);
	ck_assert_int_eq(run(sound, "x", 1), 0);
	run_to_end();
}
END_TEST

/* It reads nothing, it fails, it closes its input and goes on. */
START_TEST(test_notify_command_that_does_not_listen)
{
	static char text[150000];
	const char *argv[] = {"false", NULL},
		   *closes[] = {"sh", "-c", "exec <&-; sleep 0.05", NULL};
	int before = scene_descriptors();

	ck_assert_int_eq(run(argv, text, sizeof(text)), 0);
	run_to_end();
	ck_assert_int_eq(run(closes, text, sizeof(text)), 0);
	run_to_end();
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_notify_output_goes_nowhere)
{
	const char *argv[] = {"sh", "-c",
		"a=$(readlink /proc/$$/fd/1); b=$(readlink /proc/$$/fd/2); echo $a $b > out", NULL};

	ck_assert_int_eq(run(argv, "x", 1), 0);
	run_to_end();
	read_file("out");
	ck_assert_str_eq(bytes, "/dev/null /dev/null\n");
}
END_TEST

/* The window ends, the command does not. */
START_TEST(test_notify_outlives_its_window)
{
	const char *argv[] = {"sh", "-c",
		"cat > /dev/null; while [ -e gate ]; do sleep 0.01; done; : > over", NULL};
	int before = scene_descriptors();

	scene_write(AT_FDCWD, "gate", "", 0);
	ck_assert_int_eq(run(argv, "x", 1), 0);
	notify_fini(&notify);
	ck_assert_int_eq(scene_descriptors(), before);
	ck_assert_int_lt(access("over", F_OK), 0);
	ck_assert_int_eq(unlink("gate"), 0);
	SCENE_UNTIL(access("over", F_OK) == 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("notify");
	TCase *tcase = tcase_create("notify");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_notify_gives_the_text);
	tcase_add_test(tcase, test_notify_gives_long_text);
	tcase_add_test(tcase, test_notify_without_a_shell);
	tcase_add_test(tcase, test_notify_environment);
	tcase_add_test(tcase, test_notify_never_two_at_once);
	tcase_add_test(tcase, test_notify_command_that_is_not_there);
	tcase_add_test(tcase, test_notify_command_that_does_not_listen);
	tcase_add_test(tcase, test_notify_output_goes_nowhere);
	tcase_add_test(tcase, test_notify_outlives_its_window);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
