/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/knock.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

static sem_t semaphore;
static struct knock *knock;

static void setup(void)
{
	scene_new();
	ck_assert_int_eq(sem_init(&semaphore, 1, 0), 0);
}

static void teardown(void)
{
	knock_close(knock);
	knock = NULL;
	sem_destroy(&semaphore);
}

static bool rings(void)
{
	return scene_readable(knock_fd(knock), (int)scene_patience());
}

static bool silent(void)
{
	return !scene_readable(knock_fd(knock), 0);
}

static int value(void)
{
	int tokens;

	ck_assert_int_eq(sem_getvalue(&semaphore, &tokens), 0);
	return tokens;
}

START_TEST(test_knock_rings)
{
	ck_assert_int_eq(knock_open(&knock, &semaphore), 0);
	ck_assert(silent());
	for (int i = 0; i < 100; i++) {
		sem_post(&semaphore);
		ck_assert(rings());
		knock_again(knock);
		ck_assert(silent());
	}
}
END_TEST

/* One ring for all that were there, another for what comes behind. */
START_TEST(test_knock_merges)
{
	uint64_t rung;

	for (int i = 0; i < 100; i++)
		sem_post(&semaphore);
	ck_assert_int_eq(knock_open(&knock, &semaphore), 0);
	ck_assert(rings());
	ck_assert_int_eq(value(), 0);
	sem_post(&semaphore);
	ck_assert_int_eq(read(knock_fd(knock), &rung, sizeof(rung)), sizeof(rung));
	ck_assert_uint_eq(rung, 1);
	/* Not told to go on, the thread leaves the rest alone. */
	for (int i = 0; i < 20; i++)
		scene_pause();
	ck_assert_int_eq(value(), 1);
}
END_TEST

START_TEST(test_knock_rings_for_what_came_meanwhile)
{
	ck_assert_int_eq(knock_open(&knock, &semaphore), 0);
	sem_post(&semaphore);
	ck_assert(rings());
	sem_post(&semaphore);
	knock_again(knock);
	ck_assert(rings());
	/* Twice for nothing does no harm. */
	knock_again(knock);
	knock_again(knock);
	ck_assert(silent());
	sem_post(&semaphore);
	ck_assert(rings());
}
END_TEST

START_TEST(test_knock_close)
{
	int descriptors = scene_descriptors();

	knock_close(NULL);
	for (int i = 0; i < 100; i++) {
		ck_assert_int_eq(knock_open(&knock, &semaphore), 0);
		/* While it starts or sleeps, and when it has rung. */
		if (i % 3 == 1)
			scene_pause();
		if (i % 3 == 2) {
			sem_post(&semaphore);
			ck_assert(rings());
		}
		knock_close(knock);
		knock = NULL;
	}
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

/* Signals are the event loop's, and one that is ignored elsewhere does not end anything. */
START_TEST(test_knock_and_signals)
{
	sigset_t all;

	ck_assert_int_eq(knock_open(&knock, &semaphore), 0);
	kill(getpid(), SIGURG);
	sigemptyset(&all);
	sigaddset(&all, SIGUSR1);
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, &all, NULL), 0);
	/* Would end the process, if the thread took it. */
	kill(getpid(), SIGUSR1);
	sem_post(&semaphore);
	ck_assert(rings());
	ck_assert_int_eq(sigpending(&all), 0);
	ck_assert(sigismember(&all, SIGUSR1));
}
END_TEST

static void be_idle(void *context, int out)
{
	struct knock *idle;

	(void)context;
	if (knock_open(&idle, &semaphore) < 0)
		_exit(1);
	scene_say(out, getpid());
	scene_wait_for_end();
}

/* Nobody wakes up while nobody knocks. */
START_TEST(test_knock_sleeps)
{
	char command[96], before[64] = "", after[64] = "x";
	struct actor actor;

	scene_act(&actor, be_idle, NULL);
	scene_hear(&actor);
	snprintf(command, sizeof(command),
		"cat /proc/%ld/task/*/status | grep '^voluntary' | tr -dc '0-9\\n' | tr '\\n' ' '",
		(long)actor.pid);
	for (int tries = 0; tries < 20 && strcmp(before, after) != 0; tries++) {
		FILE *pipe = popen(command, "r");

		memcpy(before, after, sizeof(before));
		ck_assert_ptr_nonnull(fgets(after, sizeof(after), pipe));
		pclose(pipe);
		for (int i = 0; i < 100; i++)
			scene_pause();
	}
	scene_kill(&actor);
	ck_assert_str_eq(before, after);
}
END_TEST

static int lowest_descriptor(void)
{
	int fd = dup(STDIN_FILENO);

	close(fd);
	return fd;
}

/* Root would have as many threads as it likes. */
static void open_without_means(void *context, int out)
{
	const __rlimit_resource_t resource = *(const __rlimit_resource_t *)context;
	struct rlimit before, none;
	struct knock *refused = NULL;
	int lowest = lowest_descriptor(), error;

	if (geteuid() == 0 && setresuid(SCENE_STRANGER, SCENE_STRANGER, SCENE_STRANGER) < 0)
		_exit(EXIT_FAILURE);
	getrlimit(resource, &before);
	none = (struct rlimit){.rlim_cur = 0, .rlim_max = before.rlim_max};
	setrlimit(resource, &none);
	error = knock_open(&refused, &semaphore);
	setrlimit(resource, &before);
	scene_say(out, error);
	scene_say(out, refused == NULL);
	scene_say(out, lowest_descriptor() - lowest);
}

/* No eventfd, or no thread. Nothing is left open. */
START_TEST(test_knock_open_without_means)
{
	static const struct {
		__rlimit_resource_t resource;
		int error;
	} lacks[] = {{RLIMIT_NOFILE, -EMFILE}, {RLIMIT_NPROC, -EAGAIN}};
	__rlimit_resource_t resource = lacks[_i].resource;
	struct actor actor;

	scene_act(&actor, open_without_means, &resource);
	ck_assert_int_eq(scene_hear(&actor), lacks[_i].error);
	ck_assert_int_eq(scene_hear(&actor), 1);
	ck_assert_int_eq(scene_hear(&actor), 0);
	ck_assert_int_eq(scene_await(&actor), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("knock");
	TCase *tcase = tcase_create("knock");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_knock_rings);
	tcase_add_test(tcase, test_knock_merges);
	tcase_add_test(tcase, test_knock_rings_for_what_came_meanwhile);
	tcase_add_test(tcase, test_knock_close);
	tcase_add_test(tcase, test_knock_and_signals);
	tcase_add_test(tcase, test_knock_sleeps);
	tcase_add_loop_test(tcase, test_knock_open_without_means, 0, 2);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
