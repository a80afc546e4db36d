/* SPDX-License-Identifier: ISC */
/*
 * A room as one member knows it: requests that wait to be put into its queue, and what the hub's
 * responses mean. No descriptor and no clock.
 *
 *     member_say(), member_who(), ...   add a request and tell its number
 *     member_next_request()             what is to be put into the queue, then
 *     member_request_taken()
 *     member_receive()                  a message came from the hub: what does it mean?
 *
 * Any number of requests may be on the way. Requests are added while fewer than MEMBER_REQUESTS_MAX
 * bytes wait; with more, they get -EAGAIN, and their caller waits until some were taken. Responses
 * have to be read all the while: the hub leaves the requests of one who doesn't where they are.
 *
 * A member that serves has to answer each MEMBER_CALL by member_answer(), unless MEMBER_CANCEL came
 * first. What a call outputs goes out as far as there is credit for it: member_output() takes what
 * it may, and MEMBER_CREDIT tells when it may take more. The other way round, the one who asks
 * calls member_dealt_with() for chunks that were written to where they belong; credit is given back
 * in bundles.
 */
#ifndef CORE_MEMBER_H
#define CORE_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/buffer.h"
#include "core/framequeue.h"
#include "core/request.h"

/* Bytes of requests that wait; one more text may come on top. */
#define MEMBER_REQUESTS_MAX (128u << 10)
/* Calls that a member runs at a time, and that it asks. */
#define MEMBER_RUNS_MAX 64
#define MEMBER_ASKS_MAX 16

struct member {
	uint32_t id; /* 0 before WELCOME */
	char nick[RECORD_FROM_MAX + 1];
	uint64_t last; /* number of the newest request */
	struct framequeue requests;
	struct buffer text; /* of a CALL whose last part has not come */
	uint64_t text_number;
	unsigned text_next;
	struct {
		uint64_t call; /* 0: free */
		unsigned credit;
	} runs[MEMBER_RUNS_MAX];
	struct {
		uint64_t number; /* 0: free */
		unsigned dealt;  /* chunks that the hub was not told of */
	} asks[MEMBER_ASKS_MAX];
};

enum member_kind {
	MEMBER_NOTHING,  /* a part of something, or nothing that this side knows */
	MEMBER_WELCOME,  /* member->id and member->nick hold */
	MEMBER_GRANTED,  /* number, request; count: of FRAME_POST; member->nick: of FRAME_NICK */
	MEMBER_REFUSED,  /* number, request, code, reason; without a number: the join */
	MEMBER_ROW,      /* number, row: one who is here; MEMBER_GRANTED follows the last */
	MEMBER_PONG,     /* number */
	MEMBER_CALL,     /* number: of the call; call */
	MEMBER_CANCEL,   /* number: of the call, which is over: nobody waits for it */
	MEMBER_CREDIT,   /* number: of the call, which may output more */
	MEMBER_OUTPUT,   /* number; bytes, len: a chunk; member_dealt_with() has to follow */
	MEMBER_ERRORS,   /* the same on standard error */
	MEMBER_ANSWERED, /* number, status: the call is over */
	MEMBER_BYE,      /* code, reason: the hub lets go of this member */
};

struct member_event {
	enum member_kind kind;
	uint8_t request; /* enum frame_kind */
	uint64_t number;
	uint64_t count;
	uint32_t status;
	unsigned code; /* enum refusal, or one that this side does not know */
	char reason[REQUEST_REASON_MAX + 1];
	struct request_member row;
	struct request_call call; /* its arguments are valid until the next member_receive() */
	const char *bytes;        /* into what was received */
	size_t len;
};

/* A zeroed struct is a member that has not been let in. */
void member_fini(struct member *member);

/*
 * Each adds a request and stores its number, which is not 0, unless number is NULL. Returns 0,
 * -EAGAIN where too many wait, -EMSGSIZE where the text is over its limit, -EINVAL for a nick or a
 * verb that can't be one, or -ENOMEM; then nothing has changed. Texts may be of any bytes: the hub
 * mends them.
 */
int member_say(struct member *member, const char *text, size_t len, uint64_t *number);
int member_set_nick(struct member *member, const char *nick, uint64_t *number);
int member_set_away(struct member *member, const char *away, uint64_t *number);
int member_set_topic(struct member *member, const char *topic, uint64_t *number);
int member_ignore(struct member *member, const char *nick, bool on, uint64_t *number);
int member_serve(struct member *member, const char *verb, uint32_t max, uint64_t *number);
int member_unserve(struct member *member, const char *verb, uint64_t *number);

/* One without a body: FRAME_WHO, FRAME_PING, FRAME_LEAVE, FRAME_STOP. */
int member_request(struct member *member, uint8_t kind, uint64_t *number);

/*
 * Asks for verb with n arguments. Errors as above, and -EBUSY where MEMBER_ASKS_MAX are open.
 * member_cancel() takes the number of the ASK; -ENOENT: it is not open any more.
 */
int member_ask(struct member *member, const char *verb, const char *const *arguments, size_t n,
	uint64_t *number);
int member_cancel(struct member *member, uint64_t ask);

/*
 * A chunk of an ASK was dealt with. Returns 0, also for one that is over, or -ENOMEM: then it is
 * told with the next one.
 */
int member_dealt_with(struct member *member, uint64_t ask);

/*
 * Adds what a call gives on standard output, or on standard error, as far as there is credit.
 * Returns the bytes that were taken, 0 where there is no credit or too many requests wait, -ENOENT
 * where no such call runs, or -ENOMEM.
 */
ssize_t member_output(
	struct member *member, uint64_t call, bool errors, const char *bytes, size_t len);

/* Answers a call with a status of 0 to 255. Returns 0, -ENOENT or -ENOMEM; never -EAGAIN. */
int member_answer(struct member *member, uint64_t call, uint32_t status);

/* As hub_next_response() and hub_response_taken(), see core/hub.h. */
const void *member_next_request(const struct member *member, size_t *n);
void member_request_taken(struct member *member);

/*
 * What a message of the hub means. bytes has to stay as long as *event is looked at. Returns 0,
 * -EBADMSG for what no hub sends, or -ENOMEM: with either the member had better leave.
 */
int member_receive(struct member *member, const void *bytes, size_t n, struct member_event *event);

#endif
