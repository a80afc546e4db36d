/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/term/emulator.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/utf8.h"
#include "tests/suite.h"

#define DEADLINE_MS 10000

/* How much is read at once, and how soon the pump notices its end. */
#define PUMP_BYTES 65536
#define PUMP_MS    20

struct emulator emulator;
static char types[64]; /* folder of the terminal types of our own */

static int on_property(VTermProp property, VTermValue *value, void *data)
{
	(void)data;
	if (property == VTERM_PROP_ALTSCREEN)
		emulator.alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		emulator.cursor_visible = value->boolean;
	emulator.hides = emulator.hides || !emulator.cursor_visible;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void open_vterm(int rows, int columns)
{
	emulator.vterm = vterm_new(rows, columns);
	ck_assert_ptr_nonnull(emulator.vterm);
	vterm_set_utf8(emulator.vterm, 1);
	emulator.screen = vterm_obtain_screen(emulator.vterm);
	vterm_screen_enable_altscreen(emulator.screen, 1);
	vterm_screen_set_callbacks(emulator.screen, &callbacks, NULL);
	vterm_screen_reset(emulator.screen, 1);
	emulator.alternate = false;
	emulator.cursor_visible = true;
}

static void input(const char *bytes, size_t n)
{
	vterm_input_write(emulator.vterm, bytes, n);
	vterm_screen_flush_damage(emulator.screen);
	/* Not all of its movements are told by a callback. */
	vterm_state_get_cursorpos(vterm_obtain_state(emulator.vterm), &emulator.cursor);
}

/*
 * Leaves out ESC ( B, which says that text is ASCII: after it libvterm 0.1 decodes a letter and the
 * marks behind it apart, and puts the marks of the last column elsewhere.
 */
static void feed(const char *bytes, size_t n)
{
	static const char ascii[] = "\x1b(B";
	const char *end = bytes + n, *found;

	while ((found = memmem(bytes, (size_t)(end - bytes), ascii, sizeof(ascii) - 1))) {
		input(bytes, (size_t)(found - bytes));
		bytes = found + sizeof(ascii) - 1;
	}
	input(bytes, (size_t)(end - bytes));
}

static struct {
	struct buffer waiting, sent;
	pthread_mutex_t lock;
	pthread_t thread;
	atomic_bool on;
} pump = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* What is written to a pty is there at once to be read. */
static void receive(void)
{
	ssize_t n;

	do {
		ck_assert_int_eq(buffer_reserve(&pump.waiting, PUMP_BYTES), 0);
		n = read(emulator.master, pump.waiting.data + pump.waiting.len, PUMP_BYTES - 1);
		if (n > 0)
			pump.waiting.len += (size_t)n;
	} while (n > 0);
}

/* The emulator is fed all at once, since feed() looks for whole sequences. */
void emulator_drain(void)
{
	struct buffer *sent = &pump.sent, taken;

	pthread_mutex_lock(&pump.lock);
	receive();
	taken = pump.waiting;
	pump.waiting = *sent;
	pump.waiting.len = 0;
	*sent = taken;
	pthread_mutex_unlock(&pump.lock);
	sent->data[sent->len] = '\0';
	emulator.sent = sent->data;
	emulator.sent_len = sent->len;
	feed(sent->data, sent->len);
}

static void *run_pump(void *context)
{
	struct pollfd fd = {.fd = emulator.master, .events = POLLIN};

	while (atomic_load(&pump.on)) {
		if (poll(&fd, 1, PUMP_MS) <= 0)
			continue;
		pthread_mutex_lock(&pump.lock);
		receive();
		pthread_mutex_unlock(&pump.lock);
	}
	return context;
}

/* Signals are for the program that is tested. */
void emulator_pump(void)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	atomic_store(&pump.on, true);
	ck_assert_int_eq(pthread_create(&pump.thread, NULL, run_pump, NULL), 0);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void stop_pump(void)
{
	if (atomic_exchange(&pump.on, false))
		pthread_join(pump.thread, NULL);
	buffer_fini(&pump.waiting);
	buffer_fini(&pump.sent);
}

bool emulator_got(const char *bytes)
{
	return memmem(emulator.sent, emulator.sent_len, bytes, strlen(bytes)) != NULL;
}

void emulator_write(const char *bytes)
{
	input(bytes, strlen(bytes));
}

static void set_size(int rows, int columns)
{
	const struct winsize size = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	ck_assert_int_eq(ioctl(emulator.master, TIOCSWINSZ, &size), 0);
}

void emulator_resize(int rows, int columns)
{
	set_size(rows, columns);
	vterm_set_size(emulator.vterm, rows, columns);
}

void emulator_open_pty(const char *name, int rows, int columns)
{
	int slave;

	ck_assert_ptr_nonnull(setlocale(LC_ALL, "C.UTF-8"));
	if (name)
		setenv("TERM", name, 1);
	else
		unsetenv("TERM");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	ck_assert_int_eq(openpty(&emulator.master, &slave, NULL, NULL, NULL), 0);
	set_size(rows, columns);
	ck_assert_int_eq(fcntl(emulator.master, F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(tcgetattr(slave, &emulator.before), 0);
	emulator.tty = fdopen(slave, "r+");
	ck_assert_ptr_nonnull(emulator.tty);
	open_vterm(rows, columns);
}

void emulator_open(const char *name, int rows, int columns)
{
	emulator_open_pty(name, rows, columns);
	ck_assert_int_eq(term_open(emulator.tty, emulator.tty, &emulator.term), 0);
	ck_assert_int_eq(grid_resize(&emulator.grid, rows, columns), 0);
}

void emulator_close(void)
{
	term_close(emulator.term);
	stop_pump();
	grid_fini(&emulator.grid);
	vterm_free(emulator.vterm);
	fclose(emulator.tty);
	close(emulator.master);
	emulator = (struct emulator){0};
}

static void run(const char *command)
{
	ck_assert_msg(system(command) == 0, "%s", command);
}

void emulator_set_up(void)
{
	emulator_open("xterm-256color", 6, 20);
}

void emulator_tear_down(void)
{
	char command[128];

	if (emulator.vterm)
		emulator_close();
	if (types[0]) {
		snprintf(command, sizeof(command), "rm -rf '%s'", types);
		run(command);
	}
}

void emulator_add_type(const char *name, int colours, int pairs)
{
	char command[128];

	if (!types[0]) {
		const char *folder = getenv("TMPDIR");

		snprintf(types, sizeof(types), "%s/shmooze-test.XXXXXX", folder ? folder : "/tmp");
		ck_assert_ptr_nonnull(mkdtemp(types));
		setenv("TERMINFO", types, 1);
	}
	snprintf(command, sizeof(command),
		"echo '%s, colors#%d, pairs#%d, use=xterm-256color,' | tic -x -", name, colours,
		pairs);
	run(command);
}

VTermScreenCell emulator_cell(int row, int column)
{
	VTermScreenCell cell;

	ck_assert_int_eq(vterm_screen_get_cell(
				 emulator.screen, (VTermPos){.row = row, .col = column}, &cell),
		1);
	return cell;
}

void emulator_put(int row, int column, const char *text, struct style style)
{
	grid_text(&emulator.grid, row, column, emulator.grid.columns, text, strlen(text), style);
}

void emulator_clear(void)
{
	const struct rect all = {0, 0, emulator.grid.rows, emulator.grid.columns};

	grid_fill(&emulator.grid, &all, style_of(STYLE_TEXT));
}

static bool same_text(const struct cell *cell, const VTermScreenCell *seen)
{
	size_t pos = 0, n = 0;
	uint32_t cp;

	if (cell->columns == 0) /* (uint32_t)-1 is the mark of the right half */
		return seen->chars[0] == (uint32_t)-1 || seen->chars[0] == 0;
	if (seen->width != cell->columns)
		return false;
	if (seen->chars[0] == 0)
		return cell->len == 1 && cell->bytes[0] == ' ';
	for (; pos < cell->len; n++) {
		pos += (size_t)utf8_decode(cell->bytes + pos, cell->len - pos, &cp);
		if (n == VTERM_MAX_CHARS_PER_CELL || seen->chars[n] != cp)
			return false;
	}
	return n == VTERM_MAX_CHARS_PER_CELL || seen->chars[n] == 0;
}

static int seen_colour(const VTermColor *colour, bool is_default)
{
	if (is_default)
		return STYLE_DEFAULT;
	return VTERM_COLOR_IS_INDEXED(colour) ? colour->indexed.idx : -2;
}

int emulator_fg(int row, int column)
{
	VTermScreenCell cell = emulator_cell(row, column);

	return seen_colour(&cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg));
}

static int expected_colour(int colour, const struct term *term)
{
	return colour < term_colours(term) ? colour : STYLE_DEFAULT;
}

static bool same_style(struct style style, const struct term *term, const VTermScreenCell *seen)
{
	return seen_colour(&seen->fg, VTERM_COLOR_IS_DEFAULT_FG(&seen->fg)) ==
		       expected_colour(style.fg, term) &&
	       seen_colour(&seen->bg, VTERM_COLOR_IS_DEFAULT_BG(&seen->bg)) ==
		       expected_colour(style.bg, term) &&
	       seen->attrs.reverse == ((style.attrs & STYLE_REVERSE) != 0) &&
	       seen->attrs.bold == ((style.attrs & STYLE_BOLD) != 0) &&
	       seen->attrs.underline == ((style.attrs & STYLE_UNDERLINE) != 0);
}

static bool cell_differs(const struct grid *grid, int row, int column, const struct term *term,
	char what[EMULATOR_WHAT_SIZE])
{
	VTermScreenCell seen = emulator_cell(row, column);
	const struct cell *cell = grid_cell(grid, row, column);

	if (!same_text(cell, &seen)) {
		snprintf(what, EMULATOR_WHAT_SIZE, "%d,%d: '%.*s' is shown as U+%04X of %d columns",
			row, column, cell->len, cell->bytes, seen.chars[0], seen.width);
		return true;
	}
	if (cell->columns > 0 && !same_style(cell->style, term, &seen)) {
		snprintf(what, EMULATOR_WHAT_SIZE, "%d,%d: style %d %d %d", row, column,
			cell->style.fg, cell->style.bg, cell->style.attrs);
		return true;
	}
	return false;
}

static bool cursor_differs(const struct grid *grid, char what[EMULATOR_WHAT_SIZE])
{
	bool wanted = grid->cursor_row >= 0;

	if ((!emulator.hides || emulator.cursor_visible == wanted) &&
		(!wanted || (emulator.cursor.row == grid->cursor_row &&
				    emulator.cursor.col == grid->cursor_column)))
		return false;
	snprintf(what, EMULATOR_WHAT_SIZE, "the cursor of %d,%d is at %d,%d, %s", grid->cursor_row,
		grid->cursor_column, emulator.cursor.row, emulator.cursor.col,
		emulator.cursor_visible ? "visible" : "hidden");
	return true;
}

bool emulator_differs(
	const struct grid *grid, const struct term *term, char what[EMULATOR_WHAT_SIZE])
{
	for (int row = 0; row < grid->rows; row++)
		for (int column = 0; column < grid->columns; column++)
			if (cell_differs(grid, row, column, term, what))
				return true;
	return cursor_differs(grid, what);
}

void emulator_show(void)
{
	char what[EMULATOR_WHAT_SIZE];

	term_show(emulator.term, &emulator.grid);
	emulator_drain();
	if (emulator_differs(&emulator.grid, emulator.term, what))
		ck_abort_msg("%s", what);
}

int emulator_columns(uint32_t cp)
{
	char bytes[16] = "\x1b[H\x1b[Jx";
	size_t n = strlen(bytes);
	int columns;

	n += utf8_encode(cp, bytes + n);
	input(bytes, n);
	columns = emulator.cursor.col - 1;
	/* It calls some of two columns combining all the same. */
	if (columns > 0)
		return emulator_cell(0, 1).chars[0] == cp ? columns : -1;
	return emulator_cell(0, 0).chars[1] == cp ? columns : -1;
}

void emulator_type(const char *bytes, size_t n)
{
	struct pollfd fd = {.fd = fileno(emulator.tty), .events = POLLIN};

	ck_assert_int_eq(write(emulator.master, bytes, n), (ssize_t)n);
	ck_assert_int_eq(poll(&fd, 1, DEADLINE_MS), 1);
}

struct key emulator_key(void)
{
	struct pollfd fd = {.fd = fileno(emulator.tty), .events = POLLIN};
	struct key key;
	int rc;

	while ((rc = term_key(emulator.term, &key)) == 0) {
		int timeout = term_timeout(emulator.term);

		ck_assert_msg(poll(&fd, 1, timeout < 0 ? DEADLINE_MS : timeout) > 0 || timeout >= 0,
			"no key came");
	}
	ck_assert_int_eq(rc, 1);
	return key;
}

void emulator_no_key(void)
{
	struct pollfd fd = {.fd = fileno(emulator.tty), .events = POLLIN};
	struct key key;
	int timeout;

	do {
		ck_assert_int_eq(term_key(emulator.term, &key), 0);
		timeout = term_timeout(emulator.term);
		if (timeout >= 0)
			poll(&fd, 1, timeout);
	} while (timeout >= 0);
}

void emulator_check_restored(void)
{
	struct termios now;

	emulator_drain();
	ck_assert(!emulator.alternate);
	ck_assert(emulator.cursor_visible);
	ck_assert_int_eq(tcgetattr(fileno(emulator.tty), &now), 0);
	ck_assert_uint_eq(now.c_lflag, emulator.before.c_lflag);
	ck_assert_uint_eq(now.c_iflag, emulator.before.c_iflag);
	ck_assert_uint_eq(now.c_oflag, emulator.before.c_oflag);
	ck_assert_mem_eq(now.c_cc, emulator.before.c_cc, sizeof(now.c_cc));
}
