/* SPDX-License-Identifier: ISC */
/*
 * shmooze view: boards in panes.
 *
 * Handlers change the model of the screen and ask for a paint; painting happens at most once in
 * PAINT_MS while a flood of records comes in, and at once for a key.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/fail.h"
#include "app/loop.h"
#include "app/plain.h"
#include "app/signals.h"
#include "app/source.h"
#include "app/watch.h"
#include "term/term.h"
#include "ui/paint.h"
#include "ui/pane.h"
#include "ui/screen.h"

#define PAINT_MS 16

struct view;

struct view_pane {
	struct view *view;
	struct pane *pane;
	struct watch watch;
	uint64_t messages;
};

struct view {
	const struct options *options;
	struct loop *loop;
	struct term *term;
	struct screen *screen;
	struct grid grid;
	struct view_pane panes[OPTIONS_SEATS_MAX];
	int count;
	int signal_fd;
	struct loop_event *signal_event, *key_event, *paint_timer;
	int64_t painted_ms; /* when, by the monotonic clock */
	int status;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void paint(void *context)
{
	struct view *view = context;

	loop_timer_clear(view->paint_timer);
	view->painted_ms = now_ms();
	if (paint_screen(view->screen, &view->grid) == 0)
		term_show(view->term, &view->grid);
}

static void paint_soon(struct view *view)
{
	int64_t since = now_ms() - view->painted_ms;

	if (since >= PAINT_MS)
		paint(view);
	else if (!loop_timer_pending(view->paint_timer))
		loop_timer_set(view->paint_timer, (unsigned)(PAINT_MS - since));
}

static void append_missed(struct view_pane *pane, const struct record *before, uint64_t missed)
{
	char text[96];
	struct record record = {
		.time_us = before->time_us,
		.kind = RECORD_NOTE,
		.dir = RECORD_ABOUT,
		.from = "",
		.text = text,
	};

	record.text_len = (size_t)snprintf(text, sizeof(text),
		"%" PRIu64 " records were overwritten before they could be read", missed);
	pane_append(pane->pane, &record);
}

static void on_record(void *context, const struct record *record, uint64_t missed)
{
	struct view_pane *pane = context;

	if (missed > 0)
		append_missed(pane, record, missed);
	if (record->kind == RECORD_MESSAGE)
		pane->messages++;
	/* Without memory for one more line the view goes on with those that it has. */
	pane_append(pane->pane, record);
}

static const char *end_text(enum watch_end end)
{
	return end == WATCH_ENDED    ? "the peer has left"
	       : end == WATCH_KILLED ? "the peer was killed"
				     : NULL;
}

static void set_status(struct view_pane *pane)
{
	const struct watch *watch = &pane->watch;
	struct status status = {
		.seat = name_seat_letter(watch->source.seat),
		.chat = pane->view->options->chat,
		.other = watch->status.state == BOARD_TALKING ? watch->status.other_nick : NULL,
		.ended = watch->damaged ? "the board is damaged" : end_text(watch->end),
		.messages = pane->messages,
		.viewers = watch->end == WATCH_LIVE ? (int)watch->viewers : -1,
	};

	pane_set_status(pane->pane, &status);
}

static void on_changed(void *context)
{
	struct view_pane *pane = context;

	set_status(pane);
	paint_soon(pane->view);
}

static const struct watch_handlers watch_handlers = {
	.record = on_record,
	.changed = on_changed,
};

static void act(struct view *view, const struct key *key)
{
	switch (screen_act(view->screen, keymap_action(key))) {
	case SCREEN_QUIT:
		loop_stop(view->loop);
		break;
	case SCREEN_REDRAW:
		term_redraw(view->term);
		break;
	case SCREEN_PAINT:
	case SCREEN_NOTHING:
		break;
	}
}

static void on_key(void *context)
{
	struct view *view = context;
	struct key key;
	int n;

	while ((n = term_key(view->term, &key)) > 0)
		act(view, &key);
	if (n < 0)
		loop_stop(view->loop);
	paint(view);
}

static void resize(struct view *view)
{
	int rows, columns;

	term_resize(view->term);
	term_size(view->term, &rows, &columns);
	screen_resize(view->screen, rows, columns);
	paint(view);
}

static void suspend(struct view *view)
{
	term_suspend(view->term);
	signals_stop_self();
	term_resume(view->term);
	resize(view);
}

static void on_signal(void *context)
{
	struct view *view = context;
	pid_t sender;
	int signal;
	bool size_changed = false;

	while ((signal = signals_next(view->signal_fd, &sender)) != 0) {
		if (signal == SIGWINCH)
			size_changed = true;
		else if (signal == SIGTSTP)
			suspend(view);
		else if (signal != SIGCONT)
			loop_stop(view->loop);
	}
	if (size_changed)
		resize(view);
}

static int open_loop(struct view *view)
{
	static const int list[] = {SIGNALS_LEAVE, SIGWINCH, SIGTSTP, 0};

	view->signal_fd = signals_open(list);
	if (view->signal_fd < 0)
		return fail_errno(view->signal_fd, "signals");
	view->loop = loop_new();
	if (view->loop == NULL)
		return fail(EX_CANTCREAT, "the event loop can't be set up: too few descriptors, or no "
					  "memory");
	view->signal_event = loop_add_fd(
		view->loop, view->signal_fd, LOOP_READ | LOOP_URGENT, on_signal, view);
	view->key_event = loop_add_fd(view->loop, STDIN_FILENO, LOOP_READ, on_key, view);
	view->paint_timer = loop_add_timer(view->loop, paint, view);
	if (view->signal_event == NULL || view->key_event == NULL || view->paint_timer == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(view->signal_event, true);
	loop_event_enable(view->key_event, true);
	return EX_OK;
}

/* All boards are opened before the terminal is touched: what goes wrong is told on a sound screen. */
static int open_pane(struct view *view, enum seat seat)
{
	struct view_pane *pane = &view->panes[view->count];
	struct source source;
	int status = source_open(&source, view->options->chat, seat), error;

	if (status != EX_OK)
		return status;
	pane->view = view;
	view->count++;
	error = watch_open(&pane->watch, view->loop, &source, &watch_handlers, pane);
	if (error < 0)
		return fail_errno(error, "watching the board");
	pane->pane = screen_add_pane(view->screen);
	if (pane->pane == NULL)
		return fail(EX_OSERR, "out of memory");
	set_status(pane);
	return EX_OK;
}

static int open_term(struct view *view)
{
	const char *name = getenv("TERM");
	int error = term_open(stdin, stdout, &view->term), rows, columns;

	if (error == -ENOENT)
		return fail(EX_UNAVAILABLE, "the terminal type '%s' is not known; set TERM",
			name != NULL ? name : "");
	if (error == -ENOTSUP)
		return fail(EX_UNAVAILABLE,
			"the terminal type '%s' can't move its cursor; use: shmooze tail -f",
			name != NULL ? name : "");
	if (error < 0)
		return fail_errno(error, "the terminal");
	term_size(view->term, &rows, &columns);
	screen_resize(view->screen, rows, columns);
	return EX_OK;
}

static void close_all(struct view *view)
{
	term_close(view->term);
	for (int i = 0; i < view->count; i++)
		watch_close(&view->panes[i].watch);
	grid_fini(&view->grid);
	screen_free(view->screen);
	loop_event_free(view->paint_timer);
	loop_event_free(view->key_event);
	loop_event_free(view->signal_event);
	loop_free(view->loop);
	if (view->signal_fd >= 0)
		close(view->signal_fd);
}

static int view_window(const struct options *options, const enum seat *seats, int count)
{
	struct view view = {.options = options, .signal_fd = -1};
	int status = EX_OK, error;

	view.screen = screen_new(0, 0);
	if (view.screen == NULL)
		status = fail(EX_OSERR, "out of memory");
	if (status == EX_OK)
		status = open_loop(&view);
	for (int i = 0; i < count && status == EX_OK; i++)
		status = open_pane(&view, seats[i]);
	if (status == EX_OK)
		status = open_term(&view);
	if (status == EX_OK) {
		paint(&view);
		error = loop_run(view.loop);
		term_close(view.term);
		view.term = NULL;
		if (error < 0)
			status = fail_errno(error, "event loop");
	}
	close_all(&view);
	return status;
}

int view_run(const struct options *options)
{
	enum seat seats[OPTIONS_SEATS_MAX];
	struct options following = *options;
	int count, status = source_find(options, seats, &count);

	if (status != EX_OK)
		return status;
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return view_window(options, seats, count);
	following.follow = true;
	return plain_run(&following, seats, count);
}
