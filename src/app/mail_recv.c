/* SPDX-License-Identifier: ISC */
/*
 * shmooze mail recv: the most urgent text out of a mailbox, or any queue.
 *
 * A message leaves its queue before it is printed, for the kernel has no other way to take one and
 * be alone with it. Where it can't be printed, it goes back.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/commands.h"
#include "app/fail.h"
#include "app/mail.h"
#include "app/signals.h"
#include "core/buffer.h"
#include "core/funnel.h"
#include "ipc/mailwait.h"

/* poll(2) counts in an int. */
#define POLL_MS_MAX 1000000000

struct recv {
	struct mail mail;
	long type;
	int signals;
	int signal;       /* that came, or 0 */
	int64_t deadline; /* -1: none */
	struct buffer text;
	long its_type;
};

static int64_t time_left(const struct recv *recv)
{
	int64_t left = recv->deadline < 0 ? -1 : recv->deadline - clock_ms();

	return recv->deadline >= 0 && left < 0 ? 0 : left;
}

/*
 * Waits for the descriptor, a signal or the end of the time. Returns 0, -EINTR, -ETIMEDOUT, or what
 * else went wrong.
 */
static int wait_for(struct recv *recv, int fd, short events, int64_t ms)
{
	struct pollfd fds[] = {
		{.fd = fd, .events = events},
		{.fd = recv->signals, .events = POLLIN},
	};
	pid_t sender;
	int n;

	do {
		n = poll(fds, 2, ms > POLL_MS_MAX ? POLL_MS_MAX : (int)ms);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if ((fds[1].revents & POLLIN) != 0)
		recv->signal = signals_next(recv->signals, &sender);
	if (recv->signal != 0)
		return -EINTR;
	return n > 0 && fds[0].revents != 0 ? 0 : -ETIMEDOUT;
}

/*
 * Waits until there may be something. Returns 0, -ETIMEDOUT, -EINTR for a signal, or what else went
 * wrong.
 */
static int wait_for_message(struct recv *recv, struct mailwait *wait)
{
	int64_t left;
	int error;

	do {
		left = time_left(recv);
		error = wait_for(recv, mailwait_fd(wait), POLLIN, left);
	} while (error == -ETIMEDOUT && left != 0);
	return error;
}

/* As long as the queue is there. */
static int take_from_queue(struct recv *recv)
{
	struct mailwait *wait = NULL;
	int error;

	for (;;) {
		error = mailbox_take(&recv->mail.mailbox, recv->type, &recv->text, &recv->its_type);
		if (error != -ENOMSG || !recv->mail.options->wait)
			break;
		if (wait == NULL)
			error = mailwait_open(&wait, recv->mail.mailbox.queue, recv->type);
		else
			mailwait_again(wait);
		if (wait == NULL)
			break;
		error = wait_for_message(recv, wait);
		if (error < 0)
			break;
	}
	mailwait_close(wait);
	return error;
}

static int take(struct recv *recv)
{
	struct mail *mail = &recv->mail;
	int error = take_from_queue(recv), status;

	while (error == -EIDRM) {
		status = mail_reopen(mail);
		if (status != EX_OK)
			return status;
		error = take_from_queue(recv);
	}
	switch (error) {
	case 0:
	case -EINTR:
		return EX_OK;
	case -ENOMSG:
		if (recv->type == MAILBOX_ANY)
			return mail_fail(mail, EX_TEMPFAIL, "nothing is in it");
		return mail_fail(mail, EX_TEMPFAIL, "nothing of type %ld is in it", recv->type);
	case -ETIMEDOUT:
		return mail_fail(mail, EX_TEMPFAIL, "nothing came in time");
	default:
		return mail_refuse(mail, error);
	}
}

/* As a terminal may show it; a newline ends it. */
static int format(const struct buffer *text, struct buffer *out)
{
	struct buffer sound = {0};
	int error = buffer_append_repaired(&sound, text->data, text->len);

	if (error == 0)
		error = funnel_append(out, sound.data, sound.len, "");
	if (error == 0)
		error = buffer_append(out, "\n", 1);
	buffer_fini(&sound);
	return error;
}

/* A slow reader is waited for, but not once a signal has come. */
static int print(struct recv *recv, const struct buffer *out)
{
	size_t done = 0;

	while (done < out->len) {
		size_t left = out->len - done;
		int error = wait_for(recv, STDOUT_FILENO, POLLOUT, -1);
		ssize_t n;

		if (error < 0)
			return error;
		n = write(STDOUT_FILENO, out->data + done, left < PIPE_BUF ? left : PIPE_BUF);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* Back behind the others of its type. */
static int put_back(struct recv *recv)
{
	const struct buffer *text = &recv->text;
	int error = mailbox_put(
		&recv->mail.mailbox, recv->its_type, text->len > 0 ? text->data : "", text->len);

	if (error == -EIDRM && !recv->mail.by_id && mail_reopen(&recv->mail) == EX_OK)
		error = mailbox_put(&recv->mail.mailbox, recv->its_type,
			text->len > 0 ? text->data : "", text->len);
	return error;
}

/* The last place for a message that can go neither on nor back is the one line that tells so. */
static int fail_to_print(struct recv *recv, int why)
{
	int error = put_back(recv);

	if (error < 0)
		return fail(EX_IOERR,
			"standard output: %s; the message can't be put back (%s): %.*s",
			strerror(-why), strerror(-error), (int)recv->text.len, recv->text.data);
	if (why == -EINTR)
		return EX_TEMPFAIL;
	return fail(EX_IOERR, "standard output: %s; the message was put back", strerror(-why));
}

static int take_and_print(struct recv *recv)
{
	struct buffer out = {0};
	int status = take(recv), error;

	if (status != EX_OK || recv->signal != 0)
		return status;
	error = format(&recv->text, &out);
	if (error == 0)
		error = print(recv, &out);
	buffer_fini(&out);
	return error < 0 ? fail_to_print(recv, error) : EX_OK;
}

/* Whoever waits for us learns that it was the signal. */
static void end_by(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	signal(number, SIG_DFL);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int mail_recv_run(const struct options *options)
{
	static const int leave[] = {SIGNALS_LEAVE, 0};
	struct recv recv = {.type = options->type > 0 ? options->type : MAILBOX_ANY};
	int status;

	recv.deadline = options->wait && options->wait_ms >= 0 ? clock_ms() + options->wait_ms : -1;
	recv.signals = signals_open(leave);
	if (recv.signals < 0)
		return fail_errno(recv.signals, "signals");
	status = mail_open(&recv.mail, options, options->wait ? MAIL_WAIT : MAIL_TAKE);
	if (status == EX_OK) {
		status = take_and_print(&recv);
		mail_close(&recv.mail);
	}
	buffer_fini(&recv.text);
	close(recv.signals);
	if (recv.signal != 0)
		end_by(recv.signal);
	return status;
}
