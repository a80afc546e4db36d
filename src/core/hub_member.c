/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/hub_member.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cluster.h"
#include "core/hub_call.h"

/* Bytes of a note: two nicks or texts of a member and some words. */
#define NOTE_SIZE 512

/* --- Who is there --- */

struct hub_member *hub_find(const struct hub *hub, uint32_t id)
{
	unsigned low = 0, high = hub->count;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;

		if (hub->members[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < hub->count && hub->members[low]->id == id ? hub->members[low] : NULL;
}

struct hub_member *hub_member_new(
	struct hub *hub, uint32_t uid, uint32_t pid, const char *nick, bool brief)
{
	struct hub_member *member = malloc(sizeof(*member));

	if (member == NULL)
		return NULL;
	*member = (struct hub_member){
		.id = ++hub->last_member,
		.uid = uid,
		.pid = pid,
		.brief = brief,
	};
	hub_make_nick(hub, NULL, uid, brief, nick, member->nick);
	hub->members[hub->count++] = member;
	return member;
}

void hub_member_free(struct hub *hub, struct hub_member *member)
{
	unsigned i = 0;

	while (hub->members[i] != member)
		i++;
	hub->count--;
	memmove(hub->members + i, hub->members + i + 1, (hub->count - i) * sizeof(hub->members[0]));
	framequeue_fini(&member->responses);
	buffer_fini(&member->text);
	free(member->ignored);
	free(member);
}

/* --- Nicks --- */

/* Whether nick is another's than of the one who wishes it; see core/hub.h about brief ones. */
static bool taken(const struct hub *hub, const struct hub_member *except, uint32_t uid, bool brief,
	const char *nick)
{
	for (unsigned i = 0; i < hub->count; i++) {
		const struct hub_member *member = hub->members[i];

		if (member == except || member->ended || strcmp(member->nick, nick) != 0)
			continue;
		if (member->uid != uid || (!member->brief && !brief))
			return true;
	}
	return false;
}

void hub_make_nick(const struct hub *hub, const struct hub_member *except, uint32_t uid, bool brief,
	const char *wish, char nick[RECORD_FROM_MAX + 1])
{
	size_t len = strlen(wish);
	char number[16];

	memcpy(nick, wish, len + 1);
	for (unsigned i = 2; taken(hub, except, uid, brief, nick); i++) {
		size_t digits = (size_t)snprintf(number, sizeof(number), "%u", i);
		size_t keep = len + digits <= RECORD_FROM_MAX
				      ? len
				      : cluster_cut(wish, len, RECORD_FROM_MAX - digits);

		memcpy(nick, wish, keep);
		memcpy(nick + keep, number, digits + 1);
	}
}

void hub_nick(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	char wish[RECORD_FROM_MAX + 1], nick[RECORD_FROM_MAX + 1], former[RECORD_FROM_MAX + 1];
	unsigned char response[REQUEST_SIZE_MAX];
	enum refusal refusal = request_read_nick(frame, wish);

	if (refusal != REFUSAL_NONE) {
		hub_refuse(hub, member, frame->kind, frame->number, refusal);
		return;
	}
	hub_make_nick(hub, member, member->uid, member->brief, wish, nick);
	memcpy(former, member->nick, sizeof(former));
	memcpy(member->nick, nick, sizeof(nick));
	hub_respond(hub, member, response,
		request_write_granted(frame->kind, frame->number, 0, nick, response));
	if (strcmp(former, nick) == 0)
		return;
	if (!member->brief)
		hub_note(hub, "%s is now %s", former, nick);
	hub->handlers->changed(hub->context);
	hub_run_waiting(hub);
}

void hub_away(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	char away[RECORD_AWAY_MAX + 1];
	enum refusal refusal = request_read_text(frame, RECORD_AWAY_MAX, away);

	hub_answer(hub, member, frame, refusal);
	if (refusal != REFUSAL_NONE || strcmp(member->away, away) == 0)
		return;
	memcpy(member->away, away, strlen(away) + 1);
	if (!member->brief && away[0] != '\0')
		hub_note(hub, "%s is away: %s", member->nick, away);
	else if (!member->brief)
		hub_note(hub, "%s is back", member->nick);
	hub->handlers->changed(hub->context);
}

/* --- What is told --- */

void hub_who(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	unsigned char response[REQUEST_SIZE_MAX];
	struct request_member row;

	for (unsigned i = 0; i < hub->count && !member->ended; i++) {
		const struct hub_member *who = hub->members[i];

		if (who->ended)
			continue;
		row.id = who->id;
		row.uid = who->uid;
		row.pid = who->pid;
		row.flags = who->brief ? REQUEST_BRIEF : 0;
		memcpy(row.nick, who->nick, sizeof(row.nick));
		memcpy(row.away, who->away, sizeof(row.away));
		hub_respond(
			hub, member, response, request_write_member(frame->number, &row, response));
	}
	hub_grant(hub, member, frame);
}

void hub_respond(struct hub *hub, struct hub_member *member, const void *response, size_t n)
{
	bool none = framequeue_bytes(&member->responses) == 0;
	int error;

	if (member->ended)
		return;
	error = framequeue_add(&member->responses, response, n, HUB_RESPONSES_MAX);
	if (error < 0)
		hub_end(hub, member, error == -ENOBUFS ? HUB_SLOW : HUB_CLOSED);
	else if (none)
		hub->handlers->due(hub->context, member->id);
}

void hub_grant(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	unsigned char response[REQUEST_SIZE_MAX];

	hub_respond(hub, member, response,
		request_write_granted(frame->kind, frame->number, 0, NULL, response));
}

void hub_refuse(struct hub *hub, struct hub_member *member, uint8_t kind, uint64_t number,
	enum refusal refusal)
{
	unsigned char response[REQUEST_SIZE_MAX];

	hub_respond(hub, member, response,
		request_write_refused(FRAME_REFUSED, kind, number, refusal, response));
}

void hub_answer(
	struct hub *hub, struct hub_member *member, const struct frame *frame, enum refusal refusal)
{
	if (refusal == REFUSAL_NONE)
		hub_grant(hub, member, frame);
	else
		hub_refuse(hub, member, frame->kind, frame->number, refusal);
}

void hub_note(struct hub *hub, const char *format, ...)
{
	char text[NOTE_SIZE];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n > 0 && (size_t)n < sizeof(text))
		hub->handlers->note(hub->context, text, (size_t)n);
}

void hub_note_end(struct hub *hub, const struct hub_member *member)
{
	static const char *const what[] = {
		[HUB_LEFT] = "has left",
		[HUB_KILLED] = "was killed",
		[HUB_CLOSED] = "can't be told anything any more, and is gone",
		[HUB_SLOW] = "did not take what the room told it, and is gone",
		[HUB_STOPPED] = "is gone with the room",
	};

	hub_note(hub, "%s %s", member->nick, what[member->end]);
}

/* --- The end --- */

void hub_end(struct hub *hub, struct hub_member *member, enum hub_end end)
{
	unsigned char bye[REQUEST_SIZE_MAX];
	size_t n;

	if (member->ended)
		return;
	member->ended = true;
	member->end = end;
	hub->ending = true;
	if (end != HUB_SLOW && end != HUB_STOPPED)
		return;
	n = request_write_refused(
		FRAME_BYE, 0, 0, end == HUB_SLOW ? REFUSAL_SLOW : REFUSAL_STOPPED, bye);
	/* Without memory it learns it from the queue that is gone. */
	framequeue_add(&member->responses, bye, n, HUB_RESPONSES_MAX + REQUEST_SIZE_MAX);
}
