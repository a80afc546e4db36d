/* SPDX-License-Identifier: ISC */
/*
 * shmooze mail send: a text into a mailbox, or any queue.
 */
#include "config.h"

#include <string.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/intake.h"
#include "app/mail.h"
#include "core/buffer.h"
#include "core/record.h"

static int read_text(const struct options *options, struct buffer *text)
{
	struct buffer input = {0};
	bool nothing;
	int error = 0;

	if (options->message != NULL)
		error = buffer_append_string(&input, options->message);
	else
		error = intake_all(&input, &nothing);
	if (error < 0) {
		buffer_fini(&input);
		return intake_refuse(error);
	}
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
