/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/proc.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/bench.h"

static FILE *open_proc(pid_t pid, const char *name)
{
	char path[320];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	file = fopen(path, "re");
	if (!file)
		bench_die("%s can't be read", path);
	return file;
}

/* Adds the number behind a name to the sum if the line is of this name. */
static void add(long *sum, const char *line, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(line, name, n) == 0)
		*sum += strtol(line + n, NULL, 10);
}

double proc_cpu(pid_t pid)
{
	clockid_t clock;
	struct timespec used;

	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0)
		bench_die("process %d has no clock", (int)pid);
	return (double)used.tv_sec * 1000 + (double)used.tv_nsec / 1e6;
}

static char state_of(pid_t pid)
{
	FILE *file = open_proc(pid, "stat");
	char state = ' ';

	if (fscanf(file, "%*d %*s %c", &state) != 1)
		bench_die("process %d has no state", (int)pid);
	fclose(file);
	return state;
}

/* The name of a command that is waited for has no blank, so the state is the third word. */
void proc_await_sleep(pid_t pid)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (state_of(pid) != 'S' || proc_sleeps(pid) == 0) {
		bench_obey();
		if (bench_now() > deadline)
			bench_die("process %d never sleeps", (int)pid);
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	}
}

static void add_sleeps(long *sleeps, pid_t pid, const char *thread)
{
	char name[300], line[512];
	FILE *file;

	snprintf(name, sizeof(name), "task/%s/status", thread);
	file = open_proc(pid, name);
	while (fgets(line, sizeof(line), file))
		add(sleeps, line, "voluntary_ctxt_switches:");
	fclose(file);
}

long proc_sleeps(pid_t pid)
{
	char path[64];
	const struct dirent *thread;
	long sleeps = 0;
	DIR *threads;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	threads = opendir(path);
	if (!threads)
		bench_die("%s can't be read", path);
	while ((thread = readdir(threads)))
		if (thread->d_name[0] != '.')
			add_sleeps(&sleeps, pid, thread->d_name);
	closedir(threads);
	return sleeps;
}

static void add_private(long *sum, const char *line)
{
	add(sum, line, "Private_Clean:");
	add(sum, line, "Private_Dirty:");
}

long proc_private(pid_t pid)
{
	FILE *file = open_proc(pid, "smaps_rollup");
	char line[512];
	long sum = 0;

	while (fgets(line, sizeof(line), file))
		add_private(&sum, line);
	fclose(file);
	return sum;
}

/* A mapping begins with its addresses and ends with its name; nothing else has a minus there. */
long proc_private_shared_memory(pid_t pid)
{
	FILE *file = open_proc(pid, "smaps");
	char line[512];
	bool within = false;
	long sum = 0;

	while (fgets(line, sizeof(line), file)) {
		if (line[strspn(line, "0123456789abcdef")] == '-')
			within = strstr(line, "/SYSV") != NULL;
		else if (within)
			add_private(&sum, line);
	}
	fclose(file);
	return sum;
}
