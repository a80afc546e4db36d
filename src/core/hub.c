/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/hub.h"

#include <string.h>

#include "core/hub_call.h"
#include "core/hub_member.h"

/* At this fill any call fits behind it, so one that has waited for room can be given. */
#define ROOMY (HUB_RESPONSES_CALL - (70u << 10))

void hub_init(struct hub *hub, uint32_t owner, const struct hub_handlers *handlers, void *context)
{
	*hub = (struct hub){.owner = owner, .handlers = handlers, .context = context};
}

void hub_fini(struct hub *hub)
{
	for (int i = 0; i < HUB_CALLS_MAX; i++)
		buffer_fini(&hub->calls[i].arguments);
	while (hub->count > 0)
		hub_member_free(hub, hub->members[hub->count - 1]);
	buffer_fini(&hub->repaired);
}

/* --- Those who have ended --- */

static void remove_member(struct hub *hub, struct hub_member *member)
{
	bool told = !member->brief && member->end != HUB_STOPPED;

	hub_end_calls(hub, member);
	if (!member->gone)
		hub->handlers->drop(hub->context, member->id, member->end);
	if (told)
		hub_note_end(hub, member);
	hub_member_free(hub, member);
	hub->handlers->changed(hub->context);
}

/* What others are told of one that has ended may end them as well. */
static void settle(struct hub *hub)
{
	while (hub->ending) {
		hub->ending = false;
		for (unsigned i = 0; i < hub->count;) {
			if (hub->members[i]->ended)
				remove_member(hub, hub->members[i]);
			else
				i++;
		}
	}
}

/* --- Requests --- */

static void on_topic(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	char topic[REQUEST_TOPIC_MAX + 1];
	enum refusal refusal = request_read_text(frame, REQUEST_TOPIC_MAX, topic);

	hub_answer(hub, member, frame, refusal);
	if (refusal != REFUSAL_NONE || strcmp(hub->topic, topic) == 0)
		return;
	memcpy(hub->topic, topic, strlen(topic) + 1);
	if (topic[0] != '\0')
		hub_note(hub, "%s set the topic: %s", member->nick, topic);
	else
		hub_note(hub, "%s took the topic away", member->nick);
	hub->handlers->changed(hub->context);
}

static void on_ping(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	unsigned char response[REQUEST_SIZE_MAX];

	hub_respond(hub, member, response,
		request_write(FRAME_PONG, FRAME_PING, frame->number, NULL, 0, response));
}

static void on_leave(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	hub_grant(hub, member, frame);
	hub_end(hub, member, HUB_LEFT);
}

static void on_stop(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	bool may = member->uid == hub->owner;

	hub_answer(hub, member, frame, may ? REFUSAL_NONE : REFUSAL_DENIED);
	if (may)
		hub->handlers->stop(hub->context, member);
}

static void on_typing(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	(void)hub;
	(void)member;
	(void)frame;
}

typedef void handler(struct hub *hub, struct hub_member *member, const struct frame *frame);

static const struct {
	handler *handle;
	bool bare; /* there is no body */
} requests[] = {
	[FRAME_TYPING] = {on_typing, false},
	[FRAME_POST] = {hub_text, false},
	[FRAME_NICK] = {hub_nick, false},
	[FRAME_AWAY] = {hub_away, false},
	[FRAME_WHO] = {hub_who, true},
	[FRAME_TOPIC] = {on_topic, false},
	[FRAME_PING] = {on_ping, true},
	[FRAME_LEAVE] = {on_leave, true},
	[FRAME_STOP] = {on_stop, true},
	[FRAME_IGNORE] = {hub_ignore, false},
	[FRAME_SERVE] = {hub_serve, false},
	[FRAME_UNSERVE] = {hub_unserve, false},
	[FRAME_ASK] = {hub_text, false},
	[FRAME_CANCEL] = {hub_cancel, true},
	[FRAME_OUTPUT] = {hub_output, false},
	[FRAME_ERRORS] = {hub_output, false},
	[FRAME_CREDIT] = {hub_credit, false},
	[FRAME_ANSWERED] = {hub_answered, false},
};

#define REQUESTS (sizeof(requests) / sizeof(requests[0]))

void hub_receive(struct hub *hub, uint32_t id, const void *bytes, size_t n)
{
	struct hub_member *member = hub_find(hub, id);
	struct frame frame;
	enum refusal refusal = request_read(bytes, n, &frame);

	if (member == NULL)
		return;
	if (refusal == REFUSAL_NONE &&
		(frame.kind >= REQUESTS || requests[frame.kind].handle == NULL))
		refusal = REFUSAL_UNKNOWN;
	else if (refusal == REFUSAL_NONE && requests[frame.kind].bare && frame.length > 0)
		refusal = REFUSAL_MALFORMED;
	if (refusal != REFUSAL_NONE)
		hub_refuse(hub, member, frame.kind, frame.number, refusal);
	else
		requests[frame.kind].handle(hub, member, &frame);
	settle(hub);
}

/* --- Members --- */

enum refusal hub_join(struct hub *hub, uint32_t uid, uint32_t pid, const char *nick, size_t n,
	bool brief, uint32_t *id)
{
	struct frame body = {.length = (uint16_t)n, .body = (const unsigned char *)nick};
	unsigned char welcome[REQUEST_SIZE_MAX];
	char wish[RECORD_FROM_MAX + 1];
	struct hub_member *member;

	if (hub->stopped)
		return REFUSAL_STOPPED;
	if (n > RECORD_FROM_MAX || request_read_nick(&body, wish) != REFUSAL_NONE)
		return REFUSAL_NICK;
	if (hub->count == HUB_MEMBERS_MAX)
		return REFUSAL_FULL;
	member = hub_member_new(hub, uid, pid, wish, brief);
	if (member == NULL)
		return REFUSAL_MEMORY;
	if (framequeue_reserve(&member->responses, REQUEST_SIZE_MAX) < 0) {
		hub_member_free(hub, member);
		return REFUSAL_MEMORY;
	}
	*id = member->id;
	hub_respond(hub, member, welcome, request_write_welcome(*id, member->nick, welcome));
	if (!brief)
		hub_note(hub, "%s is here", member->nick);
	hub->handlers->changed(hub->context);
	return REFUSAL_NONE;
}

void hub_gone(struct hub *hub, uint32_t id, enum hub_end end)
{
	struct hub_member *member = hub_find(hub, id);

	if (member == NULL)
		return;
	member->gone = true;
	hub_end(hub, member, end);
	settle(hub);
}

void hub_stop(struct hub *hub)
{
	hub->stopped = true;
	hub_refuse_calls(hub, REFUSAL_STOPPED);
	for (unsigned i = 0; i < hub->count; i++)
		hub_end(hub, hub->members[i], HUB_STOPPED);
	settle(hub);
}

const struct hub_member *hub_member(const struct hub *hub, uint32_t id)
{
	return hub_find(hub, id);
}

unsigned hub_members(const struct hub *hub)
{
	unsigned count = 0;

	for (unsigned i = 0; i < hub->count; i++)
		count += !hub->members[i]->brief;
	return count;
}

/* --- Responses --- */

const void *hub_next_response(const struct hub *hub, uint32_t id, size_t *n)
{
	const struct hub_member *member = hub_find(hub, id);

	return member != NULL ? framequeue_next(&member->responses, n) : NULL;
}

void hub_response_taken(struct hub *hub, uint32_t id)
{
	struct hub_member *member = hub_find(hub, id);

	if (member == NULL)
		return;
	framequeue_taken(&member->responses);
	if (!member->crowded || member->ended || framequeue_bytes(&member->responses) > ROOMY)
		return;
	member->crowded = false;
	hub_run_waiting(hub);
	settle(hub);
}

bool hub_paused(const struct hub *hub, uint32_t id)
{
	const struct hub_member *member = hub_find(hub, id);

	return member != NULL && framequeue_bytes(&member->responses) > HUB_RESPONSES_HIGH;
}
