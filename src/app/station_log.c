/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/station_log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/fail.h"
#include "app/logfile.h"

/* Of the log, that the board begins with. */
#define BACKLOG_RECORDS 1000
#define BACKLOG_BYTES   ((size_t)1 << 20)

static const char *why_not(int error)
{
	switch (error) {
	case -EBUSY:
		return "another peer writes it";
	case -ENOENT:
		return "there is no home for it";
	case -EPERM:
		return "its files are another account's or open to others";
	case -EPROTONOSUPPORT:
		return "it is of another version of shmooze";
	default:
		return strerror(-error);
	}
}

void station_log_open(
	struct station *station, const struct station_options *options, uint64_t epoch)
{
	struct board_status *status = &station->status;
	const struct seatstate *state = &station->log.state;
	int error = -ENOENT;

	if (options->log_limit > 0)
		error = logwriter_open(&station->log, &station->address, options->log_limit, epoch,
			&station->complaints);
	if (error < 0 && options->log_limit > 0)
		buffer_printf(&station->complaints, "no log is kept: %s\n", why_not(error));
	if (error < 0) {
		logwriter_none(&station->log);
		station->log.state.epoch = epoch;
		status->epoch = epoch;
		return;
	}
	status->epoch = state->epoch;
	status->said = state->said;
	status->delivered = state->delivered;
	status->read = state->read;
	status->incoming = state->incoming;
	status->seen = state->seen;
	status->logged = BOARD_LOGGED;
}

/* The first of the records that fit, by number and size. */
static uint64_t find_backlog(struct logfile *log, uint64_t newest)
{
	struct record record;
	uint64_t count = newest < BACKLOG_RECORDS ? newest : BACKLOG_RECORDS;

	for (; count > 1; count /= 2) {
		size_t bytes = 0;

		if (logfile_seek(log, newest - count + 1) < 0)
			break;
		while (bytes <= BACKLOG_BYTES && logfile_next(log, &record) == 1)
			bytes += record_size(&record);
		if (bytes <= BACKLOG_BYTES)
			break;
	}
	return newest - count + 1;
}

void station_log_restore(struct station *station)
{
	uint64_t newest = station->log.state.seq;
	struct logfile *log;
	struct record record;

	if (logfile_open(&log, &station->address) == 0) {
		if (logfile_seek(log, find_backlog(log, newest)) == 0) {
			while (logfile_next(log, &record) == 1)
				board_restore(&station->board, &record);
		}
		logfile_close(log);
	}
	board_resume(&station->board, newest);
}

/* Said when something turns, on standard error and on the board. */
static void tell_log(struct station *station, int error, uint64_t lost)
{
	char text[160], name[ADDRESS_TEXT_SIZE];

	if (station->log.removed)
		snprintf(text, sizeof(text), "the log was removed, and another is begun");
	else if (error < 0)
		snprintf(text, sizeof(text), "the log can't be written, the chat goes on: %s",
			strerror(-error));
	else if (lost > 0)
		snprintf(text, sizeof(text), "the log is written again; %llu records are not in it",
			(unsigned long long)lost);
	else
		snprintf(text, sizeof(text), "the log is written again, and nothing is missing");
	if (station->address.seat == SEAT_ROOM)
		fail_say("%s: %s", address_text(&station->address, name), text);
	else
		fail_say("%c: %s", name_seat_letter(station->address.seat), text);
	station_put_note(station, text);
}

/*
 * Whether the log fails is compared with what was told, for logwriter_meet() may have found it out.
 * What is told is a record, too, and has to be in the log before anybody sees it.
 */
void station_commit(struct station *station)
{
	struct board_status *status = &station->status;
	struct logwriter *log = &station->log;

	for (;;) {
		int error;

		station->batch_us = 0;
		logwriter_mark(log, status->delivered, status->read, status->seen);
		error = logwriter_commit(log);
		if (logwriter_is_open(log))
			status->logged = log->failing ? BOARD_LOG_FAILS : BOARD_LOGGED;
		if (log->removed) {
			tell_log(station, 0, 0);
			log->removed = false;
			continue;
		}
		if (log->failing == station->log_failing)
			return;
		station->log_failing = log->failing;
		tell_log(station, error, log->lost);
		log->lost = 0;
	}
}
