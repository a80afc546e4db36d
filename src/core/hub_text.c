/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/hub_call.h"
#include "core/hub_member.h"
#include "core/utf8.h"

/* A buffer that a long text has made larger than this is given back. */
#define KEEP 4096

static bool goes_on(const struct hub_member *member, const struct frame *frame)
{
	return member->parts.kind == frame->kind && member->parts.number == frame->number;
}

/* Adds the next part, or notes why the text is refused. */
static void add_part(struct hub_member *member, const struct frame *frame)
{
	enum refusal refusal = REFUSAL_NONE;

	if (frame->flags >> FRAME_PART_SHIFT != member->parts.next++)
		refusal = REFUSAL_MIXED;
	else if (member->text.len + frame->length > RECORD_TEXT_MAX)
		refusal = REFUSAL_TOO_LONG;
	else if (member->parts.refusal == REFUSAL_NONE &&
		 buffer_append(&member->text, frame->body, frame->length) < 0)
		refusal = REFUSAL_MEMORY;
	if (member->parts.refusal == REFUSAL_NONE)
		member->parts.refusal = refusal;
}

/*
 * Takes a part. Returns whether that ends a text: *refusal says what is to be said of it, and with
 * REFUSAL_NONE it is *text.
 */
static bool take_part(struct hub_member *member, const struct frame *frame, const char **text,
	size_t *len, enum refusal *refusal)
{
	bool more = (frame->flags & FRAME_MORE) != 0;
	bool first = frame->flags >> FRAME_PART_SHIFT == 0;

	*refusal = REFUSAL_NONE;
	if (member->parts.kind == 0 && first && !more) {
		*text = (const char *)frame->body;
		*len = frame->length;
		return true;
	}
	if (member->parts.kind == 0 && first) {
		member->parts.kind = frame->kind;
		member->parts.number = frame->number;
		member->parts.next = 0;
		member->parts.refusal = REFUSAL_NONE;
		member->text.len = 0;
	}
	if (!goes_on(member, frame)) {
		*refusal = REFUSAL_MIXED;
		return !more;
	}
	add_part(member, frame);
	if (more)
		return false;
	*refusal = member->parts.refusal;
	*text = member->text.data != NULL ? member->text.data : "";
	*len = member->text.len;
	member->parts.kind = 0;
	return true;
}

/* What is no text becomes U+FFFD. */
static enum refusal mend(struct hub *hub, const char **text, size_t *len)
{
	if (utf8_valid(*text, *len))
		return REFUSAL_NONE;
	hub->repaired.len = 0;
	if (buffer_append_repaired(&hub->repaired, *text, *len) < 0)
		return REFUSAL_MEMORY;
	*text = hub->repaired.data;
	*len = hub->repaired.len;
	return *len <= RECORD_TEXT_MAX ? REFUSAL_NONE : REFUSAL_TOO_LONG;
}

static void say(
	struct hub *hub, struct hub_member *member, uint64_t number, const char *text, size_t len)
{
	unsigned char response[REQUEST_SIZE_MAX];
	enum refusal refusal = mend(hub, &text, &len);
	uint64_t count = 0;

	if (refusal == REFUSAL_NONE) {
		count = hub->handlers->say(hub->context, member, number, text, len);
		if (count == 0)
			refusal = REFUSAL_MEMORY;
	}
	if (refusal != REFUSAL_NONE)
		hub_refuse(hub, member, FRAME_POST, number, refusal);
	else
		hub_respond(hub, member, response,
			request_write_granted(FRAME_POST, number, count, NULL, response));
	if (hub->repaired.cap > KEEP)
		buffer_fini(&hub->repaired);
}

void hub_text(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	const char *text;
	size_t len;
	enum refusal refusal;

	if (!take_part(member, frame, &text, &len, &refusal))
		return;
	if (refusal != REFUSAL_NONE)
		hub_refuse(hub, member, frame->kind, frame->number, refusal);
	else if (frame->kind == FRAME_POST)
		say(hub, member, frame->number, text, len);
	else
		hub_ask(hub, member, frame->number, text, len);
	if (member->parts.kind == 0 && member->text.cap > KEEP)
		buffer_fini(&member->text);
}
