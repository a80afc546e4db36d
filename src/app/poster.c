/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/poster.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/frame.h"
#include "core/parts.h"
#include "core/record.h"
#include "ipc/post.h"

/* The length of the frame at the beginning of the queue. */
static size_t first_length(const struct poster *poster)
{
	return FRAME_HEAD + bytes_get16((const unsigned char *)poster->frames.data + 6);
}

/* Writes frame by frame: other posters write to the same FIFO. -EPIPE: the peer is gone. */
static int pump(struct poster *poster)
{
	size_t done = 0;
	int error = 0;

	while (poster->frames.len > 0 && error == 0) {
		done = first_length(poster);
		error = post_send(poster->fd, poster->frames.data, done);
		if (error == 0)
			buffer_consume(&poster->frames, done);
	}
	if (error == -EAGAIN)
		error = 0;
	/* Whoever watches its board learns that it is gone. */
	if (error < 0)
		poster->frames.len = 0;
	loop_event_enable(poster->event, poster->frames.len > 0);
	return error;
}

static void on_writable(void *context)
{
	struct poster *poster = context;

	pump(poster);
	if (poster->frames.len == 0 && poster->drained != NULL)
		poster->drained(poster->context);
}

int poster_open(struct poster *poster, struct loop *loop, int dir, enum seat seat)
{
	int fd = post_reach(dir, seat);

	*poster = (struct poster){.fd = -1};
	if (fd < 0)
		return fd;
	poster->event = loop_add_fd(loop, fd, LOOP_WRITE, on_writable, poster);
	if (poster->event == NULL) {
		close(fd);
		return -ENOMEM;
	}
	poster->fd = fd;
	return 0;
}

void poster_open_room(struct poster *poster, struct membership *membership)
{
	*poster = (struct poster){.fd = -1, .membership = membership};
}

void poster_close(struct poster *poster)
{
	poster->membership = NULL;
	if (poster->fd < 0)
		return;
	loop_event_free(poster->event);
	buffer_fini(&poster->frames);
	close(poster->fd);
	poster->fd = -1;
}

static int queue(struct poster *poster, const struct frame *frame)
{
	int n;

	if (buffer_reserve(&poster->frames, FRAME_HEAD + (size_t)frame->length) < 0)
		return -ENOMEM;
	n = frame_encode(frame, poster->frames.data + poster->frames.len,
		poster->frames.cap - poster->frames.len);
	if (n < 0)
		return n;
	poster->frames.len += (size_t)n;
	return 0;
}

/* All of them or none: half a message must not go out. */
static int queue_parts(struct poster *poster, const char *text, size_t len, uint64_t number)
{
	size_t before = poster->frames.len, done = 0;
	int error;

	do {
		size_t n = len - done < FRAME_BODY_MAX ? len - done : FRAME_BODY_MAX;
		struct frame frame = {
			.kind = FRAME_POST,
			.flags = (uint16_t)(done / FRAME_BODY_MAX << FRAME_PART_SHIFT |
					    (done + n < len ? FRAME_MORE : 0)),
			.length = (uint16_t)n,
			.number = number,
			.body = (const unsigned char *)text + done,
		};

		error = queue(poster, &frame);
		done += n;
	} while (error == 0 && done < len);
	if (error < 0)
		poster->frames.len = before;
	return error;
}

/* A post's number has to be one of the process, not of the poster: two may post to one peer. */
static uint32_t next_count(void)
{
	static uint32_t count;

	return ++count;
}

static int say_in_room(
	struct membership *membership, const char *text, size_t len, uint64_t *number)
{
	int error;

	if (membership->ended)
		return -EPIPE;
	error = member_say(&membership->member, text, len, number);
	if (error == 0)
		membership_flush(membership);
	return error;
}

int poster_say(struct poster *poster, const char *text, size_t len, uint64_t *post)
{
	int error;

	if (poster->membership != NULL)
		return say_in_room(poster->membership, text, len, post);
	if (poster->fd < 0)
		return -EPIPE;
	if (len > RECORD_TEXT_MAX)
		return -EMSGSIZE;
	*post = parts_number((uint32_t)getpid(), next_count());
	error = queue_parts(poster, text, len, *post);
	return error == 0 ? pump(poster) : error;
}

static int tell_room(struct membership *membership, uint8_t kind, const char *text)
{
	int error = 0;

	if (membership->ended)
		return -EPIPE;
	if (kind == FRAME_NICK)
		error = member_set_nick(&membership->member, text, NULL);
	else if (kind == FRAME_AWAY)
		error = member_set_away(&membership->member, text, NULL);
	if (error == 0)
		membership_flush(membership);
	return error;
}

int poster_state(struct poster *poster, uint8_t kind, uint64_t number, const char *text)
{
	size_t len = strlen(text);
	struct frame frame = {
		.kind = kind,
		.length = (uint16_t)len,
		.number = number,
		.body = (const unsigned char *)text,
	};
	int error;

	if (poster->membership != NULL)
		return tell_room(poster->membership, kind, text);
	if (poster->fd < 0)
		return -EPIPE;
	if (len > FRAME_BODY_MAX)
		return -EMSGSIZE;
	error = queue(poster, &frame);
	return error == 0 ? pump(poster) : error;
}

bool poster_busy(const struct poster *poster)
{
	size_t n;

	if (poster->membership != NULL)
		return !poster->membership->ended &&
		       member_next_request(&poster->membership->member, &n) != NULL;
	return poster->frames.len > 0;
}
