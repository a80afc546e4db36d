/* SPDX-License-Identifier: ISC */
/*
 * A hub with members that a test speaks for. What the hub tells them, and what it asks its owner
 * for, can be compared as one line of words each, parted by "; ".
 */
#ifndef TESTS_CORE_HUB_ROOM_H
#define TESTS_CORE_HUB_ROOM_H

#include <check.h>

#include "core/hub.h"
#include "core/member.h"

#define ROOM_OWNER   100
#define ROOM_MEMBERS (HUB_MEMBERS_MAX + 1)

struct room {
	struct hub hub;
	uint64_t said;  /* messages */
	bool full_disk; /* nothing can be kept */
	unsigned changed, due;
	struct member members[ROOM_MEMBERS]; /* by id */
	char log[8192];                      /* what handlers were told, see room_log() */
	char heard[65536];
};

extern struct room room;

void room_setup(void);
void room_teardown(void);

/* Lets somebody in who takes the WELCOME. Returns the id. */
uint32_t room_join(const char *nick, uint32_t uid);
uint32_t room_join_brief(const char *nick, uint32_t uid);

/* Sends one frame of a member. body is a string, or room_send_bytes(). */
void room_send(uint32_t id, uint8_t kind, uint64_t number, const char *body);
void room_send_bytes(
	uint32_t id, uint8_t kind, unsigned flags, uint64_t number, const void *body, size_t n);
void room_send_u32(uint32_t id, uint8_t kind, uint64_t number, uint32_t value);
void room_serve(uint32_t id, uint64_t number, uint32_t max, const char *verb);
void room_send_text(uint32_t id, uint8_t kind, uint64_t number, const char *text, size_t len);

/*
 * Takes at most count responses of a member, all with 0, and returns them:
 *
 *     granted KIND NUMBER[ =COUNT][ NICK]     refused KIND NUMBER CODE    row NICK[ away AWAY]
 *     call NICK VERB ARGUMENT ...             cancel CALL                 credit CALL COUNT
 *     output NUMBER TEXT                      errors NUMBER TEXT          answered NUMBER STATUS
 *     welcome NICK                            pong NUMBER                 bye CODE
 */
const char *room_hear_some(uint32_t id, unsigned count);
const char *room_hear(uint32_t id);

/*
 * What handlers were told since the last call: say ID POST TEXT; note TEXT; drop ID END; stop ID.
 */
const char *room_log(void);

/* The id of the CALL that was heard last. */
uint64_t room_call(void);

#endif
