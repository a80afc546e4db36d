/* SPDX-License-Identifier: ISC */
/*
 * Receiving from the board of a peer: first what is there, and then, with nothing found, what
 * comes.
 */
#include "config.h"

#include "app/receiver.h"

#include <limits.h>

#include "app/fail.h"

/*
 * A message while waiting: where is the cursor now? All that was passed by until here lies before
 * it, unless somebody has put it back, which takes a new round.
 */
static int resume(struct receiver *receiver)
{
	const struct options *options = receiver->options;
	struct cursor cursor = receiver->at;
	int status = receiver_lock(receiver);

	if (status == EX_OK && !options->since_given)
		status = cursor_load(&receiver->address, receiver->cursor_name, receiver->at.epoch,
			UINT64_MAX, &cursor);
	if (status != EX_OK)
		return status;
	if (cursor.seq < receiver->at.seq) {
		receiver->again = true;
		return EX_OK;
	}
	receiver->at = cursor;
	receiver->counted = receiver->counted || cursor.seq > 0;
	receiver->collecting = true;
	loop_timer_clear(receiver->timer);
	return EX_OK;
}

static void on_record(void *context, const struct record *record, uint64_t missed)
{
	struct receiver *receiver = context;

	(void)missed; /* Records; the messages among them have numbers of their own. */
	if (!receiver_is_new(receiver, record) || receiver->again || receiver->late)
		return;
	if (!receiver->collecting && receiver->status == EX_OK)
		receiver->status = resume(receiver);
	if (receiver->collecting && !receiver_enough(receiver) && receiver_is_new(receiver, record))
		receiver_take(receiver, record);
	if (receiver->again || receiver_enough(receiver))
		loop_stop(receiver->loop);
}

static void on_changed(void *context)
{
	struct receiver *receiver = context;

	if (receiver->watch.end != WATCH_LIVE ||
		(receiver->collecting && receiver->watch.caught_up))
		loop_stop(receiver->loop);
}

static const struct watch_handlers watch_handlers = {
	.record = on_record,
	.changed = on_changed,
	.brief = true,
};

static void on_late(void *context)
{
	struct receiver *receiver = context;

	receiver->late = true;
	loop_stop(receiver->loop);
}

static int run_loop(struct receiver *receiver)
{
	int error = loop_run(receiver->loop);

	return error < 0 ? fail_errno(error, "event loop") : EX_OK;
}

/* Without the lock, until there was something, which may have become another one's. */
static int await_more(struct receiver *receiver)
{
	int64_t left = receiver_time_left(receiver);
	char text[ADDRESS_TEXT_SIZE];
	int status = EX_OK;

	receiver_unlock(receiver);
	receiver->collecting = false;
	if (left >= 0)
		loop_timer_set(receiver->timer, left > INT_MAX ? INT_MAX : (unsigned)left);
	if (receiver->watch.end == WATCH_LIVE)
		status = run_loop(receiver);
	if (status == EX_OK)
		status = receiver->status;
	if (status != EX_OK || receiver->collecting || receiver->again)
		return status;
	if (receiver->watch.end != WATCH_LIVE)
		return fail(EX_UNAVAILABLE, "%s: the %s %s", address_text(&receiver->address, text),
			address_holder(&receiver->address),
			receiver->watch.end == WATCH_ENDED ? "has left" : "was killed");
	return fail(EX_TEMPFAIL, "%s: nothing has come in time",
		address_text(&receiver->address, text));
}

static int refuse_damaged(const struct receiver *receiver)
{
	char text[ADDRESS_TEXT_SIZE];

	return fail(EX_DATAERR, "%s: the board is damaged", address_text(&receiver->address, text));
}

static int collect(struct receiver *receiver)
{
	int status = run_loop(receiver);

	while (status == EX_OK && !receiver->again) {
		if (receiver->watch.damaged)
			return refuse_damaged(receiver);
		status = receiver_finish(
			receiver, receiver->watch.status.records, receiver->watch.status.incoming);
		if (status != EX_OK || receiver->count > 0 || !receiver->options->wait)
			break;
		status = await_more(receiver);
	}
	return status;
}

static int open_watch(struct receiver *receiver, struct source *source)
{
	int error = watch_open(&receiver->watch, receiver->loop, source, &watch_handlers, receiver);

	if (error < 0)
		return fail_errno(error, "watching the board");
	watch_begin_at(&receiver->watch, receiver->at.seq + 1);
	receiver->timer = loop_add_timer(receiver->loop, on_late, receiver);
	return receiver->timer != NULL ? EX_OK : fail(EX_OSERR, "out of memory");
}

int receiver_board(struct receiver *receiver, struct source *source)
{
	struct board_status board;
	int status;

	receiver->collecting = true;
	receiver->again = false;
	receiver->late = false;
	if (board_reader_status(&source->board, &board) < 0)
		status = refuse_damaged(receiver);
	else
		status = receiver_place(receiver, board.epoch, board.records);
	if (status != EX_OK) {
		source_close(source);
		return status;
	}
	status = open_watch(receiver, source);
	if (status == EX_OK)
		status = collect(receiver);
	loop_event_free(receiver->timer);
	receiver->timer = NULL;
	watch_close(&receiver->watch);
	return status;
}
