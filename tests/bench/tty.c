/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"

#define OPEN_MOST 18
#define SYNC_END  "\x1b[?2026l"

static struct tty *open_ttys[OPEN_MOST];
static nfds_t open_count;

static void open_vterm(struct tty *tty)
{
	tty->vterm = vterm_new(tty->rows, tty->columns);
	if (!tty->vterm)
		bench_die("out of memory");
	vterm_set_utf8(tty->vterm, 1);
	tty->screen = vterm_obtain_screen(tty->vterm);
	vterm_screen_enable_altscreen(tty->screen, 1);
	vterm_screen_reset(tty->screen, 1);
}

void tty_open(struct tty *tty, const char *const *argv)
{
	const struct winsize size = {.ws_row = TTY_ROWS, .ws_col = TTY_COLUMNS};
	int slave;

	*tty = (struct tty){.rows = TTY_ROWS, .columns = TTY_COLUMNS};
	if (open_count == OPEN_MOST)
		bench_die("too many terminals");
	if (openpty(&tty->master, &slave, NULL, NULL, &size) < 0)
		bench_die("openpty: %s", strerror(errno));
	fcntl(tty->master, F_SETFL, O_NONBLOCK);
	fcntl(tty->master, F_SETFD, FD_CLOEXEC);
	fcntl(slave, F_SETFD, FD_CLOEXEC);
	open_vterm(tty);
	open_ttys[open_count++] = tty;
	tty->pid = actors_start_on(argv, slave);
	close(slave);
}

static void forget(const struct tty *tty)
{
	nfds_t at = 0;

	while (open_ttys[at] != tty)
		at++;
	open_ttys[at] = open_ttys[--open_count];
}

static bool has_hung_up(void *context)
{
	return ((struct tty *)context)->hung_up;
}

/* A program that leaves writes to the terminal, so that has to be drained until the last. */
void tty_close(struct tty *tty)
{
	tty->painted = NULL;
	kill(tty->pid, SIGTERM);
	tty_wait(has_hung_up, tty, "the end of the program in the terminal");
	actors_await(tty->pid);
	forget(tty);
	close(tty->master);
	vterm_free(tty->vterm);
}

void tty_resize(struct tty *tty, int rows, int columns)
{
	const struct winsize size = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	tty->rows = rows;
	tty->columns = columns;
	vterm_set_size(tty->vterm, rows, columns);
	if (ioctl(tty->master, TIOCSWINSZ, &size) < 0)
		bench_die("TIOCSWINSZ: %s", strerror(errno));
}

void tty_type(struct tty *tty, const char *keys)
{
	size_t n = strlen(keys);

	if (write(tty->master, keys, n) != (ssize_t)n)
		bench_die("the terminal takes no keys");
}

const char *tty_row(struct tty *tty, int row)
{
	static char text[TTY_MOST + 1];
	int columns = tty->columns < TTY_MOST ? tty->columns : TTY_MOST;

	for (int column = 0; column < columns; column++) {
		VTermScreenCell cell = {.chars = {0}};

		vterm_screen_get_cell(tty->screen, (VTermPos){.row = row, .col = column}, &cell);
		text[column] = cell.chars[0] == 0     ? ' '
			       : cell.chars[0] < 0x7f ? (char)cell.chars[0]
						      : '?';
	}
	text[columns] = '\0';
	return text;
}

bool tty_row_has(struct tty *tty, int row, const char *text)
{
	return strstr(tty_row(tty, row), text) != NULL;
}

bool tty_shows(struct tty *tty, const char *text)
{
	for (int row = 0; row < tty->rows - 1; row++)
		if (tty_row_has(tty, row, text))
			return true;
	return false;
}

/* Up to the end of a repaint, or of what came. Returns how many bytes that are. */
static size_t until_painted(struct tty *tty, const char *bytes, size_t n)
{
	static const char end[] = SYNC_END;

	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != end[tty->sync_matched])
			tty->sync_matched = 0;
		if (bytes[i] == end[tty->sync_matched])
			tty->sync_matched++;
		if (end[tty->sync_matched] == '\0')
			return i + 1;
	}
	return n;
}

static void feed(struct tty *tty, const char *bytes, size_t n)
{
	while (n > 0) {
		size_t part = until_painted(tty, bytes, n);

		vterm_input_write(tty->vterm, bytes, part);
		vterm_screen_flush_damage(tty->screen);
		tty->bytes += part;
		bytes += part;
		n -= part;
		if (tty->sync_matched == (int)sizeof(SYNC_END) - 1) {
			tty->sync_matched = 0;
			if (tty->painted)
				tty->painted(tty, tty->context);
		}
	}
}

static void drain(struct tty *tty)
{
	char bytes[16384];
	ssize_t n = read(tty->master, bytes, sizeof(bytes));

	tty->came = bench_now();
	if (n > 0)
		feed(tty, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		tty->hung_up = true;
}

/* Takes what has come, after so long at most. Returns whether something has. */
static bool pump(double ms)
{
	struct pollfd fds[OPEN_MOST];
	const struct timespec wait = {
		.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms * 1e6) % 1000000000};
	nfds_t count = open_count;

	bench_obey();
	for (nfds_t i = 0; i < count; i++)
		fds[i] = (struct pollfd){
			.fd = open_ttys[i]->hung_up ? -1 : open_ttys[i]->master, .events = POLLIN};
	if (ppoll(fds, count, &wait, NULL) <= 0)
		return false;
	for (nfds_t i = 0; i < count; i++)
		if (fds[i].revents != 0)
			drain(open_ttys[i]);
	return true;
}

/* For whoever wants to know why a condition never held. */
static void tell(struct tty *tty)
{
	fprintf(stderr, "process %d shows:\n", (int)tty->pid);
	for (int row = 0; row < tty->rows; row++)
		fprintf(stderr, "|%s|\n", tty_row(tty, row));
}

static void give_up(const char *what)
{
	for (nfds_t i = 0; i < open_count; i++)
		tell(open_ttys[i]);
	bench_die("waited in vain for %s", what);
}

double tty_wait(bool (*holds)(void *context), void *context, const char *what)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (!holds(context)) {
		if (bench_now() > deadline)
			give_up(what);
		pump(100);
	}
	return bench_now();
}

void tty_pass(double ms)
{
	double end = bench_now() + ms, left;

	while ((left = end - bench_now()) > 0)
		pump(left);
}

void tty_calm(double ms)
{
	while (pump(ms))
		;
}
