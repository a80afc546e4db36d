/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/hall.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/fail.h"
#include "app/signals.h"

/* How long members may take to hear that the room has ended. */
#define END_MS 300
/* How long a log that can't be written is left alone. */
#define LOG_AGAIN_MS 1000
/* A line of the hub's: a note of the model is shorter. */
#define LINE_SIZE 640

/* --- What is told --- */

void hall_say(const struct hall *hall, const char *format, ...)
{
	char text[LINE_SIZE], name[ADDRESS_TEXT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fail_say("%s: %s", address_text(&hall->station.address, name), text);
}

void hall_note(struct hall *hall, const char *text)
{
	hall_say(hall, "%s", text);
	station_put_note(&hall->station, text);
}

/* --- What the model asks for --- */

static uint64_t on_say(
	void *context, const struct hub_member *from, uint64_t post, const char *text, size_t len)
{
	struct hall *hall = context;
	const struct record record = {
		.post = post,
		.from = from->nick,
		.from_len = strlen(from->nick),
		.text = text,
		.text_len = len,
		.member = from->id,
		.uid = from->uid,
	};

	station_put_message(&hall->station, &record);
	return hall->station.status.incoming;
}

static void on_note(void *context, const char *text, size_t len)
{
	char line[LINE_SIZE];

	snprintf(line, sizeof(line), "%.*s", (int)len, text);
	hall_note(context, line);
}

static void on_changed(void *context)
{
	struct hall *hall = context;

	hall->changed = true;
}

/* One that is just being let in is no guest yet. */
static void on_due(void *context, uint32_t member)
{
	struct hall_guest *guest = hall_find_guest(context, member);

	if (guest != NULL)
		hall_guest_due(context, guest);
}

static void on_drop(void *context, uint32_t member, enum hub_end end)
{
	struct hall *hall = context;
	struct hall_guest *guest = hall_find_guest(hall, member);

	(void)end;
	if (guest == NULL)
		return;
	/* It is told what became of its messages here and now. */
	station_commit(&hall->station);
	hall_guest_dropped(hall, guest);
}

static void on_stop(void *context, const struct hub_member *by)
{
	struct hall *hall = context;

	if (!hall->stop)
		hall_say(hall, "ended by %s, process %lu", by->nick, (unsigned long)by->pid);
	hall->stop = true;
}

static const struct hub_handlers handlers = {
	.say = on_say,
	.note = on_note,
	.changed = on_changed,
	.due = on_due,
	.drop = on_drop,
	.stop = on_stop,
};

/* --- Batches --- */

static void update_status(struct hall *hall)
{
	struct board_status *status = &hall->station.status;

	hall->changed = false;
	hall->station.changed = true;
	status->members = hub_members(&hall->hub);
	memcpy(status->other_nick, hall->hub.topic, sizeof(status->other_nick));
	if (!hall->stopping)
		status->state = status->members > 0 ? BOARD_TALKING : BOARD_WAITING;
}

static void publish(struct hall *hall)
{
	if (hall->changed)
		update_status(hall);
	station_publish(&hall->station);
	if (hall->station.log.failing && !loop_timer_pending(hall->log_again))
		loop_timer_set(hall->log_again, LOG_AGAIN_MS);
}

/* What is in the queues was said before the end. */
static void begin_to_end(struct hall *hall)
{
	hall_read_all(hall);
	hall->stopping = true;
	hub_stop(&hall->hub);
	station_put_note(&hall->station, "the room has ended");
	hall->station.status.state = BOARD_ENDED;
	hall->station.status.leaving = 1;
	loop_timer_set(hall->deadline, END_MS);
}

void hall_settle(struct hall *hall)
{
	if (hall->stop && !hall->stopping)
		begin_to_end(hall);
	do {
		publish(hall);
		hall_flush(hall);
	} while (hall->changed || hall->station.changed || hall->due != NULL);
	if (hall->parting)
		hall_sweep(hall);
	if (hall->stopping && hall->count == 0)
		loop_stop(hall->loop);
}

/* --- Events --- */

/* The second one waits for nobody. */
static void on_signal(void *context)
{
	struct hall *hall = context;
	pid_t sender;

	while (signals_next(hall->signal_fd, &sender) != 0) {
		if (hall->stopping)
			loop_stop(hall->loop);
		hall->stop = true;
	}
	hall_settle(hall);
}

static void on_deadline(void *context)
{
	struct hall *hall = context;

	loop_stop(hall->loop);
}

static void on_log_again(void *context)
{
	struct hall *hall = context;

	station_commit(&hall->station);
	hall->station.changed = true;
	hall_settle(hall);
}

static int open_events(struct hall *hall)
{
	hall->signal_event =
		loop_add_fd(hall->loop, hall->signal_fd, LOOP_READ | LOOP_URGENT, on_signal, hall);
	hall->deadline = loop_add_timer(hall->loop, on_deadline, hall);
	hall->log_again = loop_add_timer(hall->loop, on_log_again, hall);
	if (hall->signal_event == NULL || hall->deadline == NULL || hall->log_again == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(hall->signal_event, true);
	return EX_OK;
}

static void close_events(struct hall *hall)
{
	loop_event_free(hall->log_again);
	loop_event_free(hall->deadline);
	loop_event_free(hall->signal_event);
}

int hall_open(struct hall *hall)
{
	const char *topic = hall->options->topic;
	int status, error;

	hub_init(&hall->hub, geteuid(), &handlers, hall);
	if (topic != NULL)
		snprintf(hall->hub.topic, sizeof(hall->hub.topic), "%s", topic);
	hall->changed = true;
	status = open_events(hall);
	if (status != EX_OK)
		return status;
	error = hall_open_guests(hall);
	if (error < 0)
		return fail_errno(error, "room");
	return hall_open_door(hall);
}

void hall_close(struct hall *hall)
{
	hall_close_door(hall);
	hall_close_guests(hall);
	close_events(hall);
	hub_fini(&hall->hub);
}

int hall_run(struct hall *hall)
{
	int error;

	hall_settle(hall);
	error = loop_run(hall->loop);
	if (error == 0)
		return EX_OK;
	/* Whoever waits for us learns it from our end. */
	begin_to_end(hall);
	publish(hall);
	return fail_errno(error, "room");
}
