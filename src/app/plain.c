/* SPDX-License-Identifier: ISC */
/*
 * With one seat, lines are just the records. With two, each line is preceded by its seat.
 *
 * Output is gathered and written whenever a batch of records is through. Writing may wait for a
 * slow reader; that costs the peer nothing, and what is overwritten on the board meanwhile is
 * counted.
 */
#include "config.h"

#include "app/plain.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/enclosure.h"
#include "app/fail.h"
#include "app/loop.h"
#include "app/output.h"
#include "app/refuse.h"
#include "app/signals.h"
#include "app/source.h"
#include "app/watch.h"
#include "core/format.h"

struct plain;

struct plain_seat {
	struct plain *plain;
	struct watch watch;
	uint64_t first; /* records before this one are not printed */
	bool placed;    /* first is known */
};

struct plain {
	const struct options *options;
	struct loop *loop;
	struct output out;
	struct format_plain last_plain;
	struct format_json last_json;
	struct plain_seat seats[OPTIONS_SEATS_MAX];
	int count;
	int signal_fd;
	struct loop_event *signal_event;
	int status;
};

static void stop(struct plain *plain)
{
	loop_stop(plain->loop);
}

static void flush(struct plain *plain, bool more)
{
	if (more)
		output_flush_some(&plain->out);
	else
		output_flush(&plain->out);
	if (plain->out.closed)
		stop(plain);
}

/* Where to begin, once it is known how many records there are. */
static void place(struct plain_seat *seat)
{
	const struct options *options = seat->plain->options;
	uint64_t records = seat->watch.status.records;

	seat->placed = true;
	seat->first = 1;
	if (options->lines_given && options->lines_from_start)
		seat->first = options->lines;
	else if (options->lines_given)
		seat->first = options->lines < records ? records - options->lines + 1 : 1;
	if (options->since_given && seat->first <= options->since)
		seat->first = options->since + 1;
}

static void on_record(void *context, const struct record *record, uint64_t missed)
{
	struct plain_seat *seat = context;
	struct plain *plain = seat->plain;
	int error = 0;

	if (!seat->placed)
		place(seat);
	if (missed > 0)
		fail(EX_OK, "%llu %s overwritten before they could be read",
			(unsigned long long)missed, missed == 1 ? "record was" : "records were");
	if (record->seq < seat->first)
		return;
	if (plain->count > 1 && !plain->options->json)
		error = buffer_printf(&plain->out.bytes, "%c ",
			name_seat_letter(seat->watch.source.address.seat));
	if (error == 0)
		error = plain->options->json
				? format_json(&plain->out.bytes, &plain->last_json, record)
				: format_plain(&plain->out.bytes, &plain->last_plain, record);
	if (error < 0) {
		plain->status = fail_errno(error, "output");
		stop(plain);
	}
	output_flush_much(&plain->out);
}

/* Whether this seat has nothing more to print: it has ended, or what was there has been read. */
static bool seat_done(const struct plain_seat *seat)
{
	if (seat->watch.end != WATCH_LIVE)
		return true;
	return !seat->plain->options->follow && seat->watch.caught_up;
}

static void on_changed(void *context)
{
	struct plain_seat *seat = context;
	struct plain *plain = seat->plain;

	flush(plain, !seat->watch.caught_up);
	if (seat->watch.damaged) {
		char text[ADDRESS_TEXT_SIZE];

		plain->status = fail(EX_DATAERR, "%s: the board is damaged",
			address_text(&seat->watch.source.address, text));
		stop(plain);
	}
	for (int i = 0; i < plain->count; i++) {
		if (!seat_done(&plain->seats[i]))
			return;
	}
	stop(plain);
}

static const struct watch_handlers to_terminal = {
	.record = on_record,
	.changed = on_changed,
};
static const struct watch_handlers to_programs = {
	.record = on_record,
	.changed = on_changed,
	.second_ring = true,
};

static void on_stop(void *context)
{
	stop(context);
}

static int open_loop(struct plain *plain)
{
	static const int list[] = {SIGNALS_LEAVE, 0};

	plain->signal_fd = signals_open(list);
	if (plain->signal_fd < 0)
		return fail_errno(plain->signal_fd, "signals");
	output_init(&plain->out, plain->signal_fd);
	plain->loop = loop_new();
	if (plain->loop == NULL)
		return refuse_loop();
	plain->signal_event =
		loop_add_fd(plain->loop, plain->signal_fd, LOOP_READ | LOOP_URGENT, on_stop, plain);
	if (plain->signal_event == NULL ||
		output_watch_reader(&plain->out, plain->loop, on_stop, plain) < 0)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(plain->signal_event, true);
	return EX_OK;
}

static int open_seat(struct plain *plain, const struct address *address)
{
	struct plain_seat *plain_seat = &plain->seats[plain->count];
	struct source source;
	int status = source_open(&source, address), error;

	if (status != EX_OK)
		return status;
	plain_seat->plain = plain;
	plain->count++;
	error = watch_open(&plain_seat->watch, plain->loop, &source,
		isatty(STDOUT_FILENO) ? &to_terminal : &to_programs, plain_seat);
	if (error < 0)
		return fail_errno(error, "watching the board");
	if (plain->options->since_given)
		watch_begin_at(&plain_seat->watch, plain->options->since + 1);
	return EX_OK;
}

static void close_all(struct plain *plain)
{
	for (int i = 0; i < plain->count; i++)
		watch_close(&plain->seats[i].watch);
	output_fini(&plain->out);
	loop_event_free(plain->signal_event);
	loop_free(plain->loop);
	if (plain->signal_fd >= 0)
		close(plain->signal_fd);
}

int plain_run(const struct options *options, const struct address *addresses, int count)
{
	struct plain plain = {.options = options, .signal_fd = -1};
	int status = open_loop(&plain);

	for (int i = 0; i < count && status == EX_OK; i++)
		status = open_seat(&plain, &addresses[i]);
	if (status == EX_OK) {
		int error;

		enclosure_enter(addresses, count);
		error = loop_run(plain.loop);
		output_flush(&plain.out); /* what a file was not given yet */
		status = error < 0 ? fail_errno(error, "event loop") : plain.status;
		if (status == EX_OK)
			status = plain.out.status;
	}
	close_all(&plain);
	return status;
}
