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
 * its last, and whoever has the other's BYE and all acknowledgements goes: nothing that was
 * accepted is lost. The other side's process is interrupted as well, for it may be stopped; and a
 * timer ends the waiting for one that does not answer.
 */
#include "config.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/configuration.h"
#include "app/fail.h"
#include "app/launch.h"
#include "app/peer.h"
#include "app/peer_parts.h"
#include "app/refuse.h"
#include "app/signals.h"
#include "ipc/link_fifo.h"
#include "ipc/process.h"

/* So many seconds' messages are taken at once from another account after a pause. */
#define AT_ONCE 10

char peer_letter(const struct peer *peer)
{
	return name_seat_letter(peer->station.address.seat);
}

/* A line on standard error. */
void peer_say(const struct peer *peer, const char *text)
{
	fail_say("%c: %s", peer_letter(peer), text);
}

/* A line on standard error and on the board. */
void peer_note(struct peer *peer, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	peer_say(peer, text);
	station_put_note(&peer->station, text);
}

void peer_note_away(struct peer *peer, const char *who, const char *away)
{
	if (away[0] != '\0')
		peer_note(peer, "%s is away: %s", who, away);
	else
		peer_note(peer, "%s is back", who);
}

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
			peer_leave(peer, !of_other);
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
		return refuse_loop();
	peer->signal_event =
		loop_add_fd(peer->loop, peer->signal_fd, LOOP_READ | LOOP_URGENT, on_signal, peer);
	peer->deadline = loop_add_timer(peer->loop, peer_on_deadline, peer);
	peer->input_quiet = loop_add_timer(peer->loop, peer_on_input_quiet, peer);
	peer->typing_over = loop_add_timer(peer->loop, peer_on_typing_over, peer);
	peer->log_again = loop_add_timer(peer->loop, peer_on_log_again, peer);
	peer->mail_again = loop_add_timer(peer->loop, peer_on_mail, peer);
	if (peer->signal_event == NULL || peer->deadline == NULL || peer->input_quiet == NULL ||
		peer->typing_over == NULL || peer->log_again == NULL || peer->mail_again == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(peer->signal_event, true);
	return EX_OK;
}

static void close_signals(struct peer *peer)
{
	loop_event_free(peer->mail_again);
	loop_event_free(peer->log_again);
	loop_event_free(peer->typing_over);
	loop_event_free(peer->input_quiet);
	loop_event_free(peer->deadline);
	loop_event_free(peer->signal_event);
	loop_free(peer->loop);
	if (peer->signal_fd >= 0)
		close(peer->signal_fd);
}

static void say_waiting_with(const struct peer *peer)
{
	char own[LOGIN_MAX + 1], text[512];

	snprintf(text, sizeof(text),
		"waiting for %s, who types: shmooze chat --with %s; watch with: shmooze view "
		"--with %s",
		peer->other_login, login_of(geteuid(), own), peer->other_login);
	peer_say(peer, text);
}

static void say_waiting_here(const struct peer *peer)
{
	const struct rundir *rundir = &peer->station.rundir;
	bool named = strcmp(rundir->chat, NAME_CHAT_DEFAULT) != 0;
	char text[PATH_MAX + 256];

	snprintf(text, sizeof(text),
		"waiting for %s in chat %s (%s); watch with: shmooze view%s%s %c", peer->other_name,
		rundir->chat, rundir->path, named ? " -c " : "", named ? rundir->chat : "",
		peer_letter(peer));
	peer_say(peer, text);
}

void peer_say_waiting(struct peer *peer)
{
	peer->waiting_said = true;
	if (peer->options->has_with)
		say_waiting_with(peer);
	else
		say_waiting_here(peer);
}

/* What was accepted and did not arrive is said, and is a failure unless one's own wish to leave. */
static void report_undelivered(struct peer *peer)
{
	uint64_t count = outbox_count(&peer->talk.exchange.outbox);

	if (count == 0)
		return;
	peer_note(peer, "%llu %s not delivered%s", (unsigned long long)count,
		count == 1 ? "message was" : "messages were",
		peer->station.status.logged == BOARD_LOGGED ? "; the next peer here does it" : "");
	if (!peer->own_wish && peer->status == EX_OK)
		peer->status = EX_UNAVAILABLE;
}

/* The last words, to the other side and to the viewers. */
static void say_goodbye(struct peer *peer)
{
	exchange_bye(&peer->talk.exchange, 0, true);
	talk_pump(&peer->talk);
	if (peer->talk.exchange.bye_received && !peer->own_wish && !peer->gone_noted)
		peer_note(peer, "%s has left", peer->other_name);
	report_undelivered(peer);
	station_put_note(&peer->station, "the chat has ended");
	peer->station.status.state = BOARD_ENDED;
	peer->station.changed = true;
	station_publish(&peer->station);
}

static int open_talk(struct peer *peer)
{
	struct station *station = &peer->station;
	const struct talk_self self = {station->status.nick, peer->options->stay};
	const struct talk_past past = peer_past(peer);
	struct link *link = peer->options->has_with ? link_fifo_new_door(&peer->door)
						    : link_fifo_new(&station->inbox);
	int error =
		talk_open(&peer->talk, peer->loop, link, &self, &past, &peer_talk_handlers, peer);

	if (peer->options->has_with)
		talk_limit(&peer->talk, peer->rate, AT_ONCE * peer->rate);
	return error;
}

/* From the seat's being ours to its being free again. */
static int hold_seat(struct peer *peer)
{
	int error = open_talk(peer);
	if (error == 0)
		error = peer_resume(peer);
	if (error == 0)
		error = input_open(
			&peer->input, peer->loop, STDIN_FILENO, &peer_input_handlers, peer);
	if (error == 0)
		error = postbox_open(&peer->postbox, peer->loop, peer->station.post,
			&peer_postbox_handlers, peer);
	if (error == 0) {
		if (!talk_attached(&peer->talk))
			peer_say_waiting(peer);
		peer_open_mail(peer);
		peer_settle(peer);
		error = loop_run(peer->loop);
	}
	if (error < 0)
		peer->status = fail_errno(error, "peer");
	say_goodbye(peer);
	peer_close_mail(peer);
	input_close(&peer->input);
	postbox_close(&peer->postbox);
	talk_close(&peer->talk);
	return peer->status;
}

/* Whoever launched us has told what is wrong with the settings. */
static int open_station(struct peer *peer)
{
	const struct options *options = peer->options;
	struct settings settings;
	char login[LOGIN_MAX + 1];
	struct buffer complaints = {0};
	struct station_options wanted = {
		.address = options_address(
			options, options->seat_count > 0 ? options->seats[0] : SEAT_A),
		.any_seat = options->seat_count == 0,
		.loop = peer->loop,
	};
	int status;

	if (settings_init(&settings) < 0)
		return fail(EX_OSERR, "out of memory");
	if (options->owned)
		configuration_load(options, &settings, &complaints);
	else
		configuration_tell(options, &settings);
	buffer_fini(&complaints);
	if (options->nick[0] != '\0')
		wanted.nick = options->nick;
	else if (settings.nick[0] != '\0')
		wanted.nick = settings.nick;
	else if (options->has_with)
		wanted.nick = login_of(geteuid(), login);
	if (settings.log && !options->no_log)
		wanted.log_limit = (uint64_t)settings.log_size * 1024;
	if (!settings.dumpable)
		process_hide_memory();
	peer->rate = (uint32_t)settings.with_rate;
	status = station_open(&peer->station, &wanted);
	settings_fini(&settings);
	if (status != EX_OK)
		return status;
	peer_name_other(peer);
	status = peer_open_door(peer);
	if (status != EX_OK)
		station_close(&peer->station);
	return status;
}

int peer_hold(const struct options *options, int ready)
{
	struct peer peer = {
		.options = options, .signal_fd = -1, .door = {.fd = -1}, .spool = {.fd = -1}};
	int status = open_signals(&peer);

	if (status == EX_OK)
		status = open_station(&peer);
	if (ready >= 0)
		launch_report(ready, status, peer.station.address.seat);
	if (status == EX_OK) {
		status = hold_seat(&peer);
		door_close(&peer.door);
		station_close(&peer.station);
	}
	close_signals(&peer);
	return status;
}

int peer_run(const struct options *options)
{
	struct launch launch;
	int status;

	if (!options->detach)
		return peer_hold(options, -1);
	status = launch_peer(options, &launch);
	if (status == EX_OK)
		fail_say("%c: detached, pid %ld; it ends by: kill -INT %ld",
			name_seat_letter(launch.seat), (long)launch.pid, (long)launch.pid);
	return status;
}
