/* SPDX-License-Identifier: ISC */
/*
 * The least that a program on a terminal can do.
 */
#include "config.h"

#include <curses.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "tests/bench/bare.h"

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
int bare_echo(char **arguments)
{
	char byte = '>';

	(void)arguments;
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

int bare_repaint(char **arguments)
{
	sigset_t set;
	int signal;

	(void)arguments;
	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (make_raw() < 0)
		return EXIT_FAILURE;
	while (paint() == 0 && sigwait(&set, &signal) == 0)
		;
	return EXIT_FAILURE;
}

int bare_hello(char **arguments)
{
	(void)arguments;
	setlocale(LC_ALL, "");
	initscr();
	raw();
	noecho();
	mvaddstr(LINES - 1, 0, "hello");
	refresh();
	pause();
	return EXIT_SUCCESS;
}
