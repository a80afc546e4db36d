/* SPDX-License-Identifier: ISC */
/*
 * The calls that a member of a room serves: each runs a command (app/worker.h) whose output goes to
 * the one who asked as far as that one takes it.
 *
 * No more commands run at a time than were allowed. One that was cancelled counts until it has
 * ended, and a call that comes meanwhile waits for its place: who allows one command at a time can
 * rely on it.
 */
#ifndef APP_CALLS_H
#define APP_CALLS_H

#include <stdbool.h>

#include "app/loop.h"
#include "app/membership.h"

/* Those that the hub gives, and those that were cancelled and have not ended. */
#define CALLS_MAX (2 * MEMBER_RUNS_MAX)

struct call;

struct calls {
	struct loop *loop;
	struct membership *membership;
	char *const *words; /* the command and its arguments, word_count of them */
	int word_count;
	unsigned max;
	struct call *list[CALLS_MAX]; /* in no order; NULL: free */
	bool ending;                  /* no more answers; see calls_cancel_all() */
	void (*ended)(void *context);
	void *context;
};

/*
 * words stay the caller's, as does the membership, whose room's name is that of the calls. ended is
 * called from the event loop when after calls_cancel_all() no command runs any more.
 */
void calls_init(struct calls *calls, struct loop *loop, struct membership *membership,
	char *const *words, int word_count, unsigned max);
void calls_fini(struct calls *calls);

/* MEMBER_CALL: runs the command, or has it wait. What can't be run is answered, and said. */
void calls_add(struct calls *calls, uint64_t number, const struct request_call *request);

/* MEMBER_CANCEL: ends the command; the number of a call that is over is passed over. */
void calls_cancel(struct calls *calls, uint64_t number);

/* MEMBER_CREDIT, or requests were taken: more may be output. */
void calls_resume(struct calls *calls);

/*
 * Ends all of them; again: without waiting. Returns whether some still run, then calls->ended is
 * called later. Nothing is said to the room any more, so the membership may be closed before.
 */
bool calls_cancel_all(struct calls *calls);

#endif
