/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/actors.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/bench.h"

/* What is still there after so long is killed. */
#define END_MS 10000.0

static char folder[64];
static pid_t owner; /* a forked process cleans nothing up */

static void set_folder(const char *variable, const char *name)
{
	setenv(variable, actors_file(name), 1);
}

void actors_open(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%s/shmooze-bench.XXXXXX",
		tmp && strlen(tmp) < 32 ? tmp : "/tmp");
	if (!mkdtemp(folder)) {
		folder[0] = '\0';
		bench_die("a folder can't be made: %s", strerror(errno));
	}
	owner = getpid();
	set_folder("HOME", "");
	set_folder("SHMOOZE_DIR", "run");
	set_folder("XDG_CONFIG_HOME", "config");
	set_folder("XDG_STATE_HOME", "state");
	set_folder("XDG_RUNTIME_DIR", "");
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

const char *actors_file(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void pause_ms(long ms)
{
	bench_obey();
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

/* Sends a signal to all children, those that were adopted as well. Returns how many there are. */
static int signal_children(int signal)
{
	char path[64];
	FILE *list;
	int pid, count = 0;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	list = fopen(path, "re");
	if (!list)
		return 0;
	while (fscanf(list, "%d", &pid) == 1) {
		count++;
		if (signal != 0)
			kill(pid, signal);
	}
	fclose(list);
	return count;
}

static bool all_gone_by(double deadline)
{
	for (;;) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (signal_children(0) == 0)
			return true;
		if (bench_now() > deadline)
			return false;
		pause_ms(2);
	}
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_all(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void actors_close(void)
{
	if (folder[0] == '\0' || getpid() != owner)
		return;
	signal_children(SIGTERM);
	if (!all_gone_by(bench_now() + END_MS)) {
		signal_children(SIGKILL);
		all_gone_by(bench_now() + END_MS);
	}
	remove_all(folder);
	folder[0] = '\0';
}

static void in_child(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
}

static pid_t fork_actor(void)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		bench_die("fork: %s", strerror(errno));
	if (pid == 0)
		in_child();
	return pid;
}

static void take(int fd, int as)
{
	if (fd < 0)
		fd = open("/dev/null", as == 0 ? O_RDONLY : O_WRONLY);
	/* dup2() of a descriptor to itself would leave it marked to be closed. */
	if (fd == as ? fcntl(fd, F_SETFD, 0) < 0 : dup2(fd, as) < 0)
		_exit(EXIT_FAILURE);
}

static void run_program(const char *const *argv)
{
	execvp(argv[0], (char *const *)argv);
	fprintf(stderr, "bench: %s: %s\n", argv[0], strerror(errno));
	_exit(EXIT_FAILURE);
}

pid_t actors_start(const char *const *argv, int in, int out, int err)
{
	pid_t pid = fork_actor();

	if (pid == 0) {
		take(in, 0);
		take(out, 1);
		take(err, 2);
		run_program(argv);
	}
	return pid;
}

pid_t actors_start_on(const char *const *argv, int slave)
{
	pid_t pid = fork_actor();

	if (pid == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		for (int fd = 0; fd < 3; fd++)
			take(slave, fd);
		run_program(argv);
	}
	return pid;
}

pid_t actors_fork(void (*act)(void *context), void *context)
{
	pid_t pid = fork_actor();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		act(context);
		_exit(EXIT_SUCCESS);
	}
	return pid;
}

int actors_await(pid_t pid)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (bench_now() > deadline)
			bench_die("process %d does not end", (int)pid);
		pause_ms(1);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void actors_end(pid_t pid)
{
	kill(pid, SIGTERM);
	actors_await(pid);
}

static bool runtime_is_empty(void)
{
	DIR *dir = opendir(getenv("SHMOOZE_DIR"));
	const struct dirent *entry;
	bool empty = true;

	if (!dir)
		return true;
	while ((entry = readdir(dir)))
		empty = empty && entry->d_name[0] == '.';
	closedir(dir);
	return empty;
}

void actors_settle(void)
{
	if (!all_gone_by(bench_now() + BENCH_PATIENCE_MS))
		bench_die("a process stays");
	if (!runtime_is_empty())
		bench_wrong("something is left in the runtime directory");
	remove_all(actors_file("state"));
}

pid_t actors_peer(const char *seat, int in)
{
	const char *const argv[] = {bench.program, "peer", "--stay", "--keep", "--nick",
		seat[0] == 'A' ? "ann" : "bob", seat, NULL};

	return actors_start(argv, in, -1, -1);
}

static bool talks(void)
{
	const char *const argv[] = {bench.program, "ls", NULL};
	char bytes[4096];
	const char *found = bytes;
	int fds[2], seats = 0;
	ssize_t n;
	size_t len = 0;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	pid = actors_start(argv, -1, fds[1], -1);
	close(fds[1]);
	while ((n = read(fds[0], bytes + len, sizeof(bytes) - 1 - len)) > 0)
		len += (size_t)n;
	bytes[len] = '\0';
	close(fds[0]);
	actors_await(pid);
	while ((found = strstr(found, "talking"))) {
		seats++;
		found++;
	}
	return seats == 2;
}

void actors_wait_for_talk(void)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (!talks()) {
		if (bench_now() > deadline)
			bench_die("the peers do not find each other");
		pause_ms(20);
	}
}
