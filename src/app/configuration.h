/* SPDX-License-Identifier: ISC */
/*
 * Settings from the file $XDG_CONFIG_HOME/shmooze/config, by default ~/.config/shmooze/config, and
 * from the command line; and themes from files.
 *
 * What is wrong is told with file and line, and the rest is in force.
 */
#ifndef APP_CONFIGURATION_H
#define APP_CONFIGURATION_H

#include "app/options.h"
#include "core/buffer.h"
#include "core/settings.h"

/*
 * Reads the file, if there is one, and then what --set says, into settings, which have been
 * initialised. Appends a line to complaints for each thing that is wrong. Returns 0 or -ENOMEM.
 */
int configuration_load(
	const struct options *options, struct settings *settings, struct buffer *complaints);

/* The same, and says each complaint on standard error. */
void configuration_tell(const struct options *options, struct settings *settings);

/*
 * Calls each() for every "key = value" line of an ini file, with a place such as "config:3" for
 * complaints. Appends to complaints what is no such line. Returns 0, -ENOENT, or another negative
 * errno where the file can't be read.
 */
int configuration_read(const char *path,
	void (*each)(const char *place, const char *key, const char *value, void *context),
	void *context, struct buffer *complaints);

#endif
