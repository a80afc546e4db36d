/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/fail.h"
#include "app/peer.h"
#include "app/room.h"

/* What the peer or the hub reports. */
struct report {
	int status;
	enum seat seat;
};

static void move(int fd, int to)
{
	if (fd == to)
		return;
	dup2(fd, to);
	close(fd);
}

typedef int holder(const struct options *options, int ready);

static _Noreturn void run_child(holder *run, const struct options *options, int ready, int hold)
{
	setsid();
	if (hold < 0)
		hold = open("/dev/null", O_RDONLY);
	if (hold >= 0)
		move(hold, STDIN_FILENO);
	_exit(run(options, ready));
}

static int wait_report(int ready, pid_t pid, struct launch *launch)
{
	struct report report = {.status = EX_SOFTWARE};
	ssize_t n;

	do
		n = read(ready, &report, sizeof(report));
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(report)) {
		report.status = n < 0 ? fail_errno(-errno, "starting it")
				      : fail(EX_SOFTWARE, "what was started died at that");
		/* It may live and hold a seat all the same, of which nobody would know. */
		kill(pid, SIGTERM);
	}
	if (report.status != EX_OK)
		waitpid(pid, NULL, 0);
	launch->pid = pid;
	launch->seat = report.seat;
	return report.status;
}

static int start(holder *run, const struct options *options, struct launch *launch)
{
	int ready[2] = {-1, -1}, hold[2] = {-1, -1}, status;
	pid_t pid;

	*launch = (struct launch){.hold = -1};
	if (pipe2(ready, O_CLOEXEC) < 0 || (options->owned && pipe2(hold, O_CLOEXEC) < 0)) {
		status = fail_errno(-errno, "starting a process");
		goto out;
	}
	pid = fork();
	if (pid == 0) {
		close(ready[0]);
		if (hold[1] >= 0)
			close(hold[1]);
		run_child(run, options, ready[1], hold[0]);
	}
	status = pid < 0 ? fail_errno(-errno, "starting a process") : EX_OK;
	close(ready[1]);
	ready[1] = -1;
	if (status == EX_OK)
		status = wait_report(ready[0], pid, launch);
	if (status == EX_OK) {
		launch->hold = hold[1];
		hold[1] = -1;
	}
out:
	for (int i = 0; i < 2; i++) {
		if (ready[i] >= 0)
			close(ready[i]);
		if (hold[i] >= 0)
			close(hold[i]);
	}
	return status;
}

int launch_peer(const struct options *options, struct launch *launch)
{
	return start(peer_hold, options, launch);
}

int launch_room(const struct options *options, struct launch *launch)
{
	return start(room_hold, options, launch);
}

void launch_report(int ready, int status, enum seat seat)
{
	struct report report = {.status = status, .seat = seat};
	int null;

	/* A launcher that has died is noticed by its pipe. */
	while (write(ready, &report, sizeof(report)) < 0 && errno == EINTR)
		continue;
	close(ready);
	if (status != EX_OK)
		return;
	null = open("/dev/null", O_RDWR);
	if (null < 0)
		return;
	dup2(null, STDOUT_FILENO);
	move(null, STDERR_FILENO);
}
