/* SPDX-License-Identifier: ISC */
/*
 * What the program is measured against where no tool of the system does the same: the least that a
 * program on a terminal can do.
 *
 *	echo     writes back each byte that it reads
 *	repaint  paints a screen of text whenever the terminal gets another size
 *	hello    opens curses and says a word
 */
#include "config.h"

#include <curses.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define SIZE_MOST 256

static int make_raw(void)
{
	struct termios line;

	if (tcgetattr(STDIN_FILENO, &line) < 0)
		return -1;
	cfmakeraw(&line);
	return tcsetattr(STDIN_FILENO, TCSANOW, &line);
}

/* The first byte says that it is ready. */
static int run_echo(void)
{
	char byte = '>';

	if (make_raw() < 0)
		return EXIT_FAILURE;
	do {
		if (write(STDOUT_FILENO, &byte, 1) != 1)
			return EXIT_FAILURE;
	} while (read(STDIN_FILENO, &byte, 1) == 1);
	return EXIT_SUCCESS;
}

/* All rows in one go, each as wide as the terminal, different for each width. */
static int paint(void)
{
	static char bytes[SIZE_MOST * (SIZE_MOST + 2) + 32];
	struct winsize size;
	size_t len;
	int rows, columns;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return -1;
	rows = size.ws_row < SIZE_MOST ? size.ws_row : SIZE_MOST;
	columns = size.ws_col < SIZE_MOST ? size.ws_col : SIZE_MOST;
	len = (size_t)sprintf(bytes, "\x1b[H\x1b[2J");
	for (int row = 0; row < rows; row++) {
		for (int column = 0; column < columns; column++)
			bytes[len++] = (char)('a' + (row + column + columns) % 26);
		if (row < rows - 1) {
			bytes[len++] = '\r';
			bytes[len++] = '\n';
		}
	}
	return write(STDOUT_FILENO, bytes, len) == (ssize_t)len ? 0 : -1;
}

static int run_repaint(void)
{
	sigset_t set;
	int signal;

	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (make_raw() < 0)
		return EXIT_FAILURE;
	while (paint() == 0 && sigwait(&set, &signal) == 0)
		;
	return EXIT_FAILURE;
}

static int run_hello(void)
{
	setlocale(LC_ALL, "");
	initscr();
	raw();
	noecho();
	mvaddstr(LINES - 1, 0, "hello");
	refresh();
	pause();
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const char *what = argc == 2 ? argv[1] : "";

	if (strcmp(what, "echo") == 0)
		return run_echo();
	if (strcmp(what, "repaint") == 0)
		return run_repaint();
	if (strcmp(what, "hello") == 0)
		return run_hello();
	fputs("usage: bare echo|repaint|hello\n", stderr);
	return EXIT_FAILURE;
}
