/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "core/hub_call.h"
#include "core/hub_member.h"

int hub_verb_find(const struct hub *hub, const char *name)
{
	for (int i = 0; i < HUB_VERBS_MAX; i++) {
		if (hub->verbs[i].servers > 0 && strcmp(hub->verbs[i].name, name) == 0)
			return i;
	}
	return -1;
}

static int find_or_make(struct hub *hub, const char *name)
{
	int verb = hub_verb_find(hub, name);

	for (int i = 0; verb < 0 && i < HUB_VERBS_MAX; i++) {
		if (hub->verbs[i].servers > 0)
			continue;
		hub->verbs[i] = (struct hub_verb){0};
		memcpy(hub->verbs[i].name, name, strlen(name) + 1);
		verb = i;
	}
	return verb;
}

/* The entry of a member for a verb; a free one for nobody (NULL). */
static struct hub_server *find_server(struct hub *hub, const struct hub_member *member, int verb)
{
	for (int i = 0; i < HUB_SERVERS_MAX; i++) {
		struct hub_server *server = &hub->servers[i];

		if (server->member == member && (member == NULL || server->verb == verb))
			return server;
	}
	return NULL;
}

static enum refusal serve(
	struct hub *hub, struct hub_member *member, const char *name, uint32_t max)
{
	int verb = hub_verb_find(hub, name);
	struct hub_server *server = verb >= 0 ? find_server(hub, member, verb) : NULL;

	if (server != NULL) {
		server->max = max;
		return REFUSAL_NONE;
	}
	server = find_server(hub, NULL, 0);
	if (server == NULL || member->serves == HUB_SERVES_MAX)
		return REFUSAL_VERBS;
	verb = find_or_make(hub, name);
	if (verb < 0)
		return REFUSAL_VERBS;
	*server = (struct hub_server){.member = member, .verb = verb, .max = max};
	hub->verbs[verb].servers++;
	member->serves++;
	return REFUSAL_NONE;
}

void hub_serve(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	char verb[REQUEST_VERB_MAX + 1];
	uint32_t max;
	enum refusal refusal = request_read_serve(frame, &max, verb);

	if (refusal == REFUSAL_NONE)
		refusal = serve(hub, member, verb, max);
	hub_answer(hub, member, frame, refusal);
	if (refusal == REFUSAL_NONE)
		hub_run_waiting(hub);
}

/* Calls that it runs go on without it. */
static void remove_server(struct hub *hub, struct hub_server *server)
{
	for (int i = 0; i < HUB_CALLS_MAX; i++) {
		if (hub->calls[i].server == server)
			hub->calls[i].server = NULL;
	}
	hub->verbs[server->verb].servers--;
	server->member->serves--;
	*server = (struct hub_server){0};
}

void hub_unserve(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	char name[REQUEST_VERB_MAX + 1];
	enum refusal refusal = request_read_verb(frame, name);
	struct hub_server *server = NULL;
	int verb = -1;

	if (refusal == REFUSAL_NONE)
		verb = hub_verb_find(hub, name);
	if (verb >= 0)
		server = find_server(hub, member, verb);
	if (refusal == REFUSAL_NONE && server == NULL)
		refusal = REFUSAL_NO_VERB;
	if (server != NULL)
		remove_server(hub, server);
	hub_answer(hub, member, frame, refusal);
	if (server != NULL)
		hub_run_waiting(hub);
}

void hub_unserve_all(struct hub *hub, struct hub_member *member)
{
	for (int i = 0; i < HUB_SERVERS_MAX && member->serves > 0; i++) {
		if (hub->servers[i].member == member)
			remove_server(hub, &hub->servers[i]);
	}
}

/* Whether a server may be given one more call. */
static bool has_place(struct hub_server *server, size_t size)
{
	struct hub_member *member = server->member;

	if (server->runs >= server->max || member->runs >= HUB_RUNS_MAX)
		return false;
	if (framequeue_bytes(&member->responses) + size <= HUB_RESPONSES_CALL)
		return true;
	member->crowded = true;
	return false;
}

enum refusal hub_choose(struct hub *hub, int verb, const struct hub_member *asker, size_t size,
	struct hub_server **chosen)
{
	bool any = false, willing = false;

	*chosen = NULL;
	for (int i = 0; i < HUB_SERVERS_MAX; i++) {
		struct hub_server *server = &hub->servers[i];

		if (server->member == NULL || server->verb != verb || server->member->ended)
			continue;
		any = true;
		if (hub_ignores(server->member, asker))
			continue;
		willing = true;
		if ((*chosen == NULL || server->runs < (*chosen)->runs) && has_place(server, size))
			*chosen = server;
	}
	return any && !willing ? REFUSAL_IGNORED : REFUSAL_NONE;
}
