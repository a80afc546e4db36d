/* SPDX-License-Identifier: ISC */
/*
 * What the hub's responses mean to a member.
 */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "core/member.h"

/* Head and arguments of a CALL. */
#define CALL_MAX (REQUEST_CALL_HEAD_MAX + REQUEST_ARGUMENTS_MAX)

/* The ask of this number is over. */
static void end_ask(struct member *member, uint64_t number)
{
	for (int i = 0; i < MEMBER_ASKS_MAX; i++) {
		if (member->asks[i].number == number)
			member->asks[i].number = 0;
	}
}

static int on_welcome(struct member *member, const struct frame *frame, struct member_event *event)
{
	if (!request_read_welcome(frame, &member->id, member->nick))
		return -EBADMSG;
	event->kind = MEMBER_WELCOME;
	return 0;
}

static int on_granted(struct member *member, const struct frame *frame, struct member_event *event)
{
	char nick[RECORD_FROM_MAX + 1];

	if (!request_read_granted(frame, &event->count, nick))
		return -EBADMSG;
	if (nick[0] != '\0')
		memcpy(member->nick, nick, sizeof(nick));
	event->kind = MEMBER_GRANTED;
	return 0;
}

static int on_refused(struct member *member, const struct frame *frame, struct member_event *event)
{
	if (!request_read_refused(frame, &event->code, event->reason))
		return -EBADMSG;
	event->kind = frame->kind == FRAME_BYE ? MEMBER_BYE : MEMBER_REFUSED;
	if (event->kind == MEMBER_REFUSED && event->request == FRAME_ASK)
		end_ask(member, event->number);
	return 0;
}

static int on_member(struct member *member, const struct frame *frame, struct member_event *event)
{
	(void)member;
	if (!request_read_member(frame, &event->row))
		return -EBADMSG;
	event->kind = MEMBER_ROW;
	return 0;
}

static int on_pong(struct member *member, const struct frame *frame, struct member_event *event)
{
	(void)member;
	(void)frame;
	event->kind = MEMBER_PONG;
	return 0;
}

/* --- Who serves --- */

/* Adds a part of a CALL. Returns 1 where that is the last, 0, -EBADMSG or -ENOMEM. */
static int take_part(struct member *member, const struct frame *frame)
{
	unsigned part = frame->flags >> FRAME_PART_SHIFT;

	if (part == 0) {
		member->text.len = 0;
		member->text_next = 0;
		member->text_number = frame->number;
	}
	if (part != member->text_next || frame->number != member->text_number ||
		member->text.len + frame->length > CALL_MAX)
		return -EBADMSG;
	if (buffer_append(&member->text, frame->body, frame->length) < 0)
		return -ENOMEM;
	member->text_next++;
	return (frame->flags & FRAME_MORE) == 0;
}

static int on_call(struct member *member, const struct frame *frame, struct member_event *event)
{
	int whole = take_part(member, frame);

	if (whole <= 0)
		return whole;
	if (frame->number == 0 ||
		!request_read_call(member->text.data, member->text.len, &event->call))
		return -EBADMSG;
	for (int i = 0; i < MEMBER_RUNS_MAX; i++) {
		if (member->runs[i].call != 0)
			continue;
		member->runs[i].call = frame->number;
		member->runs[i].credit = REQUEST_CREDITS;
		event->kind = MEMBER_CALL;
		return 0;
	}
	return -EBADMSG;
}

static int on_cancel(struct member *member, const struct frame *frame, struct member_event *event)
{
	for (int i = 0; i < MEMBER_RUNS_MAX; i++) {
		if (frame->number == 0 || member->runs[i].call != frame->number)
			continue;
		member->runs[i].call = 0;
		event->kind = MEMBER_CANCEL;
	}
	return 0;
}

static int on_credit(struct member *member, const struct frame *frame, struct member_event *event)
{
	uint32_t chunks;

	if (!request_read_u32(frame, &chunks) || chunks > REQUEST_CREDITS)
		return -EBADMSG;
	for (int i = 0; i < MEMBER_RUNS_MAX; i++) {
		if (frame->number == 0 || member->runs[i].call != frame->number)
			continue;
		if (member->runs[i].credit + chunks > REQUEST_CREDITS)
			return -EBADMSG;
		member->runs[i].credit += chunks;
		event->kind = MEMBER_CREDIT;
	}
	return 0;
}

/* --- Who asks --- */

static int on_output(struct member *member, const struct frame *frame, struct member_event *event)
{
	(void)member;
	event->kind = frame->kind == FRAME_ERRORS ? MEMBER_ERRORS : MEMBER_OUTPUT;
	event->bytes = (const char *)frame->body;
	event->len = frame->length;
	return 0;
}

static int on_answered(struct member *member, const struct frame *frame, struct member_event *event)
{
	if (!request_read_u32(frame, &event->status) || event->status > 255)
		return -EBADMSG;
	event->kind = MEMBER_ANSWERED;
	end_ask(member, frame->number);
	return 0;
}

typedef int hear(struct member *member, const struct frame *frame, struct member_event *event);

static hear *const hears[] = {
	[FRAME_WELCOME] = on_welcome,
	[FRAME_GRANTED] = on_granted,
	[FRAME_REFUSED] = on_refused,
	[FRAME_BYE] = on_refused,
	[FRAME_MEMBER] = on_member,
	[FRAME_PONG] = on_pong,
	[FRAME_CALL] = on_call,
	[FRAME_CANCEL] = on_cancel,
	[FRAME_CREDIT] = on_credit,
	[FRAME_OUTPUT] = on_output,
	[FRAME_ERRORS] = on_output,
	[FRAME_ANSWERED] = on_answered,
};

int member_receive(struct member *member, const void *bytes, size_t n, struct member_event *event)
{
	struct frame frame;

	*event = (struct member_event){.kind = MEMBER_NOTHING};
	if (request_read(bytes, n, &frame) != REFUSAL_NONE)
		return -EBADMSG;
	event->number = frame.number;
	if (frame.kind != FRAME_CALL)
		event->request = (uint8_t)frame.flags;
	if (frame.kind >= sizeof(hears) / sizeof(hears[0]) || hears[frame.kind] == NULL)
		return 0;
	return hears[frame.kind](member, &frame, event);
}
