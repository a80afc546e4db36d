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

/* What the tables come to, counted in one pass: fuzzing looks after each step. */
struct hub_tally {
	unsigned asks[HUB_MEMBERS_MAX], runs[HUB_MEMBERS_MAX], serves[HUB_MEMBERS_MAX];
	unsigned servers[HUB_VERBS_MAX], waiting[HUB_VERBS_MAX];
	unsigned served[HUB_SERVERS_MAX]; /* calls that a server runs */
};

static inline void hub_tally_member(
	const struct hub *hub, const struct hub_member *member, unsigned counts[HUB_MEMBERS_MAX])
{
	for (unsigned i = 0; member != NULL && i < hub->count; i++)
		counts[i] += hub->members[i] == member;
}

static inline struct hub_tally hub_tally(const struct hub *hub)
{
	struct hub_tally tally = {0};

	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		const struct hub_call *call = &hub->calls[i];

		hub_tally_member(hub, call->asker, tally.asks);
		hub_tally_member(hub, call->runner, tally.runs);
		if (call->id != 0 && call->runner == NULL)
			tally.waiting[call->verb]++;
		if (call->server != NULL)
			tally.served[call->server - hub->servers]++;
	}
	for (int i = 0; i < HUB_SERVERS_MAX; i++) {
		hub_tally_member(hub, hub->servers[i].member, tally.serves);
		if (hub->servers[i].member != NULL)
			tally.servers[hub->servers[i].verb]++;
	}
	return tally;
}

/* The counts of one member are those of the tables. */
static inline const char *hub_check_counts(
	const struct hub *hub, const struct hub_tally *tally, unsigned i)
{
	const struct hub_member *member = hub->members[i];

	if (tally->asks[i] != member->asks || tally->runs[i] != member->runs ||
		tally->serves[i] != member->serves)
		return "counts of a member that are wrong";
	if (member->asks > HUB_ASKS_MAX || member->runs > HUB_RUNS_MAX ||
		member->serves > HUB_SERVES_MAX)
		return "a member with more calls or verbs than it may have";
	return NULL;
}

static inline const char *hub_check_verb(
	const struct hub *hub, const struct hub_tally *tally, int verb)
{
	unsigned servers = tally->servers[verb], waiting = tally->waiting[verb];

	if (servers != hub->verbs[verb].servers || waiting != hub->verbs[verb].waiting)
		return "counts of a verb that are wrong";
	if (waiting > HUB_WAITING_MAX || (waiting > 0 && servers == 0))
		return "calls that wait in vain";
	return NULL;
}

static inline bool hub_check_ignored(const struct hub_member *by, const struct hub_member *member)
{
	for (unsigned i = 0; i < by->ignored_count; i++) {
		if (by->ignored[i].uid == member->uid &&
			strcmp(by->ignored[i].nick, member->nick) == 0)
			return true;
	}
	return false;
}

static inline const char *hub_check_server(
	const struct hub *hub, const struct hub_tally *tally, const struct hub_server *server)
{
	unsigned runs = tally->served[server - hub->servers];

	if (runs != server->runs || hub_member(hub, server->member->id) != server->member)
		return "a server whose count is wrong, or who is gone";
	if (tally->waiting[server->verb] == 0 || runs >= server->max ||
		server->member->runs >= HUB_RUNS_MAX || server->member->crowded)
		return NULL;
	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		const struct hub_call *call = &hub->calls[i];

		if (call->id != 0 && call->runner == NULL && call->verb == server->verb &&
			!hub_check_ignored(server->member, call->asker))
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
	struct hub_tally tally = hub_tally(hub);

	if (wrong == NULL)
		wrong = hub_check_members(hub);
	for (unsigned i = 0; wrong == NULL && i < hub->count; i++)
		wrong = hub_check_counts(hub, &tally, i);
	for (int i = 0; wrong == NULL && i < HUB_VERBS_MAX; i++)
		wrong = hub_check_verb(hub, &tally, i);
	for (int i = 0; wrong == NULL && i < HUB_SERVERS_MAX; i++) {
		if (hub->servers[i].member != NULL)
			wrong = hub_check_server(hub, &tally, &hub->servers[i]);
	}
	for (int i = 0; wrong == NULL && i < HUB_CALLS_MAX; i++) {
		if (hub->calls[i].id != 0)
			wrong = hub_check_call(hub, &hub->calls[i]);
	}
	return wrong;
}

#endif
