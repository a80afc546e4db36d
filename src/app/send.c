/* SPDX-License-Identifier: ISC */
/*
 * shmooze send: says a text, or standard input, as the peer of a seat.
 *
 * Where no peer runs, what is said is left in the seat's mailbox, for the peer that comes. A room
 * has no mailbox: without a hub nobody is there.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/intake.h"
#include "app/mail.h"
#include "app/sending.h"
#include "app/source.h"
#include "core/buffer.h"
#include "core/lines.h"
#include "core/record.h"

/* --- The text --- */

/* Of the arguments, with a blank between two. */
static int join_words(const struct options *options, struct buffer *raw)
{
	int error = 0;

	for (int i = 0; i < options->word_count && error == 0; i++) {
		if (i > 0)
			error = buffer_append(raw, " ", 1);
		if (error == 0)
			error = buffer_append_string(raw, options->words[i]);
	}
	return error < 0 ? fail(EX_OSERR, "out of memory") : EX_OK;
}

/* What is no text becomes U+FFFD here as it would in the peer, so that the length is the true one.
 */
static int make_text(const struct buffer *raw, struct buffer *text)
{
	if (buffer_append_repaired(text, raw->data, raw->len) < 0)
		return fail(EX_OSERR, "out of memory");
	if (text->len > RECORD_TEXT_MAX)
		return fail(EX_DATAERR,
			"a message has at most %d bytes; with --lines each line is one",
			RECORD_TEXT_MAX);
	return EX_OK;
}

/* *nothing: the input was empty, so there is nothing to say. */
static int get_text(const struct options *options, struct buffer *text, bool *nothing)
{
	struct buffer raw = {0};
	int status, error;

	*nothing = false;
	if (options->word_count > 0) {
		status = join_words(options, &raw);
	} else {
		error = intake_all(&raw, nothing);
		status = error < 0 ? intake_refuse(error) : EX_OK;
	}
	if (status == EX_OK)
		status = make_text(&raw, text);
	buffer_fini(&raw);
	return status;
}

/* --- The mailbox --- */

struct drop {
	struct mail mail;
	uint64_t count; /* messages that are in it */
};

static int leave(struct drop *drop, const char *text, size_t len)
{
	char when_full[64] = "it did not take the message";
	int status;

	if (drop->mail.options->each_line)
		snprintf(when_full, sizeof(when_full), "it took %" PRIu64 " message%s of these",
			drop->count, drop->count == 1 ? "" : "s");
	status = mail_put(&drop->mail, text, len, when_full);
	drop->count += status == EX_OK;
	return status;
}

static int leave_lines(struct drop *drop)
{
	struct lines lines;
	struct buffer raw = {0};
	const char *text;
	size_t len;
	int n = 1, status = EX_OK;

	lines_init(&lines, RECORD_TEXT_MAX);
	while (n > 0 && status == EX_OK) {
		raw.len = 0;
		n = intake_some(&raw);
		if (n > 0 && lines_feed(&lines, raw.data, raw.len) < 0)
			n = -ENOMEM;
		if (n == 0 && lines_end(&lines) < 0)
			n = -ENOMEM;
		while (status == EX_OK && lines_next(&lines, &text, &len))
			status = leave(drop, text, len);
	}
	if (n < 0 && status == EX_OK)
		status = intake_refuse(n);
	lines_fini(&lines);
	buffer_fini(&raw);
	return status;
}

static int leave_in_mailbox(
	const struct options *options, const struct address *address, const char *text, size_t len)
{
	struct options of_seat = *options;
	char name[ADDRESS_TEXT_SIZE];
	struct drop drop = {.count = 0};
	int status;

	of_seat.seats[0] = address->seat;
	of_seat.seat_count = 1;
	status = mail_open(&drop.mail, &of_seat, MAIL_PUT);
	if (status != EX_OK)
		return status;
	status = text != NULL ? leave(&drop, text, len) : leave_lines(&drop);
	mail_close(&drop.mail);
	if (status == EX_OK && options->wait && drop.count > 0)
		status = fail(EX_TEMPFAIL, "%s: no peer is there to wait for; %s in its mailbox",
			address_text(address, name),
			drop.count == 1 ? "the message is" : "the messages are");
	return status;
}

/* --- Which way --- */

static int say(
	const struct options *options, const struct address *address, const char *text, size_t len)
{
	struct source source;
	bool there = true;
	int status = address->seat == SEAT_ROOM ? source_open(&source, address)
						: source_open_if_there(&source, address, &there);

	if (status != EX_OK)
		return status;
	return there ? sending_run(options, &source, text, len)
		     : leave_in_mailbox(options, address, text, len);
}

/* Its hub is not there for each reader to tell how far he has read, and urgency is a mailbox's. */
static int refuse_for_room(const struct options *options)
{
	if (options->type != 0)
		return fail(EX_USAGE, "send: --type is for a mailbox, and a room has none; "
				      "see: shmooze send --help");
	if (options->wait_for == WAIT_READ)
		return fail(EX_USAGE, "send: --wait=read: a room has no read marks; "
				      "see: shmooze send --help");
	return EX_OK;
}

static int find(const struct options *options, struct address *address)
{
	struct address addresses[OPTIONS_SEATS_MAX];
	int count, status;

	if (options->room != NULL) {
		*address = options_address(options, SEAT_ROOM);
		return refuse_for_room(options);
	}
	status = source_find(options, addresses, &count);
	*address = addresses[0];
	return status;
}

int send_run(const struct options *options)
{
	struct address address;
	struct buffer text = {0};
	bool nothing;
	int status;

	if (options->each_line && options->word_count > 0)
		return fail(EX_USAGE, "send: --lines is for standard input, not for a text; "
				      "see: shmooze send --help");
	status = find(options, &address);
	if (status != EX_OK)
		return status;
	if (options->each_line)
		return say(options, &address, NULL, 0);
	status = get_text(options, &text, &nothing);
	if (status == EX_OK && !nothing)
		status = say(options, &address, text.data, text.len);
	buffer_fini(&text);
	return status;
}
