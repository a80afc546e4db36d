/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/hub_call.h"
#include "core/hub_member.h"

/* The place of a nick among those that member ignores; of any account where who is NULL. */
static int find_ignored(
	const struct hub_member *member, const char *nick, const struct hub_member *who)
{
	for (unsigned i = 0; i < member->ignored_count; i++) {
		if (strcmp(member->ignored[i].nick, nick) == 0 &&
			(who == NULL || member->ignored[i].uid == who->uid))
			return (int)i;
	}
	return -1;
}

bool hub_ignores(const struct hub_member *member, const struct hub_member *who)
{
	return member->ignored_count > 0 && find_ignored(member, who->nick, who) >= 0;
}

static enum refusal ignore(struct hub *hub, struct hub_member *member, const char *nick)
{
	const struct hub_member *who = NULL;
	struct hub_ignored *ignored;

	for (unsigned i = 0; i < hub->count; i++) {
		if (!hub->members[i]->ended && strcmp(hub->members[i]->nick, nick) == 0)
			who = hub->members[i];
	}
	if (who == NULL)
		return REFUSAL_NOBODY;
	if (hub_ignores(member, who))
		return REFUSAL_NONE;
	if (member->ignored_count == HUB_IGNORES_MAX)
		return REFUSAL_IGNORES;
	ignored = realloc(member->ignored, (member->ignored_count + 1) * sizeof(*ignored));
	if (ignored == NULL)
		return REFUSAL_MEMORY;
	member->ignored = ignored;
	ignored += member->ignored_count++;
	ignored->uid = who->uid;
	memcpy(ignored->nick, who->nick, sizeof(who->nick));
	return REFUSAL_NONE;
}

/* One who is ignored may be gone, or be called otherwise now: the nick says it all. */
static enum refusal heed(struct hub_member *member, const char *nick)
{
	int i = find_ignored(member, nick, NULL);

	if (i < 0)
		return REFUSAL_NOBODY;
	for (; i >= 0; i = find_ignored(member, nick, NULL))
		member->ignored[i] = member->ignored[--member->ignored_count];
	return REFUSAL_NONE;
}

void hub_ignore(struct hub *hub, struct hub_member *member, const struct frame *frame)
{
	char nick[RECORD_FROM_MAX + 1];
	enum refusal refusal = request_read_nick(frame, nick);

	if (refusal == REFUSAL_NONE && (frame->flags & ~REQUEST_ON) != 0)
		refusal = REFUSAL_MALFORMED;
	if (refusal == REFUSAL_NONE)
		refusal = (frame->flags & REQUEST_ON) != 0 ? ignore(hub, member, nick)
							   : heed(member, nick);
	hub_answer(hub, member, frame, refusal);
	if (refusal == REFUSAL_NONE && member->serves > 0)
		hub_run_waiting(hub);
}
