/* SPDX-License-Identifier: ISC */
/*
 * shmooze ls: chats and rooms, seats, who holds them, and the System V objects behind them.
 *
 * A listing changes nothing: what a killed peer left is shown as such and stays for clean.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/login.h"
#include "app/roster.h"
#include "core/buffer.h"
#include "core/funnel.h"
#include "core/json.h"
#include "ipc/board.h"
#include "ipc/card.h"
#include "ipc/door.h"
#include "ipc/inbox.h"
#include "ipc/mailbox.h"
#include "ipc/reap.h"
#include "ipc/rundir.h"

struct seat_row {
	enum seat seat;
	pid_t pid; /* 0: left over */
	bool segment_known;
	struct card card;
	struct segment_info segment;
	struct board_status status;
	bool status_known;
	bool named; /* has other names than that of a mailbox, living or left over */
	struct mailbox mailbox;
	struct mailbox_info mail;
	bool mail_known;
	bool calling; /* another account that waits for this one; nothing else is known of it */
	uid_t uid;    /* if calling */
};

static bool is_room(const struct seat_row *row)
{
	return row->seat == SEAT_ROOM;
}

static const char *state_name(const struct seat_row *row)
{
	if (row->calling)
		return "calling";
	if (row->pid == 0)
		return row->named ? "left over" : "mailbox";
	if (!row->status_known)
		return "starting";
	if (is_room(row) && row->status.state != BOARD_ENDED)
		return "open";
	switch (row->status.state) {
	case BOARD_WAITING:
		return "waiting";
	case BOARD_TALKING:
		return "talking";
	default:
		return "ended";
	}
}

/* A group's room may be another account's. */
static void read_board(struct seat_row *row, int card)
{
	struct board_reader reader;
	uid_t owner;

	row->segment_known = segment_stat(row->card.segment, &row->segment) == 0;
	if (card_owner(card, &owner) < 0)
		return;
	if (board_reader_open_of(&reader, row->card.segment, row->card.nonce, owner) < 0)
		return;
	row->status_known = board_reader_status(&reader, &row->status) == 0;
	board_reader_close(&reader);
}

/* Of a seat with or without a peer; a room has none. */
static void read_mailbox(const struct rundir *rundir, struct seat_row *row)
{
	row->mail_known = !is_room(row) &&
			  mailbox_open(&row->mailbox, rundir, row->seat, false, NULL) == 0 &&
			  mailbox_stat(&row->mailbox, &row->mail) == 0;
}

/* Returns 1, 0 where the seat has nothing to show, or a negative errno. */
static int read_seat(const struct rundir *rundir, enum seat seat, struct seat_row *row)
{
	int error, card;

	*row = (struct seat_row){.seat = seat};
	error = inbox_holder(rundir->fd, seat, &row->pid);
	row->named = error != -ENOENT || reap_seat_named(rundir, seat);
	read_mailbox(rundir, row);
	if (!row->named)
		return row->mail_known;
	if (error < 0 && error != -ENOENT && error != -ESRCH && error != -EREMOTE)
		return error;
	if (error < 0)
		row->pid = 0;
	card = card_read(rundir->fd, seat, &row->card);
	if (card < 0)
		return 1;
	if (row->pid != 0 && row->card.pid == row->pid)
		read_board(row, card);
	close(card);
	return 1;
}

/* Viewers are those attached but for the peer itself. */
static unsigned long viewers(const struct seat_row *row)
{
	return row->segment.attached > 0 ? row->segment.attached - 1 : 0;
}

/* Appends text, filled up with blanks to as many columns, and a blank. */
static int put_text(struct buffer *out, const char *text, int width)
{
	struct funnel funnel;
	struct glyph glyph;
	int error = funnel_append(out, text, strlen(text), NULL);

	funnel_init(&funnel, text, strlen(text), FUNNEL_LINE);
	while (funnel_next(&funnel, &glyph))
		width -= glyph.columns;
	return error < 0 ? error : buffer_printf(out, "%*s", width > 0 ? width + 1 : 1, "");
}

static int put_number(struct buffer *out, bool known, long value, int width)
{
	return known ? buffer_printf(out, "%*ld ", width, value)
		     : buffer_printf(out, "%*s ", width, "-");
}

/* The state; of a room that is open, its members, of which a seat has none. */
static int put_state(struct buffer *out, const struct seat_row *row)
{
	char members[40];

	if (!is_room(row) || strcmp(state_name(row), "open") != 0)
		return put_text(out, state_name(row), 9);
	snprintf(members, sizeof(members), "%llu member%s", (unsigned long long)row->status.members,
		row->status.members == 1 ? "" : "s");
	return put_text(out, members, 9);
}

static int put_plain(struct roster *roster, const char *chat, const struct seat_row *row)
{
	struct buffer *out = &roster->out;
	const char letter[] = {name_seat_letter(row->seat), '\0'};
	int error = 0;

	if (roster->rows == 0)
		error = buffer_append_string(out,
			"CHAT         SEAT     PID NICK         STATE     "
			"VIEWERS  MAIL    SHMID      BYTES ATTACHED SEGMENT\n");
	if (error == 0)
		error = put_text(out, chat, 12);
	if (error == 0)
		error = put_text(out, letter, 4);
	if (error == 0)
		error = put_number(out, row->pid != 0, (long)row->pid, 7);
	if (error == 0)
		error = put_text(
			out, row->status_known || row->calling ? row->status.nick : "-", 12);
	if (error == 0)
		error = put_state(out, row);
	if (error == 0)
		error = put_number(out, row->segment_known, (long)viewers(row), 7);
	if (error == 0)
		error = put_number(out, row->mail_known, (long)row->mail.messages, 5);
	if (error == 0)
		error = put_number(out, row->segment_known, row->card.segment, 8);
	if (error == 0)
		error = put_number(out, row->segment_known, (long)row->segment.size, 10);
	if (error == 0)
		error = put_number(out, row->segment_known, (long)row->segment.attached, 8);
	if (error == 0)
		error = buffer_append_string(out, !row->segment_known   ? "-\n"
						  : row->segment.marked ? "marked\n"
									: "not marked\n");
	return error;
}

/* What only a room has. */
static int put_room(struct buffer *out, const struct board_status *status)
{
	int error = json_member_number(out, "members", (int64_t)status->members);

	return error < 0 ? error
			 : json_member_string(
				   out, "topic", status->other_nick, strlen(status->other_nick));
}

static int put_json(struct roster *roster, const char *chat, const struct seat_row *row)
{
	struct buffer *out = &roster->out;
	const char letter = name_seat_letter(row->seat);
	int error = buffer_append_string(out, roster->rows == 0 ? "[{" : ",\n {");

	if (error == 0)
		error = json_member_string(out, "chat", chat, strlen(chat));
	if (error == 0)
		error = json_member_string(out, "seat", &letter, 1);
	if (error == 0)
		error = json_member_string(out, "state", state_name(row), strlen(state_name(row)));
	if (error == 0 && row->pid != 0)
		error = json_member_number(out, "pid", row->pid);
	if (error == 0 && row->calling)
		error = json_member_number(out, "uid", (int64_t)row->uid);
	if (error == 0 && (row->status_known || row->calling))
		error = json_member_string(out, "nick", row->status.nick, strlen(row->status.nick));
	if (error == 0 && row->status_known)
		error = json_member_number(out, "records", (int64_t)row->status.records);
	if (error == 0 && row->status_known && is_room(row))
		error = put_room(out, &row->status);
	if (error == 0 && row->segment_known) {
		error = json_member_number(out, "viewers", (int64_t)viewers(row));
		if (error == 0)
			error = json_member_number(out, "shmid", row->card.segment);
		if (error == 0)
			error = json_member_number(out, "bytes", (int64_t)row->segment.size);
		if (error == 0)
			error = json_member_number(out, "attached", (int64_t)row->segment.attached);
	}
	if (error == 0 && row->mail_known) {
		error = json_member_number(out, "queue", row->mailbox.queue);
		if (error == 0)
			error = json_member_number(out, "mail", (int64_t)row->mail.messages);
	}
	return error == 0 ? buffer_append_string(out, "}") : error;
}

static int put_row(struct roster *roster, const char *chat, const struct seat_row *row)
{
	int error =
		roster->options->json ? put_json(roster, chat, row) : put_plain(roster, chat, row);

	roster->rows++;
	return error;
}

static int list_seat(struct roster *roster, const struct rundir *rundir, enum seat seat)
{
	struct seat_row row;
	int error = read_seat(rundir, seat, &row);

	if (error <= 0)
		return error;
	return put_row(roster, rundir->chat, &row);
}

/* Whether this account's peer is there, so that nobody waits for it. */
static bool answers(const char *chat, enum seat seat)
{
	struct rundir rundir;
	pid_t holder;
	bool held;

	if (rundir_open(&rundir, chat, false) < 0)
		return false;
	held = inbox_holder(rundir.fd, seat, &holder) == 0;
	rundir_close(&rundir);
	return held;
}

static int list_caller(uid_t other, pid_t pid, void *context)
{
	struct roster *roster = context;
	const struct options *options = roster->options;
	struct seat_row row = {.calling = true, .uid = other, .pid = pid};
	char login[LOGIN_MAX + 1], chat[NAME_CHAT_MAX + 1];

	row.seat = other < geteuid() ? SEAT_A : SEAT_B;
	snprintf(row.status.nick, sizeof(row.status.nick), "%s", login_of(other, login));
	snprintf(chat, sizeof(chat), ADDRESS_WITH "%s", login);
	if ((options->chat_given && strcmp(chat, options->chat) != 0) ||
		answers(chat, name_seat_other(row.seat)))
		return 0;
	return put_row(roster, chat, &row);
}

/* Other accounts that wait for this one. */
static int list_callers(struct roster *roster)
{
	return roster->options->has_group ? 0 : door_walk(list_caller, roster);
}

int ls_run(const struct options *options)
{
	return roster_print(options, "ls", list_seat, list_callers);
}
