/* SPDX-License-Identifier: ISC */
/*
 * The members of a hub: who is there, under which nick, and what they are to be told. For the files
 * of core/hub only.
 *
 * A member may end in the middle of anything, for it can't be told something. It is marked then,
 * counts as gone from there on and gets no response any more; hub_settle() removes it where nobody
 * holds a pointer to it.
 */
#ifndef CORE_HUB_MEMBER_H
#define CORE_HUB_MEMBER_H

#include "core/hub.h"

/* The member of this id, also one that has ended; or NULL. */
struct hub_member *hub_find(const struct hub *hub, uint32_t id);

/*
 * Makes a member whose nick is that or one made of it. Returns NULL without memory; there is room
 * for one.
 */
struct hub_member *hub_member_new(
	struct hub *hub, uint32_t uid, uint32_t pid, const char *nick, bool brief);

/* Removes a member, whose calls are gone, and frees it. */
void hub_member_free(struct hub *hub, struct hub_member *member);

/*
 * Makes wish a nick that nobody else has, with a number behind it if need be. brief, uid: of the
 * one who wishes, which is except where it is in the room already.
 */
void hub_make_nick(const struct hub *hub, const struct hub_member *except, uint32_t uid, bool brief,
	const char *wish, char nick[RECORD_FROM_MAX + 1]);

/* Tells what became of a member that ends. */
void hub_note_end(struct hub *hub, const struct hub_member *member);

/* --- What a member does to itself: each answers the request --- */

void hub_nick(struct hub *hub, struct hub_member *member, const struct frame *frame);
void hub_away(struct hub *hub, struct hub_member *member, const struct frame *frame);
void hub_ignore(struct hub *hub, struct hub_member *member, const struct frame *frame);
void hub_who(struct hub *hub, struct hub_member *member, const struct frame *frame);

/* POST and ASK, in parts. */
void hub_text(struct hub *hub, struct hub_member *member, const struct frame *frame);

/* Whether member ignores who. */
bool hub_ignores(const struct hub_member *member, const struct hub_member *who);

/* --- What a member is told --- */

/* Adds a response. One who has too many of them ends as HUB_SLOW. */
void hub_respond(struct hub *hub, struct hub_member *member, const void *response, size_t n);

void hub_grant(struct hub *hub, struct hub_member *member, const struct frame *frame);
void hub_refuse(struct hub *hub, struct hub_member *member, uint8_t kind, uint64_t number,
	enum refusal refusal);

/* Refuses, or grants REFUSAL_NONE. */
void hub_answer(struct hub *hub, struct hub_member *member, const struct frame *frame,
	enum refusal refusal);

void hub_note(struct hub *hub, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Marks a member as ended, after a BYE where the hub lets go of it. The first mark holds. */
void hub_end(struct hub *hub, struct hub_member *member, enum hub_end end);

#endif
