/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/core/hub_room.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "tests/core/hub_check.h"

struct room room;
static uint64_t last_call;

__attribute__((format(printf, 3, 4))) static void add(
	char *to, size_t size, const char *format, ...)
{
	size_t len = strlen(to);
	va_list args;

	if (len > 0 && len + 2 < size)
		len += (size_t)snprintf(to + len, size - len, "; ");
	va_start(args, format);
	vsnprintf(to + len, size - len, format, args);
	va_end(args);
}

#define LOG(...)   add(room.log, sizeof(room.log), __VA_ARGS__)
#define HEARD(...) add(room.heard, sizeof(room.heard), __VA_ARGS__)

/* --- Handlers --- */

static uint64_t on_say(
	void *context, const struct hub_member *from, uint64_t post, const char *text, size_t len)
{
	ck_assert_ptr_eq(context, &room);
	if (room.full_disk)
		return 0;
	LOG("say %" PRIu32 " %" PRIu64 " %.*s", from->id, post, len > 100 ? 100 : (int)len, text);
	return ++room.said;
}

static void on_note(void *context, const char *text, size_t len)
{
	(void)context;
	LOG("note %.*s", (int)len, text);
}

static void on_changed(void *context)
{
	(void)context;
	room.changed++;
}

static void on_due(void *context, uint32_t id)
{
	size_t n;

	(void)context;
	ck_assert_ptr_nonnull(hub_next_response(&room.hub, id, &n));
	room.due++;
}

static void on_drop(void *context, uint32_t id, enum hub_end end)
{
	(void)context;
	LOG("drop %" PRIu32 " %d", id, (int)end);
}

static void on_stop(void *context, const struct hub_member *by)
{
	(void)context;
	LOG("stop %" PRIu32, by->id);
}

static const struct hub_handlers handlers = {
	.say = on_say,
	.note = on_note,
	.changed = on_changed,
	.due = on_due,
	.drop = on_drop,
	.stop = on_stop,
};

void room_setup(void)
{
	memset(&room, 0, sizeof(room));
	hub_init(&room.hub, ROOM_OWNER, &handlers, &room);
}

void room_teardown(void)
{
	hub_fini(&room.hub);
	for (int i = 0; i < ROOM_MEMBERS; i++)
		member_fini(&room.members[i]);
}

/* --- Members --- */

static uint32_t join(const char *nick, uint32_t uid, bool brief)
{
	uint32_t id = 0;

	ck_assert_int_eq(hub_join(&room.hub, uid, 1, nick, strlen(nick), brief, &id), REFUSAL_NONE);
	room_hear(id);
	return id;
}

uint32_t room_join(const char *nick, uint32_t uid)
{
	return join(nick, uid, false);
}

uint32_t room_join_brief(const char *nick, uint32_t uid)
{
	return join(nick, uid, true);
}

static void receive(uint32_t id, const void *bytes, size_t n)
{
	unsigned char *copy = malloc(n > 0 ? n : 1);

	ck_assert_ptr_nonnull(copy);
	if (n > 0)
		memcpy(copy, bytes, n);
	hub_receive(&room.hub, id, copy, n);
	free(copy);
	ck_assert_ptr_null(hub_check(&room.hub));
}

void room_send_bytes(
	uint32_t id, uint8_t kind, unsigned flags, uint64_t number, const void *body, size_t n)
{
	unsigned char frame[REQUEST_SIZE_MAX];

	n = request_write(kind, (uint16_t)flags, number, body, n, frame);
	receive(id, frame, n);
}

void room_send(uint32_t id, uint8_t kind, uint64_t number, const char *body)
{
	room_send_bytes(id, kind, 0, number, body, strlen(body));
}

void room_send_u32(uint32_t id, uint8_t kind, uint64_t number, uint32_t value)
{
	unsigned char body[4];

	bytes_put32(body, value);
	room_send_bytes(id, kind, 0, number, body, sizeof(body));
}

void room_serve(uint32_t id, uint64_t number, uint32_t max, const char *verb)
{
	unsigned char frame[REQUEST_SIZE_MAX];

	receive(id, frame, request_write_serve(number, max, verb, frame));
}

void room_send_text(uint32_t id, uint8_t kind, uint64_t number, const char *text, size_t len)
{
	unsigned char frame[REQUEST_SIZE_MAX];
	size_t at = 0;

	do {
		receive(id, frame, request_write_part(kind, number, text, len, &at, frame));
	} while (at < len);
}

/* --- What they are told --- */

static void tell_call(const struct member_event *event)
{
	const char *argument = event->call.arguments;

	last_call = event->number;
	HEARD("call %s %s", event->call.nick, event->call.verb);
	for (size_t i = 0; i < event->call.count; i++) {
		size_t len = strlen(room.heard);

		snprintf(room.heard + len, sizeof(room.heard) - len, " %.20s", argument);
		argument += strlen(argument) + 1;
	}
	ck_assert_ptr_eq(argument, event->call.arguments + event->call.arguments_len);
}

static void tell_granted(const struct frame *frame)
{
	char nick[RECORD_FROM_MAX + 1], of[32] = "";
	uint64_t count;

	ck_assert(request_read_granted(frame, &count, nick));
	if (count > 0)
		snprintf(of, sizeof(of), " =%" PRIu64, count);
	HEARD("granted %u %" PRIu64 "%s%s%s", frame->flags, frame->number, of,
		nick[0] != '\0' ? " " : "", nick);
}

static void tell(
	const struct member *member, const struct frame *frame, const struct member_event *event)
{
	switch (event->kind) {
	case MEMBER_WELCOME:
		HEARD("welcome %s", member->nick);
		break;
	case MEMBER_GRANTED:
		tell_granted(frame);
		break;
	case MEMBER_REFUSED:
		ck_assert_str_eq(event->reason, refusal_text(event->code));
		HEARD("refused %u %" PRIu64 " %u", event->request, event->number, event->code);
		break;
	case MEMBER_BYE:
		HEARD("bye %u", event->code);
		break;
	case MEMBER_ROW:
		HEARD("row %s%s%s", event->row.nick, event->row.away[0] != '\0' ? " away " : "",
			event->row.away);
		break;
	case MEMBER_PONG:
		HEARD("pong %" PRIu64, event->number);
		break;
	case MEMBER_CALL:
		tell_call(event);
		break;
	case MEMBER_OUTPUT:
	case MEMBER_ERRORS:
		HEARD("%s %" PRIu64 " %.*s", event->kind == MEMBER_OUTPUT ? "output" : "errors",
			event->number, (int)event->len, event->bytes);
		break;
	case MEMBER_ANSWERED:
		HEARD("answered %" PRIu64 " %" PRIu32, event->number, event->status);
		break;
	default:
		if (frame->kind == FRAME_CANCEL)
			HEARD("cancel %" PRIu64, frame->number);
		else if (frame->kind == FRAME_CREDIT)
			HEARD("credit %" PRIu64 " %u", frame->number, frame->body[0]);
		break;
	}
}

const char *room_hear_some(uint32_t id, unsigned count)
{
	struct member *member = &room.members[id];
	unsigned char response[REQUEST_SIZE_MAX];
	struct member_event event;
	struct frame frame;
	const void *p;
	size_t n;

	room.heard[0] = '\0';
	for (unsigned i = 0;
		(count == 0 || i < count) && (p = hub_next_response(&room.hub, id, &n)) != NULL;
		i++) {
		memcpy(response, p, n);
		hub_response_taken(&room.hub, id);
		/* Tests send frames of their own, so it does not know which calls run. */
		memset(member->runs, 0, sizeof(member->runs));
		ck_assert_int_eq(request_read(response, n, &frame), REFUSAL_NONE);
		if (frame.kind == FRAME_CANCEL || frame.kind == FRAME_CREDIT)
			event = (struct member_event){.kind = MEMBER_NOTHING};
		else
			ck_assert_int_eq(member_receive(member, response, n, &event), 0);
		tell(member, &frame, &event);
	}
	return room.heard;
}

const char *room_hear(uint32_t id)
{
	return room_hear_some(id, 0);
}

const char *room_log(void)
{
	static char log[sizeof(room.log)];

	memcpy(log, room.log, sizeof(log));
	room.log[0] = '\0';
	return log;
}

uint64_t room_call(void)
{
	return last_call;
}
