/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/parts.h"

#include <errno.h>
#include <stdbool.h>

#include "core/record.h"

void parts_fini(struct parts *parts)
{
	for (int i = 0; i < PARTS_MAX; i++)
		buffer_fini(&parts->posts[i].text);
	buffer_fini(&parts->whole);
}

static int find(const struct parts *parts, uint64_t number)
{
	for (int i = 0; i < PARTS_MAX; i++) {
		if (parts->posts[i].number == number)
			return i;
	}
	return -1;
}

/* A free place, or that of the post that has waited longest: its sender has probably died. */
static int make_place(const struct parts *parts)
{
	int oldest = 0;

	for (int i = 0; i < PARTS_MAX; i++) {
		if (parts->posts[i].number == 0)
			return i;
		if (parts->posts[i].age < parts->posts[oldest].age)
			oldest = i;
	}
	return oldest;
}

static int add(struct parts *parts, int i, const struct frame *frame)
{
	struct buffer *text = &parts->posts[i].text;

	if (text->len + frame->length > RECORD_TEXT_MAX)
		return -EMSGSIZE;
	return buffer_append(text, frame->body, frame->length);
}

static void drop(struct parts *parts, int i)
{
	parts->posts[i].number = 0;
	buffer_fini(&parts->posts[i].text);
}

/* The post that the frame goes on with, or a new one for a first part; -1: its beginning is
 * missing. */
static int place_of(struct parts *parts, const struct frame *frame)
{
	unsigned part = frame->flags >> FRAME_PART_SHIFT;
	int i = find(parts, frame->number);

	if (i >= 0 && part == parts->posts[i].next)
		return i;
	if (i >= 0)
		drop(parts, i);
	if (part != 0)
		return -1;
	i = make_place(parts);
	drop(parts, i);
	parts->posts[i].number = frame->number;
	parts->posts[i].next = 0;
	parts->posts[i].age = ++parts->clock;
	return i;
}

static void hand_out(struct parts *parts, int i)
{
	buffer_fini(&parts->whole);
	parts->whole = parts->posts[i].text;
	parts->posts[i].text = (struct buffer){0};
	parts->posts[i].number = 0;
}

int parts_take(struct parts *parts, const struct frame *frame, const char **text, size_t *len)
{
	bool more = (frame->flags & FRAME_MORE) != 0;
	int i, error;

	if (frame->number >> 32 == 0 || (uint32_t)frame->number == 0)
		return -EBADMSG;
	if (!more && frame->flags >> FRAME_PART_SHIFT == 0) {
		*text = (const char *)frame->body;
		*len = frame->length;
		return 1;
	}
	i = place_of(parts, frame);
	if (i < 0)
		return 0;
	error = add(parts, i, frame);
	if (error < 0) {
		drop(parts, i);
		return error;
	}
	parts->posts[i].next++;
	if (more)
		return 0;
	hand_out(parts, i);
	*text = parts->whole.len > 0 ? parts->whole.data : "";
	*len = parts->whole.len;
	return 1;
}
