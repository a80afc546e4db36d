/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/proc.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench.h"

static FILE *open_proc(pid_t pid, const char *name)
{
	char path[64];
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

long proc_sleeps(pid_t pid)
{
	FILE *file = open_proc(pid, "status");
	char line[512];
	long sleeps = 0;

	while (fgets(line, sizeof(line), file))
		add(&sleeps, line, "voluntary_ctxt_switches:");
	fclose(file);
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
