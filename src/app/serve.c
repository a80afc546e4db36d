/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/commands.h"
#include "app/fail.h"

int serve_run(const struct options *options)
{
	return fail(EX_UNAVAILABLE, "room %s: not yet", options->room);
}
