/* SPDX-License-Identifier: ISC */
/*
 * The terminal is a pty, and what it would show is read back from libvterm, an emulator that knows
 * nothing of curses or of the funnel.
 */
#include "config.h"

#include "term/term.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

#include "core/utf8.h"
#include "tests/suite.h"

static int master;
static FILE *tty;
static struct termios before;
static struct term *term;
static struct grid grid;
static VTerm *vterm;
static VTermScreen *vscreen;
static bool alternate, cursor_visible;
static size_t received; /* bytes since the last drain() began */

static int on_property(VTermProp property, VTermValue *value, void *data)
{
	(void)data;
	if (property == VTERM_PROP_ALTSCREEN)
		alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		cursor_visible = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void open_emulator(int rows, int columns)
{
	vterm = vterm_new(rows, columns);
	ck_assert_ptr_nonnull(vterm);
	vterm_set_utf8(vterm, 1);
	vscreen = vterm_obtain_screen(vterm);
	vterm_screen_enable_altscreen(vscreen, 1);
	vterm_screen_set_callbacks(vscreen, &callbacks, NULL);
	vterm_screen_reset(vscreen, 1);
	alternate = false;
	cursor_visible = true;
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
		vterm_input_write(vterm, bytes, (size_t)(found - bytes));
		bytes = found + sizeof(ascii) - 1;
	}
	vterm_input_write(vterm, bytes, (size_t)(end - bytes));
	vterm_screen_flush_damage(vscreen);
}

/* Gives the emulator all that was written. What is written to a pty is there at once to be read. */
static void drain(void)
{
	static char bytes[1 << 18];
	ssize_t n;

	received = 0;
	while ((n = read(master, bytes + received, sizeof(bytes) - received)) > 0)
		received += (size_t)n;
	feed(bytes, received);
}

static void set_size(int rows, int columns)
{
	const struct winsize size = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	ck_assert_int_eq(ioctl(master, TIOCSWINSZ, &size), 0);
}

/* The signals that curses would like to handle. */
static const int signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH, SIGQUIT};
#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

static void open_pty(int rows, int columns)
{
	int slave;

	for (size_t i = 0; i < SIGNALS; i++)
		signal(signals[i], SIG_DFL);

	ck_assert_ptr_nonnull(setlocale(LC_ALL, "C.UTF-8"));
	setenv("TERM", "xterm-256color", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	ck_assert_int_eq(openpty(&master, &slave, NULL, NULL, NULL), 0);
	set_size(rows, columns);
	ck_assert_int_eq(fcntl(master, F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(tcgetattr(slave, &before), 0);
	tty = fdopen(slave, "r+");
	ck_assert_ptr_nonnull(tty);
	open_emulator(rows, columns);
}

static void open_term(int rows, int columns)
{
	open_pty(rows, columns);
	ck_assert_int_eq(term_open(tty, tty, &term), 0);
	ck_assert_int_eq(grid_resize(&grid, rows, columns), 0);
}

static void set_up(void)
{
	open_term(6, 20);
}

static void tear_down(void)
{
	term_close(term);
	grid_fini(&grid);
	vterm_free(vterm);
	fclose(tty);
	close(master);
}

static void put(int row, int column, const char *text, enum style_role role)
{
	grid_text(&grid, row, column, grid.columns, text, strlen(text), style_of(role));
}

static VTermScreenCell emulator_cell(int row, int column)
{
	VTermScreenCell cell;

	ck_assert_int_eq(
		vterm_screen_get_cell(vscreen, (VTermPos){.row = row, .col = column}, &cell), 1);
	return cell;
}

static bool same_cell(const struct cell *cell, const VTermScreenCell *seen)
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

/* Shows the grid; the emulator must show the same, cell by cell. */
static void show(void)
{
	term_show(term, &grid);
	drain();
	for (int row = 0; row < grid.rows; row++) {
		for (int column = 0; column < grid.columns; column++) {
			VTermScreenCell seen = emulator_cell(row, column);
			const struct cell *cell = grid_cell(&grid, row, column);

			if (!same_cell(cell, &seen))
				ck_abort_msg("%d,%d: '%.*s' is shown as U+%04X of %d columns", row,
					column, cell->len, cell->bytes, seen.chars[0], seen.width);
		}
	}
}

static void clear(void)
{
	const struct rect all = {0, 0, grid.rows, grid.columns};

	grid_fill(&grid, &all, style_of(STYLE_TEXT));
}

static const char *const hostile[] = {
	"plain text",
	"日本語 and 한국어",
	"e\u0301o\u0308\u0323 a\u0301\u0302\u0303\u0304\u0305\u0306",
	"\u0301lone mark",
	"👩\u200d👧 👍🏽 🇩🇪 ❤\ufe0f",
	"\x1b[31m\x1b]0;title\x07\x1b[2J",
	"\xc2\x9b"
	"2J\xc2\x9d",
	"back\b\b\rreturn",
	"\u202eright to left\u202c \u2066isolate\u2069",
	"zero\u200bwidth\ufeff\u2060 soft\u00adhyphen",
	"tags\U000e0067\U000e007f\u2028\u2029",
	"private \ue0b0 \U00100000 unassigned \u0378",
	"bytes \xff\xc3 \xf0\x9f",
	"العربية עברית ไทย हिन्दी",
	"\u1100\u1161\u11a8 각",
	"wide at the edge: 日本",
};
#define HOSTILE (int)(sizeof(hostile) / sizeof(hostile[0]))

START_TEST(test_term_shows_text)
{
	put(0, 0, hostile[_i], STYLE_TEXT);
	put(5, 3, hostile[_i], STYLE_STATUS_FOCUS);
	show();
	put(0, 1, "over it", STYLE_OWN);
	show();
}
END_TEST

/* Many screens, one after another: what is left of the former one never shows. */
START_TEST(test_term_shows_what_changes)
{
	srandom(5);
	for (int round = 0; round < 1000; round++) {
		if (random() % 10 == 0)
			clear();
		for (int i = 0; i < 3; i++)
			put((int)(random() % 6), (int)(random() % 20), hostile[random() % HOSTILE],
				(enum style_role)(random() % STYLE_ROLES));
		if (random() % 50 == 0)
			term_redraw(term);
		show();
	}
}
END_TEST

START_TEST(test_term_sends_only_what_differs)
{
	for (int row = 0; row < 6; row++)
		put(row, 0, "twenty columns text.", STYLE_TEXT);
	show();
	ck_assert_uint_gt(received, 100);
	show();
	ck_assert_uint_eq(received, 0);
	put(3, 7, "X", STYLE_TEXT);
	show();
	ck_assert_uint_gt(received, 0);
	ck_assert_uint_lt(received, 20);
	term_redraw(term);
	show();
	ck_assert_uint_gt(received, 100);
}
END_TEST

START_TEST(test_term_takes_over)
{
	struct termios now;

	show();
	ck_assert(alternate);
	ck_assert(!cursor_visible);
	ck_assert_int_eq(tcgetattr(fileno(tty), &now), 0);
	ck_assert_uint_eq(now.c_lflag & (ICANON | ECHO), 0);
	ck_assert_uint_ne(now.c_lflag & ISIG, 0);
}
END_TEST

static void check_restored(void)
{
	struct termios now;

	drain();
	ck_assert(!alternate);
	ck_assert(cursor_visible);
	ck_assert_int_eq(tcgetattr(fileno(tty), &now), 0);
	ck_assert_uint_eq(now.c_lflag, before.c_lflag);
	ck_assert_uint_eq(now.c_iflag, before.c_iflag);
	ck_assert_uint_eq(now.c_oflag, before.c_oflag);
}

START_TEST(test_term_close_restores)
{
	vterm_input_write(vterm, "shell$ ", 7);
	put(0, 0, "window", STYLE_STATUS);
	show();
	term_close(term);
	term = NULL;
	check_restored();
	ck_assert_uint_eq(emulator_cell(0, 0).chars[0], 's');
	ck_assert_uint_eq(emulator_cell(0, 0).attrs.reverse, 0);
}
END_TEST

START_TEST(test_term_suspend_and_resume)
{
	struct key key;

	put(0, 0, "window", STYLE_TEXT);
	show();
	term_suspend(term);
	term_suspend(term);
	check_restored();
	vterm_input_write(vterm, "\x1b[2Jother program", 17);
	term_show(term, &grid);
	drain();
	ck_assert_uint_eq(received, 0);
	term_resume(term);
	ck_assert_int_eq(term_key(term, &key), 0);
	show();
	ck_assert(alternate);
	ck_assert(!cursor_visible);
	term_suspend(term);
	term_close(term);
	term = NULL;
	check_restored();
}
END_TEST

START_TEST(test_term_resize)
{
	static const int sizes[][2] = {{24, 80}, {1, 1}, {3, 7}, {50, 200}, {2, 2}, {6, 20}};

	put(0, 0, "first", STYLE_TEXT);
	show();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int rows, columns;
		struct key key;

		set_size(sizes[i][0], sizes[i][1]);
		vterm_set_size(vterm, sizes[i][0], sizes[i][1]);
		term_resize(term);
		term_size(term, &rows, &columns);
		ck_assert_int_eq(rows, sizes[i][0]);
		ck_assert_int_eq(columns, sizes[i][1]);
		ck_assert_int_eq(grid_resize(&grid, rows, columns), 0);
		put(0, 0, "日本語 text", STYLE_TEXT);
		put(rows - 1, columns / 2, "end of it 日", STYLE_STATUS);
		show();
		ck_assert_int_eq(term_key(term, &key), 0);
	}
}
END_TEST

/* Between a change of size and the next grid they may differ. */
START_TEST(test_term_grid_of_another_size)
{
	ck_assert_int_eq(grid_resize(&grid, 9, 25), 0);
	put(0, 18, "日本", STYLE_TEXT);
	put(1, 19, "日本", STYLE_TEXT);
	term_show(term, &grid);
	drain();
	ck_assert_uint_eq(emulator_cell(0, 18).chars[0], 0x65e5);
	ck_assert_uint_ne(emulator_cell(1, 19).chars[0], 0x65e5);
	ck_assert_uint_ne(emulator_cell(2, 0).chars[0], 0x65e5);
	ck_assert_int_eq(grid_resize(&grid, 2, 2), 0);
	show();
	ck_assert_uint_ne(emulator_cell(0, 18).chars[0], 0x65e5);
}
END_TEST

START_TEST(test_term_styles)
{
	put(0, 0, "n", STYLE_TEXT);
	put(0, 1, "r", STYLE_STATUS_FOCUS);
	put(0, 2, "b", STYLE_OWN);
	put(0, 3, "u", STYLE_STATUS);
	show();
	ck_assert_uint_eq(emulator_cell(0, 0).attrs.reverse, 0);
	ck_assert_uint_eq(emulator_cell(0, 0).attrs.bold, 0);
	ck_assert_uint_eq(emulator_cell(0, 1).attrs.reverse, 1);
	ck_assert_uint_eq(emulator_cell(0, 2).attrs.bold, 1);
	ck_assert_uint_eq(emulator_cell(0, 3).attrs.underline, 1);
}
END_TEST

static void type(const char *bytes, size_t n)
{
	struct pollfd fd = {.fd = fileno(tty), .events = POLLIN};

	ck_assert_int_eq(write(master, bytes, n), (ssize_t)n);
	ck_assert_int_eq(poll(&fd, 1, 5000), 1);
}

static const struct {
	const char *bytes;
	struct key keys[4];
} typed[] = {
	{"jkq", {{KEYMAP_CHAR, 'j'}, {KEYMAP_CHAR, 'k'}, {KEYMAP_CHAR, 'q'}}},
	{"\t\r\x0c", {{KEYMAP_CHAR, '\t'}, {KEYMAP_CHAR, '\r'}, {KEYMAP_CHAR, 12}}},
	{"\x1bOA\x1bOB", {{KEYMAP_UP, 0}, {KEYMAP_DOWN, 0}}},
	{"\x1bOD\x1bOC", {{KEYMAP_LEFT, 0}, {KEYMAP_RIGHT, 0}}},
	{"\x1b[5~\x1b[6~", {{KEYMAP_PAGE_UP, 0}, {KEYMAP_PAGE_DOWN, 0}}},
	{"\x1bOH\x1bOF", {{KEYMAP_HOME, 0}, {KEYMAP_END, 0}}},
	{"\x1b[Z\x7f\x1b[3~", {{KEYMAP_BACKTAB, 0}, {KEYMAP_BACKSPACE, 0}, {KEYMAP_DELETE, 0}}},
	{"é日😀", {{KEYMAP_CHAR, 0xe9}, {KEYMAP_CHAR, 0x65e5}, {KEYMAP_CHAR, 0x1f600}}},
	{"\xff"
	 "a",
		{{KEYMAP_CHAR, 0xfffd}, {KEYMAP_CHAR, 'a'}}},
	{"\xe6\x97"
	 "a",
		{{KEYMAP_CHAR, 0xfffd}, {KEYMAP_CHAR, 'a'}}},
	{"\x1b", {{KEYMAP_CHAR, 27}}},
	{"\x1bOP", {{KEYMAP_OTHER, 0}}},
};

START_TEST(test_term_keys)
{
	struct key key;

	drain();
	ck_assert_int_eq(term_key(term, &key), 0);
	type(typed[_i].bytes, strlen(typed[_i].bytes));
	for (int i = 0; typed[_i].keys[i].name != KEYMAP_OTHER; i++) {
		ck_assert_int_eq(term_key(term, &key), 1);
		ck_assert_int_eq(key.name, typed[_i].keys[i].name);
		ck_assert_uint_eq(key.cp, typed[_i].keys[i].cp);
	}
	while (term_key(term, &key) > 0)
		ck_assert_int_eq(key.name, KEYMAP_OTHER);
	drain();
	ck_assert_uint_eq(received, 0); /* reading keys sends nothing, and there is no echo */
}
END_TEST

START_TEST(test_term_key_in_pieces)
{
	struct key key;

	type("\xf0\x9f", 2);
	ck_assert_int_eq(term_key(term, &key), 0);
	type("\x98\x80", 2);
	ck_assert_int_eq(term_key(term, &key), 1);
	ck_assert_uint_eq(key.cp, 0x1f600);
	type("\0", 1);
	ck_assert_int_eq(term_key(term, &key), 1);
	ck_assert_int_eq(key.name, KEYMAP_CHAR);
	ck_assert_uint_eq(key.cp, 0);
}
END_TEST

START_TEST(test_term_key_after_hangup)
{
	struct key key;

	type("a", 1);
	close(master);
	while (term_key(term, &key) == 1)
		;
	ck_assert_int_eq(term_key(term, &key), -EIO);
	master = open("/dev/null", O_RDWR);
}
END_TEST

START_TEST(test_term_installs_no_signal_handler)
{
	term_suspend(term);
	term_resume(term);
	show();
	for (size_t i = 0; i < SIGNALS; i++) {
		struct sigaction action;

		ck_assert_int_eq(sigaction(signals[i], NULL, &action), 0);
		ck_assert(action.sa_handler == SIG_DFL);
	}
}
END_TEST

START_TEST(test_term_open_refuses)
{
	static const struct {
		const char *name;
		int error;
	} terms[] = {
		{"no-such-terminal", -ENOENT}, {"", -ENOENT}, {NULL, -ENOENT}, {"dumb", -ENOTSUP}};
	struct termios now;

	open_pty(6, 20);
	if (terms[_i].name)
		setenv("TERM", terms[_i].name, 1);
	else
		unsetenv("TERM");
	ck_assert_int_eq(term_open(tty, tty, &term), terms[_i].error);
	ck_assert_ptr_null(term);
	drain();
	ck_assert_uint_eq(received, 0);
	ck_assert_int_eq(tcgetattr(fileno(tty), &now), 0);
	ck_assert_uint_eq(now.c_lflag, before.c_lflag);
}
END_TEST

START_TEST(test_term_open_needs_a_terminal)
{
	FILE *null = fopen("/dev/null", "r+");

	open_pty(6, 20);
	ck_assert_ptr_nonnull(null);
	ck_assert_int_eq(term_open(null, tty, &term), -ENOTTY);
	ck_assert_int_eq(term_open(tty, null, &term), -ENOTTY);
	fclose(null);
}
END_TEST

/* Terminals without colour among them; all are in ncurses' base set. */
START_TEST(test_term_other_terminals)
{
	static const char *const names[] = {
		"vt100", "vt220", "linux", "screen", "tmux-256color"};

	open_pty(6, 20);
	setenv("TERM", names[_i], 1);
	ck_assert_int_eq(term_open(tty, tty, &term), 0);
	ck_assert_int_eq(grid_resize(&grid, 6, 20), 0);
	put(0, 0, "text", STYLE_STATUS_FOCUS);
	put(1, 0, "日本", STYLE_OWN);
	show();
	ck_assert_uint_eq(emulator_cell(0, 0).attrs.reverse, 1);
}
END_TEST

START_TEST(test_term_1x1)
{
	open_term(1, 1);
	put(0, 0, "x", STYLE_TEXT);
	show();
	put(0, 0, "日", STYLE_TEXT);
	show();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("term");
	TCase *opened = tcase_create("opened"), *other = tcase_create("to be opened");

	tcase_add_checked_fixture(opened, set_up, tear_down);
	tcase_add_loop_test(opened, test_term_shows_text, 0, HOSTILE);
	tcase_add_test(opened, test_term_shows_what_changes);
	tcase_add_test(opened, test_term_sends_only_what_differs);
	tcase_add_test(opened, test_term_takes_over);
	tcase_add_test(opened, test_term_close_restores);
	tcase_add_test(opened, test_term_suspend_and_resume);
	tcase_add_test(opened, test_term_resize);
	tcase_add_test(opened, test_term_grid_of_another_size);
	tcase_add_test(opened, test_term_styles);
	tcase_add_loop_test(opened, test_term_keys, 0, (int)(sizeof(typed) / sizeof(typed[0])));
	tcase_add_test(opened, test_term_key_in_pieces);
	tcase_add_test(opened, test_term_key_after_hangup);
	tcase_add_test(opened, test_term_installs_no_signal_handler);
	suite_add_tcase(suite, opened);
	tcase_add_checked_fixture(other, NULL, tear_down);
	tcase_add_loop_test(other, test_term_open_refuses, 0, 4);
	tcase_add_test(other, test_term_open_needs_a_terminal);
	tcase_add_loop_test(other, test_term_other_terminals, 0, 5);
	tcase_add_test(other, test_term_1x1);
	suite_add_tcase(suite, other);
	return suite_run(suite);
}
