/* SPDX-License-Identifier: ISC */
/*
 * A room as its hub knows it: members, nicks, topic, verbs, calls, and what each member is still to
 * be told. No descriptor and no clock.
 *
 * The owner hands in what came from members and carries out what the handlers say:
 *
 *     hub_join()            somebody wants to come in
 *     hub_receive()         a message came from a member's queue
 *     hub_gone()            a member is no more
 *     hub_next_response()   what is to be put into a member's queue, hub_response_taken() when done
 *
 * What members send is hostile, and so is that they do not take their responses. What the hub can't
 * or won't do is answered by REFUSED and changes nothing; core/request.h tells what is answered
 * how. While hub_paused() a member's requests are better left in its queue: it waits then, and
 * nobody else does. What others make the hub tell it is bounded by credits and by calls that wait,
 * so only one whose requests are read all the same comes to more than HUB_RESPONSES_MAX; it is let
 * go of.
 *
 * Nicks are unique, for a name that two have is nobody's: one that is taken gets "2", "3", ...
 * behind it. A brief member, which a script is, may have the nick that another member of its own
 * account has: it speaks for that one.
 *
 * A call waits for that server of its verb which runs the fewest, as long as all run as many as
 * they allow. It goes to a server when that one has room for it among its responses.
 *
 * A text of one part is handed on from where it lies: saying costs no allocation.
 */
#ifndef CORE_HUB_H
#define CORE_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/framequeue.h"
#include "core/request.h"

/* Members at a time. */
#define HUB_MEMBERS_MAX 256
/* Bytes of responses that a member has not taken; one with more is let go of. */
#define HUB_RESPONSES_MAX (256u << 10)
/* With more than this hub_paused(). */
#define HUB_RESPONSES_HIGH (32u << 10)
/* A call comes to a server whose responses have no more than this with it. */
#define HUB_RESPONSES_CALL (96u << 10)
/* Verbs in the room, verbs that one member serves, and how often one serves one of them. */
#define HUB_VERBS_MAX   64
#define HUB_SERVES_MAX  16
#define HUB_SERVERS_MAX 256
/* Calls in the room, those of them that one member asks, and those that wait for one verb,
 * which leaves places for other verbs. */
#define HUB_CALLS_MAX   256
#define HUB_ASKS_MAX    16
#define HUB_WAITING_MAX 128
/* Calls that one member runs at a time, whatever it allows. */
#define HUB_RUNS_MAX 64
/* Nicks that one member ignores. */
#define HUB_IGNORES_MAX 64

/* How a member ended. */
enum hub_end {
	HUB_LEFT,    /* it said LEAVE */
	HUB_KILLED,  /* its process is gone without a word */
	HUB_CLOSED,  /* its queue can't be used any more */
	HUB_SLOW,    /* it did not take its responses */
	HUB_STOPPED, /* the room has ended */
};

/* Somebody whose calls do not come to the one who ignores. */
struct hub_ignored {
	uint32_t uid;
	char nick[RECORD_FROM_MAX + 1];
};

/* To be read only; valid until the next call that takes a hub which is not const. */
struct hub_member {
	uint32_t id;  /* from 1, never given twice */
	uint32_t uid; /* the account, as the kernel says */
	uint32_t pid;
	bool brief;
	char nick[RECORD_FROM_MAX + 1]; /* valid UTF-8, terminated, unique; as is away */
	char away[RECORD_AWAY_MAX + 1]; /* empty: here */

	/* The hub's own. */
	struct framequeue responses;
	struct buffer text; /* of a POST or an ASK whose last part has not come */
	struct {
		uint64_t number;
		uint8_t kind;         /* 0: none has begun */
		unsigned next;        /* the part that comes next */
		enum refusal refusal; /* what the last part will be answered with */
	} parts;
	unsigned serves, asks, runs; /* verbs, calls that it asked, that it runs */
	bool crowded;                /* a call waits until it has taken some responses */
	struct hub_ignored *ignored;
	unsigned ignored_count;
	bool ended;
	bool gone; /* the owner said so */
	enum hub_end end;
};

struct hub_verb {
	char name[REQUEST_VERB_MAX + 1]; /* empty: free */
	unsigned servers;                /* from 1: with the last one the verb goes */
	unsigned waiting;                /* calls */
};

/* A member that serves a verb. */
struct hub_server {
	struct hub_member *member; /* NULL: free */
	int verb;                  /* of hub->verbs */
	uint32_t max;              /* calls at a time */
	uint32_t runs;             /* calls of this verb that it runs */
};

struct hub_call {
	uint64_t id;     /* 0: free; from 1, never given twice, so the oldest is the least */
	uint64_t number; /* of the ASK */
	struct hub_member *asker;
	struct hub_member *runner; /* NULL: it waits */
	struct hub_server *server; /* NULL: it waits, or its runner serves the verb no more */
	int verb;                  /* of hub->verbs; of one that waits */
	unsigned credit;           /* chunks that may come */
	unsigned owed;             /* chunks that the asker has not dealt with */
	struct buffer arguments;   /* of one that waits: verb NUL argument NUL ... */
};

struct hub_handlers {
	/*
	 * A member says a text: valid UTF-8 without NUL, at most RECORD_TEXT_MAX bytes; post is the
	 * member's own number of it. Text and member are valid until the handler returns. Returns
	 * the number of the message in the room, from 1, or 0 where it could not be kept.
	 */
	uint64_t (*say)(void *context, const struct hub_member *from, uint64_t post,
		const char *text, size_t len);
	/* The hub says what happened: valid UTF-8 of some hundred bytes. */
	void (*note)(void *context, const char *text, size_t len);
	/* Members, nicks, absence or the topic are others than before. */
	void (*changed)(void *context);
	/* There is something for hub_next_response() where there was nothing. */
	void (*due)(void *context, uint32_t member);
	/*
	 * The hub lets go of a member, which is known no more when this returns. Until then
	 * hub_next_response() and hub_response_taken() may be called for it, and nothing else: the
	 * last of them tells it why. Not called upon hub_gone().
	 */
	void (*drop)(void *context, uint32_t member, enum hub_end end);
	/* The account of the room wants it to end: hub_stop() should follow, later. */
	void (*stop)(void *context, const struct hub_member *by);
};

struct hub {
	const struct hub_handlers *handlers;
	void *context;
	uint32_t owner; /* the account of the room */
	char topic[REQUEST_TOPIC_MAX + 1];

	struct hub_member *members[HUB_MEMBERS_MAX]; /* in the order in which they came */
	unsigned count;
	uint32_t last_member;
	struct hub_verb verbs[HUB_VERBS_MAX]; /* in no order, as are the next two */
	struct hub_server servers[HUB_SERVERS_MAX];
	struct hub_call calls[HUB_CALLS_MAX];
	uint64_t last_call;
	struct buffer repaired;
	bool ending;  /* some member has ended and is still there */
	bool stopped; /* hub_stop() was called */
};

/*
 * owner is the account that may stop the room. No handler may call a function that takes a hub
 * which is not const, but as told at drop. hub_fini() calls no handler.
 */
void hub_init(struct hub *hub, uint32_t owner, const struct hub_handlers *handlers, void *context);
void hub_fini(struct hub *hub);

/*
 * Lets somebody in. uid is what the kernel says; nick, of n bytes, is what the newcomer wants to
 * be called. Returns REFUSAL_NONE: *id is the member's, a WELCOME waits for it and, unless it is
 * brief, a note says so; or REFUSAL_FULL, NICK, MEMORY or STOPPED: nothing has changed, and
 * request_write_refused() makes the answer.
 */
enum refusal hub_join(struct hub *hub, uint32_t uid, uint32_t pid, const char *nick, size_t n,
	bool brief, uint32_t *id);

/*
 * Takes a message of n bytes from a member's queue. An id of nobody is passed over: its last
 * messages may have been on the way. Handlers are called from within.
 */
void hub_receive(struct hub *hub, uint32_t id, const void *bytes, size_t n);

/*
 * A member is no more, HUB_KILLED or HUB_CLOSED. Its calls are cancelled, the calls that it ran are
 * refused. An id of nobody is passed over.
 */
void hub_gone(struct hub *hub, uint32_t id, enum hub_end end);

/*
 * The oldest response that a member has not taken, a queue message of *n bytes; NULL where there
 * is none. Valid until hub_response_taken(), which is called when it is in the member's queue, or
 * any other function that takes a hub which is not const.
 */
const void *hub_next_response(const struct hub *hub, uint32_t id, size_t *n);
void hub_response_taken(struct hub *hub, uint32_t id);

/* Whether the requests of a member should wait, for it does not take its responses. */
bool hub_paused(const struct hub *hub, uint32_t id);

/* Ends the room: each member is told BYE and dropped. Nobody is let in any more. */
void hub_stop(struct hub *hub);

/* The member of this id; NULL where there is none. hub->members has all, brief ones too. */
const struct hub_member *hub_member(const struct hub *hub, uint32_t id);

/* The members that are not brief. */
unsigned hub_members(const struct hub *hub);

#endif
