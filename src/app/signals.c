/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

/* What this process does not want to hear, and those that it runs do. */
static const int ignored_here[] = {SIGPIPE, SIGXFSZ, SIGTTOU};
#define IGNORED (sizeof(ignored_here) / sizeof(ignored_here[0]))

static bool ignored(int signal)
{
	struct sigaction action;

	return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

int signals_open(const int *list)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	for (; *list != 0; list++) {
		if (*list != SIGINT && ignored(*list))
			continue;
		sigaddset(&set, *list);
	}
	for (size_t i = 0; i < IGNORED; i++)
		signal(ignored_here[i], SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int signals_next(int fd, pid_t *sender)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != sizeof(info))
		return 0;
	*sender = (pid_t)info.ssi_pid;
	return (int)info.ssi_signo;
}

void signals_spawn(posix_spawnattr_t *attributes, short flags)
{
	sigset_t none, normal;

	sigemptyset(&none);
	sigemptyset(&normal);
	for (size_t i = 0; i < IGNORED; i++)
		sigaddset(&normal, ignored_here[i]);
	posix_spawnattr_setsigmask(attributes, &none);
	posix_spawnattr_setsigdefault(attributes, &normal);
	posix_spawnattr_setflags(
		attributes, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags));
}

void signals_restore(void)
{
	sigset_t none;

	for (size_t i = 0; i < IGNORED; i++)
		signal(ignored_here[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Returns whether it was stopped: a group that nobody could continue is not. */
static bool stop(void)
{
	const struct timespec at_once = {0};
	sigset_t stopping, going_on, before;
	bool stopped;

	sigemptyset(&stopping);
	sigaddset(&stopping, SIGTSTP);
	sigemptyset(&going_on);
	sigaddset(&going_on, SIGCONT);
	sigprocmask(SIG_BLOCK, &going_on, &before);
	signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stopping, NULL);
	sigprocmask(SIG_BLOCK, &stopping, NULL);
	/* What continues a process is pending where it is blocked. */
	stopped = sigtimedwait(&going_on, NULL, &at_once) == SIGCONT;
	if (sigismember(&before, SIGCONT) == 0)
		sigprocmask(SIG_UNBLOCK, &going_on, NULL);
	return stopped;
}

static bool in_background(int tty)
{
	pid_t group = tcgetpgrp(tty);

	return group > 0 && group != getpgrp();
}

static bool told_to_leave(void)
{
	static const int list[] = {SIGNALS_LEAVE};
	sigset_t pending;

	sigpending(&pending);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		if (sigismember(&pending, list[i]) == 1)
			return true;
	}
	return false;
}

void signals_stop_self(int tty)
{
	if (ignored(SIGTSTP))
		return;
	while (stop() && in_background(tty) && !told_to_leave())
		;
}
