/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

static const int all[] = {SIGINT, SIGTERM, SIGHUP, 0};

static int open_all(void)
{
	int fd = signals_open(all);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static void send_signal(void *context, int out)
{
	scene_say(out, kill(getppid(), *(int *)context));
}

START_TEST(test_signals_tell_who_sent_them)
{
	struct actor actor;
	int fd = open_all(), signal_number = all[_i];
	pid_t sender = 1, actor_pid;

	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_eq(signals_next(fd, &sender), 0);
	scene_act(&actor, send_signal, &signal_number);
	actor_pid = actor.pid;
	ck_assert_int_eq(scene_hear(&actor), 0);
	ck_assert(scene_readable(fd, (int)scene_patience()));
	ck_assert_int_eq(signals_next(fd, &sender), signal_number);
	ck_assert_int_eq(sender, actor_pid);
	ck_assert_int_eq(signals_next(fd, &sender), 0);
	scene_await(&actor);
	/* And from this process. */
	ck_assert_int_eq(kill(getpid(), signal_number), 0);
	ck_assert_int_eq(signals_next(fd, &sender), signal_number);
	ck_assert_int_eq(sender, getpid());
	close(fd);
}
END_TEST

START_TEST(test_signals_of_the_kernel_have_no_sender)
{
	const int list[] = {SIGALRM, 0};
	int fd = signals_open(list);
	pid_t sender = 1;

	ualarm(1000, 0);
	ck_assert(scene_readable(fd, (int)scene_patience()));
	ck_assert_int_eq(signals_next(fd, &sender), SIGALRM);
	ck_assert_int_eq(sender, 0);
	close(fd);
}
END_TEST

/* nohup(1) */
START_TEST(test_signals_ignored_by_the_parent_stay_ignored)
{
	pid_t sender;
	int fd;

	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	fd = open_all();
	kill(getpid(), SIGHUP);
	kill(getpid(), SIGTERM);
	ck_assert_int_eq(signals_next(fd, &sender), 0);
	close(fd);
}
END_TEST

/* A shell starts background commands with it ignored. */
START_TEST(test_signals_interrupt_comes_though_ignored)
{
	pid_t sender;
	int fd;

	signal(SIGINT, SIG_IGN);
	fd = open_all();
	kill(getpid(), SIGINT);
	ck_assert_int_eq(signals_next(fd, &sender), SIGINT);
	close(fd);
}
END_TEST

START_TEST(test_signals_broken_pipe_is_an_error_like_others)
{
	int fd = open_all(), fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	close(fds[0]);
	ck_assert_int_eq(write(fds[1], "x", 1), -1);
	ck_assert_int_eq(errno, EPIPE);
	ck_assert_int_eq(kill(getpid(), SIGTTOU), 0);
	close(fds[1]);
	close(fd);
}
END_TEST

/* As the window does on Ctrl-Z: its signal is an event first, and then really stops it. */
static void stop_self(void *context, int out)
{
	const int list[] = {SIGTSTP, SIGINT, 0};
	int fd = signals_open(list);
	pid_t sender;

	(void)context;
	scene_say(out, 0);
	for (;;) {
		int number;

		if (!scene_readable(fd, -1))
			_exit(1);
		number = signals_next(fd, &sender);
		if (number == SIGINT)
			_exit(7);
		if (number == SIGTSTP)
			signals_stop_self(-1);
		scene_say(out, number);
	}
}

START_TEST(test_signals_stop_self)
{
	struct actor actor;
	int status;

	scene_act(&actor, stop_self, NULL);
	ck_assert_int_eq(scene_hear(&actor), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(kill(actor.pid, SIGTSTP), 0);
		SCENE_UNTIL(waitpid(actor.pid, &status, WUNTRACED | WNOHANG) == actor.pid);
		ck_assert(WIFSTOPPED(status));
		ck_assert(!scene_readable(actor.said, 0));
		ck_assert_int_eq(kill(actor.pid, SIGCONT), 0);
		/* It goes on, and the signal is an event again. */
		ck_assert_int_eq(scene_hear(&actor), SIGTSTP);
	}
	kill(actor.pid, SIGINT);
	status = scene_await(&actor);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 7);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("signals");
	TCase *tcase = tcase_create("signals");

	tcase_add_loop_test(tcase, test_signals_tell_who_sent_them, 0, COUNT(all) - 1);
	tcase_add_test(tcase, test_signals_of_the_kernel_have_no_sender);
	tcase_add_test(tcase, test_signals_ignored_by_the_parent_stay_ignored);
	tcase_add_test(tcase, test_signals_interrupt_comes_though_ignored);
	tcase_add_test(tcase, test_signals_broken_pipe_is_an_error_like_others);
	tcase_add_test(tcase, test_signals_stop_self);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
