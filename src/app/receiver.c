/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/receiver.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/fail.h"
#include "core/format.h"
#include "core/funnel.h"

/* How long another process may hold the cursor where no time-out was given. */
#define LOCK_MS 10000

/* Bytes of the line about what is missing. */
#define MISSING_SIZE 192

/* Printed without the cursor being advanced. */
#define MUCH 65536

int64_t receiver_time_left(const struct receiver *receiver)
{
	int64_t left = receiver->end_ms - clock_ms();

	return receiver->end_ms < 0 ? -1 : left > 0 ? left : 0;
}

int receiver_lock(struct receiver *receiver)
{
	const struct options *options = receiver->options;
	int64_t wait = options->wait ? receiver_time_left(receiver) : LOCK_MS;

	if (options->peek)
		return EX_OK;
	receiver->lock = cursor_lock(&receiver->address, receiver->cursor_name, wait);
	if (receiver->lock == -ETIMEDOUT)
		return fail(EX_TEMPFAIL, "cursor %s: another process is receiving with it",
			receiver->cursor_name);
	return receiver->lock < 0 ? fail_errno(receiver->lock, "cursor") : EX_OK;
}

void receiver_unlock(struct receiver *receiver)
{
	if (receiver->lock >= 0)
		close(receiver->lock);
	receiver->lock = -1;
}

/* Where to begin, in numbers of this epoch, the newest record being this one. */
int receiver_place(struct receiver *receiver, uint64_t epoch, uint64_t newest)
{
	const struct options *options = receiver->options;
	char text[ADDRESS_TEXT_SIZE];
	int status;

	receiver->count = 0;
	receiver->moved = false;
	if (options->since_given) {
		if (options->since > newest)
			return fail(EX_DATAERR,
				"%s: there is no record %" PRIu64 ", but only %" PRIu64,
				address_text(&receiver->address, text), options->since, newest);
		receiver->at = (struct cursor){.epoch = epoch, .seq = options->since};
		receiver->counted = false;
		return EX_OK;
	}
	status = cursor_load(
		&receiver->address, receiver->cursor_name, epoch, newest, &receiver->at);
	receiver->counted = receiver->at.seq > 0;
	return status;
}

/* Everything printed goes out before the cursor says so. */
static int advance(struct receiver *receiver)
{
	int error = 0;

	output_flush(&receiver->out);
	if (receiver->out.closed)
		return receiver->out.status != EX_OK
			       ? receiver->out.status
			       : fail(EX_IOERR, "standard output: nobody reads it");
	if (!receiver->moved || receiver->options->peek)
		return EX_OK;
	receiver->moved = false;
	error = cursor_write(&receiver->address, receiver->cursor_name, &receiver->at);
	return error < 0 ? fail_errno(error, "cursor") : EX_OK;
}

static void describe_missing(const struct receiver *receiver, char *text, size_t size)
{
	uint64_t missed = receiver->missed, damaged = receiver->damaged;
	int n = 0;

	text[0] = '\0';
	if (missed > 0)
		n = snprintf(text, size, "%" PRIu64 " %s overwritten before %s could be received",
			missed, missed == 1 ? "message was" : "messages were",
			missed == 1 ? "it" : "they");
	if (damaged > 0)
		snprintf(text + n, size - (size_t)n, "%slog: %" PRIu64 " damaged %s passed over",
			missed > 0 ? "; " : "", damaged, damaged == 1 ? "line was" : "lines were");
}

/* The one line is told at the end, whether that is an error or not. */
static void miss(struct receiver *receiver, uint64_t missed, uint64_t damaged)
{
	char text[MISSING_SIZE];

	receiver->missed += missed;
	receiver->damaged += damaged;
	describe_missing(receiver, text, sizeof(text));
	fail_remember(text);
}

void receiver_pass_over(struct receiver *receiver, uint64_t damaged)
{
	if (damaged > 0)
		miss(receiver, 0, damaged);
}

void receiver_say_missing(const struct receiver *receiver, int status)
{
	char text[MISSING_SIZE];

	fail_remember(NULL);
	describe_missing(receiver, text, sizeof(text));
	if (status == EX_OK && text[0] != '\0')
		fail_say("%s", text);
}

static int print(struct receiver *receiver, const struct record *record)
{
	int error;

	if (receiver->options->json)
		return format_json(&receiver->out.bytes, NULL, record);
	error = funnel_append(&receiver->out.bytes, record->text, record->text_len, "");
	return error == 0 ? buffer_append(&receiver->out.bytes, "\n", 1) : error;
}

bool receiver_enough(const struct receiver *receiver)
{
	return receiver->status != EX_OK ||
	       (receiver->options->count > 0 && receiver->count >= receiver->options->count);
}

bool receiver_is_new(const struct receiver *receiver, const struct record *record)
{
	return record->kind == RECORD_MESSAGE && record->dir == RECORD_IN &&
	       record->seq > receiver->at.seq;
}

/* One message more. */
void receiver_take(struct receiver *receiver, const struct record *record)
{
	if (receiver->counted && record->wire > receiver->at.incoming + 1)
		miss(receiver, record->wire - receiver->at.incoming - 1, 0);
	if (print(receiver, record) < 0) {
		receiver->status = fail(EX_OSERR, "out of memory");
		return;
	}
	receiver->at.seq = record->seq;
	receiver->at.incoming = record->wire;
	receiver->counted = true;
	receiver->moved = true;
	receiver->count++;
	if (receiver->out.bytes.len >= MUCH)
		receiver->status = advance(receiver);
}

/*
 * Behind the last of so many messages: what is missing there has been overwritten. The status that
 * counts them is older than the records that were read, so none of them is yet to come.
 */
static void close_gap(struct receiver *receiver, uint64_t newest, uint64_t incoming)
{
	if (receiver_enough(receiver) || receiver->at.incoming >= incoming)
		return;
	if (receiver->counted)
		miss(receiver, incoming - receiver->at.incoming, 0);
	receiver->at.incoming = incoming;
	if (receiver->at.seq < newest)
		receiver->at.seq = newest;
	receiver->moved = true;
}

/* The round has come to its end; the newest record there was, and the count of messages. */
int receiver_finish(struct receiver *receiver, uint64_t newest, uint64_t incoming)
{
	if (receiver->status != EX_OK)
		return receiver->status;
	close_gap(receiver, newest, incoming);
	return advance(receiver);
}
