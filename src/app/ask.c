/* SPDX-License-Identifier: ISC */
/*
 * shmooze ask: asks for a verb in a room, as a member for that time, and is then what answered: its
 * output, its errors, its status.
 *
 * A chunk is dealt with, and room for another one given, when it has been written. Who ends this by
 * a signal, or reads no more, ends the command that answers.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/commands.h"
#include "app/fail.h"
#include "app/membership.h"
#include "app/refuse.h"
#include "app/relay.h"
#include "core/json.h"

/* Bytes of an answer that is kept to become JSON; what is written as it comes has no limit. */
#define KEEP_MAX (64u << 20)

struct ask {
	const struct options *options;
	struct loop *loop;
	struct membership membership;
	struct relay out, errors;
	int timer; /* timerfd; -1: no time-out */
	struct loop_event *timer_event;
	uint64_t number;
	int64_t begun_ms;
	bool over;
	int status;
	char room[ADDRESS_TEXT_SIZE];
};

static void end(struct ask *ask, int status)
{
	if (ask->over)
		return;
	ask->over = true;
	ask->status = status;
	loop_stop(ask->loop);
}

static void refuse(struct ask *ask, int status, const char *why)
{
	if (!ask->over)
		end(ask, fail(status, "%s: %s: %s", ask->room, ask->options->verb, why));
}

/* --- The answer --- */

static void keep(struct ask *ask)
{
	if (ask->out.output.bytes.len + ask->errors.output.bytes.len > KEEP_MAX)
		refuse(ask, EX_DATAERR, "the answer is too long for --json");
	else
		member_dealt_with(&ask->membership.member, ask->number);
}

/* That nobody reads errors any more is no reason to end. */
static void pass_on(struct ask *ask, struct relay *to)
{
	output_flush(&to->output);
	if (ask->out.output.closed)
		end(ask, ask->out.output.status);
	else if (to->output.bytes.len == 0)
		member_dealt_with(&ask->membership.member, ask->number);
}

/* A full chunk is one of several. */
static void take(struct ask *ask, struct relay *to, const struct member_event *event)
{
	if (relay_add(to, event->bytes, event->len, event->len == REQUEST_BODY_MAX) < 0)
		refuse(ask, EX_OSERR, "out of memory");
	else if (ask->options->json)
		keep(ask);
	else
		pass_on(ask, to);
}

static int append_text(struct buffer *line, const char *name, const struct buffer *bytes)
{
	struct buffer text = {0};
	int error = buffer_append_repaired(&text, bytes->data, bytes->len);

	if (error == 0)
		error = json_member_string(line, name, text.data, text.len);
	buffer_fini(&text);
	return error;
}

static int append_object(const struct ask *ask, int status, struct buffer *line)
{
	const struct options *options = ask->options;
	int error = buffer_append(line, "{", 1);

	if (error == 0)
		error = json_member_string(line, "room", options->room, strlen(options->room));
	if (error == 0)
		error = json_member_string(line, "verb", options->verb, strlen(options->verb));
	if (error == 0)
		error = json_member_number(line, "status", status);
	if (error == 0)
		error = append_text(line, "output", &ask->out.output.bytes);
	if (error == 0)
		error = append_text(line, "errors", &ask->errors.output.bytes);
	if (error == 0)
		error = json_member_number(line, "took_ms", clock_ms() - ask->begun_ms);
	return error == 0 ? buffer_append(line, "}\n", 2) : error;
}

/* In place of what was kept. */
static int make_object(struct ask *ask, int status)
{
	struct buffer line = {0};
	int error = append_object(ask, status, &line);

	buffer_fini(&ask->errors.output.bytes);
	buffer_fini(&ask->out.output.bytes);
	ask->out.output.bytes = line;
	return error;
}

static int finish(struct ask *ask, int status)
{
	int error;

	if (ask->options->json)
		return make_object(ask, status);
	error = relay_end(&ask->errors);
	return error == 0 ? relay_end(&ask->out) : error;
}

/* What could not be written when the time is over was not answered in time. */
static void on_answered(struct ask *ask, int status)
{
	if (finish(ask, status) < 0) {
		refuse(ask, EX_OSERR, "out of memory");
		return;
	}
	output_flush(&ask->errors.output);
	output_flush(&ask->out.output);
	if (ask->out.output.closed)
		end(ask, ask->out.output.status);
	else if (ask->out.output.bytes.len == 0)
		end(ask, status);
}

/* --- The room --- */

static void on_event(void *context, const struct member_event *event)
{
	struct ask *ask = context;

	if (ask->over || event->number != ask->number)
		return;
	switch (event->kind) {
	case MEMBER_OUTPUT:
		take(ask, &ask->out, event);
		return;
	case MEMBER_ERRORS:
		take(ask, &ask->errors, event);
		return;
	case MEMBER_ANSWERED:
		on_answered(ask, (int)event->status);
		return;
	case MEMBER_REFUSED:
		if (event->request == FRAME_ASK)
			refuse(ask, refusal_status(event->code), event->reason);
		return;
	default:
		return;
	}
}

static void on_room_ended(void *context)
{
	struct ask *ask = context;

	refuse(ask, refusal_status(ask->membership.end_code), ask->membership.end_reason);
}

static const struct membership_handlers handlers = {.event = on_event, .ended = on_room_ended};

static void on_timeout(void *context)
{
	struct ask *ask = context;
	char why[64];

	snprintf(
		why, sizeof(why), "no answer within %g s", (double)ask->options->timeout_ms / 1000);
	refuse(ask, EX_TEMPFAIL, why);
}

/* --- The question --- */

static int set_timer(struct ask *ask)
{
	int64_t ms = ask->options->timeout_ms;
	struct itimerspec when = {0};

	if (ms < 0)
		return EX_OK;
	/* Zero would be no time-out. */
	when.it_value = (struct timespec){
		.tv_sec = ms / 1000, .tv_nsec = ms == 0 ? 1 : ms % 1000 * 1000000};
	ask->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (ask->timer < 0 || timerfd_settime(ask->timer, 0, &when, NULL) < 0)
		return fail_errno(-errno, "timer");
	ask->timer_event =
		loop_add_fd(ask->loop, ask->timer, LOOP_READ | LOOP_URGENT, on_timeout, ask);
	if (ask->timer_event == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(ask->timer_event, true);
	return EX_OK;
}

static int prepare(struct ask *ask)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	ask->loop = loop_new();
	return ask->loop == NULL ? refuse_loop() : set_timer(ask);
}

static int join(struct ask *ask)
{
	const struct options *options = ask->options;
	struct membership_options how = {.address = options_address(options, SEAT_ROOM),
		.nick = options->nick,
		.brief = true};

	if (options->timeout_ms >= 0)
		how.timeout_ms = options->timeout_ms == 0        ? 1
				 : options->timeout_ms > INT_MAX ? INT_MAX
								 : (int)options->timeout_ms;
	address_text(&how.address, ask->room);
	return membership_open(&ask->membership, ask->loop, &how, &handlers, ask);
}

static int put(struct ask *ask)
{
	const struct options *options = ask->options;
	int error = member_ask(&ask->membership.member, options->verb,
		(const char *const *)options->words, (size_t)options->word_count, &ask->number);

	if (error == -EMSGSIZE)
		return fail(EX_DATAERR, "the verb and its arguments have at most %d bytes",
			REQUEST_ARGUMENTS_MAX);
	if (error < 0)
		return fail_errno(error, "ask");
	ask->begun_ms = clock_ms();
	membership_flush(&ask->membership);
	return EX_OK;
}

/* Leaving cancels a call that is open. */
int ask_run(const struct options *options)
{
	struct ask ask = {.options = options, .timer = -1};
	int status = prepare(&ask);

	relay_init(&ask.out, STDOUT_FILENO, ask.timer, options->json);
	relay_init(&ask.errors, STDERR_FILENO, ask.timer, options->json);
	if (status == EX_OK)
		status = join(&ask);
	if (status == EX_OK)
		status = put(&ask);
	if (status == EX_OK)
		status = loop_run(ask.loop) < 0 ? fail(EX_OSERR, "the event loop failed")
						: ask.status;
	membership_close(&ask.membership);
	relay_fini(&ask.out);
	relay_fini(&ask.errors);
	loop_event_free(ask.timer_event);
	loop_free(ask.loop);
	if (ask.timer >= 0)
		close(ask.timer);
	return status;
}
