/* SPDX-License-Identifier: ISC */
/*
 * A window: terminal, screen and event loop brought together, for view and chat.
 *
 * Handlers change the model of the screen and ask for a paint. Painting happens at once for a key,
 * and at most once in 16 ms otherwise: a flood of records costs no more than a trickle.
 */
#ifndef APP_WINDOW_H
#define APP_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "app/loop.h"
#include "app/options.h"
#include "core/settings.h"
#include "term/term.h"
#include "ui/painting.h"
#include "ui/screen.h"

struct buffer;
struct pane;

struct window_handlers {
	void (*key)(void *context, const struct key *key);
	/* The keys that came together have been handled. May be NULL. */
	void (*keys_done)(void *context);
};

struct window {
	struct loop *loop;
	struct term *term; /* NULL before window_show() */
	struct screen *screen;
	struct painting painting;
	struct settings settings;
	bool tells_focus; /* the terminal does */
	int colours;      /* it began with; none by NO_COLOR */
	int signal_fd;
	struct loop_event *signal_event, *key_event, *key_timer, *paint_timer;
	int64_t painted_ms; /* when, by the monotonic clock */
	const struct window_handlers *handlers;
	void *context;
};

/*
 * Sets up everything but the terminal, with the settings of file and options. Returns EX_OK, or
 * says what is wrong and returns the status. What is wrong in settings is told and no failure.
 */
int window_open(struct window *window, const struct options *options,
	const struct window_handlers *handlers, void *context);

/*
 * Takes over the terminal and paints, with what is wrong in the theme and in others (may be NULL),
 * which are complaints as well. Returns as above; on failure the terminal is untouched.
 */
int window_show(struct window *window, const struct buffer *others);

/* Handles events until window_quit(), then gives the terminal back. Returns the exit status. */
int window_run(struct window *window);
void window_quit(struct window *window);

/* Gives the terminal back, also after a window_open() that failed. */
void window_close(struct window *window);

/* A pane for a conversation, of the size that the settings say. NULL without memory. */
struct pane *window_new_conversation(const struct window *window);

/*
 * Uses a theme: a file of that name in the configuration, else one that is built in. Returns 0, or
 * -ENOENT; what is wrong with the file is appended to complaints.
 */
int window_set_theme(struct window *window, const char *name, struct buffer *complaints);

/* A text was pasted while one types what to search for. */
void window_paste(struct window *window);

/* Rings the terminal's bell; shows a notice as the settings say. */
void window_bell(struct window *window);
void window_notify(struct window *window, const char *from, const char *text, size_t len);

/* Something has changed. */
void window_paint_soon(struct window *window);

/* Sends everything to the terminal again. */
void window_redraw(struct window *window);

/*
 * Gives the terminal back for a while, for another program, and takes it over again. The signals of
 * the terminal's keys that came meanwhile were meant for that program.
 */
void window_suspend(struct window *window);
void window_resume(struct window *window);

/*
 * Stops the process, with the terminal given back, until it is continued. Not to be put off: while
 * curses writes, a SIGTSTP that is pending gets lost.
 */
void window_stop(struct window *window);

#endif
