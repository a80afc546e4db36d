/* SPDX-License-Identifier: ISC */
/*
 * A message is posted to the peer, or said in the room, and comes back as a record on the board, by
 * which it is known to be accepted; from then on the status tells how far it has got. The board is
 * read from the record on that was the next when all this began, so no post is missed and no older
 * one is taken for one of these.
 *
 * Posts come back in the order in which they went, so counts are enough: of those posted and of
 * those accepted. Only a few are under way at a time; what waits behind them is a line of standard
 * input, which is read no further meanwhile.
 */
#include "config.h"

#include "app/sending.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/fail.h"
#include "app/refuse.h"
#include "app/sending_parts.h"

/* Messages that may be posted and not accepted. */
#define UNDER_WAY_MAX 128

/*
 * The timer measures from the last progress; once the input has ended, a time-out that was given is
 * one of the whole rest.
 */
static void set_timer(struct sending *sending, bool progress)
{
	const struct options *options = sending->options;
	bool given = options->timeout_ms >= 0;
	int64_t ms = given ? options->timeout_ms : SENDING_ACCEPT_MS;

	if (sending->accepted == sending->given && !(given && sending->input_ended))
		loop_timer_clear(sending->timer);
	else if (!loop_timer_pending(sending->timer) ||
		 (progress && !(given && sending->input_ended)))
		loop_timer_set(sending->timer, ms > INT_MAX ? INT_MAX : (unsigned)ms);
}

/* --- Out --- */

/* Returns false where there is no way to the peer any more; its board tells how it ends. */
static bool post(struct sending *sending, const char *text, size_t len)
{
	uint64_t number;
	int error = poster_say(&sending->poster, text, len, &number);

	if (error == 0) {
		if (sending->posted == 0)
			sending->first = number;
		sending->posted++;
	} else if (error != -EPIPE) {
		sending_finish(sending, fail_errno(error, "posting"));
	}
	return error == 0;
}

static void pump(void *context)
{
	struct sending *sending = context;
	uint64_t number;
	const char *text;
	size_t len;

	while (!sending->finished && !poster_busy(&sending->poster) &&
		sending->posted - sending->accepted < UNDER_WAY_MAX &&
		texts_first(&sending->lines, &number, &text, &len) && post(sending, text, len))
		texts_drop_first(&sending->lines);
	if (sending->input_open)
		input_pause(&sending->input, !texts_empty(&sending->lines));
}

static void take_line(void *context, const char *text, size_t len)
{
	struct sending *sending = context;

	if (texts_add(&sending->lines, ++sending->given, text, len) < 0)
		sending_finish(sending, fail(EX_OSERR, "out of memory"));
}

static void after_lines(void *context)
{
	struct sending *sending = context;

	pump(sending);
	set_timer(sending, false);
}

static void end_of_lines(void *context)
{
	struct sending *sending = context;

	sending->input_ended = true;
	if (sending->input.error < 0)
		sending_finish(sending,
			fail(EX_IOERR, "standard input: %s", strerror(-sending->input.error)));
	set_timer(sending, true);
	sending_check(sending);
}

static const struct input_handlers input_handlers = {
	.line = take_line,
	.batch = after_lines,
	.end = end_of_lines,
};

/* --- What becomes of it --- */

static void on_record(void *context, const struct record *record, uint64_t missed)
{
	struct sending *sending = context;
	uint64_t before = sending->accepted;

	if (missed > 0 && record->seq > sending->begin)
		sending->overlooked = true;
	sending_notice(sending, record);
	if (sending->accepted == before)
		return;
	pump(sending);
	set_timer(sending, true);
}

static void on_changed(void *context)
{
	sending_check(context);
}

static const struct watch_handlers watch_handlers = {
	.record = on_record,
	.changed = on_changed,
	.brief = true,
};

/* --- Begin and end --- */

static const struct membership_handlers membership_handlers = {
	.event = sending_on_member,
	.room = pump,
	.ended = sending_on_let_go,
};

/* Comes and goes without a word of it: what is said is what it is here for. */
static int open_room(struct sending *sending, const struct address *address)
{
	const int64_t given = sending->options->timeout_ms;
	const struct membership_options options = {.address = *address,
		.brief = true,
		.timeout_ms = given > INT_MAX ? INT_MAX
			      : given == 0    ? 1
					      : (int)given};
	int status = membership_open(
		&sending->membership, sending->loop, &options, &membership_handlers, sending);

	if (status == EX_OK)
		poster_open_room(&sending->poster, &sending->membership);
	return status;
}

static int open_post(struct sending *sending, const struct address *address)
{
	struct rundir rundir;
	int error = rundir_open_at(&rundir, address, false);

	if (error < 0 && error != -ENOENT)
		return refuse_rundir(&rundir, error);
	if (error == 0) {
		error = poster_open(&sending->poster, sending->loop, rundir.fd, address->seat);
		rundir_close(&rundir);
	}
	if (error == -ENOENT || error == -ENXIO)
		return refuse_no_peer(address);
	if (error < 0)
		return fail_errno(error, "post");
	sending->poster.drained = pump;
	sending->poster.context = sending;
	return EX_OK;
}

static int open_watch(struct sending *sending, struct source *source)
{
	struct board_status board;
	int error = board_reader_status(&source->board, &board);

	if (error < 0) {
		source_close(source);
		return fail(EX_DATAERR, "%s: the board is damaged", sending->name);
	}
	sending->begin = board.records + 1;
	error = watch_open(&sending->watch, sending->loop, source, &watch_handlers, sending);
	if (error < 0)
		return fail_errno(error, "watching the board");
	sending->watch.status = board;
	watch_begin_at(&sending->watch, sending->begin);
	return EX_OK;
}

static int begin(struct sending *sending, const char *text, size_t len)
{
	int error = 0;

	if (text != NULL) {
		take_line(sending, text, len);
		sending->input_ended = true;
		after_lines(sending);
	} else {
		error = input_open(
			&sending->input, sending->loop, STDIN_FILENO, &input_handlers, sending);
		sending->input_open = true;
	}
	return error < 0 ? fail(EX_OSERR, "out of memory") : EX_OK;
}

static void close_all(struct sending *sending)
{
	if (sending->input_open)
		input_close(&sending->input);
	poster_close(&sending->poster);
	membership_close(&sending->membership);
	loop_event_free(sending->timer);
	watch_close(&sending->watch);
	texts_fini(&sending->lines);
	loop_free(sending->loop);
}

int sending_run(const struct options *options, struct source *source, const char *text, size_t len)
{
	const struct address address = source->address;
	struct sending sending = {.options = options, .poster.fd = -1};
	int status, error;

	if (address.seat == SEAT_ROOM)
		address_text(&address, sending.name);
	else
		snprintf(sending.name, sizeof(sending.name), "seat %c",
			name_seat_letter(address.seat));
	signal(SIGPIPE, SIG_IGN);
	sending.loop = loop_new();
	if (sending.loop == NULL) {
		source_close(source);
		return refuse_loop();
	}
	watch_init(&sending.watch);
	status = open_watch(&sending, source);
	sending.timer = loop_add_timer(sending.loop, sending_on_late, &sending);
	if (status == EX_OK && sending.timer == NULL)
		status = fail(EX_OSERR, "out of memory");
	if (status == EX_OK)
		status = address.seat == SEAT_ROOM ? open_room(&sending, &address)
						   : open_post(&sending, &address);
	if (status == EX_OK)
		status = begin(&sending, text, len);
	if (status == EX_OK) {
		error = sending.finished ? 0 : loop_run(sending.loop);
		status = error < 0 ? fail_errno(error, "event loop") : sending.status;
	}
	close_all(&sending);
	return status;
}
