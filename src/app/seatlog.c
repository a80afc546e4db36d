/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/seatlog.h"

#include <errno.h>

#include "app/fail.h"
#include "app/refuse.h"
#include "app/seatfile.h"

int seatlog_advance(struct logfile *log, struct seatstate *state)
{
	struct record record;
	int error = logfile_seek(log, state->seq + 1);

	while (error == 0 && (error = logfile_next(log, &record)) > 0) {
		seatstate_advance(state, &record);
		error = 0;
	}
	return error;
}

int seatlog_open(struct seatlog *seatlog, const struct address *address)
{
	int error;

	*seatlog = (struct seatlog){.log = NULL};
	error = logfile_open(&seatlog->log, address);
	if (error == -ENOENT)
		return refuse_no_peer(address);
	if (error == 0) {
		/* A state that can't be read is none: all of it but the epoch is in the log. */
		if (seatfile_read(address, &seatlog->state) < 0)
			seatlog->state = (struct seatstate){.epoch = 0};
		error = seatlog_advance(seatlog->log, &seatlog->state);
		if (error < 0)
			seatlog_close(seatlog);
	}
	return error < 0 ? refuse_log(address, error) : EX_OK;
}

void seatlog_close(struct seatlog *seatlog)
{
	logfile_close(seatlog->log);
	seatlog->log = NULL;
}
