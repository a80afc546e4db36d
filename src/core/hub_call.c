/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/hub_call.h"

#include <string.h>

#include "core/hub_member.h"

/* What is made of a call's arguments on the way is given back when it was larger than this. */
#define KEEP 4096

/* --- One call --- */

/* The call of this number that a member asked; with none (NULL) a free place. */
static struct hub_call *find_asked(struct hub *hub, const struct hub_member *asker, uint64_t number)
{
	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		struct hub_call *call = &hub->calls[i];

		if (asker == NULL ? call->id == 0 : call->asker == asker && call->number == number)
			return call;
	}
	return NULL;
}

static struct hub_call *find_running(struct hub *hub, const struct hub_member *runner, uint64_t id)
{
	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		if (hub->calls[i].runner == runner && hub->calls[i].id == id)
			return &hub->calls[i];
	}
	return NULL;
}

static void free_call(struct hub *hub, struct hub_call *call)
{
	if (call->runner != NULL)
		call->runner->runs--;
	else
		hub->verbs[call->verb].waiting--;
	if (call->server != NULL)
		call->server->runs--;
	call->asker->asks--;
	buffer_fini(&call->arguments);
	*call = (struct hub_call){0};
}

static void refuse_call(struct hub *hub, struct hub_call *call, enum refusal refusal)
{
	hub_refuse(hub, call->asker, FRAME_ASK, call->number, refusal);
	free_call(hub, call);
}

/* Nobody waits for its answer any more. */
static void cancel_call(struct hub *hub, struct hub_call *call)
{
	unsigned char response[REQUEST_SIZE_MAX];

	if (call->runner != NULL)
		hub_respond(hub, call->runner, response,
			request_write(FRAME_CANCEL, FRAME_CALL, call->id, NULL, 0, response));
	free_call(hub, call);
}

/* --- A call begins to run --- */

static size_t call_size(const struct hub_call *call)
{
	return request_parts_size(REQUEST_CALL_HEAD_MAX + call->arguments.len);
}

/* The CALL as the runner gets it, in hub->repaired. Returns 0 or -ENOMEM. */
static int write_call(struct hub *hub, const struct hub_call *call)
{
	unsigned char head[REQUEST_CALL_HEAD_MAX];
	size_t n =
		request_write_call_head(call->asker->id, call->asker->uid, call->asker->nick, head);

	hub->repaired.len = 0;
	if (buffer_append(&hub->repaired, head, n) < 0)
		return -1;
	return buffer_append(&hub->repaired, call->arguments.data, call->arguments.len);
}

static void tell_runner(struct hub *hub, const struct hub_call *call)
{
	unsigned char response[REQUEST_SIZE_MAX];
	const struct buffer *text = &hub->repaired;
	size_t at = 0;

	do {
		size_t n = request_write_part(
			FRAME_CALL, call->id, text->data, text->len, &at, response);

		hub_respond(hub, call->runner, response, n);
	} while (at < text->len);
}

/* Gives a call that waits to a server that has room for it. */
static void run(struct hub *hub, struct hub_call *call, struct hub_server *server)
{
	if (write_call(hub, call) < 0 ||
		framequeue_reserve(&server->member->responses, call_size(call)) < 0) {
		refuse_call(hub, call, REFUSAL_MEMORY);
		return;
	}
	hub->verbs[call->verb].waiting--;
	call->runner = server->member;
	call->server = server;
	call->credit = REQUEST_CREDITS;
	call->runner->runs++;
	server->runs++;
	buffer_fini(&call->arguments);
	tell_runner(hub, call);
	if (hub->repaired.cap > KEEP)
		buffer_fini(&hub->repaired);
}

/* --- Calls that wait --- */

/* The oldest call behind after that waits for the verb. */
static struct hub_call *next_waiting(struct hub *hub, int verb, uint64_t after)
{
	struct hub_call *oldest = NULL;

	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		struct hub_call *call = &hub->calls[i];

		if (call->id > after && call->runner == NULL && call->verb == verb &&
			(oldest == NULL || call->id < oldest->id))
			oldest = call;
	}
	return oldest;
}

static void try_to_run(struct hub *hub, struct hub_call *call)
{
	struct hub_server *server = NULL;
	enum refusal refusal = REFUSAL_GONE;

	if (hub->verbs[call->verb].servers > 0)
		refusal = hub_choose(hub, call->verb, call->asker, call_size(call), &server);
	if (refusal != REFUSAL_NONE)
		refuse_call(hub, call, refusal);
	else if (server != NULL)
		run(hub, call, server);
}

void hub_run_waiting(struct hub *hub)
{
	for (int verb = 0; verb < HUB_VERBS_MAX; verb++) {
		struct hub_call *call = NULL;
		uint64_t after = 0;

		while (hub->verbs[verb].waiting > 0 &&
			(call = next_waiting(hub, verb, after)) != NULL) {
			after = call->id;
			try_to_run(hub, call);
		}
	}
}

/* --- Who asks --- */

static enum refusal may_ask(struct hub *hub, const struct hub_member *member, uint64_t number,
	const char *name, int *verb)
{
	*verb = hub_verb_find(hub, name);
	if (find_asked(hub, member, number) != NULL)
		return REFUSAL_NUMBER;
	if (*verb < 0)
		return REFUSAL_NO_VERB;
	if (member->asks == HUB_ASKS_MAX)
		return REFUSAL_CALLS;
	if (hub->verbs[*verb].waiting == HUB_WAITING_MAX || find_asked(hub, NULL, 0) == NULL)
		return REFUSAL_BUSY;
	return REFUSAL_NONE;
}

static enum refusal ask(struct hub *hub, struct hub_member *member, uint64_t number, int verb,
	const char *text, size_t len)
{
	struct hub_call *call = find_asked(hub, NULL, 0);

	if (buffer_append(&call->arguments, text, len) < 0)
		return REFUSAL_MEMORY;
	call->id = ++hub->last_call;
	call->number = number;
	call->asker = member;
	call->verb = verb;
	member->asks++;
	hub->verbs[verb].waiting++;
	try_to_run(hub, call);
	return REFUSAL_NONE;
}

void hub_ask(
	struct hub *hub, struct hub_member *member, uint64_t number, const char *text, size_t len)
{
	char name[REQUEST_VERB_MAX + 1];
	const char *arguments;
	size_t count;
	int verb = -1;
	enum refusal refusal = request_read_ask(text, len, name, &arguments, &count);

	if (refusal == REFUSAL_NONE)
		refusal = may_ask(hub, member, number, name, &verb);
	if (refusal == REFUSAL_NONE)
		refusal = ask(hub, member, number, verb, text, len);
	if (refusal != REFUSAL_NONE)
		hub_refuse(hub, member, FRAME_ASK, number, refusal);
}

void hub_cancel(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	struct hub_call *call = find_asked(hub, member, frame->number);

	if (call == NULL) {
		hub_refuse(hub, member, frame->kind, frame->number, REFUSAL_NO_CALL);
		return;
	}
	hub_refuse(hub, member, FRAME_ASK, frame->number, REFUSAL_CANCELLED);
	cancel_call(hub, call);
	hub_grant(hub, member, frame);
	hub_run_waiting(hub);
}

void hub_credit(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	struct hub_call *call = find_asked(hub, member, frame->number);
	unsigned char response[REQUEST_SIZE_MAX];
	uint32_t chunks;

	if (!request_read_u32(frame, &chunks) || chunks == 0) {
		hub_refuse(hub, member, frame->kind, frame->number, REFUSAL_MALFORMED);
		return;
	}
	/* The call may have been answered meanwhile. */
	if (call == NULL)
		return;
	if (chunks > call->owed) {
		hub_refuse(hub, member, frame->kind, frame->number, REFUSAL_CREDIT);
		return;
	}
	call->owed -= chunks;
	call->credit += chunks;
	hub_respond(hub, call->runner, response,
		request_write_u32(FRAME_CREDIT, FRAME_CALL, call->id, chunks, response));
}

/* --- Who serves --- */

void hub_output(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	struct hub_call *call = find_running(hub, member, frame->number);
	unsigned char response[REQUEST_SIZE_MAX];
	enum refusal refusal = REFUSAL_NONE;

	if (frame->length == 0)
		refusal = REFUSAL_MALFORMED;
	else if (call == NULL)
		refusal = REFUSAL_NO_CALL;
	else if (call->credit == 0)
		refusal = REFUSAL_CREDIT;
	if (refusal != REFUSAL_NONE) {
		hub_refuse(hub, member, frame->kind, frame->number, refusal);
		return;
	}
	call->credit--;
	call->owed++;
	hub_respond(hub, call->asker, response,
		request_write(frame->kind, FRAME_ASK, call->number, frame->body, frame->length,
			response));
}

void hub_answered(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	struct hub_call *call = find_running(hub, member, frame->number);
	unsigned char response[REQUEST_SIZE_MAX];
	enum refusal refusal = call != NULL ? REFUSAL_NONE : REFUSAL_NO_CALL;
	uint32_t status;

	if (!request_read_u32(frame, &status) || status > 255)
		refusal = REFUSAL_MALFORMED;
	hub_answer(hub, member, frame, refusal);
	if (refusal != REFUSAL_NONE)
		return;
	hub_respond(hub, call->asker, response,
		request_write_u32(FRAME_ANSWERED, FRAME_ASK, call->number, status, response));
	free_call(hub, call);
	hub_run_waiting(hub);
}

/* --- The end --- */

void hub_end_calls(struct hub *hub, struct hub_member *member)
{
	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		struct hub_call *call = &hub->calls[i];

		if (call->id == 0)
			continue;
		if (call->asker == member)
			cancel_call(hub, call);
		else if (call->runner == member)
			refuse_call(hub, call, REFUSAL_GONE);
	}
	hub_unserve_all(hub, member);
	hub_run_waiting(hub);
}

void hub_refuse_calls(struct hub *hub, enum refusal refusal)
{
	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		if (hub->calls[i].id != 0)
			refuse_call(hub, &hub->calls[i], refusal);
	}
}
