/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/link.h"

#include <errno.h>

int link_reach(struct link *link, pid_t *pid)
{
	link_part(link);
	return link->kind->reach(link, pid);
}

int link_send(struct link *link, const void *bytes, size_t n)
{
	return link->kind->send(link, bytes, n);
}

ssize_t link_fill(struct link *link)
{
	size_t size;
	unsigned char *room = frame_decoder_room(&link->decoder, &size);
	ssize_t n = link->kind->read(link, room, size);

	if (n == -EAGAIN || n == -EINTR)
		return 0;
	if (n > 0)
		frame_decoder_fed(&link->decoder, (size_t)n);
	link->emptied = n >= 0 && (size_t)n < size;
	return n;
}

/*
 * Behind half a frame. A head that nobody has sent may promise a body that never comes, and swallow
 * the true frames behind it. Where frames come whole that shows at once.
 */
static bool next_behind_half(struct link *link, struct frame *frame)
{
	while (link->kind->whole && link->emptied && frame_decoder_skip(&link->decoder)) {
		if (frame_decoder_next(&link->decoder, frame))
			return true;
	}
	return false;
}

bool link_next(struct link *link, struct frame *frame)
{
	return frame_decoder_next(&link->decoder, frame) || next_behind_half(link, frame);
}

uint64_t link_skipped(const struct link *link)
{
	return link->decoder.skipped;
}

void link_part(struct link *link)
{
	link->kind->part(link);
}

void link_free(struct link *link)
{
	if (link == NULL)
		return;
	link_part(link);
	link->kind->free(link);
}

int link_fd_in(const struct link *link)
{
	return link->kind->fd_in(link);
}

int link_fd_out(const struct link *link)
{
	return link->kind->fd_out(link);
}

int link_fd_other(const struct link *link)
{
	return link->kind->fd_other(link);
}
