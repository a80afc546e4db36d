/* SPDX-License-Identifier: ISC */
/*
 * shmooze mail ls and mail rm: which mailboxes there are, and removing one with what is in it.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/mail.h"
#include "app/roster.h"
#include "core/buffer.h"
#include "core/funnel.h"
#include "core/json.h"
#include "core/stamp.h"

struct row {
	const char *chat;
	enum seat seat;
	int queue;
	struct mailbox_info info;
};

static int put_plain(struct roster *roster, const struct row *row)
{
	struct buffer *out = &roster->out;
	size_t columns = funnel_columns(row->chat, strlen(row->chat));
	char changed[STAMP_SIZE];
	int error = 0;

	stamp_format_local(row->info.changed * 1000000, changed);
	if (roster->rows == 0)
		error = buffer_append_string(out, "CHAT         SEAT      QUEUE MESSAGES      "
						  "BYTES   CAPACITY CHANGED\n");
	if (error == 0)
		error = funnel_append(out, row->chat, strlen(row->chat), NULL);
	if (error == 0)
		error = buffer_printf(out,
			"%*s %-4c %10d %8" PRIu64 " %10" PRIu64 " %10" PRIu64 " %s\n",
			columns < 12 ? (int)(12 - columns) : 0, "", name_seat_letter(row->seat),
			row->queue, row->info.messages, row->info.bytes, row->info.bytes_max,
			changed);
	return error;
}

static int put_json(struct roster *roster, const struct row *row)
{
	struct buffer *out = &roster->out;
	const char letter = name_seat_letter(row->seat);
	char changed[STAMP_SIZE];
	int error = buffer_append_string(out, roster->rows == 0 ? "[{" : ",\n {");

	stamp_format_utc(row->info.changed * 1000000, changed);
	if (error == 0)
		error = json_member_string(out, "chat", row->chat, strlen(row->chat));
	if (error == 0)
		error = json_member_string(out, "seat", &letter, 1);
	if (error == 0)
		error = json_member_number(out, "queue", row->queue);
	if (error == 0)
		error = json_member_number(out, "messages", (int64_t)row->info.messages);
	if (error == 0)
		error = json_member_number(out, "bytes", (int64_t)row->info.bytes);
	if (error == 0)
		error = json_member_number(out, "capacity", (int64_t)row->info.bytes_max);
	if (error == 0)
		error = json_member_string(out, "changed", changed, strlen(changed));
	return error == 0 ? buffer_append_string(out, "}") : error;
}

static int list_seat(struct roster *roster, const struct rundir *rundir, enum seat seat)
{
	struct row row = {.chat = rundir->chat, .seat = seat};
	struct mailbox mailbox;
	int error;

	if (seat == SEAT_ROOM)
		return 0;
	error = mailbox_open(&mailbox, rundir, seat, false, NULL);
	if (error == 0)
		error = mailbox_stat(&mailbox, &row.info);
	/* One that has just gone, or whose queue was removed, is none. */
	if (error == -ENOENT || error == -EIDRM)
		return 0;
	if (error < 0) {
		const struct options options = {.chat = rundir->chat};
		const struct mail mail = {.options = &options, .rundir = *rundir, .seat = seat};

		roster->status = mail_refuse(&mail, error);
		return 0;
	}
	row.queue = mailbox.queue;
	error = roster->options->json ? put_json(roster, &row) : put_plain(roster, &row);
	roster->rows++;
	return error;
}

int mail_ls_run(const struct options *options)
{
	return roster_print(options, "mail ls", list_seat, NULL);
}

int mail_rm_run(const struct options *options)
{
	struct mail mail;
	int status = mail_open(&mail, options, MAIL_REMOVE), error;

	if (status != EX_OK)
		return status;
	error = mail.by_id ? mailbox_remove_queue(&mail.mailbox)
			   : mailbox_remove(&mail.rundir, mail.seat, false);
	if (error < 0)
		status = mail_refuse(&mail, error);
	mail_close(&mail);
	return status;
}
