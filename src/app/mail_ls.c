/* SPDX-License-Identifier: ISC */
/*
 * shmooze mail ls and mail rm: which mailboxes there are, and removing one with what is in it.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/mail.h"
#include "app/refuse.h"
#include "core/buffer.h"
#include "core/funnel.h"
#include "core/json.h"
#include "core/stamp.h"

struct listing {
	const struct options *options;
	struct buffer out;
	int rows;
	int error; /* of the first that could not be listed */
};

struct row {
	const char *chat;
	enum seat seat;
	int queue;
	struct mailbox_info info;
};

static int put_plain(struct listing *listing, const struct row *row)
{
	struct buffer *out = &listing->out;
	size_t columns = funnel_columns(row->chat, strlen(row->chat));
	char changed[STAMP_SIZE];
	int error = 0;

	stamp_format_local(row->info.changed * 1000000, changed);
	if (listing->rows == 0)
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

static int put_json(struct listing *listing, const struct row *row)
{
	struct buffer *out = &listing->out;
	const char letter = name_seat_letter(row->seat);
	char changed[STAMP_SIZE];
	int error = buffer_append_string(out, listing->rows == 0 ? "[{" : ",\n {");

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

static int list_seat(struct listing *listing, const struct rundir *rundir, enum seat seat)
{
	struct row row = {.chat = rundir->chat, .seat = seat};
	struct mailbox mailbox;
	int error = mailbox_open(&mailbox, rundir, seat, false, NULL);

	if (error == 0)
		error = mailbox_stat(&mailbox, &row.info);
	/* One that has just gone, or whose queue was removed, is none. */
	if (error == -ENOENT || error == -EIDRM)
		return 0;
	if (error < 0) {
		const struct options options = {.chat = rundir->chat};
		const struct mail mail = {.options = &options, .rundir = *rundir, .seat = seat};

		listing->error = mail_refuse(&mail, error);
		return 0;
	}
	row.queue = mailbox.queue;
	error = listing->options->json ? put_json(listing, &row) : put_plain(listing, &row);
	listing->rows++;
	return error;
}

static int list_chat(const char *name, void *context)
{
	struct listing *listing = context;
	struct rundir rundir;
	int error;

	if (!name_chat_valid(name))
		return 0;
	if (listing->options->chat_given && strcmp(name, listing->options->chat) != 0)
		return 0;
	error = rundir_open(&rundir, name, false);
	if (error == -ENOENT || error == -ENOTDIR)
		return 0;
	if (error < 0) {
		listing->error = refuse_rundir(&rundir, error);
		return 0;
	}
	for (int seat = SEAT_A; seat < SEAT_COUNT && error == 0; seat++)
		error = list_seat(listing, &rundir, (enum seat)seat);
	rundir_close(&rundir);
	return error;
}

static int print(struct listing *listing)
{
	int error = 0;

	if (listing->options->json)
		error = buffer_append_string(&listing->out, listing->rows == 0 ? "[]\n" : "]\n");
	if (error < 0)
		return fail_errno(error, "mail ls");
	if (listing->out.len > 0)
		fwrite(listing->out.data, 1, listing->out.len, stdout);
	if (fail_unless_flushed() != EX_OK)
		return EX_IOERR;
	return listing->error;
}

int mail_ls_run(const struct options *options)
{
	struct listing listing = {.options = options, .error = EX_OK};
	struct rundir rundir;
	int error = rundir_open_base(&rundir, false), status;

	if (error < 0 && error != -ENOENT)
		return refuse_rundir(&rundir, error);
	if (error == 0) {
		error = rundir_walk(rundir.base, list_chat, &listing);
		rundir_close(&rundir);
	} else {
		error = 0;
	}
	status = error < 0 ? fail_errno(error, "mail ls") : print(&listing);
	buffer_fini(&listing.out);
	return status;
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
