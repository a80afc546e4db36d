/* SPDX-License-Identifier: ISC */
/*
 * The chat without a window: lines come, lines are typed. For screen readers, for pipes, and for
 * terminals that can't move their cursor. Nothing is drawn and nothing is ever written over.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/chat.h"
#include "app/chat_plain.h"
#include "app/configuration.h"
#include "app/fail.h"
#include "app/refuse.h"
#include "app/signals.h"
#include "app/source.h"
#include "core/format.h"
#include "core/frame.h"
#include "ipc/rundir.h"

/* Whether it was said here: by this process, whoever else posts to the peer. */
static bool is_own(const struct plain_chat *chat, const struct record *record)
{
	if (chat_plain_in_room(chat))
		return membership_said(&chat->membership, record);
	return record->post >> 32 == (uint64_t)getpid();
}

static void on_record(void *context, const struct record *published, uint64_t missed)
{
	struct plain_chat *chat = context;
	struct record record = *published;

	if (missed > 0)
		fail_say("%llu records were overwritten before they could be read",
			(unsigned long long)missed);
	if (is_own(chat, &record)) {
		record.dir = RECORD_OUT;
		chat->returned++;
		if (chat->echoed)
			return;
	}
	if (format_plain(&chat->out.bytes, NULL, &record) < 0)
		fail_say("out of memory: a line is missing");
	output_flush_much(&chat->out);
}

/* Whether there is input that has not been taken in, be it only its end. */
static bool input_waits(const struct plain_chat *chat)
{
	struct pollfd pollfd = {.fd = STDIN_FILENO, .events = POLLIN};

	return !chat->input_ended && poll(&pollfd, 1, 0) == 1 &&
	       (pollfd.revents & (POLLIN | POLLHUP)) != 0;
}

/*
 * When the input has ended, what was said is to be delivered yet. When nobody reads the output any
 * more, what was written for us by then is to be said.
 */
static bool all_done(const struct plain_chat *chat)
{
	if (chat->returned < chat->said)
		return false;
	if (chat->out.closed && !input_waits(chat))
		return true;
	return chat->input_ended && chat->watch.status.delivered >= chat->watch.status.said;
}

void chat_plain_check(struct plain_chat *chat)
{
	if (all_done(chat))
		loop_stop(chat->loop);
}

static void on_changed(void *context)
{
	struct plain_chat *chat = context;

	output_flush(&chat->out);
	if (chat->watch.end != WATCH_LIVE || all_done(chat))
		loop_stop(chat->loop);
}

static const struct watch_handlers watch_handlers = {
	.record = on_record,
	.changed = on_changed,
};

/* A room may take no more for a while; a peer's FIFO keeps all. */
void chat_plain_pump(void *context)
{
	struct plain_chat *chat = context;
	uint64_t number, post;
	const char *text;
	size_t len;

	while (texts_first(&chat->lines, &number, &text, &len)) {
		int error = poster_say(&chat->poster, text, len, &post);

		if (error == -EAGAIN)
			break;
		if (error < 0) {
			fail_say("not sent: %s", strerror(-error));
			chat->said--;
		}
		texts_drop_first(&chat->lines);
	}
	/* While posts wait for room, no more are read: memory stays bounded. */
	input_pause(&chat->input, poster_busy(&chat->poster));
}

static void say_text(struct plain_chat *chat, const char *text, size_t len)
{
	if (texts_add(&chat->lines, ++chat->said, text, len) < 0) {
		fail_say("not sent: %s", strerror(ENOMEM));
		chat->said--;
	}
}

static void tell_state(struct plain_chat *chat, uint8_t kind, const struct command_line *line)
{
	char text[RECORD_AWAY_MAX + 1];
	size_t len = line->len < RECORD_AWAY_MAX ? line->len : RECORD_AWAY_MAX;

	memcpy(text, line->text, len);
	text[len] = '\0';
	if (kind == FRAME_NICK && !name_nick_valid(text))
		fail_say("'%s' can't be a nick", text);
	else if (poster_state(&chat->poster, kind, 0, text) < 0)
		fail_say("not told: nobody is there to take it");
}

static void print_help(const struct plain_chat *chat)
{
	static const enum command_id ids[] = {COMMAND_AWAY, COMMAND_HELP, COMMAND_ME, COMMAND_NICK,
		COMMAND_QUIT, COMMAND_PING, COMMAND_STOP, COMMAND_TOPIC, COMMAND_WHO};
	size_t count = chat_plain_in_room(chat) ? sizeof(ids) / sizeof(ids[0]) : 5;

	for (size_t i = 0; i < count; i++) {
		const struct command_entry *entry = command_entry(ids[i]);

		fail_say("/%s %s: %s", entry->name, entry->argument, entry->help);
	}
}

static void run(
	struct plain_chat *chat, const struct command_line *line, const char *whole, size_t len)
{
	switch (line->entry->id) {
	case COMMAND_QUIT:
		loop_stop(chat->loop);
		break;
	case COMMAND_ME:
		say_text(chat, whole, len);
		break;
	case COMMAND_NICK:
		tell_state(chat, FRAME_NICK, line);
		break;
	case COMMAND_AWAY:
		tell_state(chat, FRAME_AWAY, line);
		break;
	case COMMAND_HELP:
		print_help(chat);
		break;
	case COMMAND_PING:
	case COMMAND_STOP:
	case COMMAND_TOPIC:
	case COMMAND_WHO:
		if (chat_plain_in_room(chat))
			chat_plain_run_in_room(chat, line);
		else
			fail_say("/%s is for rooms; see shmooze join", line->entry->name);
		break;
	default:
		fail_say("/%s needs a window; /help tells what works here", line->entry->name);
		break;
	}
}

static void on_line(void *context, const char *text, size_t len)
{
	struct plain_chat *chat = context;
	struct command_line line;
	struct buffer answer = {0};

	command_parse(text, len, &line);
	if (line.kind == COMMAND_IS_TEXT) {
		say_text(chat, line.text, line.len);
	} else if (line.kind == COMMAND_IS_COMMAND) {
		chat_plain_pump(chat);
		run(chat, &line, text, len);
	} else if (command_answer(&answer, &line) == 0) {
		fail_say("%.*s", (int)answer.len, answer.data);
		buffer_fini(&answer);
	}
}

static void on_batch(void *context)
{
	chat_plain_pump(context);
	chat_plain_check(context);
}

static void on_end(void *context)
{
	struct plain_chat *chat = context;

	chat->input_ended = true;
	chat_plain_pump(chat);
	chat_plain_check(chat);
}

static const struct input_handlers input_handlers = {
	.line = on_line,
	.batch = on_batch,
	.end = on_end,
};

static void on_signal(void *context)
{
	struct plain_chat *chat = context;

	loop_stop(chat->loop);
}

static void on_reader_left(void *context)
{
	chat_plain_check(context);
}

static int open_poster(struct plain_chat *chat, const struct address *address)
{
	struct rundir rundir;
	int error = rundir_open_at(&rundir, address, false);

	if (error < 0)
		return fail_errno(error, "posting to the peer");
	error = poster_open(&chat->poster, chat->loop, rundir.fd, address->seat);
	rundir_close(&rundir);
	chat->poster.drained = chat_plain_pump;
	chat->poster.context = chat;
	return error < 0 ? fail_errno(error, "posting to the peer") : EX_OK;
}

static int open_board(struct plain_chat *chat, enum seat seat)
{
	struct address address = options_address(chat->options, seat);
	struct source source;
	int status = source_open(&source, &address), error;

	if (status != EX_OK)
		return status;
	error = watch_open(&chat->watch, chat->loop, &source, &watch_handlers, chat);
	if (error < 0)
		return fail_errno(error, "watching the board");
	if (!chat_plain_in_room(chat))
		return open_poster(chat, &address);
	poster_open_room(&chat->poster, &chat->membership);
	return EX_OK;
}

static int open_loop(struct plain_chat *chat)
{
	static const int list[] = {SIGNALS_LEAVE, 0};

	chat->signal_fd = signals_open(list);
	if (chat->signal_fd < 0)
		return fail_errno(chat->signal_fd, "signals");
	output_init(&chat->out, chat->signal_fd);
	chat->loop = loop_new();
	if (chat->loop == NULL)
		return refuse_loop();
	chat->signal_event =
		loop_add_fd(chat->loop, chat->signal_fd, LOOP_READ | LOOP_URGENT, on_signal, chat);
	if (chat->signal_event == NULL ||
		output_watch_reader(&chat->out, chat->loop, on_reader_left, chat) < 0)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(chat->signal_event, true);
	return EX_OK;
}

static void close_all(struct plain_chat *chat)
{
	input_close(&chat->input);
	poster_close(&chat->poster);
	membership_close(&chat->membership);
	roll_fini(&chat->roll);
	texts_fini(&chat->lines);
	watch_close(&chat->watch);
	output_fini(&chat->out);
	loop_event_free(chat->signal_event);
	loop_free(chat->loop);
	if (chat->signal_fd >= 0)
		close(chat->signal_fd);
	settings_fini(&chat->settings);
}

static int run_loop(struct plain_chat *chat, enum seat seat)
{
	int status = open_board(chat, seat), error;

	if (status != EX_OK)
		return status;
	error = input_open(&chat->input, chat->loop, STDIN_FILENO, &input_handlers, chat);
	if (error == 0)
		error = loop_run(chat->loop);
	if (error < 0)
		return fail_errno(error, "event loop");
	return chat_plain_tell_end(chat, chat->out.status);
}

/* Becomes a member of the room, or finds a peer. */
static int enter(struct plain_chat *chat, struct launch *launch, enum seat *seat)
{
	*seat = SEAT_ROOM;
	if (chat_plain_in_room(chat))
		return chat_plain_join(chat);
	return chat_find_peer(chat->options, chat->settings.nick, seat, launch);
}

int chat_plain_run(const struct options *options)
{
	struct plain_chat chat = {.options = options, .signal_fd = -1};
	struct launch launch = {.hold = -1};
	enum seat seat;
	int status;

	watch_init(&chat.watch);
	chat.poster.fd = -1;
	chat.echoed = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	if (settings_init(&chat.settings) < 0)
		return fail(EX_OSERR, "out of memory");
	configuration_tell(options, &chat.settings);
	/* Once others see the peer, a signal finds the loop that ends both. */
	status = open_loop(&chat);
	if (status == EX_OK)
		status = enter(&chat, &launch, &seat);
	if (status == EX_OK)
		status = run_loop(&chat, seat);
	close_all(&chat);
	chat_leave_peer(&launch);
	return status;
}
