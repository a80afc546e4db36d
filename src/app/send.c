/* SPDX-License-Identifier: ISC */
/*
 * shmooze send: says a text, or standard input, as the peer of a seat.
 *
 * Where no peer runs, what is said is left in the seat's mailbox, for the peer that comes.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/mail.h"
#include "app/sending.h"
#include "app/source.h"
#include "core/buffer.h"
#include "core/lines.h"
#include "core/record.h"

#define READ_SIZE 65536

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

/* Appends what one read gives. Returns 1, 0 at the end of the input, or a negative errno. */
static int read_some(struct buffer *raw)
{
	ssize_t n;

	if (buffer_reserve(raw, READ_SIZE) < 0)
		return -ENOMEM;
	do {
		n = read(STDIN_FILENO, raw->data + raw->len, READ_SIZE);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	raw->len += (size_t)n;
	return n > 0;
}

static int refuse_input(int error)
{
	return error == -ENOMEM ? fail(EX_OSERR, "out of memory")
				: fail(EX_IOERR, "standard input: %s", strerror(-error));
}

/* All of standard input, or more of it than a message may have; without its last newline. */
static int read_input(struct buffer *raw)
{
	int n = 1;

	while (n > 0 && raw->len <= RECORD_TEXT_MAX + 1)
		n = read_some(raw);
	if (n < 0)
		return refuse_input(n);
	return EX_OK;
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
	int status;

	*nothing = false;
	if (options->word_count > 0) {
		status = join_words(options, &raw);
	} else {
		status = read_input(&raw);
		*nothing = raw.len == 0;
		if (raw.len > 0 && raw.data[raw.len - 1] == '\n')
			raw.len--;
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
		n = read_some(&raw);
		if (n > 0 && lines_feed(&lines, raw.data, raw.len) < 0)
			n = -ENOMEM;
		if (n == 0 && lines_end(&lines) < 0)
			n = -ENOMEM;
		while (status == EX_OK && lines_next(&lines, &text, &len))
			status = leave(drop, text, len);
	}
	if (n < 0 && status == EX_OK)
		status = refuse_input(n);
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
	bool there;
	int status = source_open_if_there(&source, address, &there);

	if (status != EX_OK)
		return status;
	return there ? sending_run(options, &source, text, len)
		     : leave_in_mailbox(options, address, text, len);
}

/* A room has no post and no mailbox: what is said there is said by its members. */
static int say_in_room(const struct options *options)
{
	const struct address address = options_address(options, SEAT_ROOM);
	char name[ADDRESS_TEXT_SIZE];
	struct source source;
	int status = source_open(&source, &address);

	if (status != EX_OK)
		return status;
	source_close(&source);
	return fail(EX_UNAVAILABLE, "%s: only its members say something there",
		address_text(&address, name));
}

int send_run(const struct options *options)
{
	struct address addresses[OPTIONS_SEATS_MAX];
	struct buffer text = {0};
	bool nothing;
	int count, status;

	if (options->each_line && options->word_count > 0)
		return fail(EX_USAGE, "send: --lines is for standard input, not for a text; "
				      "see: shmooze send --help");
	if (options->room != NULL)
		return say_in_room(options);
	status = source_find(options, addresses, &count);
	if (status != EX_OK)
		return status;
	if (options->each_line)
		return say(options, &addresses[0], NULL, 0);
	status = get_text(options, &text, &nothing);
	if (status == EX_OK && !nothing)
		status = say(options, &addresses[0], text.data, text.len);
	buffer_fini(&text);
	return status;
}
