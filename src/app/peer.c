/* SPDX-License-Identifier: ISC */
/*
 * shmooze peer: holds a seat and talks.
 *
 * What comes on standard input is said to the other side; what either side says is published on the
 * board. A peer goes through three states:
 *
 *     TALKING ---- input has ended ----> DELIVERING ---- all is delivered ---+
 *        |                                   |                               |
 *        +---- a signal, the other's BYE or end ----> LEAVING ---------------+--> finish()
 *
 * Leaving is two-sided. A BYE follows our last message, the other side answers with its own behind
 * its last, and whoever has the other's BYE and all acknowledgements goes: nothing that was accepted
 * is lost. The other side's process is interrupted as well, for it may be stopped; and a timer ends the
 * waiting for one that does not answer.
 */
#include "config.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/input.h"
#include "app/loop.h"
#include "app/signals.h"
#include "app/station.h"
#include "app/talk.h"
#include "ipc/link_fifo.h"
#include "ipc/reap.h"

/* Bytes of messages that were not acknowledged, from which on no input is read, and again is. */
#define OUTBOX_FULL (256 * 1024)
#define OUTBOX_LOW  (128 * 1024)

/* How long a leaving peer waits for the other side to take and say the last words. */
#define LEAVE_MS 700

/* The same for one whose input has ended, counted from the other side's last sign of life. */
#define QUIET_MS 1000

/* Input that is still coming when the other side has said all it has: it may pause this long. */
#define INPUT_QUIET_MS 100

enum peer_state { PEER_TALKING, PEER_DELIVERING, PEER_LEAVING };

struct peer {
	const struct options *options;
	struct loop *loop;
	struct station station;
	struct talk talk;
	struct input input;
	struct loop_event *signal_event;
	struct loop_event *deadline;    /* of LEAVING, or of DELIVERING when all is delivered */
	struct loop_event *input_quiet; /* running: the other side waits for our last words */
	int signal_fd;
	enum peer_state state;
	bool own_wish;   /* to leave: a signal that was not the other peer's */
	bool gone_noted; /* that the other side has left */
	bool finished;
	int status;
};

static char letter(const struct peer *peer)
{
	return name_seat_letter(peer->station.seat);
}

static char other_letter(const struct peer *peer)
{
	return name_seat_letter(name_seat_other(peer->station.seat));
}

/* A line on standard error. */
static void say(const struct peer *peer, const char *text)
{
	fail_say("%c: %s", letter(peer), text);
}

/* A line on standard error and on the board. */
static void note(struct peer *peer, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void note(struct peer *peer, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	say(peer, text);
	station_put_note(&peer->station, text);
}

static void finish(struct peer *peer)
{
	peer->finished = true;
	talk_welcome_nobody(&peer->talk);
	loop_stop(peer->loop);
}

/* Whether there is reason to wait any longer before leaving; if not, finishes. */
static void check_done(struct peer *peer)
{
	const struct exchange *exchange = &peer->talk.exchange;

	if (peer->finished || peer->state == PEER_TALKING)
		return;
	if (peer->state == PEER_LEAVING) {
		if (!talk_up(&peer->talk) || exchange_settled(exchange))
			finish(peer);
		return;
	}
	if (!exchange_delivered(exchange))
		return;
	/* Without an end there is no one to wait for; a HELLO under way is waited for. */
	if (!talk_attached(&peer->talk) || exchange_settled(exchange)) {
		finish(peer);
		return;
	}
	if (talk_up(&peer->talk) && !exchange->bye_sent) {
		exchange_bye(&peer->talk.exchange, FRAME_DONE, false);
		talk_pump(&peer->talk);
	}
	if (!loop_timer_pending(peer->deadline))
		loop_timer_set(peer->deadline, QUIET_MS);
}

/*
 * Goes. With interrupt the other side's process gets a signal: it may be stopped, or not look at its
 * inbox. The second time there is no more waiting.
 */
static void leave(struct peer *peer, bool interrupt)
{
	if (peer->state == PEER_LEAVING) {
		finish(peer);
		return;
	}
	peer->state = PEER_LEAVING;
	talk_welcome_nobody(&peer->talk);
	input_stop(&peer->input);
	loop_timer_clear(peer->input_quiet);
	exchange_bye(&peer->talk.exchange, 0, false);
	talk_pump(&peer->talk);
	if (interrupt)
		talk_interrupt_other(&peer->talk);
	loop_timer_set(peer->deadline, LEAVE_MS);
	check_done(peer);
}

static void on_deadline(void *context)
{
	struct peer *peer = context;

	if (peer->state == PEER_LEAVING)
		finish(peer);
	else
		leave(peer, true);
}

static void on_input_quiet(void *context)
{
	struct peer *peer = context;

	/* It is we who do not read: the other side has yet to take what was read before. */
	if (peer->input.paused)
		loop_timer_set(peer->input_quiet, INPUT_QUIET_MS);
	else
		leave(peer, false);
}

/* Publishes what has happened, and lets the input go on or wait. */
static void settle(struct peer *peer)
{
	size_t bytes = outbox_bytes(&peer->talk.exchange.outbox);

	station_publish(&peer->station);
	if (bytes >= OUTBOX_FULL)
		input_pause(&peer->input, true);
	else if (bytes <= OUTBOX_LOW)
		input_pause(&peer->input, false);
	check_done(peer);
}

static void on_here(void *context)
{
	struct peer *peer = context;
	struct board_status *status = &peer->station.status;
	const struct exchange_side *other = &peer->talk.exchange.other;

	status->state = BOARD_TALKING;
	status->other_pid = (pid_t)other->pid;
	snprintf(status->other_nick, sizeof(status->other_nick), "%s", other->nick);
	note(peer, "%c is here: %s, pid %ld", other_letter(peer), other->nick, (long)other->pid);
}

static void on_message(void *context, uint64_t number, const char *text, size_t len)
{
	struct peer *peer = context;

	station_put_message(&peer->station, RECORD_IN, number, text, len);
}

static void on_delivered(void *context, uint64_t number)
{
	struct peer *peer = context;

	if (peer->station.status.delivered == number)
		return;
	peer->station.status.delivered = number;
	peer->station.changed = true;
}

/*
 * The other side is leaving. Its DONE leaves us time for what we have yet to say: all that the input
 * gives until it pauses. One that stays answers, so that the other need not wait.
 */
static void on_bye(void *context, uint16_t flags)
{
	struct peer *peer = context;

	if (peer->state != PEER_TALKING)
		return;
	if (peer->options->stay) {
		exchange_bye(&peer->talk.exchange, 0, false);
		return;
	}
	if ((flags & FRAME_DONE) != 0 && !peer->input.ended)
		loop_timer_set(peer->input_quiet, INPUT_QUIET_MS);
	else
		leave(peer, false);
}

static void on_gone(void *context, bool said_bye)
{
	struct peer *peer = context;
	const struct reap reap = {.keep_dir = true};
	bool leaving = peer->state == PEER_LEAVING;

	peer->station.status.state = BOARD_WAITING;
	peer->gone_noted = !peer->options->stay;
	note(peer, said_bye || leaving ? "%c has left" : "%c was killed", other_letter(peer));
	reap_chat(&reap, &peer->station.rundir, &peer->station.seat);
	if (peer->options->stay && !leaving) {
		if (peer->state == PEER_TALKING)
			say(peer, "waiting for it to come back");
		if (!talk_attached(&peer->talk))
			talk_reach(&peer->talk);
		settle(peer);
		return;
	}
	finish(peer);
}

static void on_trouble(void *context, const char *what)
{
	note(context, "%s", what);
}

static void on_batch(void *context)
{
	struct peer *peer = context;

	if (peer->state == PEER_DELIVERING && loop_timer_pending(peer->deadline))
		loop_timer_set(peer->deadline, QUIET_MS);
	settle(peer);
}

static const struct talk_handlers talk_handlers = {
	.here = on_here,
	.message = on_message,
	.delivered = on_delivered,
	.bye = on_bye,
	.gone = on_gone,
	.trouble = on_trouble,
	.batch = on_batch,
};

static void on_line(void *context, const char *text, size_t len)
{
	struct peer *peer = context;
	uint64_t number;

	if (exchange_say(&peer->talk.exchange, text, len, &number) < 0) {
		note(peer, "out of memory: a line of %zu bytes was not taken", len);
		peer->status = EX_OSERR;
		return;
	}
	peer->station.status.said = number;
	station_put_message(&peer->station, RECORD_OUT, number, text, len);
}

static void on_input_batch(void *context)
{
	struct peer *peer = context;

	if (loop_timer_pending(peer->input_quiet))
		loop_timer_set(peer->input_quiet, INPUT_QUIET_MS);
	talk_pump(&peer->talk);
	settle(peer);
}

static void on_input_end(void *context)
{
	struct peer *peer = context;

	if (peer->input.error < 0) {
		note(peer, "standard input: %s", strerror(-peer->input.error));
		peer->status = EX_IOERR;
	}
	if (peer->options->keep || peer->state != PEER_TALKING)
		return;
	peer->state = PEER_DELIVERING;
	loop_timer_clear(peer->input_quiet);
	check_done(peer);
}

static const struct input_handlers input_handlers = {
	.line = on_line,
	.batch = on_input_batch,
	.end = on_input_end,
};

/*
 * A signal of the other peer's is its way of saying that it leaves: its last words come first, and
 * it needs no signal of ours.
 */
static void on_signal(void *context)
{
	struct peer *peer = context;
	pid_t sender;

	while (signals_next(peer->signal_fd, &sender) != 0) {
		bool was_leaving = peer->state == PEER_LEAVING, of_other;

		talk_drain(&peer->talk);
		of_other = sender != 0 && sender == peer->station.status.other_pid;
		if (of_other && peer->options->stay)
			continue;
		peer->own_wish = peer->own_wish || !of_other;
		if (peer->state != PEER_LEAVING || (was_leaving && !of_other))
			leave(peer, !of_other);
	}
}

static int open_signals(struct peer *peer)
{
	static const int list[] = {SIGNALS_LEAVE, 0};

	peer->signal_fd = signals_open(list);
	if (peer->signal_fd < 0)
		return fail_errno(peer->signal_fd, "signals");
	peer->loop = loop_new();
	if (peer->loop == NULL)
		return fail(EX_CANTCREAT, "the event loop can't be set up: too few descriptors, or no "
					  "memory");
	peer->signal_event = loop_add_fd(
		peer->loop, peer->signal_fd, LOOP_READ | LOOP_URGENT, on_signal, peer);
	peer->deadline = loop_add_timer(peer->loop, on_deadline, peer);
	peer->input_quiet = loop_add_timer(peer->loop, on_input_quiet, peer);
	if (peer->signal_event == NULL || peer->deadline == NULL || peer->input_quiet == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(peer->signal_event, true);
	return EX_OK;
}

static void close_signals(struct peer *peer)
{
	loop_event_free(peer->input_quiet);
	loop_event_free(peer->deadline);
	loop_event_free(peer->signal_event);
	loop_free(peer->loop);
	if (peer->signal_fd >= 0)
		close(peer->signal_fd);
}

static void say_waiting(const struct peer *peer)
{
	const struct rundir *rundir = &peer->station.rundir;
	bool named = strcmp(rundir->chat, NAME_CHAT_DEFAULT) != 0;
	char text[PATH_MAX + 256];

	snprintf(text, sizeof(text), "waiting for %c in chat %s (%s); watch with: shmooze view%s%s %c",
		other_letter(peer), rundir->chat, rundir->path, named ? " -c " : "",
		named ? rundir->chat : "", letter(peer));
	say(peer, text);
}

/* What was accepted and did not arrive is said, and is a failure unless one's own wish to leave. */
static void report_undelivered(struct peer *peer)
{
	uint64_t count = outbox_count(&peer->talk.exchange.outbox);

	if (count == 0)
		return;
	note(peer, "%llu %s not delivered", (unsigned long long)count,
		count == 1 ? "message was" : "messages were");
	if (!peer->own_wish && peer->status == EX_OK)
		peer->status = EX_UNAVAILABLE;
}

/* The last words, to the other side and to the viewers. */
static void say_goodbye(struct peer *peer)
{
	exchange_bye(&peer->talk.exchange, 0, true);
	talk_pump(&peer->talk);
	if (peer->talk.exchange.bye_received && !peer->own_wish && !peer->gone_noted)
		note(peer, "%c has left", other_letter(peer));
	report_undelivered(peer);
	station_put_note(&peer->station, "the chat has ended");
	peer->station.status.state = BOARD_ENDED;
	peer->station.changed = true;
	station_publish(&peer->station);
}

/* From the seat's being ours to its being free again. */
static int hold_seat(struct peer *peer)
{
	struct station *station = &peer->station;
	int error;

	error = talk_open(&peer->talk, peer->loop, link_fifo_new(&station->inbox),
		station->status.nick, &talk_handlers, peer);
	if (error == 0)
		error = input_open(
			&peer->input, peer->loop, STDIN_FILENO, &input_handlers, peer);
	if (error == 0) {
		if (!talk_attached(&peer->talk))
			say_waiting(peer);
		error = loop_run(peer->loop);
	}
	if (error < 0)
		peer->status = fail_errno(error, "peer");
	say_goodbye(peer);
	input_close(&peer->input);
	talk_close(&peer->talk);
	return peer->status;
}

int peer_run(const struct options *options)
{
	struct peer peer = {.options = options, .signal_fd = -1};
	enum seat seat = options->seat_count > 0 ? options->seats[0] : SEAT_A;
	int status = open_signals(&peer);

	if (status == EX_OK)
		status = station_open(&peer.station, options->chat, seat, options->seat_count == 0,
			options->nick[0] != '\0' ? options->nick : NULL);
	if (status == EX_OK) {
		status = hold_seat(&peer);
		station_close(&peer.station);
	}
	close_signals(&peer);
	return status;
}
