/* SPDX-License-Identifier: ISC */
/*
 * shmooze unread: how many messages were not read yet, for a status line.
 *
 * With a peer the board's status tells it, without one the log and the state of the seat. With a
 * cursor those count that the cursor's owner has not received. In a room everybody reads for
 * himself, so there it is always a cursor.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/cursor.h"
#include "app/fail.h"
#include "app/seatlog.h"
#include "app/source.h"
#include "core/json.h"

/* What is known of the seat, by a peer's board or without one. */
struct tally {
	uint64_t epoch, newest, incoming, seen;
};

static int ask_board(struct source *source, struct tally *tally)
{
	char text[ADDRESS_TEXT_SIZE];
	struct board_status status;
	int error = board_reader_status(&source->board, &status);

	source_close(source);
	if (error < 0)
		return fail(EX_DATAERR, "%s: the board is damaged",
			address_text(&source->address, text));
	*tally = (struct tally){status.epoch, status.records, status.incoming, status.seen};
	return EX_OK;
}

static int ask_log(const struct address *address, struct tally *tally)
{
	struct seatlog seatlog;
	int status = seatlog_open(&seatlog, address);

	if (status != EX_OK)
		return status;
	*tally = (struct tally){
		seatlog.state.epoch, seatlog.state.seq, seatlog.state.incoming, seatlog.state.seen};
	seatlog_close(&seatlog);
	return EX_OK;
}

static int ask(const struct address *address, struct tally *tally)
{
	struct source source;
	bool there;
	int status = source_open_if_there(&source, address, &there);

	if (status != EX_OK)
		return status;
	return there ? ask_board(&source, tally) : ask_log(address, tally);
}

static int print(const struct options *options, const struct address *address, uint64_t unread)
{
	struct buffer out = {0};
	char letter = name_seat_letter(address->seat);
	int error;

	if (options->json) {
		error = buffer_append(&out, "{", 1);
		if (error == 0)
			error = json_member_string(
				&out, "chat", address->chat, strlen(address->chat));
		if (error == 0)
			error = json_member_string(&out, "seat", &letter, 1);
		if (error == 0)
			error = json_member_number(&out, "unread", (int64_t)unread);
		if (error == 0)
			error = buffer_append(&out, "}\n", 2);
	} else {
		error = buffer_printf(&out, "%" PRIu64 "\n", unread);
	}
	if (error == 0)
		fwrite(out.data, 1, out.len, stdout);
	buffer_fini(&out);
	return error < 0 ? fail(EX_OSERR, "out of memory") : fail_unless_flushed();
}

int unread_run(const struct options *options)
{
	struct address addresses[OPTIONS_SEATS_MAX], *address = &addresses[0];
	const char *name = options->cursor;
	struct tally tally;
	int count, status = source_find(options, addresses, &count);

	if (status == EX_OK)
		status = ask(address, &tally);
	if (name == NULL && options->room != NULL)
		name = CURSOR_NAME_DEFAULT;
	if (status == EX_OK && name != NULL) {
		struct cursor cursor;

		status = cursor_load(address, name, tally.epoch, tally.newest, &cursor);
		tally.seen = cursor.incoming;
	}
	if (status != EX_OK)
		return status;
	return print(
		options, address, tally.incoming > tally.seen ? tally.incoming - tally.seen : 0);
}
