/* SPDX-License-Identifier: ISC */
/*
 * curses is used as a blitter (term/canvas), and to switch the terminal to and fro. It reads
 * nothing: term/keys makes keys of the bytes.
 */
#include "config.h"

#include "term/term.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/buffer.h"
#include "term/canvas.h"
#include "term/keyboard.h"
#include "term/probe.h"

/* How long a terminal that takes no more bytes is waited for. */
#define WRITE_MS 1000

/* Bracketed paste and the focus, on and off; a repaint that is shown at once. See ctlseqs.txt. */
#define MODES_ON   "\x1b[?2004h\x1b[?1004h"
#define MODES_OFF  "\x1b[?1004l\x1b[?2004l"
#define SYNC_BEGIN "\x1b[?2026h"
#define SYNC_END   "\x1b[?2026l"

/* Colours and margins as another program that wrote to the terminal may not have left them. */
#define RESET "\x1b[m\x1b[r"

struct term {
	SCREEN *screen;
	int in;
	int out;
	bool suspended;
	bool resumed;  /* and nothing was shown since */
	bool modes;    /* knows control sequences, and ignores those that it does not know */
	bool commands; /* likewise operating system commands */
	struct canvas canvas;
	struct buffer ahead; /* of what curses sends */
	struct keyboard keyboard;
};

/* Signals that newterm() installs handlers for. */
static const int handled[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
#define HANDLED (sizeof(handled) / sizeof(handled[0]))

/* Writes behind what curses has written, all of which it sends with each refresh. */
static void write_bytes(const struct term *term, const char *bytes, size_t n)
{
	struct pollfd fd = {.fd = term->out, .events = POLLOUT};

	while (n > 0) {
		ssize_t written = write(term->out, bytes, n);

		if (written > 0) {
			bytes += written;
			n -= (size_t)written;
		} else if (written == 0 ||
			   (errno != EINTR && (errno != EAGAIN || poll(&fd, 1, WRITE_MS) <= 0))) {
			return;
		}
	}
}

static void write_string(const struct term *term, const char *string)
{
	write_bytes(term, string, strlen(string));
}

static void set_modes(const struct term *term, bool on)
{
	if (term->modes)
		write_string(term, on ? MODES_ON : MODES_OFF);
}

/* Asks for the terminal's abilities before it gets a byte. */
static int check_terminal(FILE *in, FILE *out)
{
	int colours;

	if (!isatty(fileno(in)) || !isatty(fileno(out)))
		return -ENOTTY;
	return term_probe(getenv("TERM"), &colours);
}

/* newterm() without its signal handlers: signals are the caller's. */
static SCREEN *open_screen(FILE *in, FILE *out)
{
	struct sigaction saved[HANDLED];
	SCREEN *screen;

	for (size_t i = 0; i < HANDLED; i++)
		sigaction(handled[i], NULL, &saved[i]);
	screen = newterm(NULL, out, in);
	for (size_t i = 0; i < HANDLED; i++)
		sigaction(handled[i], &saved[i], NULL);
	return screen;
}

static int prepare(struct term *term)
{
	const char *move = tigetstr("cup"), *no_colour = getenv("NO_COLOR");

	term->modes = strncmp(move, "\x1b[", 2) == 0;
	/* The Linux console showed them until not long ago. */
	term->commands = term->modes && strncmp(getenv("TERM"), "linux", 5) != 0;
	keyboard_init(&term->keyboard, term->in);
	canvas_init(&term->canvas);
	if (no_colour && *no_colour)
		canvas_set_colours(&term->canvas, 0);
	typeahead(-1); /* a repaint is not broken off for a key */
	term_resize(term);
	if (!term->canvas.shown.cells)
		return -ENOMEM;
	set_modes(term, true);
	return 0;
}

int term_open(FILE *in, FILE *out, struct term **term)
{
	int rc = check_terminal(in, out);

	if (rc < 0)
		return rc;
	*term = calloc(1, sizeof(**term));
	if (!*term)
		return -ENOMEM;
	(*term)->in = fileno(in);
	(*term)->out = fileno(out);
	(*term)->screen = open_screen(in, out);
	rc = (*term)->screen ? prepare(*term) : -ENOMEM;
	if (rc < 0) {
		term_close(*term);
		*term = NULL;
	}
	return rc;
}

void term_close(struct term *term)
{
	if (!term)
		return;
	if (term->screen) {
		term_suspend(term);
		delscreen(term->screen);
	}
	canvas_fini(&term->canvas);
	buffer_fini(&term->ahead);
	keyboard_fini(&term->keyboard);
	free(term);
}

void term_size(const struct term *term, int *rows, int *columns)
{
	*rows = term->canvas.shown.rows;
	*columns = term->canvas.shown.columns;
}

/* The most rows and columns that are painted; curses counts in shorts, and multiplies them. */
#define SIZE_MAX_PAINTED 1000

static int painted(int size)
{
	return size < SIZE_MAX_PAINTED ? size : SIZE_MAX_PAINTED;
}

void term_resize(struct term *term)
{
	struct winsize size;
	int rows = LINES, columns = COLS;

	if (ioctl(term->out, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		rows = painted(size.ws_row);
		columns = painted(size.ws_col);
	}
	canvas_resize(&term->canvas, rows, columns);
}

int term_colours(const struct term *term)
{
	return term->canvas.colours;
}

void term_set_colours(struct term *term, int most)
{
	canvas_set_colours(&term->canvas, most);
}

void term_redraw(struct term *term)
{
	term->canvas.redraw = true;
}

void term_show(struct term *term, const struct grid *grid)
{
	/* Behind a suspension curses is yet to change to its own screen: the other one is not ours.
	 */
	bool anew = term->canvas.redraw && term->modes && !term->resumed, at_once;
	struct buffer *ahead = &term->ahead;
	size_t begin;

	if (term->suspended)
		return;
	ahead->len = 0;
	if (term->modes)
		buffer_append_string(ahead, SYNC_BEGIN);
	begin = ahead->len;
	if (anew)
		buffer_append_string(ahead, RESET);
	/* One row is too little for anyone to see half of it. */
	at_once = canvas_put(&term->canvas, grid, ahead) > 1 && term->modes;
	if (at_once)
		begin = 0;
	write_bytes(term, ahead->data + begin, ahead->len - begin);
	canvas_send(&term->canvas, grid);
	term->resumed = false;
	if (at_once)
		write_string(term, SYNC_END);
}

int term_key(struct term *term, struct key *key)
{
	return term->suspended ? 0 : keyboard_key(&term->keyboard, key);
}

int term_timeout(const struct term *term)
{
	return term->suspended ? -1 : keyboard_timeout(&term->keyboard);
}

const char *term_pasted(const struct term *term, size_t *n, bool *cut)
{
	*n = term->keyboard.keys.paste.text.len;
	*cut = term->keyboard.keys.paste.cut;
	return term->keyboard.keys.paste.text.data;
}

void term_bell(struct term *term)
{
	if (!term->suspended)
		write_string(term, "\a");
}

/* May an operating system command be sent? */
static int check_commands(const struct term *term)
{
	if (!term->commands)
		return -ENOTSUP;
	return term->suspended ? -EBUSY : 0;
}

int term_notify(struct term *term, enum osc_notice notice, const char *title, const char *text)
{
	struct buffer command = {0};
	int rc = check_commands(term);

	if (rc == 0)
		rc = osc_notify(&command, notice, title, text);
	if (rc == 0)
		write_bytes(term, command.data, command.len);
	buffer_fini(&command);
	return rc;
}

int term_copy(struct term *term, const char *text, size_t n)
{
	struct buffer command = {0};
	int rc = check_commands(term);

	if (rc == 0)
		rc = osc_copy(&command, text, n);
	if (rc == 0)
		write_bytes(term, command.data, command.len);
	buffer_fini(&command);
	return rc;
}

void term_suspend(struct term *term)
{
	if (term->suspended)
		return;
	set_modes(term, false);
	endwin();
	term->suspended = true;
}

void term_resume(struct term *term)
{
	if (!term->suspended)
		return;
	reset_prog_mode();
	term->suspended = false;
	term->resumed = true;
	set_modes(term, true);
	term_redraw(term);
}
