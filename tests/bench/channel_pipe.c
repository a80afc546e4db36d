/* SPDX-License-Identifier: ISC */
/*
 * Pipes, FIFOs and socket pairs: a descriptor to write to and one to read from.
 *
 * A pipe is a stream: above PIPE_BUF bytes a message may come in parts, with one reader and one
 * writer always in order. A socket of SOCK_SEQPACKET keeps messages apart.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/channel.h"

static int open_pipe(struct channel *channel)
{
	return pipe2(channel->fds, O_CLOEXEC) < 0 ? -errno : 0;
}

/* Opened without waiting for the other end; then both may wait. */
static int open_fifo(struct channel *channel)
{
	const char *path = actors_file("channel");
	int error = 0;

	if (mkfifo(path, 0600) < 0)
		return -errno;
	channel->fds[0] = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	channel->fds[1] = open(path, O_WRONLY | O_CLOEXEC);
	if (channel->fds[0] < 0 || channel->fds[1] < 0)
		error = -errno;
	else
		fcntl(channel->fds[0], F_SETFL, 0);
	unlink(path);
	return error;
}

static int open_socket(struct channel *channel)
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel->fds) < 0 ? -errno : 0;
}

static int send_bytes(struct channel *channel, const void *message)
{
	const char *bytes = message;
	size_t left = channel->size;

	while (left > 0) {
		ssize_t n = write(channel->fds[1], bytes + channel->size - left, left);

		if (n < 0 && !channel_interrupted(n))
			return -errno;
		left -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int receive_bytes(struct channel *channel, void *message)
{
	char *bytes = message;
	size_t left = channel->size;

	while (left > 0) {
		ssize_t n = read(channel->fds[0], bytes + channel->size - left, left);

		if (n == 0)
			return -EPIPE;
		if (n < 0 && !channel_interrupted(n))
			return -errno;
		left -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static void close_both(struct channel *channel)
{
	close(channel->fds[0]);
	close(channel->fds[1]);
}

const struct channel_kind channel_pipe = {.name = "pipe",
	.open = open_pipe,
	.send = send_bytes,
	.receive = receive_bytes,
	.close = close_both};

const struct channel_kind channel_fifo = {.name = "FIFO",
	.open = open_fifo,
	.send = send_bytes,
	.receive = receive_bytes,
	.close = close_both};

const struct channel_kind channel_socket = {.name = "Unix socket pair",
	.open = open_socket,
	.send = send_bytes,
	.receive = receive_bytes,
	.close = close_both};
