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
	enum seat seats[OPTIONS_SEATS_MAX];
	int count, status = source_find(options, seats, &count);

	return status == EX_OK ? plain_run(options, seats, count) : status;
}
