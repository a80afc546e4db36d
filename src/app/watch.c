/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/watch.h"

#include <errno.h>
#include <unistd.h>

#include "app/logfile.h"
#include "app/seatfile.h"
#include "ipc/bell.h"
#include "ipc/segment.h"

/* Records handed over before other events, such as keys, get their turn. */
#define RECORDS_PER_BATCH 512

/* Without inotify. */
#define SLOW_MS 100

/* Whether the log that we would read is the one of this peer. */
static bool is_its_log(const struct watch *watch)
{
	struct seatstate state;

	return watch->status.logged == BOARD_LOGGED &&
	       seatfile_read(&watch->source.address, &state) == 0 &&
	       state.epoch == watch->status.epoch;
}

/* Begins to read from the log what is missing before a record. Returns false where that can't be.
 */
static bool begin_fill(struct watch *watch, const struct record *record, uint64_t missed)
{
	if (!is_its_log(watch) || logfile_open(&watch->fill, &watch->source.address) < 0)
		return false;
	watch->held = *record;
	watch->fill_next = record->seq - missed;
	if (logfile_seek(watch->fill, watch->fill_next) == 0)
		return true;
	logfile_close(watch->fill);
	watch->fill = NULL;
	return false;
}

/* Hands over the next record of the log, or the one that was held back for them. */
static void fill(struct watch *watch)
{
	struct record record;

	if (logfile_next(watch->fill, &record) != 1 || record.seq >= watch->held.seq) {
		logfile_close(watch->fill);
		watch->fill = NULL;
		record = watch->held;
	}
	watch->handlers->record(watch->context, &record, record.seq - watch->fill_next);
	watch->fill_next = record.seq + 1;
}

static bool take_record(struct watch *watch)
{
	struct record record;
	uint64_t missed;
	int n;

	if (watch->fill != NULL) {
		fill(watch);
		return true;
	}
	do {
		n = board_reader_next(&watch->source.board, &record, &missed);
	} while (n > 0 && record.seq < watch->begin);
	if (n == 0)
		return false;
	if (n < 0)
		watch->damaged = true;
	else if (missed == 0 || !begin_fill(watch, &record, missed))
		watch->handlers->record(watch->context, &record, missed);
	return true;
}

/* Takes at most a batch of records. Returns whether there may be more. */
static bool take_records(struct watch *watch)
{
	for (int i = 0; i < RECORDS_PER_BATCH; i++) {
		if (!take_record(watch))
			return false;
	}
	return true;
}

static void take_status(struct watch *watch)
{
	struct board_status status;

	if (board_reader_status(&watch->source.board, &status) == 0)
		watch->status = status;
	else
		watch->damaged = true;
}

static void close_bell(struct watch *watch)
{
	if (watch->bell >= 0)
		close(watch->bell);
	watch->bell = -1;
	if (watch->folder >= 0)
		close(watch->folder);
	watch->folder = -1;
}

/* Lets go of the board; nothing is called any more. */
static void let_go(struct watch *watch)
{
	loop_event_free(watch->bell_event);
	loop_event_free(watch->death_event);
	loop_event_free(watch->again);
	loop_event_free(watch->slow);
	watch->bell_event = NULL;
	watch->death_event = NULL;
	watch->again = NULL;
	watch->slow = NULL;
	logfile_close(watch->fill);
	watch->fill = NULL;
	source_close(&watch->source);
}

/* Looks at everything. Where the peer is dead by now, all that it published is among the records.
 */
static void look(void *context)
{
	struct watch *watch = context;
	bool more, over;

	take_status(watch);
	more = take_records(watch);
	watch->caught_up = !more;
	over = !more && (watch->status.state == BOARD_ENDED || watch->dead);
	if (over) {
		watch->end = watch->status.state == BOARD_ENDED ? WATCH_ENDED : WATCH_KILLED;
		let_go(watch);
	} else if (more) {
		loop_timer_set(watch->again, 0);
	} else if (watch->slow != NULL) {
		loop_timer_set(watch->slow, SLOW_MS);
	}
	watch->handlers->changed(watch->context);
	/* Last: closing the bell may take 10 ms, for which nobody's last lines should wait. */
	if (over)
		close_bell(watch);
}

/* It is readable for good, and comes before all other events: they would get no turn any more. */
static void on_death(void *context)
{
	struct watch *watch = context;

	watch->dead = true;
	loop_event_enable(watch->death_event, false);
	look(watch);
}

static void on_bell(void *context)
{
	struct watch *watch = context;

	bell_clear(watch->bell);
	look(watch);
}

static void listen(struct watch *watch)
{
	if (watch->handlers->brief)
		watch->bell = bell_listen_briefly(watch->source.card, &watch->folder);
	if (watch->bell < 0) {
		watch->folder = -1;
		watch->bell = watch->handlers->second_ring ? bell_listen_second(watch->source.card)
							   : bell_listen(watch->source.card);
	}
}

static int listen_or_poll(struct watch *watch, struct loop *loop)
{
	listen(watch);
	if (watch->bell >= 0) {
		watch->bell_event = loop_add_fd(loop, watch->bell, LOOP_READ, on_bell, watch);
		if (watch->bell_event == NULL)
			return -ENOMEM;
		loop_event_enable(watch->bell_event, true);
		/* The other viewers learn that there is one more. Not allowed: then they don't. */
		bell_ring(watch->source.card);
		return 0;
	}
	watch->slow = loop_add_timer(loop, look, watch);
	return watch->slow != NULL ? 0 : -ENOMEM;
}

void watch_init(struct watch *watch)
{
	*watch = (struct watch){.source = {.card = -1, .pidfd = -1}, .bell = -1, .folder = -1};
}

int watch_open(struct watch *watch, struct loop *loop, struct source *source,
	const struct watch_handlers *handlers, void *context)
{
	int error;

	watch_init(watch);
	watch->source = *source;
	watch->handlers = handlers;
	watch->context = context;
	error = listen_or_poll(watch, loop);
	if (error < 0)
		return error;
	watch->again = loop_add_timer(loop, look, watch);
	watch->death_event =
		loop_add_fd(loop, watch->source.pidfd, LOOP_READ | LOOP_URGENT, on_death, watch);
	if (watch->again == NULL || watch->death_event == NULL)
		return -ENOMEM;
	loop_event_enable(watch->death_event, true);
	loop_timer_set(watch->again, 0);
	take_status(watch);
	return 0;
}

void watch_begin_at(struct watch *watch, uint64_t seq)
{
	watch->begin = seq;
	watch->source.board.next = seq;
}

int watch_viewers(const struct watch *watch)
{
	struct segment_info info;

	if (watch->end != WATCH_LIVE || segment_stat(watch->source.board.segment.id, &info) < 0)
		return -1;
	/* One is the peer, as long as it is there. */
	return info.attached > 0 ? (int)info.attached - 1 : 0;
}

void watch_close(struct watch *watch)
{
	bool live = watch->end == WATCH_LIVE && watch->source.card >= 0;

	if (live)
		board_reader_close(&watch->source.board);
	/* The other viewers learn that there is one less. */
	if (live)
		bell_ring(watch->source.card);
	let_go(watch);
	close_bell(watch);
}
