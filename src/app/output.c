/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/fail.h"

#define MUCH 65536

void output_init(struct output *output, int signals)
{
	output_init_fd(output, STDOUT_FILENO, signals);
}

void output_init_fd(struct output *output, int fd, int stop)
{
	struct stat st;

	*output = (struct output){.fd = fd, .signals = stop, .piece = PIPE_BUF};
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		output->piece = MUCH;
}

/*
 * Waits until it takes something. Returns false when a signal has come instead: a
 * reader that stands still must not keep us from leaving.
 */
static bool wait_writable(const struct output *output)
{
	struct pollfd fds[] = {
		{.fd = output->fd, .events = POLLOUT},
		{.fd = output->signals, .events = POLLIN},
	};

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		continue;
	return (fds[1].revents & POLLIN) == 0;
}

static void lose_reader(struct output *output)
{
	output->closed = true;
	if (errno != EPIPE)
		output->status = fail(EX_IOERR, "standard %s: %s",
			output->fd == STDERR_FILENO ? "error" : "output", strerror(errno));
}

/* Piece by piece: a pipe that can be written to takes PIPE_BUF bytes without waiting, pipe(7). */
void output_flush(struct output *output)
{
	size_t done = 0;

	while (done < output->bytes.len && !output->closed && wait_writable(output)) {
		size_t left = output->bytes.len - done;
		ssize_t n = write(output->fd, output->bytes.data + done,
			left < output->piece ? left : output->piece);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno != EINTR && errno != EAGAIN)
			lose_reader(output);
	}
	buffer_consume(&output->bytes, output->closed ? output->bytes.len : done);
}

void output_flush_much(struct output *output)
{
	if (output->bytes.len >= MUCH)
		output_flush(output);
}

void output_fini(struct output *output)
{
	buffer_fini(&output->bytes);
}
