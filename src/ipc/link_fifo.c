/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/link_fifo.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct link_fifo {
	struct link link;
	const struct inbox *inbox; /* one of the two, the other is NULL */
	const struct door *door;
	int out;
	int other; /* pidfd */
};

static struct link_fifo *fifo_of(struct link *link)
{
	return (struct link_fifo *)link;
}

static int fifo_fd_in(const struct link *link)
{
	const struct link_fifo *fifo = (const struct link_fifo *)link;

	return fifo->door != NULL ? fifo->door->fd : fifo->inbox->fd;
}

static int fifo_reach(struct link *link, pid_t *pid)
{
	struct link_fifo *fifo = fifo_of(link);
	int error;

	if (fifo->door != NULL)
		error = door_reach(fifo->door->other, &fifo->out, pid, &fifo->other);
	else
		error = inbox_reach(fifo->inbox->dir, name_seat_other(fifo->inbox->seat),
			&fifo->out, pid, &fifo->other);
	if (error < 0) {
		fifo->out = -1;
		fifo->other = -1;
	}
	return error;
}

/* SIGPIPE is ignored by the program; a write of at most PIPE_BUF bytes is all or nothing, pipe(7).
 */
static int fifo_send(struct link *link, const void *bytes, size_t n)
{
	struct link_fifo *fifo = fifo_of(link);

	if (fifo->out < 0)
		return -ENOTCONN;
	if (n > FRAME_SIZE_MAX)
		return -EMSGSIZE;
	while (write(fifo->out, bytes, n) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

static ssize_t fifo_read(struct link *link, void *bytes, size_t size)
{
	ssize_t n = read(fifo_fd_in(link), bytes, size);

	return n < 0 ? -errno : n;
}

static void fifo_part(struct link *link)
{
	struct link_fifo *fifo = fifo_of(link);

	if (fifo->out >= 0)
		close(fifo->out);
	if (fifo->other >= 0)
		close(fifo->other);
	fifo->out = -1;
	fifo->other = -1;
}

static void fifo_free(struct link *link)
{
	free(fifo_of(link));
}

static int fifo_fd_out(const struct link *link)
{
	return ((const struct link_fifo *)link)->out;
}

static int fifo_fd_other(const struct link *link)
{
	return ((const struct link_fifo *)link)->other;
}

static const struct link_kind link_fifo_kind = {
	.name = "fifo",
	.whole = true,
	.reach = fifo_reach,
	.send = fifo_send,
	.read = fifo_read,
	.part = fifo_part,
	.free = fifo_free,
	.fd_in = fifo_fd_in,
	.fd_out = fifo_fd_out,
	.fd_other = fifo_fd_other,
};

static struct link *new_link(const struct inbox *inbox, const struct door *door)
{
	struct link_fifo *fifo = malloc(sizeof(*fifo));

	if (fifo == NULL)
		return NULL;
	fifo->link.kind = &link_fifo_kind;
	fifo->link.emptied = false;
	frame_decoder_init(&fifo->link.decoder);
	fifo->inbox = inbox;
	fifo->door = door;
	fifo->out = -1;
	fifo->other = -1;
	return &fifo->link;
}

struct link *link_fifo_new(const struct inbox *inbox)
{
	return new_link(inbox, NULL);
}

struct link *link_fifo_new_door(const struct door *door)
{
	return new_link(NULL, door);
}
