/* SPDX-License-Identifier: ISC */
/*
 * shmooze bench: runs the benchmark, which is a program of its own, and hands it this one to
 * measure.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/fail.h"

/* Where a build has it, from the folder of this program on. */
#define BUILT     "tests/bench/bench"
#define INSTALLED BENCH_DIR "/bench"

#define ARGUMENTS 16

/* Finds it: beside this program if that is still where it was built. */
static const char *find(const char *self, char path[PATH_MAX])
{
	const char *slash = strrchr(self, '/');
	int n = snprintf(
		path, PATH_MAX, "%.*s/" BUILT, slash != NULL ? (int)(slash - self) : 0, self);

	return n < PATH_MAX && access(path, X_OK) == 0 ? path : INSTALLED;
}

static void add(const char **argv, size_t *count, const char *option, const char *value)
{
	if (value == NULL)
		return;
	argv[(*count)++] = option;
	argv[(*count)++] = value;
}

int bench_run(const struct options *options)
{
	char self[PATH_MAX], path[PATH_MAX];
	const char *argv[ARGUMENTS];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t count = 1;

	if (n < 0)
		return fail_errno(-errno, "/proc/self/exe");
	self[n] = '\0';
	argv[0] = find(self, path);
	if (options->quick)
		argv[count++] = "--quick";
	add(argv, &count, "--only", options->only);
	add(argv, &count, "--json", options->json_file);
	add(argv, &count, "--svg", options->svg_file);
	argv[count++] = self;
	argv[count] = NULL;
	execv(argv[0], (char *const *)argv);
	return fail_errno(-errno, argv[0]);
}
