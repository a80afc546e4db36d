/* SPDX-License-Identifier: ISC */
/*
 * What a member of a room and its hub say to each other.
 *
 * Each message of their queues is one frame (core/frame.h), at most REQUEST_SIZE_MAX bytes. A
 * request has a number, which the member chooses and which stands in every response to it.
 * Integers are little-endian. A text or arguments that do not fit into one frame go in parts, as
 * FRAME_POST does: the parts of one number and kind, in order, nothing else of that kind or of
 * another kind that goes in parts between them.
 *
 * Requests, member -> hub:
 *
 *   POST      says a text, in parts; answered by GRANTED with the room's count of messages
 *   NICK      body: nick; GRANTED: the nick that it became
 *   AWAY      body: why, at most RECORD_AWAY_MAX bytes; empty: back
 *   TYPING    is passed over without an answer
 *   WHO       a MEMBER for each member, then GRANTED
 *   TOPIC     body: text, at most REQUEST_TOPIC_MAX bytes; empty: none
 *   PING      PONG
 *   LEAVE     GRANTED; it is the last thing that is answered
 *   STOP      GRANTED, then BYE; only of the account that the room belongs to
 *   IGNORE    flags REQUEST_ON or 0; body: nick. Calls of its account under this nick do not come
 *             to this member any more
 *   SERVE     u32 how many calls at a time, from 1; verb. Again for the same verb: changes that
 *   UNSERVE   body: verb. Calls that run may still be answered
 *   ASK       in parts: verb NUL argument NUL ..., each with its NUL. Its number may not be that of
 *             another call of the member that is open. Answered by OUTPUT and ERRORS, any number
 *             of them, and then ANSWERED or REFUSED
 *   CANCEL    number: of the ASK, which is REFUSED (CANCELLED); then GRANTED
 *   CREDIT    number: of the ASK; u32 how many chunks were dealt with. Without an answer
 *
 *   and of a member that serves, number: of the CALL:
 *
 *   OUTPUT, ERRORS  a chunk, at most REQUEST_BODY_MAX bytes, not empty; costs one credit, of which
 *             there are REQUEST_CREDITS at first. Without an answer unless REFUSED
 *   ANSWERED  u32 status, 0 to 255; GRANTED
 *
 * A text or arguments that are REFUSED are so when their last part has come.
 *
 * Responses, hub -> member. Their flags, but of CALL, are the kind of the request, for numbers of
 * calls are the hub's and may be those of requests as well:
 *
 *   WELCOME   number 0; u32 member id, u32 0, nick: the join was accepted
 *   GRANTED   u64 of POST: the message's number in the room; else 0. Then for NICK: the nick
 *   REFUSED   u16 enum refusal, u16 0, sentence. Of a join: number 0, flags 0
 *   MEMBER    u32 id, u32 uid, u32 pid, u16 flags REQUEST_BRIEF, u8 bytes of nick, u8 of away; both
 *   PONG
 *   CALL      number: the hub's, never used again; in parts: u32 id of who asks, u32 uid, u16 bytes
 *             of nick, nick, verb NUL argument NUL ...
 *   CANCEL    number: of the CALL: nobody waits for its answer any more, and its number is void
 *   CREDIT    number: of the CALL; u32 chunks
 *   OUTPUT, ERRORS  number: of the ASK; a chunk
 *   ANSWERED  number: of the ASK; u32 status
 *   BYE       number 0, body of REFUSED: the hub lets go of the member
 *
 * Whatever is decoded is hostile: a decoder says no rather than guess, and hands out no text that
 * is not valid UTF-8. Chunks and arguments are bytes.
 */
#ifndef CORE_REQUEST_H
#define CORE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/frame.h"
#include "core/name.h"
#include "core/record.h"
#include "core/refusal.h"

#define REQUEST_SIZE_MAX 512
#define REQUEST_BODY_MAX (REQUEST_SIZE_MAX - FRAME_HEAD)

/* The topic stands on the board where the nick of the one opposite does. */
#define REQUEST_TOPIC_MAX RECORD_FROM_MAX
/* Bytes of a verb, which is valid where name_chat_valid() says so. */
#define REQUEST_VERB_MAX NAME_CHAT_MAX
/* Bytes of a verb and arguments with their NULs. */
#define REQUEST_ARGUMENTS_MAX 65536
/* Bytes that precede them in a CALL, at most. */
#define REQUEST_CALL_HEAD_MAX (10 + RECORD_FROM_MAX)
/* Chunks of a call that the one who asked has not dealt with. */
#define REQUEST_CREDITS 16

/* FRAME_IGNORE */
#define REQUEST_ON 1u
/* FRAME_MEMBER: here for one request only; its coming and going are not told. */
#define REQUEST_BRIEF 1u

/*
 * Reads a queue message of n bytes, which has to be one frame and nothing else. Returns
 * REFUSAL_NONE; or MALFORMED, VERSION or TOO_LONG, with kind, flags and number of *frame as far as
 * they could be read, else 0, so that it can be answered. The body points into bytes.
 */
enum refusal request_read(const void *bytes, size_t n, struct frame *frame);

/*
 * Writes the part of a text or of arguments that begins at *at, and moves *at behind it. Returns
 * the bytes written; *at == len then says that it was the last. kind, number: of the frames. To be
 * called at least once, for an empty text is a frame as well.
 */
size_t request_write_part(uint8_t kind, uint64_t number, const char *text, size_t len, size_t *at,
	unsigned char out[REQUEST_SIZE_MAX]);

/* The bytes of the frames that request_write_part() makes of len bytes. */
size_t request_parts_size(size_t len);

/* Writes a frame whose body is n bytes, at most REQUEST_BODY_MAX. Returns the bytes written. */
size_t request_write(uint8_t kind, uint16_t flags, uint64_t number, const void *body, size_t n,
	unsigned char out[REQUEST_SIZE_MAX]);

/* As request_write(), for bodies of one u32: CREDIT and ANSWERED. */
size_t request_write_u32(uint8_t kind, uint16_t flags, uint64_t number, uint32_t value,
	unsigned char out[REQUEST_SIZE_MAX]);

/* Reads such a body. Returns false where it is none. */
bool request_read_u32(const struct frame *frame, uint32_t *value);

/* SERVE. verb has at most REQUEST_VERB_MAX bytes. */
size_t request_write_serve(
	uint64_t number, uint32_t max, const char *verb, unsigned char out[REQUEST_SIZE_MAX]);

/* Returns REFUSAL_NONE, MALFORMED (also where max is 0) or VERB. */
enum refusal request_read_serve(
	const struct frame *frame, uint32_t *max, char verb[REQUEST_VERB_MAX + 1]);

/* Reads a body that is a verb (UNSERVE). Returns REFUSAL_NONE or VERB. */
enum refusal request_read_verb(const struct frame *frame, char verb[REQUEST_VERB_MAX + 1]);

/* Reads a body that is a nick (NICK, IGNORE). Returns REFUSAL_NONE or NICK. */
enum refusal request_read_nick(const struct frame *frame, char nick[RECORD_FROM_MAX + 1]);

/*
 * Reads a body that is a text of at most max bytes (AWAY, TOPIC); what is no text in it becomes
 * U+FFFD. to has room for max + 1; max is at most RECORD_AWAY_MAX. Returns REFUSAL_NONE or
 * TOO_LONG.
 */
enum refusal request_read_text(const struct frame *frame, size_t max, char *to);

/*
 * What an ASK says, put together: finds the verb and counts the arguments behind it, which begin at
 * *arguments and are of n - (*arguments - text) bytes. Returns REFUSAL_NONE, MALFORMED or VERB.
 */
enum refusal request_read_ask(const char *text, size_t n, char verb[REQUEST_VERB_MAX + 1],
	const char **arguments, size_t *count);

/* WELCOME */
size_t request_write_welcome(uint32_t id, const char *nick, unsigned char out[REQUEST_SIZE_MAX]);
bool request_read_welcome(const struct frame *frame, uint32_t *id, char nick[RECORD_FROM_MAX + 1]);

/* GRANTED. nick is NULL but for NICK; reading, it is empty where none is told. */
size_t request_write_granted(uint8_t kind, uint64_t number, uint64_t count, const char *nick,
	unsigned char out[REQUEST_SIZE_MAX]);
bool request_read_granted(
	const struct frame *frame, uint64_t *count, char nick[RECORD_FROM_MAX + 1]);

/* Bytes of the sentence of a refusal. */
#define REQUEST_REASON_MAX 128

/*
 * REFUSED and BYE; what is FRAME_REFUSED or FRAME_BYE, kind that of the request. The sentence is
 * that of the code; reading, it is what came, or that of the code where nothing came.
 */
size_t request_write_refused(uint8_t what, uint8_t kind, uint64_t number, enum refusal code,
	unsigned char out[REQUEST_SIZE_MAX]);
bool request_read_refused(
	const struct frame *frame, unsigned *code, char reason[REQUEST_REASON_MAX + 1]);

/* MEMBER */
struct request_member {
	uint32_t id;
	uint32_t uid;
	uint32_t pid;
	uint16_t flags;
	char nick[RECORD_FROM_MAX + 1]; /* valid UTF-8, terminated, as is away */
	char away[RECORD_AWAY_MAX + 1];
};

size_t request_write_member(
	uint64_t number, const struct request_member *member, unsigned char out[REQUEST_SIZE_MAX]);
bool request_read_member(const struct frame *frame, struct request_member *member);

/* CALL, put together. */
struct request_call {
	uint32_t id; /* of the member that asks */
	uint32_t uid;
	char nick[RECORD_FROM_MAX + 1];
	char verb[REQUEST_VERB_MAX + 1];
	const char *arguments; /* count strings, one behind the other, each with its NUL */
	size_t arguments_len;
	size_t count;
};

/* Writes what precedes the verb to out. Returns its length. */
size_t request_write_call_head(
	uint32_t id, uint32_t uid, const char *nick, unsigned char out[REQUEST_CALL_HEAD_MAX]);

/* The arguments point into text. Returns false where it is no call. */
bool request_read_call(const char *text, size_t n, struct request_call *call);

#endif
