/* SPDX-License-Identifier: ISC */
/*
 * shmooze serve: a member of a room that answers a verb by running a command.
 *
 * It ends by a signal or with the room. The first thing then is to leave, so that those who wait
 * for an answer learn at once that none will come; the commands that run are ended behind that.
 */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/calls.h"
#include "app/commands.h"
#include "app/fail.h"
#include "app/refuse.h"
#include "app/signals.h"

struct server {
	const struct options *options;
	struct loop *loop;
	struct membership membership;
	struct calls calls;
	int signals;
	struct loop_event *signal_event;
	uint64_t request; /* number of SERVE */
	bool leaving;
	int status;
	char room[ADDRESS_TEXT_SIZE];
};

/* --- The end --- */

static void on_calls_ended(void *context)
{
	struct server *server = context;

	loop_stop(server->loop);
}

static void leave(struct server *server, int status)
{
	if (!server->leaving)
		server->status = status;
	server->leaving = true;
	if (!calls_cancel_all(&server->calls))
		loop_stop(server->loop);
}

/* A second one does not wait for commands that take their time. */
static void on_signal(void *context)
{
	struct server *server = context;
	pid_t sender;

	if (signals_next(server->signals, &sender) == 0)
		return;
	membership_close(&server->membership);
	leave(server, EX_OK);
}

/* --- The room --- */

static void on_refused(struct server *server, const struct member_event *event)
{
	if (event->request == FRAME_SERVE && event->number == server->request)
		leave(server, fail(refusal_status(event->code), "%s: %s: %s", server->room,
				      server->options->verb, event->reason));
}

static void on_event(void *context, const struct member_event *event)
{
	struct server *server = context;

	switch (event->kind) {
	case MEMBER_GRANTED:
		if (event->request == FRAME_SERVE)
			fail_say("%s: %s serves %s", server->room, server->membership.member.nick,
				server->options->verb);
		return;
	case MEMBER_REFUSED:
		on_refused(server, event);
		return;
	case MEMBER_CALL:
		calls_add(&server->calls, event->number, &event->call);
		return;
	case MEMBER_CANCEL:
		calls_cancel(&server->calls, event->number);
		return;
	case MEMBER_CREDIT:
		calls_resume(&server->calls);
		return;
	default:
		return;
	}
}

static void on_room(void *context)
{
	struct server *server = context;

	calls_resume(&server->calls);
}

static void on_room_ended(void *context)
{
	struct server *server = context;

	leave(server, fail(refusal_status(server->membership.end_code), "%s: %s", server->room,
			      server->membership.end_reason));
}

static const struct membership_handlers handlers = {
	.event = on_event, .room = on_room, .ended = on_room_ended};

/* --- The beginning --- */

static int check(const struct options *options)
{
	if (options->word_count < 2 || strcmp(options->words[0], "--") != 0)
		return fail(EX_USAGE, "serve: behind the verb come -- and a command; "
				      "see: shmooze serve --help");
	if (options->max > MEMBER_RUNS_MAX)
		return fail(EX_USAGE, "serve: at most %d calls at a time", MEMBER_RUNS_MAX);
	return EX_OK;
}

static int listen_to_signals(struct server *server)
{
	static const int leave_by[] = {SIGNALS_LEAVE, 0};

	server->signals = signals_open(leave_by);
	if (server->signals < 0)
		return fail_errno(server->signals, "signals");
	server->loop = loop_new();
	if (server->loop == NULL)
		return refuse_loop();
	server->signal_event = loop_add_fd(
		server->loop, server->signals, LOOP_READ | LOOP_URGENT, on_signal, server);
	if (server->signal_event == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(server->signal_event, true);
	return EX_OK;
}

static int offer(struct server *server)
{
	const struct options *options = server->options;
	unsigned max = options->max > 0 ? (unsigned)options->max : 1;
	const struct membership_options how = {
		.address = options_address(options, SEAT_ROOM), .nick = options->nick};
	int status = membership_open(&server->membership, server->loop, &how, &handlers, server);

	if (status != EX_OK)
		return status;
	address_text(&how.address, server->room);
	calls_init(&server->calls, server->loop, &server->membership, options->words + 1,
		options->word_count - 1, max);
	server->calls.ended = on_calls_ended;
	server->calls.context = server;
	if (member_serve(&server->membership.member, options->verb, max, &server->request) < 0)
		return fail(EX_OSERR, "out of memory");
	membership_flush(&server->membership);
	return EX_OK;
}

int serve_run(const struct options *options)
{
	struct server server = {.options = options, .signals = -1};
	int status = check(options);

	if (status == EX_OK)
		status = listen_to_signals(&server);
	if (status == EX_OK)
		status = offer(&server);
	if (status == EX_OK)
		status = loop_run(server.loop) < 0 ? fail(EX_OSERR, "the event loop failed")
						   : server.status;
	membership_close(&server.membership);
	calls_fini(&server.calls);
	loop_event_free(server.signal_event);
	loop_free(server.loop);
	if (server.signals >= 0)
		close(server.signals);
	return status;
}
