/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/request.h"

#include <stdio.h>
#include <string.h>

#include "core/bytes.h"
#include "core/utf8.h"

#define WELCOME_HEAD 8
#define GRANTED_HEAD 8
#define REFUSED_HEAD 4
#define MEMBER_HEAD  16
#define CALL_HEAD    10
#define SERVE_HEAD   4

/* --- Frames --- */

enum refusal request_read(const void *bytes, size_t n, struct frame *frame)
{
	const unsigned char *p = bytes;

	*frame = (struct frame){0};
	if (n < FRAME_HEAD || p[0] != 's' || p[1] != 'h')
		return REFUSAL_MALFORMED;
	frame->version = p[2];
	frame->kind = p[3];
	frame->flags = bytes_get16(p + 4);
	frame->number = bytes_get64(p + 8);
	frame->body = p + FRAME_HEAD;
	if (frame->version != FRAME_VERSION)
		return REFUSAL_VERSION;
	if (n > REQUEST_SIZE_MAX)
		return REFUSAL_TOO_LONG;
	if (bytes_get16(p + 6) != n - FRAME_HEAD)
		return REFUSAL_MALFORMED;
	frame->length = bytes_get16(p + 6);
	return REFUSAL_NONE;
}

size_t request_write(uint8_t kind, uint16_t flags, uint64_t number, const void *body, size_t n,
	unsigned char out[REQUEST_SIZE_MAX])
{
	struct frame frame = {
		.kind = kind,
		.flags = flags,
		.number = number,
		.length = (uint16_t)n,
		.body = body,
	};

	return (size_t)frame_encode(&frame, out, REQUEST_SIZE_MAX);
}

size_t request_write_part(uint8_t kind, uint64_t number, const char *text, size_t len, size_t *at,
	unsigned char out[REQUEST_SIZE_MAX])
{
	size_t n = len - *at < REQUEST_BODY_MAX ? len - *at : REQUEST_BODY_MAX;
	unsigned flags = (unsigned)(*at / REQUEST_BODY_MAX) << FRAME_PART_SHIFT;
	const char *part = text + *at;

	*at += n;
	if (*at < len)
		flags |= FRAME_MORE;
	return request_write(kind, (uint16_t)flags, number, part, n, out);
}

size_t request_parts_size(size_t len)
{
	size_t parts = len > 0 ? (len + REQUEST_BODY_MAX - 1) / REQUEST_BODY_MAX : 1;

	return len + parts * FRAME_HEAD;
}

size_t request_write_u32(uint8_t kind, uint16_t flags, uint64_t number, uint32_t value,
	unsigned char out[REQUEST_SIZE_MAX])
{
	unsigned char body[4];

	bytes_put32(body, value);
	return request_write(kind, flags, number, body, sizeof(body), out);
}

bool request_read_u32(const struct frame *frame, uint32_t *value)
{
	if (frame->length != 4)
		return false;
	*value = bytes_get32(frame->body);
	return true;
}

/* --- Texts --- */

/* Copies n bytes that are to be a string of at most max bytes. Returns whether they can be. */
static bool copy_string(const void *bytes, size_t n, size_t max, char *to)
{
	if (n > max || !utf8_valid(bytes, n))
		return false;
	memcpy(to, bytes, n);
	to[n] = '\0';
	return true;
}

static bool copy_nick(const void *bytes, size_t n, char nick[RECORD_FROM_MAX + 1])
{
	return copy_string(bytes, n, RECORD_FROM_MAX, nick) && name_nick_valid(nick);
}

static enum refusal copy_verb(const void *bytes, size_t n, char verb[REQUEST_VERB_MAX + 1])
{
	return copy_string(bytes, n, REQUEST_VERB_MAX, verb) && name_chat_valid(verb)
		       ? REFUSAL_NONE
		       : REFUSAL_VERB;
}

enum refusal request_read_verb(const struct frame *frame, char verb[REQUEST_VERB_MAX + 1])
{
	return copy_verb(frame->body, frame->length, verb);
}

enum refusal request_read_nick(const struct frame *frame, char nick[RECORD_FROM_MAX + 1])
{
	return copy_nick(frame->body, frame->length, nick) ? REFUSAL_NONE : REFUSAL_NICK;
}

enum refusal request_read_text(const struct frame *frame, size_t max, char *to)
{
	char repaired[UTF8_REPAIR_GROWTH * RECORD_AWAY_MAX];
	size_t len = 0;

	if (frame->length > max)
		return REFUSAL_TOO_LONG;
	utf8_repair((const char *)frame->body, frame->length, true, repaired, &len);
	return copy_string(repaired, len, max, to) ? REFUSAL_NONE : REFUSAL_TOO_LONG;
}

/* --- Requests --- */

size_t request_write_serve(
	uint64_t number, uint32_t max, const char *verb, unsigned char out[REQUEST_SIZE_MAX])
{
	unsigned char body[SERVE_HEAD + REQUEST_VERB_MAX];
	size_t n = strlen(verb);

	bytes_put32(body, max);
	memcpy(body + SERVE_HEAD, verb, n);
	return request_write(FRAME_SERVE, 0, number, body, SERVE_HEAD + n, out);
}

enum refusal request_read_serve(
	const struct frame *frame, uint32_t *max, char verb[REQUEST_VERB_MAX + 1])
{
	if (frame->length < SERVE_HEAD)
		return REFUSAL_MALFORMED;
	*max = bytes_get32(frame->body);
	if (*max == 0)
		return REFUSAL_MALFORMED;
	return copy_verb(frame->body + SERVE_HEAD, frame->length - (size_t)SERVE_HEAD, verb);
}

enum refusal request_read_ask(const char *text, size_t n, char verb[REQUEST_VERB_MAX + 1],
	const char **arguments, size_t *count)
{
	const char *end = n > 0 ? memchr(text, '\0', n) : NULL;
	enum refusal refusal;

	if (end == NULL || text[n - 1] != '\0')
		return REFUSAL_MALFORMED;
	refusal = copy_verb(text, (size_t)(end - text), verb);
	if (refusal != REFUSAL_NONE)
		return refusal;
	*arguments = end + 1;
	*count = 0;
	for (const char *p = end + 1; p < text + n; p++)
		*count += *p == '\0';
	return REFUSAL_NONE;
}

/* --- Responses --- */

size_t request_write_welcome(uint32_t id, const char *nick, unsigned char out[REQUEST_SIZE_MAX])
{
	unsigned char body[WELCOME_HEAD + RECORD_FROM_MAX];
	size_t n = strlen(nick);

	bytes_put32(body, id);
	bytes_put32(body + 4, 0);
	memcpy(body + WELCOME_HEAD, nick, n);
	return request_write(FRAME_WELCOME, 0, 0, body, WELCOME_HEAD + n, out);
}

bool request_read_welcome(const struct frame *frame, uint32_t *id, char nick[RECORD_FROM_MAX + 1])
{
	if (frame->length < WELCOME_HEAD)
		return false;
	*id = bytes_get32(frame->body);
	return *id != 0 &&
	       copy_nick(frame->body + WELCOME_HEAD, frame->length - (size_t)WELCOME_HEAD, nick);
}

size_t request_write_granted(uint8_t kind, uint64_t number, uint64_t count, const char *nick,
	unsigned char out[REQUEST_SIZE_MAX])
{
	unsigned char body[GRANTED_HEAD + RECORD_FROM_MAX];
	size_t n = nick != NULL ? strlen(nick) : 0;

	bytes_put64(body, count);
	if (n > 0)
		memcpy(body + GRANTED_HEAD, nick, n);
	return request_write(FRAME_GRANTED, kind, number, body, GRANTED_HEAD + n, out);
}

bool request_read_granted(
	const struct frame *frame, uint64_t *count, char nick[RECORD_FROM_MAX + 1])
{
	if (frame->length < GRANTED_HEAD)
		return false;
	*count = bytes_get64(frame->body);
	nick[0] = '\0';
	return frame->length == GRANTED_HEAD ||
	       copy_nick(frame->body + GRANTED_HEAD, frame->length - (size_t)GRANTED_HEAD, nick);
}

size_t request_write_refused(uint8_t what, uint8_t kind, uint64_t number, enum refusal code,
	unsigned char out[REQUEST_SIZE_MAX])
{
	unsigned char body[REFUSED_HEAD + REQUEST_REASON_MAX];
	const char *text = refusal_text(code);
	size_t n = strlen(text);

	bytes_put16(body, (uint16_t)code);
	bytes_put16(body + 2, 0);
	memcpy(body + REFUSED_HEAD, text, n);
	return request_write(what, kind, number, body, REFUSED_HEAD + n, out);
}

bool request_read_refused(
	const struct frame *frame, unsigned *code, char reason[REQUEST_REASON_MAX + 1])
{
	if (frame->length < REFUSED_HEAD)
		return false;
	*code = bytes_get16(frame->body);
	if (*code == REFUSAL_NONE)
		return false;
	if (frame->length > REFUSED_HEAD)
		return copy_string(frame->body + REFUSED_HEAD, frame->length - (size_t)REFUSED_HEAD,
			REQUEST_REASON_MAX, reason);
	snprintf(reason, REQUEST_REASON_MAX + 1, "%s", refusal_text(*code));
	return true;
}

size_t request_write_member(
	uint64_t number, const struct request_member *member, unsigned char out[REQUEST_SIZE_MAX])
{
	unsigned char body[MEMBER_HEAD + RECORD_FROM_MAX + RECORD_AWAY_MAX];
	size_t nick = strlen(member->nick), away = strlen(member->away);

	bytes_put32(body, member->id);
	bytes_put32(body + 4, member->uid);
	bytes_put32(body + 8, member->pid);
	bytes_put16(body + 12, member->flags);
	body[14] = (unsigned char)nick;
	body[15] = (unsigned char)away;
	memcpy(body + MEMBER_HEAD, member->nick, nick);
	memcpy(body + MEMBER_HEAD + nick, member->away, away);
	return request_write(FRAME_MEMBER, FRAME_WHO, number, body, MEMBER_HEAD + nick + away, out);
}

bool request_read_member(const struct frame *frame, struct request_member *member)
{
	const unsigned char *p = frame->body;

	if (frame->length < MEMBER_HEAD || frame->length != MEMBER_HEAD + p[14] + p[15])
		return false;
	member->id = bytes_get32(p);
	member->uid = bytes_get32(p + 4);
	member->pid = bytes_get32(p + 8);
	member->flags = bytes_get16(p + 12);
	return copy_nick(p + MEMBER_HEAD, p[14], member->nick) &&
	       copy_string(p + MEMBER_HEAD + p[14], p[15], RECORD_AWAY_MAX, member->away);
}

size_t request_write_call_head(
	uint32_t id, uint32_t uid, const char *nick, unsigned char out[REQUEST_CALL_HEAD_MAX])
{
	size_t n = strlen(nick);

	bytes_put32(out, id);
	bytes_put32(out + 4, uid);
	bytes_put16(out + 8, (uint16_t)n);
	memcpy(out + CALL_HEAD, nick, n);
	return CALL_HEAD + n;
}

bool request_read_call(const char *text, size_t n, struct request_call *call)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t head;

	if (n < CALL_HEAD)
		return false;
	call->id = bytes_get32(p);
	call->uid = bytes_get32(p + 4);
	head = CALL_HEAD + (size_t)bytes_get16(p + 8);
	if (head > n || !copy_nick(p + CALL_HEAD, head - CALL_HEAD, call->nick))
		return false;
	if (request_read_ask(text + head, n - head, call->verb, &call->arguments, &call->count) !=
		REFUSAL_NONE)
		return false;
	call->arguments_len = n - (size_t)(call->arguments - text);
	return true;
}
