/* SPDX-License-Identifier: ISC */
/*
 * shmooze status: how a seat is, in a line for a prompt or a status line.
 *
 *     main/A bob/B typing 3 unread 1 queued
 *     team/R 4 members the release is on Friday
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/source.h"
#include "core/funnel.h"
#include "core/json.h"

static const char *state_name(const struct board_status *status)
{
	if (status->state == BOARD_ENDED)
		return "ended";
	if (status->state == BOARD_WAITING)
		return "waiting";
	if (status->typing != 0)
		return "typing";
	return status->other_away[0] != '\0' ? "away" : "talking";
}

static uint64_t less(uint64_t all, uint64_t done)
{
	return all > done ? all - done : 0;
}

static int append_shown(struct buffer *out, const char *text)
{
	return funnel_append(out, text, strlen(text), NULL);
}

static int print_line(
	struct buffer *out, const struct address *address, const struct board_status *status)
{
	uint64_t queued = less(status->said, status->delivered);
	const char *other = status->state == BOARD_TALKING ? status->other_nick : "-";
	int error = append_shown(out, address->chat);

	if (error == 0)
		error = buffer_printf(out, "/%c ", name_seat_letter(address->seat));
	if (error == 0)
		error = append_shown(out, other);
	if (error == 0)
		error = buffer_printf(out, " %s %" PRIu64 " unread", state_name(status),
			less(status->incoming, status->seen));
	if (error == 0 && queued > 0)
		error = buffer_printf(out, " %" PRIu64 " queued", queued);
	return error == 0 ? buffer_append(out, "\n", 1) : error;
}

/* Of a room: how many are in it, and what it is about. */
static int print_room(
	struct buffer *out, const struct address *address, const struct board_status *status)
{
	int error = append_shown(out, address->chat);

	if (error == 0)
		error = buffer_printf(out, "/%c %" PRIu64 " member%s",
			name_seat_letter(address->seat), status->members,
			status->members == 1 ? "" : "s");
	if (error == 0 && status->other_nick[0] != '\0')
		error = buffer_append(out, " ", 1);
	if (error == 0)
		error = append_shown(out, status->other_nick);
	return error == 0 ? buffer_append(out, "\n", 1) : error;
}

struct member {
	const char *name;
	const char *text; /* NULL: it is a number */
	uint64_t number;
};

static int append_members(struct buffer *out, const struct member *members, size_t count)
{
	int error = buffer_append(out, "{", 1);

	for (size_t i = 0; i < count && error == 0; i++) {
		const struct member *member = &members[i];

		error = member->text != NULL
				? json_member_string(
					  out, member->name, member->text, strlen(member->text))
				: json_member_number(out, member->name, (int64_t)member->number);
	}
	return error == 0 ? buffer_append(out, "}\n", 2) : error;
}

static int print_json(
	struct buffer *out, const struct address *address, const struct board_status *status)
{
	char seat[] = {name_seat_letter(address->seat), '\0'}, epoch[24];
	const struct member members[] = {
		{"chat", address->chat, 0},
		{"seat", seat, 0},
		{"state", state_name(status), 0},
		{"pid", NULL, (uint64_t)status->pid},
		{"nick", status->nick, 0},
		{"away", status->away, 0},
		{"other_pid", NULL, (uint64_t)status->other_pid},
		{"other_nick", status->other_nick, 0},
		{"other_away", status->other_away, 0},
		{"typing", NULL, status->typing},
		{"unread", NULL, less(status->incoming, status->seen)},
		{"incoming", NULL, status->incoming},
		{"seen", NULL, status->seen},
		{"said", NULL, status->said},
		{"delivered", NULL, status->delivered},
		{"read", NULL, status->read},
		{"queued", NULL, less(status->said, status->delivered)},
		{"queued_bytes", NULL, status->queued},
		{"records", NULL, status->records},
		{"epoch", epoch, 0},
		{"logged", NULL, status->logged == BOARD_LOGGED},
	};

	snprintf(epoch, sizeof(epoch), "%016" PRIx64, status->epoch);
	return append_members(out, members, sizeof(members) / sizeof(members[0]));
}

static int print_room_json(
	struct buffer *out, const struct address *address, const struct board_status *status)
{
	char seat[] = {name_seat_letter(address->seat), '\0'}, epoch[24];
	const struct member members[] = {
		{"chat", address->chat, 0},
		{"seat", seat, 0},
		{"state", status->state == BOARD_ENDED ? "ended" : "open", 0},
		{"pid", NULL, (uint64_t)status->pid},
		{"members", NULL, status->members},
		{"topic", status->other_nick, 0},
		{"incoming", NULL, status->incoming},
		{"records", NULL, status->records},
		{"epoch", epoch, 0},
		{"logged", NULL, status->logged},
	};

	snprintf(epoch, sizeof(epoch), "%016" PRIx64, status->epoch);
	return append_members(out, members, sizeof(members) / sizeof(members[0]));
}

/* Both forms of either kind. */
static int append_all(const struct options *options, struct buffer *out,
	const struct address *address, const struct board_status *status)
{
	if (address->seat == SEAT_ROOM)
		return options->json ? print_room_json(out, address, status)
				     : print_room(out, address, status);
	return options->json ? print_json(out, address, status) : print_line(out, address, status);
}

int status_run(const struct options *options)
{
	struct address addresses[OPTIONS_SEATS_MAX], *address = &addresses[0];
	char text[ADDRESS_TEXT_SIZE];
	struct board_status status;
	struct buffer out = {0};
	struct source source;
	int count, result = source_find(options, addresses, &count), error;

	if (result == EX_OK)
		result = source_open(&source, address);
	if (result != EX_OK)
		return result;
	error = board_reader_status(&source.board, &status);
	source_close(&source);
	if (error < 0)
		return fail(EX_DATAERR, "%s: the board is damaged", address_text(address, text));
	error = append_all(options, &out, address, &status);
	if (error == 0)
		fwrite(out.data, 1, out.len, stdout);
	buffer_fini(&out);
	return error < 0 ? fail(EX_OSERR, "out of memory") : fail_unless_flushed();
}
