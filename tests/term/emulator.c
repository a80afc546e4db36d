/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/term/emulator.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/utf8.h"
#include "tests/suite.h"

#define DEADLINE_MS 10000

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

static int on_cursor(VTermPos pos, VTermPos before, int visible, void *data)
{
	(void)before;
	(void)visible;
	(void)data;
	emulator.cursor = pos;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property, .movecursor = on_cursor};

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

/*
 * Leaves out ESC ( B, which says that text is ASCII: after it libvterm 0.1 decodes a letter and the
 * marks behind it apart, and puts the marks of the last column elsewhere.
 */
static void feed(const char *bytes, size_t n)
{
	static const char ascii[] = "\x1b(B";
	const char *end = bytes + n, *found;

	while ((found = memmem(bytes, (size_t)(end - bytes), ascii, sizeof(ascii) - 1))) {
		vterm_input_write(emulator.vterm, bytes, (size_t)(found - bytes));
		bytes = found + sizeof(ascii) - 1;
	}
	vterm_input_write(emulator.vterm, bytes, (size_t)(end - bytes));
	vterm_screen_flush_damage(emulator.screen);
}

/* What is written to a pty is there at once to be read. */
void emulator_drain(void)
{
	static char bytes[1 << 18];
	ssize_t n;

	emulator.sent = bytes;
	emulator.sent_len = 0;
	while ((n = read(emulator.master, bytes + emulator.sent_len,
			sizeof(bytes) - emulator.sent_len - 1)) > 0)
		emulator.sent_len += (size_t)n;
	bytes[emulator.sent_len] = '\0';
	feed(bytes, emulator.sent_len);
}

bool emulator_got(const char *bytes)
{
	return memmem(emulator.sent, emulator.sent_len, bytes, strlen(bytes)) != NULL;
}

void emulator_write(const char *bytes)
{
	vterm_input_write(emulator.vterm, bytes, strlen(bytes));
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

static int expected_colour(int colour)
{
	return colour < term_colours(emulator.term) ? colour : STYLE_DEFAULT;
}

static bool same_style(struct style style, const VTermScreenCell *seen)
{
	return seen_colour(&seen->fg, VTERM_COLOR_IS_DEFAULT_FG(&seen->fg)) ==
		       expected_colour(style.fg) &&
	       seen_colour(&seen->bg, VTERM_COLOR_IS_DEFAULT_BG(&seen->bg)) ==
		       expected_colour(style.bg) &&
	       seen->attrs.reverse == ((style.attrs & STYLE_REVERSE) != 0) &&
	       seen->attrs.bold == ((style.attrs & STYLE_BOLD) != 0) &&
	       seen->attrs.underline == ((style.attrs & STYLE_UNDERLINE) != 0);
}

static void check_cell(int row, int column)
{
	VTermScreenCell seen = emulator_cell(row, column);
	const struct cell *cell = grid_cell(&emulator.grid, row, column);

	if (!same_text(cell, &seen))
		ck_abort_msg("%d,%d: '%.*s' is shown as U+%04X of %d columns", row, column,
			cell->len, cell->bytes, seen.chars[0], seen.width);
	if (cell->columns > 0 && !same_style(cell->style, &seen))
		ck_abort_msg("%d,%d: style %d %d %d", row, column, cell->style.fg, cell->style.bg,
			cell->style.attrs);
}

void emulator_show(void)
{
	const struct grid *grid = &emulator.grid;

	term_show(emulator.term, grid);
	emulator_drain();
	for (int row = 0; row < grid->rows; row++)
		for (int column = 0; column < grid->columns; column++)
			check_cell(row, column);
	if (emulator.hides)
		ck_assert_int_eq(emulator.cursor_visible, grid->cursor_row >= 0);
	if (grid->cursor_row >= 0) {
		ck_assert_int_eq(emulator.cursor.row, grid->cursor_row);
		ck_assert_int_eq(emulator.cursor.col, grid->cursor_column);
	}
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
