/* SPDX-License-Identifier: ISC */
/*
 * For the fault tests: runs a command in a terminal of its own, of 80x24. Standard input is what is
 * typed there, standard output gets what the command writes.
 *
 *	terminal COMMAND [ARGUMENT]...
 *
 * SIGINT, SIGTERM or SIGHUP close the terminal, as the end of a login does. Ends with the command,
 * and with its status; one that was killed gives 128 and the signal, as a shell tells it.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t hung_up;

static void on_signal(int signal)
{
	(void)signal;
	hung_up = 1;
}

/* Copies what there is; returns whether more can come. */
static int copy(int from, int to)
{
	char bytes[4096];
	ssize_t count = read(from, bytes, sizeof(bytes));

	if (count < 0 && errno == EINTR)
		return 1;
	return count > 0 && write(to, bytes, (size_t)count) == count;
}

/* Until the command has closed the terminal, or has to lose it. */
static void carry(int master)
{
	struct pollfd fds[] = {
		{.fd = master, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};

	while (!hung_up) {
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents != 0 && !copy(master, STDOUT_FILENO))
			return;
		if (fds[1].revents != 0 && !copy(STDIN_FILENO, master))
			fds[1].fd = -1;
	}
}

int main(int argc, char **argv)
{
	const struct winsize size = {.ws_row = 24, .ws_col = 80};
	const struct sigaction action = {.sa_handler = on_signal};
	int master, status;
	pid_t child;

	if (argc < 2)
		return EXIT_FAILURE;
	setenv("TERM", "xterm-256color", 1);
	child = forkpty(&master, NULL, NULL, &size);
	if (child < 0) {
		perror("forkpty");
		return EXIT_FAILURE;
	}
	if (child == 0) {
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	carry(master);
	close(master);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
