/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/mail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/fail.h"
#include "app/refuse.h"
#include "ipc/inbox.h"

/* As often others may remove what was just made. */
#define TRIES 1000

int mail_fail(const struct mail *mail, int status, const char *format, ...)
{
	char *why = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&why, format, args);
	va_end(args);
	if (n < 0)
		return fail(status, "mail: %s", strerror(ENOMEM));
	if (mail->by_id)
		fail(status, "queue %d: %s", mail->options->queue, why);
	else
		fail(status, "mailbox of seat %c of chat %s: %s", name_seat_letter(mail->seat),
			mail->options->chat, why);
	free(why);
	return status;
}

int mail_refuse(const struct mail *mail, int error)
{
	switch (error) {
	case -EACCES:
	case -EPERM:
		return mail_fail(
			mail, EX_NOPERM, "belongs to another account, or is closed to this one");
	case -ENOENT:
		return mail_fail(mail, EX_UNAVAILABLE,
			mail->by_id ? "there is no such queue" : "there is none");
	case -EIDRM:
		return mail_fail(mail, EX_UNAVAILABLE, "was removed");
	case -ENOSPC:
		return mail_fail(mail, EX_CANTCREAT,
			"no queue or no space left; the limit of queues is kernel.msgmni, see ipcs "
			"-lq");
	case -EBADMSG:
		return mail_fail(mail, EX_DATAERR,
			"its file %s/%c.mail is damaged; shmooze clean removes it",
			mail->rundir.path, name_seat_letter(mail->seat));
	case -EAGAIN:
		return mail_fail(mail, EX_TEMPFAIL,
			"its queue can't be reached, though its key leads to it; try again");
	case -EBUSY:
		return mail_fail(mail, EX_TEMPFAIL, "is locked by a process that does not go on");
	case -ENOMEM:
		return mail_fail(mail, EX_OSERR, "%s", strerror(-error));
	default:
		return mail_fail(mail, EXIT_FAILURE, "%s", strerror(-error));
	}
}

static int open_by_id(struct mail *mail)
{
	int error;

	if (mail->options->seat_count > 0)
		return fail(EX_USAGE, "a queue was given, and a seat; only one of them, please");
	error = rundir_open_base(&mail->rundir, true);
	if (error < 0)
		return refuse_rundir(&mail->rundir, error);
	error = mailbox_open_queue(&mail->mailbox, mail->options->queue, mail->rundir.base);
	if (error == 0)
		return EX_OK;
	rundir_close(&mail->rundir);
	return mail_refuse(mail, error);
}

/* Whether a seat that was not given may be meant. */
static bool is_candidate(const struct mail *mail, enum seat seat, enum mail_way way)
{
	struct mailbox mailbox;
	pid_t holder;

	return mailbox_open(&mailbox, &mail->rundir, seat, false, NULL) == 0 ||
	       (way == MAIL_PUT && inbox_holder(mail->rundir.fd, seat, &holder) == 0);
}

static int no_seat(const struct mail *mail, enum mail_way way)
{
	const char *chat = mail->options->chat;

	if (way == MAIL_TAKE || way == MAIL_REMOVE)
		return fail(way == MAIL_TAKE ? EX_TEMPFAIL : EX_UNAVAILABLE,
			"chat %s: no seat has a mailbox", chat);
	return fail(EX_USAGE, "chat %s: no seat has a %s; say A or B", chat,
		way == MAIL_PUT ? "mailbox or a peer" : "mailbox");
}

static int find_seat(struct mail *mail, enum mail_way way)
{
	int found = 0;

	if (mail->options->seat_count > 0) {
		mail->seat = mail->options->seats[0];
		return EX_OK;
	}
	for (int seat = SEAT_A; mail->rundir.fd >= 0 && seat < SEAT_COUNT; seat++) {
		if (!is_candidate(mail, (enum seat)seat, way))
			continue;
		mail->seat = (enum seat)seat;
		found++;
	}
	if (found == 1)
		return EX_OK;
	if (found == 0)
		return no_seat(mail, way);
	return fail(
		EX_USAGE, "chat %s: it may be seat A or seat B; say which", mail->options->chat);
}

/* The directory may be removed by others as soon as it was made. */
static int open_mailbox(struct mail *mail, bool create)
{
	bool anew = false;
	int error = -ENOENT;

	for (int i = 0; i < TRIES && error == -ENOENT; i++) {
		if (mail->rundir.fd < 0) {
			error = rundir_open(&mail->rundir, mail->options->chat, create);
			if (error == -ENOENT && create)
				continue;
			if (error < 0)
				return error == -ENOENT ? mail_refuse(mail, error)
							: refuse_rundir(&mail->rundir, error);
		}
		error = mailbox_open(&mail->mailbox, &mail->rundir, mail->seat, create, &anew);
		if (error == 0 || !create)
			break;
		if (error == -ENOENT)
			rundir_close(&mail->rundir);
	}
	if (anew)
		fail_say("mailbox of seat %c of chat %s: its queue was removed; it is made anew",
			name_seat_letter(mail->seat), mail->options->chat);
	return error < 0 ? mail_refuse(mail, error) : EX_OK;
}

static bool has_mailbox(const struct mail *mail)
{
	struct mailbox mailbox;

	return mail->rundir.fd >= 0 &&
	       mailbox_open(&mailbox, &mail->rundir, mail->seat, false, NULL) != -ENOENT;
}

/* Once the chat's directory is open, if it is there. */
static int open_seat(struct mail *mail, enum mail_way way)
{
	int status = find_seat(mail, way);

	if (status != EX_OK)
		return status;
	if (way == MAIL_TAKE && !has_mailbox(mail))
		return mail_fail(mail, EX_TEMPFAIL, "nothing is in it");
	return open_mailbox(mail, way == MAIL_PUT || way == MAIL_WAIT);
}

int mail_open(struct mail *mail, const struct options *options, enum mail_way way)
{
	int error, status;

	*mail = (struct mail){.options = options, .by_id = options->queue >= 0};
	mail->rundir.base = mail->rundir.fd = -1;
	if (mail->by_id)
		return open_by_id(mail);
	error = rundir_open(&mail->rundir, options->chat, false);
	if (error < 0 && error != -ENOENT)
		return refuse_rundir(&mail->rundir, error);
	status = open_seat(mail, way);
	if (status != EX_OK && mail->rundir.fd >= 0)
		rundir_remove(&mail->rundir);
	if (status != EX_OK)
		rundir_close(&mail->rundir);
	return status;
}

int mail_reopen(struct mail *mail)
{
	return mail->by_id ? mail_refuse(mail, -EIDRM) : open_mailbox(mail, true);
}

static int refuse_text(const struct mail *mail, int error, size_t len, const char *when_full)
{
	struct mailbox_info info;

	if (error == -EAGAIN)
		return mail_fail(mail, EX_TEMPFAIL, "is full; %s", when_full);
	if (error == -EMSGSIZE && mailbox_stat(&mail->mailbox, &info) == 0)
		return mail_fail(mail, EX_DATAERR,
			"the text has %zu bytes, and it can't hold more than %llu "
			"(kernel.msgmnb)",
			len, (unsigned long long)info.bytes_max - 1);
	return mail_refuse(mail, error);
}

int mail_put(struct mail *mail, const char *text, size_t len, const char *when_full)
{
	long type = mail->options->type > 0 ? mail->options->type : MAILBOX_TYPE_DEFAULT;
	int error = mailbox_put(&mail->mailbox, type, text, len);

	for (int i = 0; i < TRIES && error == -EIDRM; i++) {
		int status = mail_reopen(mail);

		if (status != EX_OK)
			return status;
		error = mailbox_put(&mail->mailbox, type, text, len);
	}
	return error < 0 ? refuse_text(mail, error, len, when_full) : EX_OK;
}

void mail_close(struct mail *mail)
{
	pid_t holder;
	int error;

	if (!mail->by_id && mail->rundir.fd >= 0) {
		error = inbox_holder(mail->rundir.fd, mail->seat, &holder);
		if (error == -ENOENT || error == -ESRCH)
			mailbox_remove(&mail->rundir, mail->seat, true);
		rundir_remove(&mail->rundir);
	}
	rundir_close(&mail->rundir);
}
