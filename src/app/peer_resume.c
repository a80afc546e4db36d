/* SPDX-License-Identifier: ISC */
/*
 * Going on where an earlier peer of the seat was: its numbers, and what it had accepted and could
 * not deliver. All of that is in the log.
 */
#include "config.h"

#include "app/peer_parts.h"

#include "app/logfile.h"

/* A log that can't be written is tried again after so long, and whenever there is more for it. */
#define LOG_AGAIN_MS 2000

/* Stands in the place of a message whose record is damaged: the numbers have to go on. */
#define LOST "[a message was lost with the sender's log]"

struct talk_past peer_past(const struct peer *peer)
{
	const struct seatstate *state = &peer->station.log.state;

	return (struct talk_past){.epoch = state->epoch,
		.delivered = state->delivered,
		.other = state->other,
		.received = state->received};
}

static bool is_undelivered(const struct record *record, uint64_t delivered)
{
	return record->kind == RECORD_MESSAGE && record->dir == RECORD_OUT &&
	       record->wire > delivered;
}

/* A record ahead of which nothing is undelivered: looked for in steps that grow. */
static int seek_undelivered(struct logfile *log, uint64_t newest, uint64_t delivered)
{
	struct record record;
	uint64_t back = 1024;
	int n = 0;

	for (;; back *= 4) {
		uint64_t first = newest > back ? newest - back + 1 : 1;
		int error = logfile_seek(log, first);

		while (error == 0 && (n = logfile_next(log, &record)) == 1) {
			if (record.kind == RECORD_MESSAGE && record.dir == RECORD_OUT)
				break;
		}
		if (error < 0 || n < 0)
			return error < 0 ? error : n;
		if (first == 1 || (n == 1 && record.wire <= delivered + 1))
			return logfile_seek(log, first);
	}
}

/* Gives the exchange the messages up to number that are damaged in the log. */
static int restore_lost(struct exchange *exchange, uint64_t number)
{
	int error = 0;

	while (error == 0 && exchange->outbox.last_number < number)
		error = exchange_restore(exchange, LOST, sizeof(LOST) - 1);
	return error;
}

static int restore(struct peer *peer, struct logfile *log)
{
	struct exchange *exchange = &peer->talk.exchange;
	const struct seatstate *state = &peer->station.log.state;
	struct record record;
	int error = seek_undelivered(log, state->seq, state->delivered);

	while (error == 0 && (error = logfile_next(log, &record)) == 1) {
		error = 0;
		if (!is_undelivered(&record, exchange->outbox.last_number))
			continue;
		error = restore_lost(exchange, record.wire - 1);
		if (error == 0)
			error = exchange_restore(exchange, record.text, record.text_len);
	}
	return error < 0 ? error : restore_lost(exchange, state->said);
}

/* What a person here has seen the other side may not have been told. */
static void restore_read(struct peer *peer)
{
	const struct seatstate *state = &peer->station.log.state;
	uint64_t unseen = state->incoming - state->seen;

	if (unseen < state->received)
		exchange_set_read(&peer->talk.exchange, state->received - unseen);
}

static void tell_complaints(struct peer *peer)
{
	struct buffer *complaints = &peer->station.complaints;
	size_t start = 0;

	for (size_t end = 0; end < complaints->len; end++) {
		if (complaints->data[end] != '\n')
			continue;
		peer_note(peer, "%.*s", (int)(end - start), complaints->data + start);
		start = end + 1;
	}
	buffer_fini(complaints);
}

int peer_resume(struct peer *peer)
{
	const struct seatstate *state = &peer->station.log.state;
	struct logfile *log;
	uint64_t count;
	int error = 0;

	tell_complaints(peer);
	if (!logwriter_is_open(&peer->station.log))
		return 0;
	restore_read(peer);
	if (state->said > state->delivered) {
		error = logfile_open(&log, &peer->station.address);
		if (error == 0) {
			error = restore(peer, log);
			logfile_close(log);
		}
	}
	count = outbox_count(&peer->talk.exchange.outbox);
	if (count > 0)
		peer_note(peer, "%llu %s left to deliver", (unsigned long long)count,
			count == 1 ? "message was" : "messages were");
	peer->station.status.queued = outbox_bytes(&peer->talk.exchange.outbox);
	peer->station.changed = true;
	station_publish(&peer->station);
	return error;
}

void peer_commit(void *context)
{
	struct peer *peer = context;

	station_commit(&peer->station);
	if (peer->station.log.failing && !loop_timer_pending(peer->log_again))
		loop_timer_set(peer->log_again, LOG_AGAIN_MS);
}

void peer_on_log_again(void *context)
{
	struct peer *peer = context;

	peer_commit(peer);
	peer_settle(peer);
}
