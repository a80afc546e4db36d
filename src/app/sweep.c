/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/sweep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/fail.h"
#include "app/refuse.h"
#include "ipc/door.h"
#include "ipc/roomsweep.h"
#include "ipc/rundir.h"

struct work {
	const struct options *options;
	const struct reap *reap;
	bool rooms; /* there is one, or what is left of one */
	int status;
};

static int sweep_chat(const char *name, void *context)
{
	struct work *work = context;
	struct address address = options_address(work->options, SEAT_A);
	struct rundir rundir;
	int error;

	if (!name_chat_valid(name))
		return 0;
	if (work->options->chat_given && strcmp(name, work->options->chat) != 0)
		return 0;
	snprintf(address.chat, sizeof(address.chat), "%s", name);
	error = rundir_open_at(&rundir, &address, false);
	if (error == -ENOENT || error == -ENOTDIR)
		return 0;
	if (error < 0) {
		work->status = refuse_rundir(&rundir, error);
		return 0;
	}
	work->rooms = work->rooms || reap_seat_named(&rundir, SEAT_ROOM);
	error = reap_chat(work->reap, &rundir, NULL);
	if (error < 0)
		work->status = fail_errno(error, rundir.path);
	rundir_close(&rundir);
	return 0;
}

/* What rooms left in the whole system. */
static int sweep_rooms(struct work *work, const struct rundir *rundir, bool *unlisted)
{
	int found = roomsweep_run(work->reap, rundir);

	*unlisted = (found > 0 || work->rooms) && !roomsweep_lists_queues();
	return found;
}

int sweep(const struct options *options, const struct reap *reap, bool *unlisted)
{
	const struct address base = options_address(options, SEAT_A);
	struct work work = {.options = options, .reap = reap, .status = EX_OK};
	struct rundir rundir;
	int error = reap_segments(reap);

	*unlisted = false;
	if (error < 0)
		return fail_errno(error, "shared memory");
	if (!options->has_group && !options->chat_given)
		error = door_sweep(reap->dry, reap->report, reap->context);
	if (error < 0)
		return fail_errno(error, "doors");
	error = rundir_open_base_at(&rundir, &base, false);
	if (error == -ENOENT)
		return EX_OK;
	if (error < 0)
		return refuse_rundir(&rundir, error);
	error = rundir_walk(rundir.base, sweep_chat, &work);
	if (error == 0)
		error = reap_queues(reap, &rundir);
	if (error == 0)
		error = sweep_rooms(&work, &rundir, unlisted);
	rundir_close(&rundir);
	return error < 0 ? fail_errno(error, rundir.path) : work.status;
}
