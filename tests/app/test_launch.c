/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/app/capture.h"
#include "tests/ipc/scene.h"

static struct options options;
static struct rundir rundir;
static struct launch launch;
static struct capture capture;

/* Peers whose holder has died become children of this process. */
static void setup(void)
{
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	scene_open(&rundir);
	options_init(&options);
	options.stay = true;
	options.keep = true;
}

static void teardown(void)
{
	rundir_close(&rundir);
}

static int start(void)
{
	int status;

	capture_begin(&capture, STDERR_FILENO);
	status = launch_peer(&options, &launch);
	capture_end(&capture);
	return status;
}

/* Waits for a peer to end. Returns its status as waitpid(2) has it. */
static int await_peer(pid_t pid)
{
	int status = -1;

	SCENE_UNTIL(waitpid(pid, &status, WNOHANG) == pid);
	return status;
}

static void take_seat(enum seat seat)
{
	options.seats[0] = seat;
	options.seat_count = 1;
}

/* A peer of a window's: it ends with its input. */
static void own(void)
{
	options.owned = true;
	options.keep = false;
}

START_TEST(test_launch_reports_the_seat)
{
	int before = scene_descriptors();
	pid_t first;

	ck_assert_int_eq(start(), EX_OK);
	ck_assert_int_eq(launch.seat, SEAT_A);
	ck_assert_int_eq(launch.hold, -1);
	ck_assert_int_eq(kill(launch.pid, 0), 0);
	ck_assert_int_eq(getsid(launch.pid), launch.pid);
	first = launch.pid;
	ck_assert_int_eq(start(), EX_OK);
	ck_assert_int_eq(launch.seat, SEAT_B);
	ck_assert_int_eq(kill(first, SIGTERM), 0);
	ck_assert_int_eq(kill(launch.pid, SIGTERM), 0);
	ck_assert_int_eq(await_peer(first), 0);
	ck_assert_int_eq(await_peer(launch.pid), 0);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_launch_refusal_comes_through)
{
	int before = scene_descriptors();
	pid_t first;

	take_seat(SEAT_B);
	ck_assert_int_eq(start(), EX_OK);
	ck_assert_int_eq(launch.seat, SEAT_B);
	first = launch.pid;
	own();
	ck_assert_int_eq(start(), EX_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(capture.text, "shmooze: "));
	ck_assert_int_eq(launch.hold, -1);
	/* The refused process was taken in. */
	ck_assert_int_eq(waitpid(launch.pid, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	ck_assert_int_eq(kill(first, SIGTERM), 0);
	ck_assert_int_eq(await_peer(first), 0);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_launch_owned_peer_ends_with_its_hold)
{
	own();
	ck_assert_int_eq(start(), EX_OK);
	ck_assert_int_ge(launch.hold, 0);
	ck_assert_int_ne(fcntl(launch.hold, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_eq(waitpid(launch.pid, NULL, WNOHANG), 0);
	close(launch.hold);
	ck_assert_int_eq(await_peer(launch.pid), 0);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
}
END_TEST

static void hold(void *context, int out)
{
	(void)context;
	if (start() != EX_OK)
		_exit(1);
	scene_say(out, launch.pid);
	scene_wait_for_end();
}

START_TEST(test_launch_owned_peer_ends_with_a_killed_holder)
{
	struct actor actor;
	pid_t pid;

	own();
	scene_act(&actor, hold, NULL);
	pid = scene_hear(&actor);
	ck_assert_int_eq(kill(pid, 0), 0);
	scene_kill(&actor);
	ck_assert_int_eq(await_peer(pid), 0);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
}
END_TEST

START_TEST(test_launch_other_peer_outlives_a_killed_holder)
{
	struct actor actor;
	pid_t pid;

	scene_act(&actor, hold, NULL);
	pid = scene_hear(&actor);
	scene_kill(&actor);
	SCENE_UNTIL(waitpid(pid, NULL, WNOHANG) == 0);
	ck_assert_int_eq(kill(pid, SIGINT), 0);
	ck_assert_int_eq(await_peer(pid), 0);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
}
END_TEST

/* Once it has its seat it says nothing to a terminal that is another's by then. */
START_TEST(test_launch_lets_go_of_the_terminal)
{
	ck_assert_int_eq(start(), EX_OK);
	ck_assert_str_eq(capture.text, "");
	ck_assert_int_eq(kill(launch.pid, SIGTERM), 0);
	ck_assert_int_eq(await_peer(launch.pid), 0);
	capture_begin(&capture, STDERR_FILENO);
	ck_assert_str_eq(capture_end(&capture), "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("launch");
	TCase *tcase = tcase_create("launch");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_launch_reports_the_seat);
	tcase_add_test(tcase, test_launch_refusal_comes_through);
	tcase_add_test(tcase, test_launch_owned_peer_ends_with_its_hold);
	tcase_add_test(tcase, test_launch_owned_peer_ends_with_a_killed_holder);
	tcase_add_test(tcase, test_launch_other_peer_outlives_a_killed_holder);
	tcase_add_test(tcase, test_launch_lets_go_of_the_terminal);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
