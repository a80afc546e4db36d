/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/member.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

/* The hub is told of chunks that were dealt with when there are so many: half the credit. */
#define BUNDLE (REQUEST_CREDITS / 2)

void member_fini(struct member *member)
{
	framequeue_fini(&member->requests);
	buffer_fini(&member->text);
}

const void *member_next_request(const struct member *member, size_t *n)
{
	return framequeue_next(&member->requests, n);
}

void member_request_taken(struct member *member)
{
	framequeue_taken(&member->requests);
}

/* --- Requests --- */

/* Whether there is room for frames of size bytes. */
static int make_room(struct member *member, size_t size)
{
	if (framequeue_bytes(&member->requests) >= MEMBER_REQUESTS_MAX)
		return -EAGAIN;
	return framequeue_reserve(&member->requests, size);
}

/* The number of the next request. */
static uint64_t count(struct member *member, uint64_t *number)
{
	member->last++;
	if (number != NULL)
		*number = member->last;
	return member->last;
}

/* There is room, so this can't fail. */
static void put(struct member *member, const unsigned char *request, size_t n)
{
	framequeue_add(&member->requests, request, n, SIZE_MAX);
}

static int add(struct member *member, uint8_t kind, uint16_t flags, const void *body, size_t n,
	uint64_t *number)
{
	unsigned char request[REQUEST_SIZE_MAX];
	int error = make_room(member, REQUEST_SIZE_MAX);

	if (error < 0)
		return error;
	n = request_write(kind, flags, count(member, number), body, n, request);
	put(member, request, n);
	return 0;
}

/* A text in parts. There is room for it. */
static void put_parts(
	struct member *member, uint8_t kind, uint64_t number, const char *text, size_t len)
{
	unsigned char request[REQUEST_SIZE_MAX];
	size_t at = 0;

	do {
		put(member, request, request_write_part(kind, number, text, len, &at, request));
	} while (at < len);
}

int member_say(struct member *member, const char *text, size_t len, uint64_t *number)
{
	int error;

	if (len > RECORD_TEXT_MAX)
		return -EMSGSIZE;
	error = make_room(member, request_parts_size(len));
	if (error == 0)
		put_parts(member, FRAME_POST, count(member, number), text, len);
	return error;
}

int member_set_nick(struct member *member, const char *nick, uint64_t *number)
{
	if (!name_nick_valid(nick))
		return -EINVAL;
	return add(member, FRAME_NICK, 0, nick, strlen(nick), number);
}

int member_set_away(struct member *member, const char *away, uint64_t *number)
{
	if (strlen(away) > RECORD_AWAY_MAX)
		return -EMSGSIZE;
	return add(member, FRAME_AWAY, 0, away, strlen(away), number);
}

int member_set_topic(struct member *member, const char *topic, uint64_t *number)
{
	if (strlen(topic) > REQUEST_TOPIC_MAX)
		return -EMSGSIZE;
	return add(member, FRAME_TOPIC, 0, topic, strlen(topic), number);
}

int member_ignore(struct member *member, const char *nick, bool on, uint64_t *number)
{
	if (!name_nick_valid(nick))
		return -EINVAL;
	return add(member, FRAME_IGNORE, on ? REQUEST_ON : 0, nick, strlen(nick), number);
}

int member_serve(struct member *member, const char *verb, uint32_t max, uint64_t *number)
{
	unsigned char request[REQUEST_SIZE_MAX];
	int error;

	if (max == 0 || !name_chat_valid(verb))
		return -EINVAL;
	error = make_room(member, REQUEST_SIZE_MAX);
	if (error == 0)
		put(member, request,
			request_write_serve(count(member, number), max, verb, request));
	return error;
}

int member_unserve(struct member *member, const char *verb, uint64_t *number)
{
	if (!name_chat_valid(verb))
		return -EINVAL;
	return add(member, FRAME_UNSERVE, 0, verb, strlen(verb), number);
}

int member_request(struct member *member, uint8_t kind, uint64_t *number)
{
	return add(member, kind, 0, NULL, 0, number);
}

/* --- Who asks --- */

/* The place of an ASK that is open, with 0 a free one; or -1. */
static int find_ask(const struct member *member, uint64_t number)
{
	for (int i = 0; i < MEMBER_ASKS_MAX; i++) {
		if (member->asks[i].number == number)
			return i;
	}
	return -1;
}

/* verb NUL argument NUL ... */
static int append_ask(struct buffer *text, const char *verb, const char *const *arguments, size_t n)
{
	int error = buffer_append(text, verb, strlen(verb) + 1);

	for (size_t i = 0; i < n && error == 0; i++)
		error = buffer_append(text, arguments[i], strlen(arguments[i]) + 1);
	if (error == 0 && text->len > REQUEST_ARGUMENTS_MAX)
		error = -EMSGSIZE;
	return error;
}

int member_ask(struct member *member, const char *verb, const char *const *arguments, size_t n,
	uint64_t *number)
{
	int i = find_ask(member, 0);
	struct buffer text = {0};
	int error;

	if (!name_chat_valid(verb))
		return -EINVAL;
	if (i < 0)
		return -EBUSY;
	error = append_ask(&text, verb, arguments, n);
	if (error == 0)
		error = make_room(member, request_parts_size(text.len));
	if (error == 0) {
		member->asks[i].number = count(member, number);
		member->asks[i].dealt = 0;
		put_parts(member, FRAME_ASK, member->last, text.data, text.len);
	}
	buffer_fini(&text);
	return error;
}

int member_cancel(struct member *member, uint64_t ask)
{
	unsigned char request[REQUEST_SIZE_MAX];
	int error;

	if (ask == 0 || find_ask(member, ask) < 0)
		return -ENOENT;
	error = framequeue_reserve(&member->requests, REQUEST_SIZE_MAX);
	if (error == 0)
		put(member, request, request_write(FRAME_CANCEL, 0, ask, NULL, 0, request));
	return error;
}

int member_dealt_with(struct member *member, uint64_t ask)
{
	unsigned char request[REQUEST_SIZE_MAX];
	int i = ask != 0 ? find_ask(member, ask) : -1;

	if (i < 0)
		return 0;
	if (++member->asks[i].dealt < BUNDLE)
		return 0;
	if (framequeue_reserve(&member->requests, REQUEST_SIZE_MAX) < 0)
		return -ENOMEM;
	put(member, request,
		request_write_u32(FRAME_CREDIT, 0, ask, member->asks[i].dealt, request));
	member->asks[i].dealt = 0;
	return 0;
}

/* --- Who serves --- */

/* The place of a call that runs, with 0 a free one; or -1. */
static int find_run(const struct member *member, uint64_t call)
{
	for (int i = 0; i < MEMBER_RUNS_MAX; i++) {
		if (member->runs[i].call == call)
			return i;
	}
	return -1;
}

ssize_t member_output(
	struct member *member, uint64_t call, bool errors, const char *bytes, size_t len)
{
	unsigned char request[REQUEST_SIZE_MAX];
	int i = call != 0 ? find_run(member, call) : -1;
	uint8_t kind = errors ? FRAME_ERRORS : FRAME_OUTPUT;
	size_t taken = 0;

	if (i < 0)
		return -ENOENT;
	while (taken < len && member->runs[i].credit > 0) {
		size_t n = len - taken < REQUEST_BODY_MAX ? len - taken : REQUEST_BODY_MAX;
		int error = make_room(member, REQUEST_SIZE_MAX);

		if (error < 0)
			return error == -ENOMEM && taken == 0 ? error : (ssize_t)taken;
		put(member, request, request_write(kind, 0, call, bytes + taken, n, request));
		taken += n;
		member->runs[i].credit--;
	}
	return (ssize_t)taken;
}

int member_answer(struct member *member, uint64_t call, uint32_t status)
{
	unsigned char request[REQUEST_SIZE_MAX];
	int i = call != 0 ? find_run(member, call) : -1;

	if (i < 0)
		return -ENOENT;
	if (framequeue_reserve(&member->requests, REQUEST_SIZE_MAX) < 0)
		return -ENOMEM;
	put(member, request, request_write_u32(FRAME_ANSWERED, 0, call, status, request));
	member->runs[i].call = 0;
	return 0;
}
