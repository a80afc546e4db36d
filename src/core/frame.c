/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/frame.h"

#include <errno.h>
#include <string.h>

#include "core/bytes.h"
#include "core/copy.h"

int frame_encode(const struct frame *frame, void *out, size_t size)
{
	unsigned char *p = out;

	if (frame->length > FRAME_BODY_MAX || size < FRAME_HEAD + (size_t)frame->length)
		return -EMSGSIZE;
	frame_put_head(p, frame->kind, frame->flags, frame->length, frame->number);
	copy_short(p + FRAME_HEAD, frame->body, frame->length);
	return FRAME_HEAD + frame->length;
}

void frame_decoder_init(struct frame_decoder *decoder)
{
	decoder->start = 0;
	decoder->end = 0;
	decoder->skipped = 0;
}

unsigned char *frame_decoder_room(struct frame_decoder *decoder, size_t *size)
{
	size_t held = decoder->end - decoder->start;

	if (decoder->start > 0) {
		memmove(decoder->bytes, decoder->bytes + decoder->start, held);
		decoder->start = 0;
		decoder->end = held;
	}
	*size = sizeof(decoder->bytes) - held;
	return decoder->bytes + held;
}

void frame_decoder_fed(struct frame_decoder *decoder, size_t n)
{
	decoder->end += n;
}

/*
 * Whether the held bytes at p can begin a frame. A length that no frame has is as good as a wrong
 * magic: believing it would swallow the frames behind it.
 */
static bool may_begin(const unsigned char *p, size_t held)
{
	if (p[0] != FRAME_MAGIC_0)
		return false;
	if (held > 1 && p[1] != FRAME_MAGIC_1)
		return false;
	return held < FRAME_HEAD || bytes_get16(p + 6) <= FRAME_BODY_MAX;
}

bool frame_decoder_next(struct frame_decoder *decoder, struct frame *frame)
{
	const unsigned char *p;

	while (decoder->start < decoder->end &&
		!may_begin(decoder->bytes + decoder->start, decoder->end - decoder->start)) {
		decoder->start++;
		decoder->skipped++;
	}
	p = decoder->bytes + decoder->start;
	if (decoder->end - decoder->start < FRAME_HEAD)
		return false;
	frame->version = p[2];
	frame->kind = p[3];
	frame->flags = bytes_get16(p + 4);
	frame->length = bytes_get16(p + 6);
	frame->number = bytes_get64(p + 8);
	frame->body = p + FRAME_HEAD;
	if (decoder->end - decoder->start < FRAME_HEAD + (size_t)frame->length)
		return false;
	decoder->start += FRAME_HEAD + (size_t)frame->length;
	return true;
}

bool frame_decoder_skip(struct frame_decoder *decoder)
{
	if (decoder->start == decoder->end)
		return false;
	decoder->start++;
	decoder->skipped++;
	return true;
}
