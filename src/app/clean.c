/* SPDX-License-Identifier: ISC */
/*
 * shmooze clean: removes what killed peers left, and only that.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/refuse.h"
#include "core/buffer.h"
#include "core/funnel.h"
#include "ipc/mqpair.h"
#include "ipc/reap.h"
#include "ipc/roomsweep.h"
#include "ipc/rundir.h"

struct clean {
	const struct options *options;
	struct reap reap;
	bool rooms; /* there is one, or what is left of one */
	int status;
};

static void report(const char *what, void *context)
{
	const struct clean *clean = context;
	struct buffer line = {0};

	if (funnel_append(&line, what, strlen(what), NULL) == 0)
		printf("%s %.*s\n", clean->options->dry_run ? "would remove" : "removed",
			(int)line.len, line.data);
	buffer_fini(&line);
}

/* What is left over and yet stays is said, too: somebody may want to fetch it. */
static void keep(const char *what, uint64_t messages, void *context)
{
	struct buffer line = {0};

	(void)context;
	if (funnel_append(&line, what, strlen(what), NULL) == 0)
		printf("kept %.*s: %" PRIu64 " message%s in it\n", (int)line.len, line.data,
			messages, messages == 1 ? " is" : "s are");
	buffer_fini(&line);
}

static int clean_chat(const char *name, void *context)
{
	struct clean *clean = context;
	struct address address = options_address(clean->options, SEAT_A);
	struct rundir rundir;
	int error;

	if (!name_chat_valid(name))
		return 0;
	if (clean->options->chat_given && strcmp(name, clean->options->chat) != 0)
		return 0;
	snprintf(address.chat, sizeof(address.chat), "%s", name);
	error = rundir_open_at(&rundir, &address, false);
	if (error == -ENOENT || error == -ENOTDIR)
		return 0;
	if (error < 0) {
		clean->status = refuse_rundir(&rundir, error);
		return 0;
	}
	clean->rooms = clean->rooms || reap_seat_named(&rundir, SEAT_ROOM);
	error = reap_chat(&clean->reap, &rundir, NULL);
	if (error < 0)
		clean->status = fail_errno(error, rundir.path);
	rundir_close(&rundir);
	return 0;
}

/* What rooms left, in the whole system, and that nobody knows what their members did. */
static int sweep_rooms(struct clean *clean, const struct rundir *rundir)
{
	int found = roomsweep_run(&clean->reap, rundir);

	if ((found > 0 || clean->rooms) && !roomsweep_lists_queues())
		fail_say("%s", mqpair_unlisted());
	return found;
}

int clean_run(const struct options *options)
{
	const struct address base = options_address(options, SEAT_A);
	struct clean clean = {.options = options, .status = EX_OK};
	struct rundir rundir;
	int error;

	clean.reap = (struct reap){
		.dry = options->dry_run, .report = report, .keep = keep, .context = &clean};
	error = reap_segments(&clean.reap);
	if (error < 0)
		return fail_errno(error, "shared memory");
	error = rundir_open_base_at(&rundir, &base, false);
	if (error == -ENOENT)
		return EX_OK;
	if (error < 0)
		return refuse_rundir(&rundir, error);
	error = rundir_walk(rundir.base, clean_chat, &clean);
	if (error == 0)
		error = reap_queues(&clean.reap, &rundir);
	if (error == 0)
		error = sweep_rooms(&clean, &rundir);
	rundir_close(&rundir);
	if (error < 0)
		return fail_errno(error, rundir.path);
	if (fail_unless_flushed() != EX_OK)
		return EX_IOERR;
	return clean.status;
}
