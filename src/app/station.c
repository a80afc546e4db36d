/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/station.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/fail.h"
#include "app/login.h"
#include "app/refuse.h"
#include "app/station_log.h"
#include "ipc/card.h"
#include "ipc/mailbox.h"
#include "ipc/post.h"
#include "ipc/reap.h"

/* The chat's directory can be removed by a leaving peer between our making and our using it. */
#define TRIES 100

/* Takes one of the seats from first to last; the address is of the one taken or refused last. */
static int take_seat(struct station *station, enum seat first, enum seat last, pid_t *holder)
{
	int error = -EBUSY;

	for (int i = (int)first; i <= (int)last && error == -EBUSY; i++) {
		station->address.seat = (enum seat)i;
		error = inbox_open(&station->inbox, station->rundir.fd, (enum seat)i, holder);
	}
	return error;
}

static int open_inbox(struct station *station, const struct station_options *options)
{
	const struct reap reap = {.keep_dir = true};
	bool any_seat = options->any_seat;
	enum seat seat = options->address.seat, first = any_seat ? SEAT_A : seat,
		  last = any_seat ? SEAT_B : seat;
	char text[ADDRESS_TEXT_SIZE];
	pid_t holder = 0;
	int error = -ENOENT;

	for (int i = 0; i < TRIES && error == -ENOENT; i++) {
		error = rundir_open_at(&station->rundir, &station->address, true);
		if (error < 0)
			continue;
		reap_chat(&reap, &station->rundir, NULL);
		error = take_seat(station, first, last, &holder);
		if (error < 0) {
			rundir_remove(&station->rundir);
			rundir_close(&station->rundir);
		}
	}
	if (error == 0)
		return EX_OK;
	if (error == -EBUSY && any_seat)
		return fail(EX_UNAVAILABLE, "both seats of chat %s are taken: B by the process %ld",
			station->address.chat, (long)holder);
	if (error == -EBUSY)
		return fail(EX_UNAVAILABLE, "%s is taken: by the process %ld",
			address_text(&station->address, text), (long)holder);
	return refuse_rundir(&station->rundir, error);
}

/* Whether a peer sits there, who has a post and a mailbox. */
static bool has_peer(const struct station *station)
{
	return station->address.seat != SEAT_ROOM;
}

static void close_post(struct station *station)
{
	if (station->post < 0)
		return;
	post_remove(station->rundir.fd, station->address.seat);
	close(station->post);
}

/* The card comes last: who finds it finds all the rest. */
static int open_board(struct station *station, uint64_t nonce)
{
	struct card card;
	int error;

	error = board_create_for(&station->board, nonce, rundir_group(station->rundir.fd));
	if (error == 0 && logwriter_is_open(&station->log))
		station_log_restore(station);
	if (error == -ENOSPC)
		return fail(EX_CANTCREAT, "shared memory: no segment left in the system's limits "
					  "(kernel.shmmni, kernel.shmall); see them with ipcs -lm");
	if (error < 0)
		return fail_errno(error, "shared memory");
	board_publish(&station->board, &station->status);
	card = (struct card){.segment = station->board.segment.id, .nonce = nonce, .pid = getpid()};
	station->post = -1;
	if (has_peer(station))
		error = station->post = post_open(station->rundir.fd, station->address.seat);
	if (error >= 0)
		error = station->card =
			card_write(station->rundir.fd, station->address.seat, &card);
	if (error >= 0)
		return EX_OK;
	close_post(station);
	board_close(&station->board);
	return fail_errno(error, station->rundir.path);
}

static void set_default_nick(struct board_status *status, const struct address *address)
{
	char login[LOGIN_MAX + 1];

	if (address->seat == SEAT_ROOM)
		snprintf(status->nick, sizeof(status->nick), "%s", address->chat);
	else
		snprintf(status->nick, sizeof(status->nick), "%s/%c", login_name(login),
			name_seat_letter(address->seat));
}

/* One that is not 0. */
static int random_number(uint64_t *number)
{
	*number = 0;
	while (*number == 0) {
		if (getrandom(number, sizeof(*number), 0) < 0 && errno != EINTR)
			return -errno;
	}
	return 0;
}

/* Without memory for a timer every ring is at once. */
static void open_chime(struct station *station, struct loop *loop)
{
	station->chime.card = station->card;
	if (loop != NULL)
		chime_open(&station->chime, loop);
}

int station_open(struct station *station, const struct station_options *options)
{
	const struct reap reap = {.dry = false};
	uint64_t epoch, nonce;
	int status, error = random_number(&epoch);

	if (error == 0)
		error = random_number(&nonce);
	if (error < 0)
		return fail_errno(error, "random numbers");
	memset(station, 0, sizeof(*station));
	station->address = options->address;
	reap_segments(&reap);
	status = open_inbox(station, options);
	if (status != EX_OK)
		return status;
	reap_queues(&reap, &station->rundir);
	station->status.state = BOARD_WAITING;
	station->status.pid = getpid();
	if (options->nick != NULL)
		snprintf(station->status.nick, sizeof(station->status.nick), "%s", options->nick);
	else
		set_default_nick(&station->status, &station->address);
	station_log_open(station, options, epoch);
	status = open_board(station, nonce);
	if (status == EX_OK) {
		open_chime(station, options->loop);
		return EX_OK;
	}
	logwriter_close(&station->log);
	buffer_fini(&station->complaints);
	inbox_close(&station->inbox);
	rundir_remove(&station->rundir);
	rundir_close(&station->rundir);
	return status;
}

/* A note may be put long before the next commit; no message behind it is to be as old. */
static int64_t time_of(struct station *station, enum record_kind kind)
{
	if (kind == RECORD_MESSAGE && station->batch_us != 0)
		return station->batch_us;
	if (kind == RECORD_NOTE && station->batch_us == 0)
		return clock_time_us();
	station->batch_us = clock_time_us();
	return station->batch_us;
}

static void put(struct station *station, struct record *record)
{
	record->time_us = time_of(station, record->kind);
	station->changed = true;
	/* All lengths have been checked on entry, so the board takes it. */
	board_put(&station->board, record);
	logwriter_put(&station->log, record);
}

static void put_from(struct station *station, struct record *record, const char *from)
{
	record->from = from;
	record->from_len = strlen(from);
	put(station, record);
}

void station_put_in(struct station *station, const char *text, size_t len)
{
	struct record record = {
		.wire = ++station->status.incoming,
		.kind = RECORD_MESSAGE,
		.dir = RECORD_IN,
		.text = text,
		.text_len = len,
	};

	put_from(station, &record, station->status.other_nick);
}

void station_put_out(
	struct station *station, uint64_t number, uint64_t post, const char *text, size_t len)
{
	struct record record = {
		.wire = number,
		.post = post,
		.kind = RECORD_MESSAGE,
		.dir = RECORD_OUT,
		.text = text,
		.text_len = len,
	};

	put_from(station, &record, station->status.nick);
}

void station_put_message(struct station *station, const struct record *message)
{
	struct record record = *message;

	record.wire = ++station->status.incoming;
	record.kind = RECORD_MESSAGE;
	record.dir = RECORD_IN;
	put(station, &record);
}

void station_put_note(struct station *station, const char *text)
{
	struct record record = {
		.kind = RECORD_NOTE,
		.dir = RECORD_ABOUT,
		.text = text,
		.text_len = strlen(text),
	};

	put_from(station, &record, station->status.nick);
}

void station_publish(struct station *station)
{
	if (!station->changed)
		return;
	station_commit(station);
	station->changed = false;
	board_publish(&station->board, &station->status);
	if (station->status.state == BOARD_ENDED)
		chime_last(&station->chime);
	else
		chime_ring(&station->chime);
}

/* What those have left who were killed meanwhile, also before anybody had met them. */
static void tidy_up(struct station *station)
{
	const struct reap reap = {.keep_dir = true};

	reap_chat(&reap, &station->rundir, &station->address.seat);
	reap_segments(&reap);
	reap_queues(&reap, &station->rundir);
}

/* The inbox goes last: as long as it is there, the other names are known to be a living peer's. */
void station_close(struct station *station)
{
	chime_close(&station->chime);
	card_remove(station->rundir.fd, station->address.seat, station->card);
	close(station->card);
	close_post(station);
	board_close(&station->board);
	logwriter_close(&station->log);
	buffer_fini(&station->complaints);
	/* What is in it is for the next peer. */
	if (has_peer(station))
		mailbox_remove(&station->rundir, station->address.seat, true);
	tidy_up(station);
	inbox_close(&station->inbox);
	rundir_remove(&station->rundir);
	rundir_close(&station->rundir);
}
