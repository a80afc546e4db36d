/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/membership.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/fail.h"
#include "app/login.h"
#include "app/membership_parts.h"
#include "app/source.h"
#include "ipc/process.h"

/* How long it may take to get out what is to be said before leaving. */
#define LEAVE_MS 1000
/* Messages that are read before others get their turn. */
#define BATCH 64

/* --- From the hub, and to it --- */

static void set_end(struct membership *membership, unsigned code, const char *reason)
{
	membership->ended = true;
	membership->end_code = code;
	snprintf(membership->end_reason, sizeof(membership->end_reason), "%s", reason);
	loop_event_enable(membership->in_event, false);
	loop_event_enable(membership->out_event, false);
	loop_event_enable(membership->hub_event, false);
}

static void end(struct membership *membership, unsigned code, const char *reason)
{
	if (membership->ended)
		return;
	set_end(membership, code, reason);
	membership->handlers->ended(membership->context);
}

static void hear(struct membership *membership, const struct member_event *event)
{
	switch (event->kind) {
	case MEMBER_NOTHING:
	case MEMBER_WELCOME:
		return;
	case MEMBER_BYE:
		end(membership, event->code, event->reason);
		return;
	default:
		membership->handlers->event(membership->context, event);
	}
}

/* Takes one message. Returns false where there is none, or no more is to be taken. */
static bool take(struct membership *membership)
{
	unsigned char bytes[MQPAIR_FRAME_MAX];
	struct member_event event;
	int n = mqpair_receive(&membership->pair, bytes, sizeof(bytes));

	if (n == -EAGAIN)
		return false;
	if (n < 0 || member_receive(&membership->member, bytes, (size_t)n, &event) < 0)
		end(membership, REFUSAL_MALFORMED, "the hub says what can't be understood");
	else
		hear(membership, &event);
	return !membership->ended;
}

/* What it said before it ended comes first. */
static void on_hub_ended(void *context)
{
	struct membership *membership = context;

	while (take(membership))
		continue;
	end(membership, REFUSAL_GONE, "the hub was killed");
}

/* Returns whether something was taken. */
static bool send_requests(struct membership *membership)
{
	const void *frame;
	bool taken = false;
	size_t n;

	while ((frame = member_next_request(&membership->member, &n)) != NULL &&
		mqpair_send(&membership->pair, frame, n) == 0) {
		member_request_taken(&membership->member);
		taken = true;
	}
	return taken;
}

bool membership_has_requests(const struct membership *membership)
{
	size_t n;

	return member_next_request(&membership->member, &n) != NULL;
}

void membership_flush(struct membership *membership)
{
	if (membership->ended)
		return;
	send_requests(membership);
	loop_event_enable(membership->out_event, membership_has_requests(membership));
}

/* What waited goes out; who adds requests learns it. */
static void go_on(void *context)
{
	struct membership *membership = context;
	bool taken;

	if (membership->ended)
		return;
	taken = send_requests(membership);
	loop_event_enable(membership->out_event, membership_has_requests(membership));
	if (taken && membership->handlers->room != NULL)
		membership->handlers->room(membership->context);
}

static void on_responses(void *context)
{
	struct membership *membership = context;

	for (int i = 0; i < BATCH && take(membership); i++)
		continue;
	go_on(membership);
}

bool membership_await(const struct membership *membership, int64_t end_ms)
{
	struct pollfd fds[] = {{.fd = membership->pair.in, .events = POLLIN},
		{.fd = membership->hub, .events = POLLIN},
		{.fd = membership->pair.out, .events = POLLOUT}};
	int64_t left = end_ms - clock_ms();

	return left > 0 && (poll(fds, membership_has_requests(membership) ? 3 : 2, (int)left) > 0 ||
				   errno == EINTR);
}

/* --- Begin and end --- */

static int listen_to(struct membership *membership, struct loop *loop)
{
	membership->in_event =
		loop_add_fd(loop, membership->pair.in, LOOP_READ, on_responses, membership);
	membership->out_event =
		loop_add_fd(loop, membership->pair.out, LOOP_WRITE, go_on, membership);
	membership->hub_event =
		loop_add_fd(loop, membership->hub, LOOP_READ, on_hub_ended, membership);
	if (membership->in_event == NULL || membership->out_event == NULL ||
		membership->hub_event == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(membership->in_event, true);
	loop_event_enable(membership->hub_event, true);
	return EX_OK;
}

static void give_back(struct membership *membership)
{
	loop_event_free(membership->in_event);
	loop_event_free(membership->out_event);
	loop_event_free(membership->hub_event);
	mqpair_close(&membership->pair);
	if (membership->hub >= 0)
		close(membership->hub);
	member_fini(&membership->member);
	*membership = (struct membership){.hub = -1};
}

/* What is on the board by now is of others, or of a member that an earlier hub called the same. */
static int note_begin(struct membership *membership)
{
	struct board_status board;
	struct source source;
	int status = source_open(&source, &membership->address), error;

	if (status != EX_OK)
		return status;
	error = board_reader_status(&source.board, &board);
	source_close(&source);
	membership->since = board.records;
	return error < 0 ? fail(EX_DATAERR, "the board of the room is damaged") : EX_OK;
}

int membership_open(struct membership *membership, struct loop *loop,
	const struct membership_options *options, const struct membership_handlers *handlers,
	void *context)
{
	struct membership_options with_nick = *options;
	char login[LOGIN_MAX + 1];
	int status;

	*membership = (struct membership){.address = options->address,
		.pair = {.in = -1, .out = -1},
		.hub = -1,
		.handlers = handlers,
		.context = context};
	if (options->nick == NULL || options->nick[0] == '\0')
		with_nick.nick = login_name(login);
	status = membership_join(membership, &with_nick);
	if (status == EX_OK)
		status = note_begin(membership);
	if (status == EX_OK)
		status = listen_to(membership, loop);
	if (status != EX_OK)
		give_back(membership);
	return status;
}

bool membership_said(const struct membership *membership, const struct record *record)
{
	return record->member != 0 && record->member == membership->member.id &&
	       record->seq > membership->since;
}

/* --- Leaving --- */

/* Takes what there is. Returns whether the hub has said its last word. */
static bool take_rest(struct membership *membership)
{
	unsigned char bytes[MQPAIR_FRAME_MAX];
	struct member_event event;
	int n;

	while ((n = mqpair_receive(&membership->pair, bytes, sizeof(bytes))) >= 0 &&
		member_receive(&membership->member, bytes, (size_t)n, &event) == 0) {
		if (event.kind == MEMBER_BYE)
			return true;
		if (event.kind == MEMBER_GRANTED && event.request == FRAME_LEAVE)
			return true;
		if (event.kind != MEMBER_NOTHING)
			membership->handlers->event(membership->context, &event);
	}
	return n != -EAGAIN;
}

/* What is still to be said goes out, and what there is to say of it comes in. */
static void say_leave(struct membership *membership)
{
	int64_t end_ms = clock_ms() + LEAVE_MS;
	uint64_t number = 0;

	do {
		bool gone = process_ended(membership->hub);

		if (number == 0)
			member_request(&membership->member, FRAME_LEAVE, &number);
		send_requests(membership);
		if (take_rest(membership) || gone)
			return;
	} while (membership_await(membership, end_ms));
}

void membership_leave(struct membership *membership)
{
	if (membership->in_event == NULL || membership->ended)
		return;
	say_leave(membership);
	set_end(membership, REFUSAL_NONE, "this member has left");
}

void membership_close(struct membership *membership)
{
	if (membership->in_event == NULL)
		return;
	membership_leave(membership);
	give_back(membership);
}
