/* SPDX-License-Identifier: ISC */
/*
 * shmooze mail send: a text into a mailbox, or any queue.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/mail.h"
#include "core/buffer.h"
#include "core/record.h"

/* Up to its end, or until it is too long; the newline at its end is none of the text's. */
static int read_input(struct buffer *text)
{
	while (text->len <= RECORD_TEXT_MAX + 1) {
		ssize_t n;
		int error = buffer_reserve(text, PIPE_BUF);

		if (error < 0)
			return error;
		n = read(STDIN_FILENO, text->data + text->len, PIPE_BUF);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			break;
		text->len += n > 0 ? (size_t)n : 0;
	}
	if (text->len > 0 && text->data[text->len - 1] == '\n')
		text->len--;
	return 0;
}

static int read_text(const struct options *options, struct buffer *text)
{
	struct buffer input = {0};
	int error = 0;

	if (options->message != NULL)
		error = buffer_append_string(&input, options->message);
	else
		error = read_input(&input);
	if (error < 0 && error != -ENOMEM) {
		buffer_fini(&input);
		return fail(EX_IOERR, "standard input: %s", strerror(-error));
	}
	if (error == 0)
		error = buffer_append_repaired(text, input.data, input.len);
	buffer_fini(&input);
	if (error < 0)
		return fail(EX_OSERR, "mail send: %s", strerror(-error));
	if (text->len > RECORD_TEXT_MAX)
		return fail(
			EX_DATAERR, "mail send: the text has more than %d bytes", RECORD_TEXT_MAX);
	return EX_OK;
}

int mail_send_run(const struct options *options)
{
	struct buffer text = {0};
	struct mail mail;
	int status = read_text(options, &text);

	if (status == EX_OK)
		status = mail_open(&mail, options, MAIL_PUT);
	if (status == EX_OK) {
		status = mail_put(&mail, text.data, text.len, "nothing was put into it");
		mail_close(&mail);
	}
	buffer_fini(&text);
	return status;
}
