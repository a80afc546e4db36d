/* SPDX-License-Identifier: ISC */
/*
 * Being a member of a room, in an event loop: knocks, has the pair of queues, and brings the pure
 * model (core/member) and the queues together. For the commands join, send, ask and serve.
 *
 *     membership_open()      joins: sleeps, well below 10 ms where the hub answers
 *     membership->member     the model: member_say() and so on add requests, and
 *     membership_flush()     puts into the queue what fits; the rest goes out from the event loop
 *     handlers               what comes from the hub, and the end
 *     membership_close()     leaves, if the room still is, and gives everything back
 */
#ifndef APP_MEMBERSHIP_H
#define APP_MEMBERSHIP_H

#include <stdbool.h>
#include <sys/types.h>

#include "app/loop.h"
#include "core/address.h"
#include "core/member.h"
#include "ipc/mqpair.h"

struct membership_handlers {
	/* All but MEMBER_NOTHING, MEMBER_WELCOME and MEMBER_BYE. */
	void (*event)(void *context, const struct member_event *event);
	/* Requests that waited have been taken; more may be added. May be NULL. */
	void (*room)(void *context);
	/* The room has ended, or lets go of this member: why is in membership->end_reason. */
	void (*ended)(void *context);
};

struct membership {
	struct member member;
	struct mqpair pair;
	struct address address;
	int hub; /* pidfd */
	pid_t hub_pid;
	struct loop_event *in_event, *out_event, *hub_event;
	const struct membership_handlers *handlers;
	void *context;
	uint64_t since; /* the newest record on the board when this began */
	bool ended;
	unsigned end_code; /* enum refusal; REFUSAL_GONE: the hub was killed */
	char end_reason[REQUEST_REASON_MAX + 1]; /* a sentence without a full stop */
};

struct membership_options {
	struct address address; /* of the room */
	const char *nick;       /* NULL or empty: the login name */
	bool brief;             /* come and go without a notice */
	int timeout_ms;         /* for joining; 0: the usual one */
};

/*
 * Joins. Returns EX_OK, or says what is wrong in one line and returns the status to exit with: no
 * room (69, and how to start one), who has the joining slot (75), the room is full (75), a limit of
 * queues and its remedy (73). Handlers are called from the event loop, and by membership_leave().
 */
int membership_open(struct membership *membership, struct loop *loop,
	const struct membership_options *options, const struct membership_handlers *handlers,
	void *context);

/* Puts requests into the queue, as many as it takes now. */
void membership_flush(struct membership *membership);

/*
 * Whether a record on the room's board is of this member. Ids begin anew with each hub, so one that
 * was there before this member came is not, whatever id it has.
 */
bool membership_said(const struct membership *membership, const struct record *record);

/*
 * Says LEAVE, unless it has ended, and waits up to a second for the hub's word. What is still to be
 * said goes out meanwhile, and the event handler is called for what comes of it; then all that was
 * not granted is not known to be said. May be called on a zeroed one, and again.
 */
void membership_leave(struct membership *membership);

/* membership_leave(), and gives everything back. */
void membership_close(struct membership *membership);

#endif
