/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/output.h"

#include <errno.h>
#include <fcntl.h>
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

	*output = (struct output){.fd = fd, .signals = stop};
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	output->file = true;
	output->at = (fcntl(fd, F_GETFL) & O_APPEND) != 0 ? st.st_size : lseek(fd, 0, SEEK_CUR);
}

/*
 * What is written at a time. A pipe that can be written to takes PIPE_BUF bytes without waiting,
 * pipe(7). A file is written in pieces that end at a multiple of their size: the kernel needs half
 * the time for those, since no page of them is touched twice.
 */
static size_t piece(const struct output *output)
{
	return output->file ? MUCH - (size_t)output->at % MUCH : PIPE_BUF;
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

/* Writes what was gathered piece by piece, all of it or just whole pieces. */
static void write_pieces(struct output *output, bool all)
{
	size_t done = 0, left = output->bytes.len, most = piece(output);

	/* A file can always be written to. */
	while (left >= (all ? 1 : most) && !output->closed &&
		(output->file || wait_writable(output))) {
		ssize_t n = write(output->fd, output->bytes.data + done, left < most ? left : most);

		if (n > 0) {
			done += (size_t)n;
			left -= (size_t)n;
			output->at += n;
			most = piece(output);
		} else if (n < 0 && errno != EINTR && errno != EAGAIN) {
			lose_reader(output);
		}
	}
	buffer_consume(&output->bytes, output->closed ? output->bytes.len : done);
}

void output_flush(struct output *output)
{
	write_pieces(output, true);
}

void output_flush_much(struct output *output)
{
	if (output->bytes.len >= MUCH)
		write_pieces(output, !output->file);
}

void output_flush_some(struct output *output)
{
	if (output->file)
		output_flush_much(output);
	else
		output_flush(output);
}

/* A pipe whose reader has gone shows an error without anything being written to it. */
static void on_reader(void *context)
{
	struct output *output = context;
	struct pollfd pollfd = {.fd = output->fd};

	if (poll(&pollfd, 1, 0) != 1 || (pollfd.revents & POLLERR) == 0)
		return;
	loop_event_enable(output->reader, false);
	output->closed = true;
	output->left(output->context);
}

int output_watch_reader(
	struct output *output, struct loop *loop, void (*left)(void *context), void *context)
{
	struct stat st;

	/* One that is open for reading too never lacks a reader, and may be readable all the time.
	 */
	if (fstat(output->fd, &st) < 0 || !S_ISFIFO(st.st_mode) ||
		(fcntl(output->fd, F_GETFL) & O_ACCMODE) != O_WRONLY)
		return 0;
	output->left = left;
	output->context = context;
	output->reader = loop_add_fd(loop, output->fd, LOOP_READ, on_reader, output);
	if (output->reader == NULL)
		return -ENOMEM;
	loop_event_enable(output->reader, true);
	return 0;
}

void output_fini(struct output *output)
{
	loop_event_free(output->reader);
	buffer_fini(&output->bytes);
}
