/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/fail.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/funnel.h"

/* How long an error waits for a terminal or a pipe that takes nothing just now. */
#define WAIT_MS 1000

/* Where that can't be learned it is tried. */
static bool writable(int fd, int wait_ms)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLOUT};
	int count = poll(&pollfd, 1, wait_ms);

	return count < 0 || (count == 1 && (pollfd.revents & POLLOUT) != 0);
}

/* In one call, so that the lines of several processes on one terminal do not mix. */
static void write_line(const struct buffer *line)
{
	ssize_t n = write(STDERR_FILENO, line->data, line->len);

	(void)n; /* nobody is left to be told */
}

static void print(const char *text)
{
	struct buffer line = {0};

	if (buffer_append_string(&line, "shmooze: ") == 0 &&
		funnel_append(&line, text, strlen(text), NULL) == 0 &&
		buffer_append(&line, "\n", 1) == 0)
		write_line(&line);
	buffer_fini(&line);
}

static struct {
	void (*tell)(void *context, const char *text);
	void *context;
} diversion;

void fail_divert(void (*tell)(void *context, const char *text), void *context)
{
	diversion.tell = tell;
	diversion.context = context;
}

static char remembered[256];

void fail_remember(const char *text)
{
	snprintf(remembered, sizeof(remembered), "%s", text != NULL ? text : "");
}

/* Puts what was remembered behind the text, which is allocated; without memory that is all. */
static void append_remembered(char **text)
{
	char *longer;

	if (remembered[0] == '\0' || asprintf(&longer, "%s; %s", *text, remembered) < 0)
		return;
	free(*text);
	*text = longer;
	remembered[0] = '\0';
}

static void say(int wait_ms, const char *format, va_list args)
{
	char *text;

	if (diversion.tell == NULL && !writable(STDERR_FILENO, wait_ms))
		return;
	if (vasprintf(&text, format, args) < 0)
		return;
	append_remembered(&text);
	if (diversion.tell != NULL)
		diversion.tell(diversion.context, text);
	else
		print(text);
	free(text);
}

int fail(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(WAIT_MS, format, args);
	va_end(args);
	return status;
}

int fail_unless_flushed(void)
{
	bool failed = ferror(stdout) != 0;

	if (fflush(stdout) == 0 && !failed)
		return EX_OK;
	return fail(EX_IOERR, "standard output: %s", failed ? "can't be written" : strerror(errno));
}

void fail_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(0, format, args);
	va_end(args);
}

static int status_of(int error)
{
	switch (-error) {
	case EPERM:
	case EACCES:
	case ELOOP:
		return EX_NOPERM;
	case EAGAIN:
	case ETIMEDOUT:
		return EX_TEMPFAIL;
	case EBADMSG:
		return EX_DATAERR;
	case ENOENT:
	case ENOTDIR:
	case ENOSPC:
	case ENOMEM:
	case EROFS:
	case EDQUOT:
	case EMFILE:
	case ENFILE:
	case ENAMETOOLONG:
	case EFBIG:
		return EX_CANTCREAT;
	default:
		return EXIT_FAILURE;
	}
}

int fail_errno(int error, const char *what)
{
	return fail(status_of(error), "%s: %s", what, strerror(-error));
}
