/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/window.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/configuration.h"
#include "app/fail.h"
#include "app/places.h"
#include "app/refuse.h"
#include "app/signals.h"
#include "core/buffer.h"
#include "core/funnel.h"
#include "ui/pane.h"

#define PAINT_MS 16

static void paint(void *context)
{
	struct window *window = context;

	if (window->term == NULL)
		return;
	loop_timer_clear(window->paint_timer);
	window->painted_ms = clock_ms();
	if (painting_update(&window->painting, window->screen) == 0)
		term_show(window->term, &window->painting.grid);
}

void window_paint_soon(struct window *window)
{
	int64_t since = clock_ms() - window->painted_ms;

	if (since >= PAINT_MS)
		paint(window);
	else if (!loop_timer_pending(window->paint_timer))
		loop_timer_set(window->paint_timer, (unsigned)(PAINT_MS - since));
}

void window_redraw(struct window *window)
{
	term_redraw(window->term);
}

/* Also called when nothing can be read: what has come of a sequence may be all there is. */
static void on_keys(void *context)
{
	struct window *window = context;
	struct key key;
	int n, wait;

	while (window->term != NULL && (n = term_key(window->term, &key)) != 0) {
		if (n < 0) {
			/* The terminal has hung up. */
			loop_event_enable(window->key_event, false);
			window_quit(window);
			return;
		}
		window->handlers->key(window->context, &key);
	}
	if (window->handlers->keys_done != NULL)
		window->handlers->keys_done(window->context);
	wait = term_timeout(window->term);
	if (wait >= 0)
		loop_timer_set(window->key_timer, (unsigned)wait);
	else
		loop_timer_clear(window->key_timer);
	paint(window);
}

static void resize(struct window *window)
{
	int rows, columns;

	term_resize(window->term);
	term_size(window->term, &rows, &columns);
	screen_resize(window->screen, rows, columns);
	paint(window);
}

void window_suspend(struct window *window)
{
	loop_event_enable(window->key_event, false);
	loop_timer_clear(window->key_timer);
	term_suspend(window->term);
}

static bool is_of_a_key(int signal, pid_t sender)
{
	return sender == 0 && (signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP);
}

void window_resume(struct window *window)
{
	pid_t sender;
	int signal;

	while ((signal = signals_next(window->signal_fd, &sender)) != 0) {
		if (signal != SIGWINCH && !is_of_a_key(signal, sender))
			window_quit(window);
	}
	term_resume(window->term);
	loop_event_enable(window->key_event, true);
	resize(window);
}

void window_stop(struct window *window)
{
	window_suspend(window);
	signals_stop_self(STDIN_FILENO);
	window_resume(window);
}

static void on_signal(void *context)
{
	struct window *window = context;
	pid_t sender;
	int signal;
	bool size_changed = false;

	while ((signal = signals_next(window->signal_fd, &sender)) != 0) {
		if (signal == SIGWINCH)
			size_changed = true;
		else if (signal == SIGTSTP)
			window_stop(window);
		else
			window_quit(window);
	}
	if (size_changed)
		resize(window);
}

static bool add_events(struct window *window)
{
	window->signal_event = loop_add_fd(
		window->loop, window->signal_fd, LOOP_READ | LOOP_URGENT, on_signal, window);
	window->key_event = loop_add_fd(window->loop, STDIN_FILENO, LOOP_READ, on_keys, window);
	window->key_timer = loop_add_timer(window->loop, on_keys, window);
	window->paint_timer = loop_add_timer(window->loop, paint, window);
	return window->signal_event != NULL && window->key_event != NULL &&
	       window->key_timer != NULL && window->paint_timer != NULL;
}

int window_open(struct window *window, const struct options *options,
	const struct window_handlers *handlers, void *context)
{
	static const int list[] = {SIGNALS_LEAVE, SIGWINCH, SIGTSTP, 0};

	*window = (struct window){.handlers = handlers, .context = context, .signal_fd = -1};
	if (settings_init(&window->settings) < 0)
		return fail(EX_OSERR, "out of memory");
	configuration_tell(options, &window->settings);
	window->signal_fd = signals_open(list);
	if (window->signal_fd < 0)
		return fail_errno(window->signal_fd, "signals");
	window->loop = loop_new();
	if (window->loop == NULL)
		return refuse_loop();
	window->screen = screen_new(0, 0);
	if (window->screen == NULL || !add_events(window))
		return fail(EX_OSERR, "out of memory");
	return EX_OK;
}

struct theme_reading {
	struct theme theme;
	struct buffer *complaints;
};

static void on_theme_line(const char *place, const char *role, const char *value, void *context)
{
	struct theme_reading *reading = context;
	int error = theme_set(&reading->theme, role, value);

	if (error < 0)
		buffer_printf(reading->complaints, "%s: %s\n", place,
			error == -ENOENT ? "there is no such role" : "this is no style");
}

/* A file of the user's wins over a theme of that name that is built in. -ENOENT: there is none. */
static int read_theme(struct theme_reading *reading, const char *name)
{
	char file[NAME_MAX + 1], path[PATH_MAX];
	int n = snprintf(file, sizeof(file), "themes/%s.ini", name), error;

	if (strchr(name, '/') != NULL || name[0] == '.' || n >= (int)sizeof(file) ||
		places_config(file, path, sizeof(path)) < 0)
		return -ENOENT;
	error = configuration_read(path, on_theme_line, reading, reading->complaints);
	if (error == -ENOTDIR)
		return -ENOENT;
	if (error < 0 && error != -ENOENT)
		buffer_printf(reading->complaints, "%s: %s\n", path, strerror(-error));
	return error;
}

static int colours_wanted(const struct window *window)
{
	switch (window->settings.colours) {
	case SETTINGS_COLOURS_MONO:
		return 0;
	case SETTINGS_COLOURS_8:
		return 8;
	case SETTINGS_COLOURS_16:
		return 16;
	case SETTINGS_COLOURS_256:
		return 256;
	default:
		return window->colours;
	}
}

int window_set_theme(struct window *window, const char *name, struct buffer *complaints)
{
	struct theme_reading reading = {.complaints = complaints};
	bool built_in = theme_builtin(&reading.theme, name) == 0;
	int error;

	if (!built_in)
		theme_builtin(&reading.theme, "default");
	error = read_theme(&reading, name);
	if (error == -ENOENT && !built_in)
		return -ENOENT;
	term_set_colours(window->term, colours_wanted(window));
	theme_reduce(&reading.theme, term_colours(window->term));
	screen_set_theme(window->screen, &reading.theme);
	return 0;
}

static int open_term(struct window *window)
{
	const char *name = getenv("TERM");
	int error = term_open(stdin, stdout, &window->term);

	if (error == -ENOENT)
		return fail(EX_UNAVAILABLE, "the terminal type '%s' is not known; set TERM",
			name != NULL ? name : "");
	if (error == -ENOTSUP)
		return fail(EX_UNAVAILABLE,
			"the terminal type '%s' can't move its cursor; use --plain",
			name != NULL ? name : "");
	return error < 0 ? fail_errno(error, "the terminal") : EX_OK;
}

/* What goes wrong while the terminal is ours is shown in the window. */
static void on_failure(void *context, const char *text)
{
	struct window *window = context;

	screen_set_message(window->screen, text);
	window_paint_soon(window);
}

static void give_back(struct window *window)
{
	fail_divert(NULL, NULL);
	term_close(window->term);
	window->term = NULL;
}

int window_show(struct window *window, const struct buffer *others)
{
	struct buffer complaints = {0};
	int status = open_term(window), rows, columns;

	if (status != EX_OK)
		return status;
	/* These first, for a theme may be wrong in every line. */
	if (others != NULL && others->len > 0)
		buffer_append(&complaints, others->data, others->len);
	window->colours = term_colours(window->term);
	fail_divert(on_failure, window);
	if (window_set_theme(window, window->settings.theme, &complaints) < 0) {
		window_set_theme(window, "default", &complaints);
		buffer_printf(&complaints, "there is no theme '%s'\n", window->settings.theme);
	}
	if (complaints.len > 0 && buffer_append(&complaints, "", 1) == 0)
		screen_set_message(window->screen, complaints.data);
	buffer_fini(&complaints);
	term_size(window->term, &rows, &columns);
	screen_resize(window->screen, rows, columns);
	loop_event_enable(window->signal_event, true);
	loop_event_enable(window->key_event, true);
	paint(window);
	return EX_OK;
}

struct pane *window_new_conversation(const struct window *window)
{
	return pane_new_conversation((size_t)window->settings.scrollback, SCREEN_PANE_BYTES);
}

void window_paste(struct window *window)
{
	bool cut;
	size_t len;
	const char *text = term_pasted(window->term, &len, &cut);

	screen_paste(window->screen, text, len);
}

void window_bell(struct window *window)
{
	if (window->term != NULL)
		term_bell(window->term);
}

void window_notify(struct window *window, const char *from, const char *text, size_t len)
{
	struct buffer shown = {0};

	if (window->term != NULL && funnel_append(&shown, text, len, NULL) == 0 &&
		buffer_append(&shown, "", 1) == 0)
		term_notify(window->term,
			window->settings.osc_notify == SETTINGS_OSC_9 ? OSC_9 : OSC_777, from,
			shown.data);
	buffer_fini(&shown);
}

int window_run(struct window *window)
{
	int error = loop_run(window->loop);

	give_back(window);
	return error < 0 ? fail_errno(error, "event loop") : EX_OK;
}

void window_quit(struct window *window)
{
	loop_stop(window->loop);
}

void window_close(struct window *window)
{
	give_back(window);
	painting_fini(&window->painting);
	screen_free(window->screen);
	loop_event_free(window->paint_timer);
	loop_event_free(window->key_timer);
	loop_event_free(window->key_event);
	loop_event_free(window->signal_event);
	loop_free(window->loop);
	if (window->signal_fd >= 0)
		close(window->signal_fd);
	settings_fini(&window->settings);
}
