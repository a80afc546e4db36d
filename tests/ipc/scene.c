/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/ipc/scene.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 10000

/* Made before check forks, so every test finds it here. */
static char base[PATH_MAX];

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int scene_run(Suite *suite)
{
	const char *tmp = getenv("TMPDIR");
	int status;

	snprintf(base, sizeof(base), "%s/shmooze-test.XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(base) == NULL) {
		printf("Bail out! %s: %s\n", base, strerror(errno));
		return EXIT_FAILURE;
	}
	status = suite_run(suite);
	nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return status;
}

/* check gives each test a process group of its own, so a runner that is killed would leave it. */
static void die_with_parent(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(EXIT_FAILURE);
}

const char *scene_new(void)
{
	static char path[PATH_MAX];
	char own[PATH_MAX + 8];
	int n = snprintf(path, sizeof(path), "%s/XXXXXX", base);

	die_with_parent(getppid());
	ck_assert_int_lt(n, (int)sizeof(path));
	ck_assert_ptr_nonnull(mkdtemp(path));
	snprintf(own, sizeof(own), "%s/run", path);
	ck_assert_int_eq(setenv("SHMOOZE_DIR", own, 1), 0);
	snprintf(own, sizeof(own), "%s/state", path);
	ck_assert_int_eq(setenv("XDG_STATE_HOME", own, 1), 0);
	return path;
}

void scene_open(struct rundir *rundir)
{
	scene_new();
	ck_assert_int_eq(rundir_open(rundir, "main", true), 0);
}

static int count_one(const char *name, void *context)
{
	(void)name;
	++*(int *)context;
	return 0;
}

int scene_count(int dir)
{
	int count = 0;

	ck_assert_int_eq(rundir_walk(dir, count_one, &count), 0);
	return count;
}

int scene_descriptors(void)
{
	int dir = open("/proc/self/fd", O_RDONLY | O_DIRECTORY), count;

	ck_assert_int_ge(dir, 0);
	count = scene_count(dir);
	close(dir);
	return count - 2; /* dir, and the walk's own */
}

void scene_write(int dir, const char *name, const void *bytes, size_t n)
{
	int fd;

	unlinkat(dir, name, 0);
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
	close(fd);
}

void scene_act(struct actor *actor, void (*act)(void *context, int out), void *context)
{
	pid_t parent = getpid();
	int fds[2];

	die_with_parent(getppid());
	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	actor->pid = fork();
	ck_assert_int_ge(actor->pid, 0);
	if (actor->pid == 0) {
		close(fds[0]);
		die_with_parent(parent);
		/* Those of check, which would end the test. */
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		act(context, fds[1]);
		_exit(EXIT_SUCCESS);
	}
	close(fds[1]);
	actor->said = fds[0];
}

void scene_say(int out, int what)
{
	if (write(out, &what, sizeof(what)) != sizeof(what))
		_exit(EXIT_FAILURE);
}

void scene_wait_for_end(void)
{
#ifdef COVERAGE
	__gcov_dump(); /* who is killed writes nothing */
#endif
	for (;;)
		pause();
}

int scene_hear(const struct actor *actor)
{
	int what;

	ck_assert_msg(scene_readable(actor->said, (int)scene_patience()), "the actor is silent");
	ck_assert_msg(
		read(actor->said, &what, sizeof(what)) == sizeof(what), "the actor has ended");
	return what;
}

void scene_kill(struct actor *actor)
{
	if (actor->pid <= 0)
		return;
	kill(actor->pid, SIGKILL);
	waitpid(actor->pid, NULL, 0);
	close(actor->said);
	actor->pid = 0;
}

int scene_await(struct actor *actor)
{
	int status = 0;

	SCENE_UNTIL(waitpid(actor->pid, &status, WNOHANG) == actor->pid);
	close(actor->said);
	actor->pid = 0;
	return status;
}

bool scene_readable(int fd, int ms)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLIN};
	int n;

	do {
		n = poll(&pollfd, 1, ms);
	} while (n < 0 && errno == EINTR);
	return n == 1 && (pollfd.revents & POLLIN) != 0;
}

long scene_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

long scene_patience(void)
{
	const char *slack = getenv("SHMOOZE_TEST_SLACK");
	long factor = slack != NULL ? strtol(slack, NULL, 10) : 1;

	return PATIENCE_MS * (factor > 1 ? factor : 1);
}

void scene_pause(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}
