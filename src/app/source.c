/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/source.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "app/fail.h"
#include "app/refuse.h"
#include "ipc/card.h"
#include "ipc/inbox.h"
#include "ipc/process.h"
#include "ipc/rundir.h"

/* Between a peer's taking its seat and its laying the card down passes about a millisecond. */
#define CARD_TRIES 200
#define CARD_PAUSE 5000000 /* ns */

static int open_rundir(struct rundir *rundir, const struct address *address, bool *there)
{
	int error = rundir_open_at(rundir, address, false);

	*there = error != -ENOENT;
	return error < 0 && *there ? refuse_rundir(rundir, error) : EX_OK;
}

/* The card of the process that holds the seat, not one that an earlier one left. */
static int read_card(const struct rundir *rundir, struct source *source, struct card *card)
{
	int error = -ENOENT;

	for (int i = 0; i < CARD_TRIES; i++) {
		error = inbox_holder(rundir->fd, source->address.seat, &source->pid);
		if (error < 0)
			return error == -ESRCH ? -ENOENT : error;
		source->card = card_read(rundir->fd, source->address.seat, card);
		if (source->card >= 0 && card->pid == source->pid)
			return 0;
		if (source->card >= 0)
			close(source->card);
		else if (source->card != -ENOENT)
			return source->card;
		error = -EBADMSG;
		nanosleep(&(struct timespec){.tv_nsec = CARD_PAUSE}, NULL);
	}
	return error;
}

static int attach(struct source *source, const struct card *card)
{
	uid_t owner;
	int error;

	source->pidfd = process_open(source->pid);
	if (source->pidfd < 0)
		return source->pidfd == -ESRCH ? -ENOENT : source->pidfd;
	error = card_owner(source->card, &owner);
	if (error == 0)
		error = board_reader_open_of(&source->board, card->segment, card->nonce, owner);
	if (error < 0)
		close(source->pidfd);
	return error;
}

static int refuse(int error, const struct address *address)
{
	char text[ADDRESS_TEXT_SIZE];

	address_text(address, text);
	switch (error) {
	case -EPERM:
		return fail(EX_NOPERM, "%s: its files or its board are another account's", text);
	case -EBADMSG:
		return fail(EX_DATAERR, "%s: its card or its board is damaged", text);
	case -EREMOTE:
		return fail(EX_UNAVAILABLE, "%s: its %s is in another PID namespace", text,
			address_holder(address));
	default:
		return fail_errno(error, "the board");
	}
}

int source_open_if_there(struct source *source, const struct address *address, bool *there)
{
	struct rundir rundir;
	struct card card;
	int status = open_rundir(&rundir, address, there), error;

	if (status != EX_OK || !*there)
		return status;
	source->address = *address;
	error = read_card(&rundir, source, &card);
	rundir_close(&rundir);
	if (error == 0) {
		error = attach(source, &card);
		if (error < 0)
			close(source->card);
	}
	*there = error != -ENOENT;
	return error < 0 && *there ? refuse(error, address) : EX_OK;
}

int source_open(struct source *source, const struct address *address)
{
	bool there;
	int status = source_open_if_there(source, address, &there);

	return status == EX_OK && !there ? refuse_no_peer(address) : status;
}

void source_close(struct source *source)
{
	board_reader_close(&source->board);
	if (source->pidfd >= 0)
		close(source->pidfd);
	if (source->card >= 0)
		close(source->card);
	source->pidfd = -1;
	source->card = -1;
}

/* The seats of the chat that are alive. */
static int find_living(
	const struct options *options, struct address addresses[OPTIONS_SEATS_MAX], int *count)
{
	struct address address = options_address(options, SEAT_A);
	struct rundir rundir;
	bool there;
	int status = open_rundir(&rundir, &address, &there);

	if (status != EX_OK || !there)
		return status;
	for (int seat = SEAT_A; seat < SEAT_COUNT; seat++) {
		pid_t holder;
		int error = inbox_holder(rundir.fd, (enum seat)seat, &holder);

		address.seat = (enum seat)seat;
		if (error == 0)
			addresses[(*count)++] = address;
		else if (error != -ENOENT && error != -ESRCH)
			status = refuse(error, &address);
	}
	rundir_close(&rundir);
	return status;
}

int source_find(
	const struct options *options, struct address addresses[OPTIONS_SEATS_MAX], int *count)
{
	int status;

	*count = options->seat_count;
	for (int i = 0; i < *count; i++)
		addresses[i] = options_address(options, options->seats[i]);
	if (*count > 0)
		return EX_OK;
	status = find_living(options, addresses, count);
	if (status != EX_OK)
		return status;
	if (*count == 0)
		return refuse_nobody(options->chat);
	if (*count > 1)
		return fail(EX_USAGE, "chat %s: peers are at seat A and at seat B; say which",
			options->chat);
	return EX_OK;
}
