/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

static void wait_for_end(void *context, int out)
{
	(void)context;
	scene_say(out, 1);
	scene_wait_for_end();
}

START_TEST(test_process_open_tells_the_end)
{
	struct actor actor;
	int pidfd;

	scene_act(&actor, wait_for_end, NULL);
	pidfd = process_open(actor.pid);
	ck_assert_int_ge(pidfd, 0);
	ck_assert_int_ne(fcntl(pidfd, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert(!process_ended(pidfd));
	ck_assert(!scene_readable(pidfd, 0));
	ck_assert_int_eq(process_signal(pidfd, SIGKILL), 0);
	ck_assert(scene_readable(pidfd, (int)scene_patience()));
	/* Ended, though its parent has not taken it in. */
	ck_assert(process_ended(pidfd));
	ck_assert(process_exists(actor.pid));
	waitpid(actor.pid, NULL, 0);
	ck_assert(process_ended(pidfd));
	ck_assert(!process_exists(actor.pid));
	ck_assert_int_eq(process_signal(pidfd, SIGKILL), -ESRCH);
	ck_assert_int_eq(process_open(actor.pid), -ESRCH);
	close(pidfd);
	close(actor.said);
}
END_TEST

START_TEST(test_process_signal_arrives)
{
	struct actor actor;
	int pidfd, status;

	scene_act(&actor, wait_for_end, NULL);
	pidfd = process_open(actor.pid);
	scene_hear(&actor);
	ck_assert_int_eq(process_signal(pidfd, 0), 0);
	ck_assert_int_eq(process_signal(pidfd, SIGINT), 0);
	status = scene_await(&actor);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGINT);
	close(pidfd);
}
END_TEST

/* A stopped process is alive. */
START_TEST(test_process_stopped_has_not_ended)
{
	struct actor actor;
	int pidfd, status;

	scene_act(&actor, wait_for_end, NULL);
	scene_hear(&actor);
	pidfd = process_open(actor.pid);
	ck_assert_int_eq(process_signal(pidfd, SIGSTOP), 0);
	SCENE_UNTIL(waitpid(actor.pid, &status, WUNTRACED | WNOHANG) == actor.pid);
	ck_assert(WIFSTOPPED(status));
	ck_assert(!process_ended(pidfd));
	ck_assert(process_exists(actor.pid));
	scene_kill(&actor);
	ck_assert(process_ended(pidfd));
	close(pidfd);
}
END_TEST

START_TEST(test_process_of_no_number)
{
	ck_assert_int_eq(process_open(-1), -EINVAL);
	ck_assert_int_eq(process_open(0), -EINVAL);
	ck_assert(process_exists(getpid()));
	ck_assert(process_exists(1));
}
END_TEST

/* Root only. */
START_TEST(test_process_of_another_account)
{
	int pidfd = process_open(getppid());

	ck_assert_int_ge(pidfd, 0);
	ck_assert_int_eq(setresuid(SCENE_STRANGER, SCENE_STRANGER, SCENE_STRANGER), 0);
	ck_assert(process_exists(getppid()));
	ck_assert_int_eq(process_signal(pidfd, 0), -EPERM);
	ck_assert(!process_ended(pidfd));
	close(pidfd);
}
END_TEST

/* Who can't look does not say that there is nobody. */
START_TEST(test_process_account_without_descriptors)
{
	struct rlimit before, none;
	uid_t uid = 4711;
	int error;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){.rlim_cur = 0, .rlim_max = before.rlim_max};
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	error = process_account(getpid(), &uid);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	ck_assert_int_eq(error, -EMFILE);
	ck_assert_uint_eq(uid, 4711);
	ck_assert_int_eq(process_account(getpid(), &uid), 0);
	ck_assert_uint_eq(uid, geteuid());
}
END_TEST

START_TEST(test_process_hide_memory)
{
	ck_assert_int_eq(prctl(PR_GET_DUMPABLE), 1);
	process_hide_memory();
	ck_assert_int_eq(prctl(PR_GET_DUMPABLE), 0);
}
END_TEST

/* The next process of this PID namespace gets that number, if nobody else is quicker. */
static bool choose_next(pid_t pid)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%ld", (long)pid - 1);
	int fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
	bool chosen = fd >= 0 && write(fd, text, (size_t)n) == n;

	if (fd >= 0)
		close(fd);
	return chosen;
}

static pid_t fork_idle(void)
{
	pid_t pid = fork();

	if (pid == 0)
		scene_wait_for_end();
	return pid;
}

/* The first process of a PID namespace: its children end with it. */
static void meet_an_heir(int out)
{
	pid_t first = fork_idle();
	int pidfd = process_open(first), heir_fd;

	kill(first, SIGKILL);
	waitpid(first, NULL, 0);
	if (!choose_next(first) || fork_idle() != first) {
		scene_say(out, -1);
		return;
	}
	heir_fd = process_open(first);
	scene_say(out, process_exists(first));
	scene_say(out, process_ended(pidfd));
	scene_say(out, process_signal(pidfd, SIGKILL));
	scene_say(out, scene_readable(heir_fd, 20));
}

static void found_a_namespace(void *context, int out)
{
	pid_t first;

	(void)context;
	if (unshare(CLONE_NEWPID) < 0) {
		scene_say(out, -1);
		return;
	}
	first = fork();
	if (first == 0) {
		meet_an_heir(out);
		_exit(EXIT_SUCCESS);
	}
	waitpid(first, NULL, 0);
}

/* A number that another process has by now is not the process that was opened. Root only. */
START_TEST(test_process_number_is_used_again)
{
	struct actor actor;

	scene_act(&actor, found_a_namespace, NULL);
	if (scene_hear(&actor) == 1) {
		ck_assert_int_eq(scene_hear(&actor), 1);
		ck_assert_int_eq(scene_hear(&actor), -ESRCH);
		ck_assert_int_eq(scene_hear(&actor), 0);
	}
	scene_await(&actor);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("process");
	TCase *tcase = tcase_create("process");

	tcase_add_test(tcase, test_process_open_tells_the_end);
	tcase_add_test(tcase, test_process_signal_arrives);
	tcase_add_test(tcase, test_process_stopped_has_not_ended);
	tcase_add_test(tcase, test_process_of_no_number);
	tcase_add_test(tcase, test_process_account_without_descriptors);
	tcase_add_test(tcase, test_process_hide_memory);
	if (geteuid() == 0) {
		tcase_add_test(tcase, test_process_of_another_account);
		tcase_add_test(tcase, test_process_number_is_used_again);
	}
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
