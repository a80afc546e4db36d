/* SPDX-License-Identifier: ISC */
/*
 * The verbs of a hub, who serves them, and the calls. For the files of core/hub only.
 *
 * A call waits in its verb or runs at a server. It has the one who asked; when that one ends, it
 * does as well. A verb lives as long as somebody serves it.
 */
#ifndef CORE_HUB_CALL_H
#define CORE_HUB_CALL_H

#include "core/hub.h"

/* --- Verbs and servers, core/hub_verb.c --- */

/* The number of a verb in hub->verbs, or -1. */
int hub_verb_find(const struct hub *hub, const char *name);

/* The requests; each is answered. */
void hub_serve(struct hub *hub, struct hub_member *member, const struct frame *frame);
void hub_unserve(struct hub *hub, struct hub_member *member, const struct frame *frame);

/* The member serves nothing any more. */
void hub_unserve_all(struct hub *hub, struct hub_member *member);

/*
 * Finds who may run a call of a verb for asker: *server, or NULL where the call has to wait.
 * size: of the CALL in frames. Returns REFUSAL_NONE; NO_VERB; or IGNORED where all who serve it
 * ignore the asker.
 */
enum refusal hub_choose(struct hub *hub, int verb, const struct hub_member *asker, size_t size,
	struct hub_server **server);

/* --- Calls, core/hub_call.c --- */

/* ASK, put together: text is verb NUL argument NUL ... */
void hub_ask(
	struct hub *hub, struct hub_member *member, uint64_t number, const char *text, size_t len);

/* The requests of those who ask. */
void hub_cancel(struct hub *hub, struct hub_member *member, const struct frame *frame);
void hub_credit(struct hub *hub, struct hub_member *member, const struct frame *frame);

/* The requests of those who serve: OUTPUT, ERRORS, ANSWERED. */
void hub_output(struct hub *hub, struct hub_member *member, const struct frame *frame);
void hub_answered(struct hub *hub, struct hub_member *member, const struct frame *frame);

/*
 * Somebody may run more than before, or other calls, or serves no more: has calls that wait run as
 * far as they may, the oldest first, and refuses those that nobody will run.
 */
void hub_run_waiting(struct hub *hub);

/* The member has ended: its calls end, those that it ran are refused, and it serves no more. */
void hub_end_calls(struct hub *hub, struct hub_member *member);

/* Refuses all calls. */
void hub_refuse_calls(struct hub *hub, enum refusal refusal);

#endif
