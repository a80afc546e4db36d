/* SPDX-License-Identifier: ISC */
/*
 * shmooze tail: a board for pipes.
 */
#include "config.h"

#include "app/commands.h"
#include "app/fail.h"
#include "app/plain.h"
#include "app/source.h"

int tail_run(const struct options *options)
{
	struct address addresses[OPTIONS_SEATS_MAX];
	int count, status = source_find(options, addresses, &count);

	return status == EX_OK ? plain_run(options, addresses, count) : status;
}
