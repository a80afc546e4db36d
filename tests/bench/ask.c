/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"

/* Members come within that, unless others have the account's message queues. */
#define MEMBERS_MS 8000

extern char **environ;

double ask_spawn(const char *const *argv, int out)
{
	double begin = bench_now();
	posix_spawn_file_actions_t actions;
	int error, status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	error = posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error != 0)
		bench_die("%s: %s", argv[0], strerror(error));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		bench_obey();
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		bench_wrong("%s %s fails", argv[0], argv[1] ? argv[1] : "");
	return bench_now() - begin;
}

void ask_line(const char *const *argv, char line[ASK_LINE])
{
	ssize_t n;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	ask_spawn(argv, fds[1]);
	close(fds[1]);
	n = read(fds[0], line, ASK_LINE - 1);
	line[n > 0 ? n : 0] = '\0';
	close(fds[0]);
}

long ask_unread(void)
{
	const char *const argv[] = {bench.program, "unread", "B", NULL};
	char line[ASK_LINE];

	ask_line(argv, line);
	return strtol(line, NULL, 10);
}

static void pause_before(double deadline, const char *what)
{
	bench_obey();
	if (bench_now() > deadline)
		bench_die("waited in vain for %s", what);
	nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

void ask_await_unread(long count)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (ask_unread() < count)
		pause_before(deadline, "messages that do not arrive");
}

void ask_await_board(void)
{
	const char *const argv[] = {bench.program, "status", "B", NULL};
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (actors_await(actors_start(argv, -1, -1, -1)) != 0)
		pause_before(deadline, "a board");
}

/* The viewers that an object of ls --json tells, if it is of that seat. */
static int viewers(const char *row, char seat)
{
	const char *at = strstr(row, "\"seat\":\""), *count = strstr(row, "\"viewers\":");

	if (!at || !count || at[strlen("\"seat\":\"")] != seat)
		return 0;
	return (int)strtol(count + strlen("\"viewers\":"), NULL, 10);
}

static int count_viewers(char seat)
{
	const char *const argv[] = {bench.program, "ls", "--json", NULL};
	int fds[2], count = 0;
	char row[1024];
	FILE *rows;

	if (pipe2(fds, O_CLOEXEC) < 0 || !(rows = fdopen(fds[0], "r")))
		bench_die("pipe: %s", strerror(errno));
	ask_spawn(argv, fds[1]);
	close(fds[1]);
	while (fgets(row, sizeof(row), rows))
		count += viewers(row, seat);
	fclose(rows);
	return count;
}

void ask_await_viewers(char seat, int count)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (count_viewers(seat) < count)
		pause_before(deadline, "viewers");
}

/* Of the form "hall/R 2 members"; -1 where there is no room. */
static int count_members(const char *room)
{
	const char *const argv[] = {bench.program, "status", "--room", room, NULL};
	char line[ASK_LINE];
	int fds[2], count;
	ssize_t n;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		bench_die("pipe: %s", strerror(errno));
	pid = actors_start(argv, -1, fds[1], -1);
	close(fds[1]);
	n = read(fds[0], line, sizeof(line) - 1);
	close(fds[0]);
	line[n > 0 ? n : 0] = '\0';
	if (actors_await(pid) != 0 || sscanf(line, "%*s %d", &count) != 1)
		return -1;
	return count;
}

void ask_await_room(const char *room)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (count_members(room) < 0)
		pause_before(deadline, "a room");
}

bool ask_members_come(const char *room, int count)
{
	double begin = bench_now(), deadline = begin + BENCH_PATIENCE_MS;
	int members;

	while ((members = count_members(room)) < count && bench_now() < begin + MEMBERS_MS)
		pause_before(deadline, "members");
	return members >= count;
}
