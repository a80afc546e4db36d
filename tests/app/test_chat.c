/* SPDX-License-Identifier: ISC */
/*
 * The chat in its window: all that the program does, from the bytes of the keyboard to those for
 * the terminal, in this process, between a pty with an emulator behind it and a puppet for a peer.
 * Many keys at random, and whatever was pressed, the emulator shows what the model holds.
 *
 *	SHMOOZE_TEST_SEED=7 SHMOOZE_TEST_KEYS=100000 CK_DEFAULT_TIMEOUT=0 tests/app/test_chat
 *
 * The seed decides what is typed and said, and when: time is the test's own, and goes on only
 * between the events. Nothing waits for the clock.
 *
 * The emulator's table of columns is older than the C library's. Characters on which they do not
 * agree do not occur: no program could show those right in such a terminal.
 */
#include "config.h"

#include "app/chat.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "core/funnel.h"
#include "tests/app/puppet.h"
#include "tests/app/typist.h"
#include "tests/term/emulator.h"
#include "ui/paint.h"

#define KEYS      2500
#define KEYS_FULL 100000

/* The window of a check: all that has come is dealt with after so many rounds of the event loop. */
#define SETTLE_ROUNDS 12
#define SETTLE_MS     150
/* So many strokes between two checks, at most. */
#define STROKES 12

struct session {
	struct chat chat;
	struct options options;
	struct window_handlers handlers;
	struct puppet puppet;
	struct typist typist;
	struct loop_event *tick;
	struct grid grid;     /* as the model would be painted now */
	struct buffer typing; /* not yet taken by the pty */
	unsigned long keys, wanted;
	int errors; /* a file in place of standard error, which would be the terminal, too */
	int rounds; /* up to the next check */
	bool over;
};

static struct session session;

/* --- Time --- */

/* Milliseconds; 0 while it is the system's. */
static int64_t clock_ms;

/* In place of the C library's, for libraries too. */
int clock_gettime(clockid_t id, struct timespec *now)
{
	if (clock_ms == 0)
		return (int)syscall(SYS_clock_gettime, id, now);
	*now = (struct timespec){
		.tv_sec = clock_ms / 1000, .tv_nsec = (long)(clock_ms % 1000) * 1000000};
	return 0;
}

/* --- Columns --- */

/* What no terminal may get, whatever columns anybody gives it. It is always allowed. */
static bool is_dangerous(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0x00, 0x1f}, {0x7f, 0x9f},           /* controls */
		{0x200b, 0x200f}, {0x2028, 0x202e},   /* invisible, direction */
		{0x2060, 0x206f}, {0xfe00, 0xfe0f},   /* likewise, variations */
		{0xfeff, 0xfeff}, {0xe0000, 0xe0fff}, /* tags */
		{0xe000, 0xf8ff}, {0xf0000, 0xfffff}, {0x100000, 0x10ffff}, /* private */
	};

	for (size_t i = 0; i < COUNT(ranges); i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	return false;
}

/* Is the character shown as itself? */
static bool is_shown(uint32_t cp)
{
	return !is_dangerous(cp) && !funnel_is_unsafe(cp) && wcwidth((wchar_t)cp) >= 0;
}

#define CHARACTERS 0x110000
static unsigned char agreed[CHARACTERS / 8];

static void find_agreed(void)
{
	unsigned shown = 0, differ = 0;

	emulator_open_pty("xterm-256color", 2, 10);
	for (uint32_t cp = 0; cp < CHARACTERS; cp++) {
		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		if (is_shown(cp)) {
			shown++;
			if (emulator_columns(cp) != wcwidth((wchar_t)cp)) {
				differ++;
				continue;
			}
		}
		agreed[cp / 8] |= (unsigned char)(1 << cp % 8);
	}
	emulator_close();
	printf("# the emulator has other columns for %u characters of %u\n", differ, shown);
}

static bool is_agreed(uint32_t cp)
{
	return (agreed[cp / 8] & 1 << cp % 8) != 0;
}

/* --- Checks --- */

static void complain(const char *what)
{
	ck_abort_msg(
		"after %lu keys of seed %s: %s", session.keys, getenv("SHMOOZE_TEST_SEED"), what);
}

/* What was written on standard error, which is nothing if all is well. */
static const char *errors(void)
{
	static char text[1 << 16];
	ssize_t n = pread(session.errors, text, sizeof(text) - 1, 0);

	ck_assert_int_ge(n, 0);
	text[n] = '\0';
	return text;
}

static void check_harmless(int rows, int columns)
{
	for (int row = 0; row < rows; row++) {
		for (int column = 0; column < columns; column++) {
			VTermScreenCell cell = emulator_cell(row, column);

			for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
				if (cell.chars[i] != (uint32_t)-1 && is_dangerous(cell.chars[i]))
					complain("the terminal has got what no terminal may get");
		}
	}
}

static bool same_row(const struct grid *a, const struct grid *b, int row)
{
	return memcmp(a->lines[row], b->lines[row], (size_t)a->columns * sizeof(struct cell)) == 0;
}

static bool same_grid(const struct grid *a, const struct grid *b)
{
	if (a->rows != b->rows || a->columns != b->columns || a->cursor_row != b->cursor_row ||
		a->cursor_column != b->cursor_column)
		return false;
	for (int row = 0; row < a->rows; row++)
		if (!same_row(a, b, row))
			return false;
	return true;
}

/* The terminal shows what was painted, and that is the model as it is now. */
static void check_screen(void)
{
	const struct window *window = &session.chat.window;
	const struct grid *painted = &window->painting.grid;
	char what[EMULATOR_WHAT_SIZE];

	if (errors()[0] != '\0')
		complain("something was written across the window");
	emulator_drain();
	if (emulator_differs(painted, window->term, what))
		complain(what);
	check_harmless(painted->rows, painted->columns);
	screen_fit(window->screen);
	ck_assert_int_eq(paint_screen(window->screen, &session.grid), 0);
	if (!same_grid(painted, &session.grid))
		complain("the model was not painted");
}

/* --- What happens --- */

static unsigned below(unsigned bound)
{
	return prng_below(&session.typist.prng, bound);
}

static void resize(void)
{
	static const int sizes[][2] = {
		{1, 1}, {1, 80}, {2, 2}, {3, 10}, {24, 80}, {24, 80}, {60, 200}};
	unsigned i = below(2 * COUNT(sizes));

	emulator_drain();
	if (i < COUNT(sizes))
		emulator_resize(sizes[i][0], sizes[i][1]);
	else
		emulator_resize((int)below(24) + 1, (int)below(80) + 1);
}

static void act(void)
{
	unsigned drawn = below(100);

	if (drawn < 1)
		resize();
	else if (drawn < 5)
		puppet_order(&session.puppet, PUPPET_HEAR);
	else if (drawn < 7)
		puppet_order(&session.puppet, PUPPET_CHANGE);
	else if (drawn < 10)
		clock_ms += below(6000);
	else
		for (unsigned n = below(3) + 1; n > 0; n--)
			typist_stroke(&session.typist, &session.typing);
}

/* Types what the pty takes; a long paste takes several rounds. A key comes to be read, or a signal.
 */
static void type(void)
{
	struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = session.chat.window.signal_fd, .events = POLLIN}};
	struct buffer *typing = &session.typing;
	ssize_t n;

	if (typing->len == 0)
		return;
	n = write(emulator.master, typing->data, typing->len);
	ck_assert_msg(n > 0 || errno == EAGAIN, "typing: %s", strerror(errno));
	if (n > 0)
		buffer_consume(typing, (size_t)n);
	ck_assert_int_gt(poll(fds, 2, (int)scene_patience()), 0);
}

/* In each round of the event loop: all handlers of the last one have run. */
static void on_tick(void *context)
{
	(void)context;
	loop_timer_set(session.tick, 0);
	clock_ms += session.rounds < SETTLE_ROUNDS ? SETTLE_MS : below(20);
	puppet_order(&session.puppet, PUPPET_TAKE_POSTS);
	if (session.typing.len > 0) {
		type();
		return;
	}
	if (--session.rounds >= SETTLE_ROUNDS) {
		act();
		type();
	} else if (session.rounds < 0) {
		check_screen();
		session.rounds = SETTLE_ROUNDS + (int)below(STROKES);
		session.over = session.keys >= session.wanted;
		if (session.over)
			window_quit(&session.chat.window);
	}
}

static void on_key(void *context, const struct key *key)
{
	session.keys++;
	chat_on_key(context, key);
}

/* One window, from its beginning to its end: by a key, or since there were enough. */
static void run_window(void)
{
	struct window *window = &session.chat.window;

	ck_assert_int_eq(chat_open(&session.chat, &session.options), EX_OK);
	session.handlers = *window->handlers;
	session.handlers.key = on_key;
	window->handlers = &session.handlers;
	session.tick = loop_add_timer(window->loop, on_tick, NULL);
	ck_assert_ptr_nonnull(session.tick);
	loop_timer_set(session.tick, 0);
	session.rounds = SETTLE_ROUNDS;
	session.typing.len = 0;
	ck_assert_int_eq(window_run(window), EX_OK);
	loop_event_free(session.tick);
	chat_close(&session.chat);
	emulator_check_restored();
	tcflush(fileno(emulator.tty), TCIFLUSH);
}

/* With the pty as its terminal, so that changes of size come as signals. */
static void take_terminal(void)
{
	int fd = fileno(emulator.tty);

	ck_assert_int_ge(setsid(), 0);
	ck_assert_int_eq(ioctl(fd, TIOCSCTTY, 0), 0);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	ck_assert_int_eq(dup2(session.errors, STDERR_FILENO), STDERR_FILENO);
}

static void press_keys(void *context, int out)
{
	(void)context;
	(void)out;
	take_terminal();
	emulator_pump();
	clock_ms = INT64_C(1750000000000);
	do
		run_window();
	while (!session.over);
	grid_fini(&session.grid);
	buffer_fini(&session.typing);
	emulator_close();
	/* Unlike _exit(), with a look for leaks. */
	exit(EXIT_SUCCESS);
}

static uint64_t number_of(const char *variable, uint64_t initial)
{
	const char *value = getenv(variable);
	char text[32];

	if (value != NULL && value[0] != '\0')
		return strtoull(value, NULL, 10);
	snprintf(text, sizeof(text), "%" PRIu64, initial);
	setenv(variable, text, 1);
	return initial;
}

static void set_place(const char *place)
{
	ck_assert_int_eq(chdir(place), 0);
	setenv("HOME", place, 1);
	setenv("TMPDIR", place, 1);
	setenv("XDG_CONFIG_HOME", place, 1);
	setenv("XDG_STATE_HOME", place, 1);
	setenv("VISUAL", "printf '\\033[5;5Hedited %s'", 1);
}

START_TEST(test_chat_keys_at_random)
{
	const char *full = getenv("SHMOOZE_TEST_FULL");
	uint64_t seed = number_of("SHMOOZE_TEST_SEED", 1);
	struct actor window;
	int status;

	session.wanted =
		number_of("SHMOOZE_TEST_KEYS", full != NULL && full[0] != '\0' ? KEYS_FULL : KEYS);
	printf("# %lu keys of SHMOOZE_TEST_SEED=%" PRIu64 "\n", session.wanted, seed);
	set_place(scene_new());
	find_agreed();
	fflush(stdout);
	session.typist = (struct typist){.prng = {seed}, .allows = is_agreed};
	options_init(&session.options);
	session.options.seats[session.options.seat_count++] = SEAT_A;
	session.options.set[session.options.set_count++] = "bell=all";
	session.options.set[session.options.set_count++] = "notify=all";
	session.options.set[session.options.set_count++] = "osc-notify=9";
	session.options.set[session.options.set_count++] = "open-command=true";
	clock_ms = INT64_C(1750000000000);
	puppet_open(&session.puppet, &(struct typist){.prng = {~seed}, .allows = is_agreed});
	clock_ms = 0;
	session.errors = memfd_create("errors", MFD_CLOEXEC);
	emulator_open_pty("xterm-256color", 24, 80);
	scene_act(&window, press_keys, NULL);
	emulator_close();
	ck_assert_int_eq(waitpid(window.pid, &status, 0), window.pid);
	ck_assert_msg(status == 0, "status %d: %s", status, errors());
	puppet_close(&session.puppet);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("chat");
	TCase *keys = tcase_create("keys");

	tcase_set_timeout(keys, 500);
	tcase_add_test(keys, test_chat_keys_at_random);
	suite_add_tcase(suite, keys);
	return scene_run(suite);
}
