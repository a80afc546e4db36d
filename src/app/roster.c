/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/roster.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/fail.h"
#include "app/refuse.h"

struct walk {
	struct roster roster;
	int (*each)(struct roster *roster, const struct rundir *rundir, enum seat seat);
};

static int list_chat(const char *name, void *context)
{
	struct walk *walk = context;
	const struct options *options = walk->roster.options;
	struct address address = options_address(options, SEAT_A);
	struct rundir rundir;
	int error;

	if (!name_chat_valid(name))
		return 0;
	if (options->chat_given && strcmp(name, options->chat) != 0)
		return 0;
	snprintf(address.chat, sizeof(address.chat), "%s", name);
	error = rundir_open_at(&rundir, &address, false);
	if (error == -ENOENT || error == -ENOTDIR)
		return 0;
	if (error < 0) {
		walk->roster.status = refuse_rundir(&rundir, error);
		return 0;
	}
	for (int seat = SEAT_A; seat < SEAT_ALL_COUNT && error == 0; seat++)
		error = walk->each(&walk->roster, &rundir, (enum seat)seat);
	rundir_close(&rundir);
	return error;
}

static int print(struct roster *roster, const char *what)
{
	int error = 0;

	if (roster->options->json)
		error = buffer_append_string(&roster->out, roster->rows == 0 ? "[]\n" : "]\n");
	if (error < 0)
		return fail_errno(error, what);
	if (roster->out.len > 0)
		fwrite(roster->out.data, 1, roster->out.len, stdout);
	if (fail_unless_flushed() != EX_OK)
		return EX_IOERR;
	return roster->status;
}

int roster_print(const struct options *options, const char *what,
	int (*each)(struct roster *roster, const struct rundir *rundir, enum seat seat),
	int (*last)(struct roster *roster))
{
	struct walk walk = {.roster = {.options = options, .status = EX_OK}, .each = each};
	const struct address base = options_address(options, SEAT_A);
	struct rundir rundir;
	int error = rundir_open_base_at(&rundir, &base, false), status;

	if (error < 0 && error != -ENOENT)
		return refuse_rundir(&rundir, error);
	if (error == 0) {
		error = rundir_walk(rundir.base, list_chat, &walk);
		rundir_close(&rundir);
	} else {
		error = 0;
	}
	if (error == 0 && last != NULL)
		error = last(&walk.roster);
	status = error < 0 ? fail_errno(error, what) : print(&walk.roster, what);
	buffer_fini(&walk.roster.out);
	return status;
}
