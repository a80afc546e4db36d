/* SPDX-License-Identifier: ISC */
/*
 * A roster: rows about the seats of all chats, or of the one that the options name, as a table for
 * people or an array of JSON. For ls and mail ls.
 */
#ifndef APP_ROSTER_H
#define APP_ROSTER_H

#include "app/options.h"
#include "core/buffer.h"
#include "core/name.h"
#include "ipc/rundir.h"

struct roster {
	const struct options *options;
	struct buffer out; /* to append a row to; whoever does counts it */
	int rows;
	int status; /* to exit with: EX_OK, or that of the last seat that could not be looked at */
};

/*
 * Has each() look at every seat of every chat, that of a room too, in the kernel's order of chats,
 * then prints what it has appended: for JSON without the brackets around it all. Its result is 0 or
 * a negative errno, which ends it; likewise last(), which is called once behind all and may be
 * NULL. what names the command in messages. Returns the status to exit
 * with.
 */
int roster_print(const struct options *options, const char *what,
	int (*each)(struct roster *roster, const struct rundir *rundir, enum seat seat),
	int (*last)(struct roster *roster));

#endif
