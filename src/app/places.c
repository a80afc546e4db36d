/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/places.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* The folder that a variable names, or the default below the home. */
static int base(const char *variable, const char *below_home, char out[PATH_MAX])
{
	const char *path = getenv(variable), *home = getenv("HOME");
	int n;

	if (path != NULL && path[0] == '/')
		n = snprintf(out, PATH_MAX, "%s", path);
	else if (home != NULL && home[0] == '/')
		n = snprintf(out, PATH_MAX, "%s/%s", home, below_home);
	else
		return -ENOENT;
	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int places_config(const char *name, char *out, size_t size)
{
	char path[PATH_MAX];
	int error = base("XDG_CONFIG_HOME", ".config", path), n;

	if (error < 0)
		return error;
	n = snprintf(out, size, "%s/shmooze/%s", path, name);
	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

int places_state(const char *chat, const char *name, char *out, size_t size)
{
	char path[PATH_MAX];
	int error = base("XDG_STATE_HOME", ".local/state", path), n;

	if (error < 0)
		return error;
	n = snprintf(out, size, "%s/shmooze/%s/%s", path, chat, name);
	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}
