/* SPDX-License-Identifier: ISC */
/*
 * What becomes of what was said, and what there is to say of it.
 */
#include "config.h"

#include "app/sending_parts.h"

#include <inttypes.h>
#include <stdio.h>

#include "app/fail.h"
#include "app/logfile.h"

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

void sending_finish(struct sending *sending, int status)
{
	if (sending->finished)
		return;
	sending->finished = true;
	sending->status = status;
	loop_stop(sending->loop);
}

static bool all_accepted(const struct sending *sending)
{
	return sending->input_ended && sending->accepted == sending->given;
}

static bool delivered(const struct sending *sending)
{
	return sending->watch.status.delivered >= sending->number;
}

/* While the log can't be written, what was taken is safe only when the other side has it. */
static bool safe(const struct sending *sending)
{
	return sending->watch.status.logged != BOARD_LOG_FAILS || delivered(sending);
}

/* Whether what was waited for has come. */
static bool fulfilled(const struct sending *sending)
{
	if (!all_accepted(sending))
		return false;
	if (sending->accepted == 0)
		return true;
	if (sending->options->wait_for == WAIT_TAKEN)
		return safe(sending);
	if (sending->options->wait_for == WAIT_DELIVERED)
		return delivered(sending);
	return sending->watch.status.read >= sending->number;
}

void sending_notice(struct sending *sending, const struct record *record)
{
	uint64_t index = record->post - sending->first;

	if (record->seq < sending->begin || record->dir != RECORD_OUT || sending->posted == 0 ||
		record->post < sending->first || index >= sending->posted ||
		index < sending->accepted)
		return;
	sending->accepted = index + 1;
	sending->number = record->wire;
}

/* What the peer wrote to the log and did not come to publish is accepted all the same. */
static void look_into_log(struct sending *sending)
{
	struct logfile *log;
	struct record record;

	if (logfile_open(&log, &sending->watch.source.address) < 0)
		return;
	if (logfile_seek(log, sending->begin) == 0) {
		while (logfile_next(log, &record) > 0)
			sending_notice(sending, &record);
	}
	logfile_close(log);
}

/* One line on what is not as it should be, which begins with why. */
static int say_state(const struct sending *sending, int status, const char *why)
{
	const struct board_status *board = &sending->watch.status;
	uint64_t lacking = sending->given - sending->accepted;
	char other = sending->seat == 'A' ? 'B' : 'A';

	if (lacking > 0 && sending->overlooked)
		return fail(status, "%s: it can't be told whether %" PRIu64 " message%s taken", why,
			lacking, lacking == 1 ? " was" : "s were");
	if (lacking > 0 && sending->given > 1)
		return fail(status, "%s: %" PRIu64 " of %" PRIu64 " messages not taken by the peer",
			why, lacking, sending->given);
	if (lacking > 0)
		return fail(status, "%s: not taken by the peer", why);
	if (!sending->input_ended)
		return fail(status, "%s: %" PRIu64 " message%s taken by the peer", why,
			sending->accepted, plural(sending->accepted));
	if (delivered(sending))
		return fail(status, "%s: delivered, not read", why);
	if (sending->watch.end == WATCH_LIVE)
		return fail(status, "%s: taken, waits for %c%s", why, other,
			safe(sending) ? "" : "; the log can't be written, so it is in memory only");
	return fail(status, "%s: %s", why,
		board->logged == BOARD_LOGGED ? "not delivered, kept for the next peer"
					      : "taken, but not delivered");
}

static void on_ended(struct sending *sending)
{
	const struct board_status *board = &sending->watch.status;
	char why[64];

	if (board->logged != BOARD_NOT_LOGGED && sending->accepted < sending->posted)
		look_into_log(sending);
	if (fulfilled(sending)) {
		sending_finish(sending, EX_OK);
		return;
	}
	snprintf(why, sizeof(why), "seat %c: the peer %s", sending->seat,
		sending->watch.end == WATCH_ENDED ? "has left" : "was killed");
	sending_finish(sending, say_state(sending, EX_UNAVAILABLE, why));
}

void sending_check(struct sending *sending)
{
	if (sending->finished)
		return;
	if (fulfilled(sending))
		sending_finish(sending, EX_OK);
	else if (sending->watch.end != WATCH_LIVE)
		on_ended(sending);
	else if (sending->watch.damaged)
		sending_finish(
			sending, fail(EX_DATAERR, "seat %c: the board is damaged", sending->seat));
	else if (all_accepted(sending) && sending->options->wait_for == WAIT_TAKEN &&
		 !loop_timer_pending(sending->timer))
		loop_timer_set(sending->timer, SENDING_ACCEPT_MS);
}

void sending_on_late(void *context)
{
	struct sending *sending = context;
	char why[64];

	snprintf(why, sizeof(why), "seat %c: not in time", sending->seat);
	sending_finish(sending, say_state(sending, EX_TEMPFAIL, why));
}
