/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/input.h"

#include <errno.h>
#include <unistd.h>

#include "core/record.h"

#define READ_SIZE 65536

static void hand_over(struct input *input)
{
	const char *text;
	size_t len;

	while (lines_next(&input->lines, &text, &len))
		input->handlers->line(input->context, text, len);
	input->handlers->batch(input->context);
}

static void end(struct input *input)
{
	input_stop(input);
	if (lines_end(&input->lines) == 0)
		hand_over(input);
	input->handlers->end(input->context);
}

/*
 * The descriptor is readable, so one read does not block. It is not made non-blocking: that would
 * be so for everybody who shares it, such as the shell on this terminal.
 */
static void on_readable(void *context)
{
	struct input *input = context;
	char bytes[READ_SIZE];
	ssize_t n = read(input->fd, bytes, sizeof(bytes));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	/* EIO is what a terminal that was closed gives: its end. */
	if (n < 0 && errno != EIO)
		input->error = -errno;
	else if (n > 0)
		input->error = lines_feed(&input->lines, bytes, (size_t)n);
	if (n <= 0 || input->error < 0) {
		end(input);
		return;
	}
	hand_over(input);
}

int input_open(struct input *input, struct loop *loop, int fd,
	const struct input_handlers *handlers, void *context)
{
	*input = (struct input){.fd = fd, .handlers = handlers, .context = context};
	lines_init(&input->lines, RECORD_TEXT_MAX);
	input->event = loop_add_fd(loop, fd, LOOP_READ, on_readable, input);
	if (input->event == NULL)
		return -ENOMEM;
	loop_event_enable(input->event, true);
	return 0;
}

void input_close(struct input *input)
{
	loop_event_free(input->event);
	input->event = NULL;
	lines_fini(&input->lines);
}

void input_pause(struct input *input, bool pause)
{
	if (input->ended || input->paused == pause)
		return;
	input->paused = pause;
	loop_event_enable(input->event, !pause);
}

void input_stop(struct input *input)
{
	if (input->ended)
		return;
	input->ended = true;
	loop_event_enable(input->event, false);
}
