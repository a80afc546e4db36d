/* SPDX-License-Identifier: ISC */
/*
 * shmooze clean: removes what killed peers left, and only that.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/sweep.h"
#include "core/buffer.h"
#include "core/funnel.h"
#include "ipc/mqpair.h"

static void report(const char *what, void *context)
{
	const struct options *options = context;
	struct buffer line = {0};

	if (funnel_append(&line, what, strlen(what), NULL) == 0)
		printf("%s %.*s\n", options->dry_run ? "would remove" : "removed", (int)line.len,
			line.data);
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

int clean_run(const struct options *options)
{
	struct options its = *options;
	const struct reap reap = {
		.dry = options->dry_run, .report = report, .keep = keep, .context = &its};
	bool unlisted;
	int status = sweep(options, &reap, &unlisted);

	if (unlisted)
		fail_say("%s", mqpair_unlisted());
	return fail_unless_flushed() != EX_OK ? EX_IOERR : status;
}
