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

bool sending_in_room(const struct sending *sending)
{
	return sending->poster.membership != NULL;
}

/* Who takes what is said. */
static const char *taker(const struct sending *sending)
{
	return sending_in_room(sending) ? "room" : "peer";
}

static bool all_accepted(const struct sending *sending)
{
	return sending->input_ended && sending->accepted == sending->given;
}

/* What stands on a room's board is with all of its members. */
static bool delivered(const struct sending *sending)
{
	if (sending_in_room(sending))
		return sending->watch.status.logged != BOARD_LOG_FAILS;
	return sending->watch.status.delivered >= sending->number;
}

/* While the log can't be written, what was taken is safe only when the other side has it; in a room
 * it is on the board, and so with all who listen. */
static bool safe(const struct sending *sending)
{
	return sending->options->room != NULL || sending->watch.status.logged != BOARD_LOG_FAILS ||
	       delivered(sending);
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

static bool is_ours(const struct sending *sending, const struct record *record)
{
	if (sending_in_room(sending))
		return membership_said(&sending->membership, record);
	return record->dir == RECORD_OUT;
}

void sending_notice(struct sending *sending, const struct record *record)
{
	uint64_t index = record->post - sending->first;

	if (record->seq < sending->begin || !is_ours(sending, record) || sending->posted == 0 ||
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

/* How it is with messages that were all taken; begins with why. */
static int say_taken(const struct sending *sending, int status, const char *why)
{
	const char *unsafe =
		safe(sending) ? "" : "; the log can't be written, so it is in memory only";
	char other = sending->watch.source.address.seat == SEAT_A ? 'B' : 'A';

	if (delivered(sending))
		return fail(status, "%s: delivered, not read", why);
	if (sending_in_room(sending))
		return fail(status, "%s: taken%s", why, unsafe);
	if (sending->watch.end == WATCH_LIVE)
		return fail(status, "%s: taken, waits for %c%s", why, other, unsafe);
	return fail(status, "%s: %s", why,
		sending->watch.status.logged == BOARD_LOGGED
			? "not delivered, kept for the next peer"
			: "taken, but not delivered");
}

/* One line on what is not as it should be, which begins with why. */
static int say_state(const struct sending *sending, int status, const char *why)
{
	uint64_t lacking = sending->given - sending->accepted;

	if (lacking > 0 && sending->overlooked)
		return fail(status, "%s: it can't be told whether %" PRIu64 " message%s taken", why,
			lacking, lacking == 1 ? " was" : "s were");
	if (lacking > 0 && sending->given > 1)
		return fail(status, "%s: %" PRIu64 " of %" PRIu64 " messages not taken by the %s",
			why, lacking, sending->given, taker(sending));
	if (lacking > 0)
		return fail(status, "%s: not taken by the %s", why, taker(sending));
	if (!sending->input_ended)
		return fail(status, "%s: %" PRIu64 " message%s taken by the %s", why,
			sending->accepted, plural(sending->accepted), taker(sending));
	return say_taken(sending, status, why);
}

/* Ends it; what was the matter is told as a part of the line. */
static void finish_because(struct sending *sending, int status, const char *what)
{
	char why[ADDRESS_TEXT_SIZE + REQUEST_REASON_MAX + 8];

	if (sending->finished)
		return;
	snprintf(why, sizeof(why), "%s: %s", sending->name, what);
	sending_finish(sending, say_state(sending, status, why));
}

static void on_ended(struct sending *sending)
{
	const struct board_status *board = &sending->watch.status;
	char what[32];

	if (board->logged != BOARD_NOT_LOGGED && sending->accepted < sending->posted)
		look_into_log(sending);
	if (fulfilled(sending)) {
		sending_finish(sending, EX_OK);
		return;
	}
	snprintf(what, sizeof(what), "the %s %s", address_holder(&sending->watch.source.address),
		sending->watch.end == WATCH_ENDED ? "has left" : "was killed");
	finish_because(sending, EX_UNAVAILABLE, what);
}

/* That it is granted is seen on the board. */
void sending_on_member(void *context, const struct member_event *event)
{
	if (event->kind == MEMBER_REFUSED && event->request == FRAME_POST)
		finish_because(context, refusal_status(event->code), event->reason);
}

/* Where the room has ended, what it took is seen on its board before that is. */
void sending_on_let_go(void *context)
{
	struct sending *sending = context;
	const struct membership *membership = &sending->membership;

	if (membership->end_code != REFUSAL_GONE && membership->end_code != REFUSAL_STOPPED)
		finish_because(
			sending, refusal_status(membership->end_code), membership->end_reason);
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
			sending, fail(EX_DATAERR, "%s: the board is damaged", sending->name));
	else if (all_accepted(sending) && sending->options->wait_for == WAIT_TAKEN &&
		 !loop_timer_pending(sending->timer))
		loop_timer_set(sending->timer, SENDING_ACCEPT_MS);
}

void sending_on_late(void *context)
{
	finish_because(context, EX_TEMPFAIL, "not in time");
}
