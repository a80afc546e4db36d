/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/term.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/suite.h"
#include "tests/term/emulator.h"

static const struct style plain = {STYLE_DEFAULT, STYLE_DEFAULT, 0};
static const struct style colourful = {5, 3, STYLE_REVERSE | STYLE_UNDERLINE};

static void show_window(void)
{
	emulator_put(0, 0, "window", colourful);
	emulator.grid.cursor_row = 2;
	emulator.grid.cursor_column = 3;
	emulator_show();
}

START_TEST(test_term_takes_over)
{
	struct termios now;

	emulator_drain();
	ck_assert(emulator_got("\x1b[?2004h"));
	ck_assert(emulator_got("\x1b[?1004h"));
	emulator_show();
	ck_assert(emulator.alternate);
	ck_assert(!emulator.cursor_visible);
	ck_assert_int_eq(tcgetattr(fileno(emulator.tty), &now), 0);
	ck_assert_uint_eq(now.c_lflag & (ICANON | ECHO | ISIG), 0);
	ck_assert_uint_eq(now.c_iflag & (IXON | ICRNL), 0);
}
END_TEST

/* The emulator itself says whether it marks pasted texts, and tells the focus. */
static bool has_modes(void)
{
	char bytes[64];

	while (vterm_output_read(emulator.vterm, bytes, sizeof(bytes)) > 0)
		;
	vterm_keyboard_start_paste(emulator.vterm);
	vterm_state_focus_in(vterm_obtain_state(emulator.vterm));
	return vterm_output_read(emulator.vterm, bytes, sizeof(bytes)) > 0;
}

static void check_restored(void)
{
	emulator_check_restored();
	ck_assert(emulator_got("\x1b[?2004l"));
	ck_assert(emulator_got("\x1b[?1004l"));
	ck_assert(!has_modes());
}

START_TEST(test_term_close_restores)
{
	emulator_write("shell$ ");
	show_window();
	ck_assert(has_modes());
	term_close(emulator.term);
	emulator.term = NULL;
	check_restored();
	ck_assert_uint_eq(emulator_cell(0, 0).chars[0], 's');
	emulator_write("more");
	ck_assert_uint_eq(emulator_cell(0, 7).attrs.reverse, 0);
	ck_assert_int_eq(emulator_fg(0, 7), STYLE_DEFAULT);
}
END_TEST

/* Were they the terminal's keys, it would drop what was sent but not yet read, and typed ahead. */
START_TEST(test_term_interrupt_drops_nothing)
{
	static const char keys[] = "a\003b\032c";
	char what[EMULATOR_WHAT_SIZE];

	emulator_put(0, 0, "all of it", style_of(STYLE_TEXT));
	term_show(emulator.term, &emulator.grid);
	emulator_type(keys, 5);
	emulator_drain();
	if (emulator_differs(&emulator.grid, emulator.term, what))
		ck_abort_msg("%s", what);
	for (int i = 0; i < 5; i++)
		ck_assert_uint_eq(emulator_key().cp, (uint32_t)keys[i]);
}
END_TEST

START_TEST(test_term_suspend_and_resume)
{
	struct key key;

	show_window();
	for (int round = 0; round < 3; round++) {
		emulator_type("\x1b[20", 4);
		ck_assert_int_eq(term_key(emulator.term, &key), 0);
		term_suspend(emulator.term);
		check_restored();
		term_suspend(emulator.term);
		emulator_write("\x1b[2Jother program");
		term_show(emulator.term, &emulator.grid);
		term_bell(emulator.term);
		ck_assert_int_eq(term_copy(emulator.term, "x", 1), -EBUSY);
		ck_assert_int_eq(term_notify(emulator.term, OSC_9, "", "x"), -EBUSY);
		emulator_drain();
		ck_assert_uint_eq(emulator.sent_len, 0);
		emulator_type("for the other\n", 14);
		ck_assert_int_eq(term_key(emulator.term, &key), 0);
		ck_assert_int_eq(term_timeout(emulator.term), -1);
		tcflush(fileno(emulator.tty), TCIFLUSH);
		term_resume(emulator.term);
		term_resume(emulator.term);
		emulator_show();
		ck_assert(emulator.alternate);
		ck_assert(emulator_got("\x1b[?2004h"));
		ck_assert(emulator_got("\x1b[?1004h"));
		ck_assert(has_modes());
		ck_assert_int_eq(emulator_key().name, KEYMAP_OTHER); /* what was left of ESC */
	}
	term_suspend(emulator.term);
	term_close(emulator.term);
	emulator.term = NULL;
	emulator_check_restored();
}
END_TEST

START_TEST(test_term_resize)
{
	static const int sizes[][2] = {{24, 80}, {1, 1}, {3, 7}, {50, 200}, {2, 2}, {6, 20}};

	show_window();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int rows, columns;
		struct key key;

		emulator_resize(sizes[i][0], sizes[i][1]);
		term_resize(emulator.term);
		term_size(emulator.term, &rows, &columns);
		ck_assert_int_eq(rows, sizes[i][0]);
		ck_assert_int_eq(columns, sizes[i][1]);
		ck_assert_int_eq(grid_resize(&emulator.grid, rows, columns), 0);
		emulator_put(0, 0, "日本語 text", plain);
		emulator_put(rows - 1, columns / 2, "end of it 日", colourful);
		emulator.grid.cursor_row = rows - 1;
		emulator.grid.cursor_column = columns - 1;
		emulator_show();
		ck_assert_int_eq(term_key(emulator.term, &key), 0);
	}
}
END_TEST

static bool ends_with(const char *bytes)
{
	size_t n = strlen(bytes);

	return emulator.sent_len >= n &&
	       memcmp(emulator.sent + emulator.sent_len - n, bytes, n) == 0;
}

/* A repaint of several rows is shown at once; one of a row, or none, costs nothing more. */
START_TEST(test_term_shows_at_once)
{
	emulator_show();
	emulator_put(1, 0, "one row", plain);
	emulator_show();
	ck_assert(!emulator_got("?2026"));
	emulator_put(2, 0, "two", plain);
	emulator_put(4, 0, "rows", plain);
	emulator_show();
	ck_assert_int_eq(memcmp(emulator.sent, "\x1b[?2026h", 8), 0);
	ck_assert(ends_with("\x1b[?2026l"));
	term_redraw(emulator.term);
	emulator_show();
	ck_assert_int_eq(memcmp(emulator.sent, "\x1b[?2026h", 8), 0);
	ck_assert(ends_with("\x1b[?2026l"));
}
END_TEST

/* What another program left of its colours and margins does not outlive a repaint. */
START_TEST(test_term_redraws_after_another_program)
{
	char what[EMULATOR_WHAT_SIZE];

	emulator_put(1, 0, "one", plain);
	emulator_put(4, 0, "two", plain);
	emulator_show();
	emulator_write("\x1b[41m\x1b[2;3r\x1b[2Jgarbage");
	term_redraw(emulator.term);
	emulator_show();
	emulator_put(5, 0, "three", plain);
	emulator_put(5, 8, " ", plain);
	emulator_show();
	if (emulator_differs(&emulator.grid, emulator.term, what))
		ck_abort_msg("%s", what);
}
END_TEST

static void check_sent(const char *bytes)
{
	emulator_drain();
	ck_assert_str_eq(emulator.sent, bytes);
	ck_assert_uint_eq(emulator.sent_len, strlen(bytes));
}

START_TEST(test_term_commands)
{
	show_window();
	term_bell(emulator.term);
	check_sent("\a");
	ck_assert_int_eq(term_notify(emulator.term, OSC_777, "bob", "hi; there\x1b\\\a"), 0);
	check_sent("\x1b]777;notify;bob;hi, there^[\\^G\a");
	ck_assert_int_eq(term_notify(emulator.term, OSC_9, "", "hello\n"), 0);
	check_sent("\x1b]9;hello^J\a");
	ck_assert_int_eq(term_copy(emulator.term, "https://x.org/", 14), 0);
	check_sent("\x1b]52;c;aHR0cHM6Ly94Lm9yZy8=\a");
	emulator_show(); /* none of it can be seen */
}
END_TEST

START_TEST(test_term_long_command)
{
	static char text[OSC_COPY_MAX + 1];

	memset(text, 'x', sizeof(text));
	emulator_drain();
	ck_assert_int_eq(term_copy(emulator.term, text, sizeof(text)), -EMSGSIZE);
	check_sent("");
}
END_TEST

/* What a terminal would show as text is not sent to it. */
START_TEST(test_term_simple_terminal)
{
	emulator_open_pty("vt52", 6, 20);
	ck_assert_int_eq(term_open(emulator.tty, emulator.tty, &emulator.term), 0);
	ck_assert_int_eq(grid_resize(&emulator.grid, 6, 20), 0);
	for (int row = 0; row < 6; row++)
		emulator_put(row, 0, "text", plain);
	term_show(emulator.term, &emulator.grid);
	ck_assert_int_eq(term_copy(emulator.term, "x", 1), -ENOTSUP);
	ck_assert_int_eq(term_notify(emulator.term, OSC_9, "", "x"), -ENOTSUP);
	term_suspend(emulator.term);
	emulator_drain();
	ck_assert(!emulator_got("?2004"));
	ck_assert(!emulator_got("?1004"));
	ck_assert(!emulator_got("?2026"));
	ck_assert(!emulator_got("]"));
}
END_TEST

/* The signals that curses would like to handle. */
static const int signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH, SIGQUIT};
#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

static void default_signals(void)
{
	for (size_t i = 0; i < SIGNALS; i++)
		signal(signals[i], SIG_DFL);
}

START_TEST(test_term_installs_no_signal_handler)
{
	default_signals();
	emulator_open("xterm-256color", 6, 20);
	term_suspend(emulator.term);
	term_resume(emulator.term);
	emulator_show();
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

	emulator_open_pty(terms[_i].name, 6, 20);
	ck_assert_int_eq(term_open(emulator.tty, emulator.tty, &emulator.term), terms[_i].error);
	ck_assert_ptr_null(emulator.term);
	emulator_check_restored();
	ck_assert_uint_eq(emulator.sent_len, 0);
}
END_TEST

START_TEST(test_term_open_needs_a_terminal)
{
	FILE *null = fopen("/dev/null", "r+");

	emulator_open_pty("xterm-256color", 6, 20);
	ck_assert_ptr_nonnull(null);
	ck_assert_int_eq(term_open(null, emulator.tty, &emulator.term), -ENOTTY);
	ck_assert_int_eq(term_open(emulator.tty, null, &emulator.term), -ENOTTY);
	fclose(null);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("term");
	TCase *opened = tcase_create("opened"), *other = tcase_create("to be opened");

	tcase_add_checked_fixture(opened, emulator_set_up, emulator_tear_down);
	tcase_add_test(opened, test_term_takes_over);
	tcase_add_test(opened, test_term_close_restores);
	tcase_add_test(opened, test_term_interrupt_drops_nothing);
	tcase_add_test(opened, test_term_suspend_and_resume);
	tcase_add_test(opened, test_term_resize);
	tcase_add_test(opened, test_term_shows_at_once);
	tcase_add_test(opened, test_term_redraws_after_another_program);
	tcase_add_test(opened, test_term_commands);
	tcase_add_test(opened, test_term_long_command);
	suite_add_tcase(suite, opened);
	tcase_add_checked_fixture(other, NULL, emulator_tear_down);
	tcase_add_test(other, test_term_simple_terminal);
	tcase_add_test(other, test_term_installs_no_signal_handler);
	tcase_add_loop_test(other, test_term_open_refuses, 0, 4);
	tcase_add_test(other, test_term_open_needs_a_terminal);
	suite_add_tcase(suite, other);
	return suite_run(suite);
}
