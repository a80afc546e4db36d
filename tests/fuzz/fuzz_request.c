/* SPDX-License-Identifier: ISC */
/*
 * Members of a room that send what they like.
 *
 * The input is a sequence of steps: who comes, goes, sends what, takes its responses. After each
 * one the hub has to be sound, and each response has to be one that the member's side understands.
 *
 *   byte 0       odd: members send although hub_paused()
 *   each step    u8 what, u8 which member, then
 *     0  join    u8 account and bit 7 brief, u8 length, nick
 *     1  gone
 *     2  bytes   u16 length, the message as it is
 *     3  take    u8 how many responses
 *     4  stop, where the member number is 255
 *     5  frame   u8 kind, u16 flags, u8 number, u8 length, body
 *     6  text    u8 kind, u8 number, u8 parts, u8 with which every part is filled
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/member.h"
#include "tests/core/hub_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMBERS 12

struct room {
	struct hub hub;
	bool patient; /* nobody sends while it is paused */
	uint64_t count;
	struct {
		uint32_t id; /* 0: free */
		bool due;
		struct member member;
	} seats[MEMBERS];
};

struct input {
	const uint8_t *p;
	size_t n;
};

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "fuzz_request: %s\n", what);
	abort();
}

/* --- The input --- */

static unsigned get(struct input *input)
{
	if (input->n == 0)
		return 0;
	input->n--;
	return *input->p++;
}

static const uint8_t *get_bytes(struct input *input, size_t *n)
{
	const uint8_t *p = input->p;

	if (*n > input->n)
		*n = input->n;
	input->p += *n;
	input->n -= *n;
	return p;
}

/* --- Handlers --- */

static int seat_of(const struct room *room, uint32_t id)
{
	for (int i = 0; i < MEMBERS; i++) {
		if (id != 0 && room->seats[i].id == id)
			return i;
	}
	return -1;
}

static uint64_t on_say(
	void *context, const struct hub_member *from, uint64_t post, const char *text, size_t len)
{
	struct room *room = context;

	(void)post;
	must(hub_member(&room->hub, from->id) == from, "a text of nobody");
	must(len <= RECORD_TEXT_MAX && utf8_valid(text, len), "a text that is none");
	return ++room->count % 64;
}

static void on_note(void *context, const char *text, size_t len)
{
	(void)context;
	must(len > 0 && len < 512 && utf8_valid(text, len), "a note that is no text");
}

static void on_changed(void *context)
{
	(void)context;
}

static void on_due(void *context, uint32_t id)
{
	struct room *room = context;
	int i = seat_of(room, id);

	/* The WELCOME of one who is just let in has no seat yet. */
	if (i >= 0) {
		must(!room->seats[i].due, "responses that were due already");
		room->seats[i].due = true;
	}
}

static void empty_seat(struct room *room, int i)
{
	member_fini(&room->seats[i].member);
	memset(&room->seats[i], 0, sizeof(room->seats[i]));
}

/* Hands the member a copy of exactly its length. Returns false where there is no response. */
static bool take_one(struct room *room, int i)
{
	struct member_event event;
	size_t n;
	const void *response = hub_next_response(&room->hub, room->seats[i].id, &n);
	unsigned char *copy;

	if (response == NULL)
		return false;
	must(n >= FRAME_HEAD && n <= REQUEST_SIZE_MAX, "a response of a wrong length");
	copy = malloc(n);
	must(copy != NULL, "no memory");
	memcpy(copy, response, n);
	hub_response_taken(&room->hub, room->seats[i].id);
	/* What is sent here goes around it, so it does not know which calls run. */
	memset(room->seats[i].member.runs, 0, sizeof(room->seats[i].member.runs));
	must(member_receive(&room->seats[i].member, copy, n, &event) == 0 &&
			(event.kind != MEMBER_NOTHING || copy[3] == FRAME_CALL ||
				copy[3] == FRAME_CANCEL || copy[3] == FRAME_CREDIT),
		"a response that is none");
	free(copy);
	return true;
}

static void on_drop(void *context, uint32_t id, enum hub_end end)
{
	struct room *room = context;
	int i = seat_of(room, id);

	must(i >= 0, "nobody is dropped");
	must(end == HUB_LEFT || end == HUB_STOPPED || (end == HUB_SLOW && !room->patient),
		"dropped without a reason");
	while (take_one(room, i))
		continue;
	empty_seat(room, i);
}

static void on_stop(void *context, const struct hub_member *by)
{
	struct room *room = context;

	must(by->uid == room->hub.owner, "stopped by another account");
}

static const struct hub_handlers handlers = {
	.say = on_say,
	.note = on_note,
	.changed = on_changed,
	.due = on_due,
	.drop = on_drop,
	.stop = on_stop,
};

/* --- Steps --- */

static void join(struct room *room, int i, struct input *input)
{
	unsigned account = get(input);
	size_t n = get(input);
	const char *nick = (const char *)get_bytes(input, &n);
	uint32_t id = 0;

	if (room->seats[i].id != 0)
		return;
	if (hub_join(&room->hub, account & 3, 100, nick, n, (account & 128) != 0, &id) !=
		REFUSAL_NONE)
		return;
	room->seats[i].id = id;
	room->seats[i].due = true;
}

/* The hub gets a copy of exactly the length, so that nobody can read past it unseen. */
static void send_bytes(struct room *room, int i, const void *bytes, size_t n)
{
	unsigned char *copy;

	if (room->patient && hub_paused(&room->hub, room->seats[i].id))
		return;
	copy = malloc(n > 0 ? n : 1);
	must(copy != NULL, "no memory");
	if (n > 0)
		memcpy(copy, bytes, n);
	hub_receive(&room->hub, room->seats[i].id, copy, n);
	free(copy);
}

static void send_frame(struct room *room, int i, struct input *input)
{
	unsigned char frame[REQUEST_SIZE_MAX];
	unsigned kind = get(input), flags = get(input) | get(input) << 8, number = get(input);
	size_t n = get(input);
	const uint8_t *body = get_bytes(input, &n);

	n = request_write((uint8_t)kind, (uint16_t)flags, number, body, n, frame);
	send_bytes(room, i, frame, n);
}

static void send_text(struct room *room, int i, struct input *input)
{
	unsigned char frame[REQUEST_SIZE_MAX], body[REQUEST_BODY_MAX];
	unsigned kind = get(input), number = get(input), parts = get(input);

	memset(body, (int)get(input), sizeof(body));
	if (kind == FRAME_ASK)
		memcpy(body, "v\0a", 4);
	for (unsigned part = 0; part <= parts; part++) {
		unsigned flags = part << FRAME_PART_SHIFT | (part < parts ? FRAME_MORE : 0);
		size_t n;

		if (part == parts)
			body[sizeof(body) - 1] = '\0';
		n = request_write(
			(uint8_t)kind, (uint16_t)flags, number, body, sizeof(body), frame);
		send_bytes(room, i, frame, n);
	}
}

static void take(struct room *room, int i, unsigned count)
{
	room->seats[i].due = false;
	while (count > 0 && take_one(room, i))
		count--;
	/* A call that waited for room may have come. */
	room->seats[i].due =
		hub_member(&room->hub, room->seats[i].id) != NULL &&
		framequeue_bytes(&hub_member(&room->hub, room->seats[i].id)->responses) > 0;
}

static void step(struct room *room, struct input *input)
{
	unsigned what = get(input) % 7, who = get(input);
	int i = (int)(who % MEMBERS);
	size_t n;
	const uint8_t *bytes;

	switch (what) {
	case 0:
		join(room, i, input);
		break;
	case 1:
		hub_gone(&room->hub, room->seats[i].id, who & 64 ? HUB_KILLED : HUB_CLOSED);
		empty_seat(room, i);
		break;
	case 2:
		n = get(input);
		n |= (size_t)get(input) << 8;
		bytes = get_bytes(input, &n);
		send_bytes(room, i, bytes, n);
		break;
	case 3:
		take(room, i, get(input));
		break;
	case 4:
		if (who == 255)
			hub_stop(&room->hub);
		break;
	case 5:
		send_frame(room, i, input);
		break;
	default:
		send_text(room, i, input);
		break;
	}
}

/* Who has responses was told so. */
static void check_due(const struct room *room)
{
	for (int i = 0; i < MEMBERS; i++) {
		size_t n;

		if (room->seats[i].id != 0 && !room->seats[i].due)
			must(hub_next_response(&room->hub, room->seats[i].id, &n) == NULL,
				"responses that nobody was told of");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct room room;
	struct input input = {.p = data, .n = size};
	const char *wrong;

	memset(&room, 0, sizeof(room));
	room.patient = (get(&input) & 1) == 0;
	hub_init(&room.hub, 1, &handlers, &room);
	while (input.n > 0) {
		step(&room, &input);
		wrong = hub_check(&room.hub);
		must(wrong == NULL, wrong);
		check_due(&room);
	}
	hub_fini(&room.hub);
	for (int i = 0; i < MEMBERS; i++)
		member_fini(&room.seats[i].member);
	return 0;
}
