/* SPDX-License-Identifier: ISC */
/*
 * What is so of a hub whenever none of its functions runs, whatever members have sent.
 */
#ifndef TESTS_CORE_HUB_CHECK_H
#define TESTS_CORE_HUB_CHECK_H

#include <string.h>

#include "core/hub.h"
#include "core/utf8.h"

/* Members: in order, none that has ended, nicks of one account each. */
static inline const char *hub_check_members(const struct hub *hub)
{
	for (unsigned i = 0; i < hub->count; i++) {
		const struct hub_member *a = hub->members[i];

		if (a->ended || a->id == 0 || a->id > hub->last_member ||
			(i > 0 && hub->members[i - 1]->id >= a->id))
			return "a member that is not to be there";
		if (!name_nick_valid(a->nick) || !utf8_valid(a->away, strlen(a->away)))
			return "a nick or an absence that is no text";
		if (framequeue_bytes(&a->responses) > HUB_RESPONSES_MAX)
			return "more responses than may be";
		if (a->text.len > RECORD_TEXT_MAX || a->ignored_count > HUB_IGNORES_MAX)
			return "a member that takes more than it may";
		for (unsigned j = 0; j < i; j++) {
			const struct hub_member *b = hub->members[j];

			if (strcmp(a->nick, b->nick) == 0 &&
				(a->uid != b->uid || (!a->brief && !b->brief)))
				return "a nick that two have";
		}
	}
	return NULL;
}

/* The counts of one member are those of the tables. */
static inline const char *hub_check_counts(const struct hub *hub, const struct hub_member *member)
{
	unsigned asks = 0, runs = 0, serves = 0;

	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		asks += hub->calls[i].asker == member;
		runs += hub->calls[i].runner == member;
	}
	for (int i = 0; i < HUB_SERVERS_MAX; i++)
		serves += hub->servers[i].member == member;
	if (asks != member->asks || runs != member->runs || serves != member->serves)
		return "counts of a member that are wrong";
	if (asks > HUB_ASKS_MAX || runs > HUB_RUNS_MAX || serves > HUB_SERVES_MAX)
		return "a member with more calls or verbs than it may have";
	return NULL;
}

static inline const char *hub_check_verb(const struct hub *hub, int verb)
{
	unsigned servers = 0, waiting = 0;

	for (int i = 0; i < HUB_SERVERS_MAX; i++)
		servers += hub->servers[i].member != NULL && hub->servers[i].verb == verb;
	for (int i = 0; i < HUB_CALLS_MAX; i++)
		waiting += hub->calls[i].id != 0 && hub->calls[i].runner == NULL &&
			   hub->calls[i].verb == verb;
	if (servers != hub->verbs[verb].servers || waiting != hub->verbs[verb].waiting)
		return "counts of a verb that are wrong";
	if (waiting > HUB_WAITING_MAX || (waiting > 0 && servers == 0))
		return "calls that wait in vain";
	return NULL;
}

static inline const char *hub_check_server(const struct hub *hub, const struct hub_server *server)
{
	unsigned runs = 0;

	for (int i = 0; i < HUB_CALLS_MAX; i++)
		runs += hub->calls[i].server == server;
	if (runs != server->runs || hub_member(hub, server->member->id) != server->member)
		return "a server whose count is wrong, or who is gone";
	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		const struct hub_call *call = &hub->calls[i];
		bool ignored = false;

		if (call->id == 0 || call->runner != NULL || call->verb != server->verb)
			continue;
		for (unsigned j = 0; j < server->member->ignored_count; j++)
			ignored |= server->member->ignored[j].uid == call->asker->uid &&
				   strcmp(server->member->ignored[j].nick, call->asker->nick) == 0;
		if (!ignored && runs < server->max && server->member->runs < HUB_RUNS_MAX &&
			!server->member->crowded)
			return "a call that waits though it could run";
	}
	return NULL;
}

static inline const char *hub_check_call(const struct hub *hub, const struct hub_call *call)
{
	if (call->id > hub->last_call || hub_member(hub, call->asker->id) != call->asker)
		return "a call that nobody has asked";
	if (call->runner == NULL)
		return call->server != NULL || call->credit + call->owed > 0 ||
				       call->arguments.len == 0
			       ? "a call that waits and runs"
			       : NULL;
	if (hub_member(hub, call->runner->id) != call->runner)
		return "a call whose runner is gone";
	return call->credit + call->owed != REQUEST_CREDITS ? "credit that was lost" : NULL;
}

/* What is wrong, or NULL. */
static inline const char *hub_check(const struct hub *hub)
{
	const char *wrong = hub->ending ? "a member has ended and is still there" : NULL;

	if (wrong == NULL)
		wrong = hub_check_members(hub);
	for (unsigned i = 0; wrong == NULL && i < hub->count; i++)
		wrong = hub_check_counts(hub, hub->members[i]);
	for (int i = 0; wrong == NULL && i < HUB_VERBS_MAX; i++)
		wrong = hub_check_verb(hub, i);
	for (int i = 0; wrong == NULL && i < HUB_SERVERS_MAX; i++) {
		if (hub->servers[i].member != NULL)
			wrong = hub_check_server(hub, &hub->servers[i]);
	}
	for (int i = 0; wrong == NULL && i < HUB_CALLS_MAX; i++) {
		if (hub->calls[i].id != 0)
			wrong = hub_check_call(hub, &hub->calls[i]);
	}
	return wrong;
}

#endif
