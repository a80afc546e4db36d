/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/bell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

#define RINGS 1000

/* A bell's file named "bell". */
static int make_bell(struct rundir *rundir)
{
	int fd;

	scene_open(rundir);
	scene_write(rundir->fd, "bell", "ding", 4);
	fd = openat(rundir->fd, "bell", O_RDONLY);
	ck_assert_int_ge(fd, 0);
	return fd;
}

/* Bytes of the events that wait. */
static int waiting(int listener)
{
	int n = -1;

	ck_assert_int_eq(ioctl(listener, FIONREAD, &n), 0);
	return n;
}

START_TEST(test_bell_rings_without_listeners)
{
	struct rundir rundir;
	int bell = make_bell(&rundir);

	ck_assert_int_eq(bell_ring(bell), 0);
	ck_assert_int_eq(bell_ring(-1), -EBADF);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_bell_wakes_every_listener)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), listeners[3];

	for (int i = 0; i < 3; i++) {
		listeners[i] = bell_listen(bell);
		ck_assert_int_ge(listeners[i], 0);
		ck_assert_int_ne(fcntl(listeners[i], F_GETFD) & FD_CLOEXEC, 0);
		ck_assert(!scene_readable(listeners[i], 0));
	}
	ck_assert_int_eq(bell_ring(bell), 0);
	for (int i = 0; i < 3; i++)
		ck_assert(scene_readable(listeners[i], 0));
	bell_clear(listeners[0]);
	bell_clear(listeners[0]); /* nothing there: does not wait */
	ck_assert(!scene_readable(listeners[0], 0));
	ck_assert(scene_readable(listeners[1], 0));
	ck_assert_int_eq(bell_ring(bell), 0);
	ck_assert(scene_readable(listeners[0], 0));
	for (int i = 0; i < 3; i++)
		close(listeners[i]);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

/* One that listens to both has the first one first. */
START_TEST(test_bell_rings_twice)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), first = bell_listen(bell), second = bell_listen_second(bell);
	int both = inotify_init1(IN_NONBLOCK);
	struct inotify_event events[3];
	char path[32];
	char byte;

	ck_assert_int_ge(second, 0);
	ck_assert_int_ne(fcntl(second, F_GETFD) & FD_CLOEXEC, 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", bell);
	ck_assert_int_ge(inotify_add_watch(both, path, IN_ALL_EVENTS), 0);
	ck_assert_int_eq(bell_ring(bell), 0);
	ck_assert_int_eq(read(both, events, sizeof(events)), 2 * sizeof(*events));
	ck_assert_uint_eq(events[0].mask, IN_ATTRIB);
	ck_assert_uint_eq(events[1].mask, IN_MODIFY);
	for (int i = 0; i < RINGS; i++)
		ck_assert_int_eq(bell_ring(bell), 0);
	ck_assert_int_eq(waiting(first), sizeof(*events));
	ck_assert_int_eq(waiting(second), sizeof(*events));
	bell_clear(second);
	ck_assert(!scene_readable(second, 0));
	/* Who reads the file rings nothing. */
	ck_assert_int_eq(pread(bell, &byte, 1, 0), 1);
	ck_assert(!scene_readable(second, 0));
	close(both);
	close(second);
	close(first);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_bell_rings_coalesce)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), listener = bell_listen(bell);

	for (int i = 0; i < RINGS; i++)
		ck_assert_int_eq(bell_ring(bell), 0);
	ck_assert_int_eq(waiting(listener), sizeof(struct inotify_event));
	bell_clear(listener);
	ck_assert_int_eq(waiting(listener), 0);
	close(listener);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

static void ring_once(void *context, int out)
{
	int fd = openat(*(int *)context, "bell", O_WRONLY);

	scene_say(out, bell_ring(fd));
}

START_TEST(test_bell_is_heard_from_another_process)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), listener = bell_listen(bell);
	struct actor actor;

	scene_act(&actor, ring_once, &rundir.fd);
	ck_assert_int_eq(scene_hear(&actor), 0);
	ck_assert(scene_readable(listener, 0));
	ck_assert_int_eq(scene_await(&actor), 0);
	close(listener);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_bell_tells_that_its_file_was_removed)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), listener = bell_listen(bell);

	ck_assert_int_eq(unlinkat(rundir.fd, "bell", 0), 0);
	ck_assert(scene_readable(listener, 0));
	bell_clear(listener);
	/* It is still a bell for those who have it open. */
	ck_assert_int_eq(bell_ring(bell), 0);
	ck_assert(scene_readable(listener, 0));
	bell_clear(listener);
	close(bell);
	ck_assert(scene_readable(listener, 0)); /* now it is gone */
	bell_clear(listener);
	close(listener);
	rundir_close(&rundir);
}
END_TEST

/* A descriptor says which file is meant, whatever has its name by now. */
START_TEST(test_bell_listens_to_the_file_not_to_its_name)
{
	struct rundir rundir;
	int old = make_bell(&rundir), new, listener;

	scene_write(rundir.fd, "bell", "dong", 4);
	new = openat(rundir.fd, "bell", O_RDONLY);
	listener = bell_listen(old);
	ck_assert_int_ge(listener, 0);
	ck_assert_int_eq(bell_ring(new), 0);
	ck_assert(!scene_readable(listener, 0));
	ck_assert_int_eq(bell_ring(old), 0);
	ck_assert(scene_readable(listener, 0));
	close(listener);
	close(new);
	close(old);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_bell_listen_fails_and_leaves_nothing_open)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), before = scene_descriptors();
	struct rlimit limit = {.rlim_cur = (rlim_t)bell + 1, .rlim_max = (rlim_t)bell + 1};

	ck_assert_int_eq(bell_listen(-1), -ENOENT);
	ck_assert_int_eq(bell_listen(bell + 100), -ENOENT);
	ck_assert_int_eq(scene_descriptors(), before);
	/* The kernel says EMFILE for this limit as for that on inotify instances. */
	while (dup(bell) == before - 1)
		continue;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_int_eq(bell_listen(bell), -EMFILE);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

static int listen_briefly(int bell, int *folder)
{
	int listener = bell_listen_briefly(bell, folder);

	ck_assert_int_ge(listener, 0);
	return listener;
}

START_TEST(test_bell_brief_is_heard_from_another_process)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), folder, listener = listen_briefly(bell, &folder);
	struct actor actor;

	ck_assert_int_ne(fcntl(listener, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_ne(fcntl(folder, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert(!scene_readable(listener, 0));
	for (int i = 0; i < 3; i++) {
		scene_act(&actor, ring_once, &rundir.fd);
		ck_assert_int_eq(scene_hear(&actor), 0);
		ck_assert(scene_readable(listener, 0));
		bell_clear(listener);
		bell_clear(listener); /* nothing there: does not wait */
		ck_assert(!scene_readable(listener, 0));
		ck_assert_int_eq(scene_await(&actor), 0);
	}
	close(folder);
	close(listener);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_bell_brief_rings_coalesce)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), folder, listener = listen_briefly(bell, &folder);
	struct signalfd_siginfo infos[2];

	for (int i = 0; i < RINGS; i++)
		ck_assert_int_eq(bell_ring(bell), 0);
	ck_assert_int_eq(read(listener, infos, sizeof(infos)), sizeof(infos[0]));
	ck_assert(!scene_readable(listener, 0));
	close(folder);
	ck_assert_int_eq(bell_ring(bell), 0);
	ck_assert(!scene_readable(listener, 0)); /* nobody listens any more */
	close(listener);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_bell_brief_tells_that_its_file_was_removed)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), folder, listener = listen_briefly(bell, &folder);

	ck_assert_int_eq(unlinkat(rundir.fd, "bell", 0), 0);
	ck_assert(scene_readable(listener, 0));
	close(folder);
	close(listener);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

/* A bell that has left its folder, or whose name is another's by now, would not be heard there. */
START_TEST(test_bell_brief_needs_the_file_in_its_folder)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), folder, before = scene_descriptors();

	scene_write(rundir.fd, "bell (deleted)", "dong", 4);
	ck_assert_int_eq(unlinkat(rundir.fd, "bell", 0), 0);
	ck_assert_int_eq(bell_listen_briefly(bell, &folder), -ESTALE);
	ck_assert_int_eq(bell_listen_briefly(-1, &folder), -ENOENT);
	ck_assert_int_eq(scene_descriptors(), before);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

/* Whatever is lacking, what was opened before is closed. */
START_TEST(test_bell_brief_fails_and_leaves_nothing_open)
{
	struct rundir rundir;
	int bell = make_bell(&rundir), folder, before = scene_descriptors();
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	for (rlim_t more = 1; more <= 2; more++) {
		limit.rlim_cur = (rlim_t)bell + more; /* none, then the folder alone */
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
		ck_assert_int_eq(bell_listen_briefly(bell, &folder), -EMFILE);
	}
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_int_eq(scene_descriptors(), before);
	close(bell);
	rundir_close(&rundir);
}
END_TEST

/* A kernel may do without. */
static bool dnotify_is_there(void)
{
	int folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool there = fcntl(folder, F_NOTIFY, 0) == 0;

	close(folder);
	if (!there)
		fprintf(stderr, "# skipped: no dnotify here\n");
	return there;
}

int main(void)
{
	Suite *suite = suite_create("bell");
	TCase *tcase = tcase_create("bell");

	tcase_add_test(tcase, test_bell_rings_without_listeners);
	tcase_add_test(tcase, test_bell_wakes_every_listener);
	tcase_add_test(tcase, test_bell_rings_twice);
	tcase_add_test(tcase, test_bell_rings_coalesce);
	tcase_add_test(tcase, test_bell_is_heard_from_another_process);
	tcase_add_test(tcase, test_bell_tells_that_its_file_was_removed);
	tcase_add_test(tcase, test_bell_listens_to_the_file_not_to_its_name);
	tcase_add_test(tcase, test_bell_listen_fails_and_leaves_nothing_open);
	if (dnotify_is_there()) {
		tcase_add_test(tcase, test_bell_brief_is_heard_from_another_process);
		tcase_add_test(tcase, test_bell_brief_rings_coalesce);
		tcase_add_test(tcase, test_bell_brief_tells_that_its_file_was_removed);
	}
	tcase_add_test(tcase, test_bell_brief_needs_the_file_in_its_folder);
	tcase_add_test(tcase, test_bell_brief_fails_and_leaves_nothing_open);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
