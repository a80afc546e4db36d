/* SPDX-License-Identifier: ISC */
/*
 * The chat without a window: lines come, lines are typed. For screen readers, for pipes, and for
 * terminals that can't move their cursor. Nothing is drawn and nothing is ever written over.
 */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/chat.h"
#include "app/configuration.h"
#include "app/fail.h"
#include "app/input.h"
#include "app/output.h"
#include "app/signals.h"
#include "app/source.h"
#include "app/watch.h"
#include "core/command.h"
#include "core/format.h"
#include "core/frame.h"
#include "ipc/rundir.h"

struct plain_chat {
	const struct options *options;
	struct settings settings;
	struct loop *loop;
	struct watch watch;
	struct poster poster;
	struct input input;
	struct output out;
	struct loop_event *signal_event;
	int signal_fd;
	bool echoed; /* what is typed stands on the terminal already */
	bool input_ended;
	uint64_t posted; /* by us, and what of it has come back on the board */
	uint64_t returned;
};

static void on_record(void *context, const struct record *record, uint64_t missed)
{
	struct plain_chat *chat = context;

	if (missed > 0)
		fail_say("%llu records were overwritten before they could be read",
			(unsigned long long)missed);
	if (record->post >> 32 == (uint64_t)getpid()) {
		chat->returned++;
		if (chat->echoed)
			return;
	}
	if (format_plain(&chat->out.bytes, NULL, record) < 0)
		fail_say("out of memory: a line is missing");
	output_flush_much(&chat->out);
}

/* When the input has ended, what was said is to be delivered yet. */
static bool all_done(const struct plain_chat *chat)
{
	return chat->input_ended && chat->returned == chat->posted &&
	       chat->watch.status.delivered >= chat->watch.status.said;
}

static void on_changed(void *context)
{
	struct plain_chat *chat = context;

	output_flush(&chat->out);
	if (chat->watch.end != WATCH_LIVE || chat->out.closed || all_done(chat))
		loop_stop(chat->loop);
}

static const struct watch_handlers watch_handlers = {
	.record = on_record,
	.changed = on_changed,
};

static void say_text(struct plain_chat *chat, const char *text, size_t len)
{
	uint64_t number;
	int error = poster_say(&chat->poster, text, len, &number);

	if (error < 0)
		fail_say("not sent: %s", strerror(-error));
	else
		chat->posted++;
}

static void tell_state(struct plain_chat *chat, uint8_t kind, const struct command_line *line)
{
	char text[RECORD_AWAY_MAX + 1];
	size_t len = line->len < RECORD_AWAY_MAX ? line->len : RECORD_AWAY_MAX;

	memcpy(text, line->text, len);
	text[len] = '\0';
	if (kind == FRAME_NICK && !name_nick_valid(text))
		fail_say("'%s' can't be a nick", text);
	else
		poster_state(&chat->poster, kind, 0, text);
}

static void print_help(void)
{
	static const enum command_id ids[] = {
		COMMAND_AWAY, COMMAND_HELP, COMMAND_ME, COMMAND_NICK, COMMAND_QUIT};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
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
		print_help();
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
		run(chat, &line, text, len);
	} else if (command_answer(&answer, &line) == 0) {
		fail_say("%.*s", (int)answer.len, answer.data);
		buffer_fini(&answer);
	}
}

/* While posts wait for room, no more are read: memory stays bounded. */
static void on_batch(void *context)
{
	struct plain_chat *chat = context;

	input_pause(&chat->input, poster_busy(&chat->poster));
}

static void on_end(void *context)
{
	struct plain_chat *chat = context;

	chat->input_ended = true;
	if (all_done(chat))
		loop_stop(chat->loop);
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

static int open_board(struct plain_chat *chat, enum seat seat)
{
	struct address address = options_address(chat->options, seat);
	struct rundir rundir;
	struct source source;
	int status = source_open(&source, &address), error;

	if (status != EX_OK)
		return status;
	error = watch_open(&chat->watch, chat->loop, &source, &watch_handlers, chat);
	if (error == 0)
		error = rundir_open_at(&rundir, &address, false);
	if (error < 0)
		return fail_errno(error, "watching the board");
	error = poster_open(&chat->poster, chat->loop, rundir.fd, seat);
	rundir_close(&rundir);
	chat->poster.drained = on_batch;
	chat->poster.context = chat;
	return error < 0 ? fail_errno(error, "posting to the peer") : EX_OK;
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
		return fail(EX_CANTCREAT,
			"the event loop can't be set up: too few descriptors, or no "
			"memory");
	chat->signal_event =
		loop_add_fd(chat->loop, chat->signal_fd, LOOP_READ | LOOP_URGENT, on_signal, chat);
	if (chat->signal_event == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(chat->signal_event, true);
	return EX_OK;
}

static void close_all(struct plain_chat *chat)
{
	input_close(&chat->input);
	poster_close(&chat->poster);
	watch_close(&chat->watch);
	loop_event_free(chat->signal_event);
	loop_free(chat->loop);
	if (chat->signal_fd >= 0)
		close(chat->signal_fd);
	output_fini(&chat->out);
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
	return error < 0 ? fail_errno(error, "event loop") : chat->out.status;
}

int chat_plain_run(const struct options *options)
{
	struct plain_chat chat = {.options = options, .signal_fd = -1};
	struct launch launch = {.hold = -1};
	enum seat seat;
	int status;

	chat.watch.source = (struct source){.card = -1, .pidfd = -1};
	chat.watch.bell = -1;
	chat.poster.fd = -1;
	chat.echoed = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	if (settings_init(&chat.settings) < 0)
		return fail(EX_OSERR, "out of memory");
	configuration_tell(options, &chat.settings);
	/* Once others see the peer, a signal finds the loop that ends both. */
	status = open_loop(&chat);
	if (status == EX_OK)
		status = chat_find_peer(options, chat.settings.nick, &seat, &launch);
	if (status == EX_OK)
		status = run_loop(&chat, seat);
	close_all(&chat);
	chat_leave_peer(&launch);
	return status;
}
