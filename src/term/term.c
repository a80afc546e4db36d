/* SPDX-License-Identifier: ISC */
/*
 * curses is used as a blitter: cells that differ from those shown last are handed over, and curses
 * finds the shortest way to send them. Keys are read from a pad, since reading from a window would
 * refresh it, and byte by byte, since curses discards what is no character of the locale.
 */
#include "config.h"

#include "term/term.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termcap.h>
#include <unistd.h>

#include "core/utf8.h"

#define ESCAPE_DELAY_MS 25

struct term {
	SCREEN *screen;
	WINDOW *keys;
	int in;
	int out;
	bool suspended;
	bool redraw;
	bool colour;
	struct grid shown; /* has the size of the terminal */
	size_t pending_len;
	char pending[UTF8_MAX]; /* the start of a character */
};

/* Signals that newterm() installs handlers for. */
static const int handled[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
#define HANDLED (sizeof(handled) / sizeof(handled[0]))

/* The colour of a role on the terminal's own background; -1 for the terminal's own. */
static const short colours[STYLE_ROLES] = {
	[STYLE_TEXT] = -1,
	[STYLE_TIME] = -1,
	[STYLE_OWN] = COLOR_CYAN,
	[STYLE_OTHER] = COLOR_GREEN,
	[STYLE_NOTE] = COLOR_MAGENTA,
	[STYLE_DAY] = -1,
	[STYLE_BORDER] = -1,
	[STYLE_STATUS] = -1,
	[STYLE_STATUS_FOCUS] = -1,
	[STYLE_NEW] = COLOR_GREEN,
};

/* Asks for the terminal's abilities before it gets a byte. */
static int check_terminal(FILE *in, FILE *out)
{
	const char *name = getenv("TERM");

	if (!isatty(fileno(in)) || !isatty(fileno(out)))
		return -ENOTTY;
	/* The old interface, because setupterm() comes with a header full of macros. */
	if (!name || tgetent(NULL, name) != 1)
		return -ENOENT;
	return tgetstr("cm", NULL) ? 0 : -ENOTSUP;
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

static void prepare_colours(struct term *term)
{
	if (!has_colors() || start_color() != OK || use_default_colors() != OK)
		return;
	term->colour = true;
	for (short role = 0; role < STYLE_ROLES; role++)
		init_pair((short)(role + 1), colours[role], -1);
}

static int prepare(struct term *term)
{
	term->keys = newpad(1, 1);
	if (!term->keys)
		return -ENOMEM;
	cbreak();
	noecho();
	nonl();
	curs_set(0);
	keypad(term->keys, TRUE);
	nodelay(term->keys, TRUE);
	leaveok(stdscr, TRUE);
	prepare_colours(term);
	term_resize(term);
	return term->shown.cells ? 0 : -ENOMEM;
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
	set_escdelay(ESCAPE_DELAY_MS);
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
	if (term->screen && !term->suspended)
		endwin();
	if (term->keys)
		delwin(term->keys);
	if (term->screen)
		delscreen(term->screen);
	grid_fini(&term->shown);
	free(term);
}

void term_size(const struct term *term, int *rows, int *columns)
{
	*rows = term->shown.rows;
	*columns = term->shown.columns;
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
	/* Unlike resizeterm(), it puts no KEY_RESIZE before the next key. */
	if (resize_term(rows, columns) == OK)
		grid_resize(&term->shown, rows, columns);
	term_redraw(term);
}

void term_redraw(struct term *term)
{
	term->redraw = true;
}

static attr_t attributes_of(struct style style)
{
	return (style.attrs & STYLE_BOLD ? WA_BOLD : 0) | (style.attrs & STYLE_DIM ? WA_DIM : 0) |
	       (style.attrs & STYLE_REVERSE ? WA_REVERSE : 0) |
	       (style.attrs & STYLE_UNDERLINE ? WA_UNDERLINE : 0);
}

static void put_cell(const struct term *term, int row, int column, const struct cell *cell)
{
	wchar_t text[CCHARW_MAX + 1];
	size_t pos = 0, n = 0;
	uint32_t cp;
	cchar_t out;

	while (pos < cell->len && n < CCHARW_MAX) {
		pos += (size_t)utf8_decode(cell->bytes + pos, cell->len - pos, &cp);
		text[n++] = (wchar_t)cp;
	}
	text[n] = L'\0';
	setcchar(&out, text, attributes_of(cell->style),
		(short)(term->colour ? cell->style.role + 1 : 0), NULL);
	mvadd_wch(row, column, &out);
}

/* Hands a row to curses as far as it differs. */
static void show_row(struct term *term, const struct grid *grid, int row)
{
	static const struct cell blank = {.columns = 1, .len = 1, .bytes = " "};
	struct cell *shown = &term->shown.cells[(size_t)row * (size_t)term->shown.columns];

	for (int column = 0; column < term->shown.columns; column++) {
		const struct cell *cell = &blank;

		if (row < grid->rows && column < grid->columns)
			cell = grid_cell(grid, row, column);
		if (column + cell->columns > term->shown.columns)
			cell = &blank;
		if (memcmp(cell, &shown[column], sizeof(*cell)) == 0)
			continue;
		shown[column] = *cell;
		if (cell->columns > 0)
			put_cell(term, row, column, cell);
	}
}

/* Forgets what was shown: everything counts as blank, and is sent again. */
static void forget(struct term *term)
{
	const struct rect all = {0, 0, term->shown.rows, term->shown.columns};

	grid_fill(&term->shown, &all, style_of(STYLE_TEXT));
	erase();
	clearok(curscr, TRUE);
	term->redraw = false;
}

void term_show(struct term *term, const struct grid *grid)
{
	if (term->suspended)
		return;
	if (term->redraw)
		forget(term);
	for (int row = 0; row < term->shown.rows; row++)
		show_row(term, grid, row);
	refresh();
}

static const struct {
	int code;
	enum keymap_key name;
} names[] = {
	{KEY_UP, KEYMAP_UP},
	{KEY_DOWN, KEYMAP_DOWN},
	{KEY_LEFT, KEYMAP_LEFT},
	{KEY_RIGHT, KEYMAP_RIGHT},
	{KEY_PPAGE, KEYMAP_PAGE_UP},
	{KEY_NPAGE, KEYMAP_PAGE_DOWN},
	{KEY_HOME, KEYMAP_HOME},
	{KEY_FIND, KEYMAP_HOME},
	{KEY_END, KEYMAP_END},
	{KEY_SELECT, KEYMAP_END},
	{KEY_BACKSPACE, KEYMAP_BACKSPACE},
	{KEY_DC, KEYMAP_DELETE},
	{KEY_BTAB, KEYMAP_BACKTAB},
};

static struct key name_key(int code)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].code == code)
			return (struct key){.name = names[i].name};
	return (struct key){.name = KEYMAP_OTHER};
}

/* Takes a character out of the pending bytes, once they are one or can't become one. */
static bool take_pending(struct term *term, struct key *key)
{
	char repaired[UTF8_REPAIR_GROWTH * UTF8_MAX];
	size_t len, used;
	uint32_t cp;

	if (term->pending_len == 0)
		return false;
	/* NUL is ^Space here, not damage. */
	used = term->pending[0] == '\0'
		       ? 1
		       : utf8_repair(term->pending, term->pending_len, false, repaired, &len);
	if (used == 0)
		return false;
	used = (size_t)abs(utf8_decode(term->pending, term->pending_len, &cp));
	term->pending_len -= used;
	memmove(term->pending, term->pending + used, term->pending_len);
	*key = (struct key){.name = KEYMAP_CHAR, .cp = cp};
	return true;
}

static bool has_hung_up(const struct term *term)
{
	struct pollfd fd = {.fd = term->in, .events = POLLIN};

	return poll(&fd, 1, 0) == 1 && (fd.revents & (POLLHUP | POLLERR | POLLNVAL));
}

int term_key(struct term *term, struct key *key)
{
	int code;

	while (!take_pending(term, key)) {
		code = wgetch(term->keys);
		if (code == ERR)
			return has_hung_up(term) ? -EIO : 0;
		if (code > 0xff) {
			term->pending_len = 0;
			*key = name_key(code);
			return 1;
		}
		term->pending[term->pending_len++] = (char)code;
	}
	return 1;
}

void term_suspend(struct term *term)
{
	if (term->suspended)
		return;
	endwin();
	term->suspended = true;
}

void term_resume(struct term *term)
{
	if (!term->suspended)
		return;
	reset_prog_mode();
	term->suspended = false;
	term_redraw(term);
}
