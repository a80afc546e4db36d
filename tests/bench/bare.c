/* SPDX-License-Identifier: ISC */
/*
 * What the program is measured against where no tool of the system does the same.
 *
 *	echo                writes back each byte that it reads
 *	repaint             paints a screen of text whenever the terminal gets another size
 *	hello               opens curses and says a word
 *	say FIFO            writes what it reads to a FIFO
 *	publish FIFO BOARD  copies what comes out of a FIFO to shared memory, and rings
 *	watch BOARD         prints what comes into shared memory, whenever that was rung
 */
#include "config.h"

#include "tests/bench/bare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct mode {
	const char *name;
	int arguments;
	int (*run)(char **arguments);
} modes[] = {
	{"echo", 0, bare_echo},
	{"repaint", 0, bare_repaint},
	{"hello", 0, bare_hello},
	{"say", 1, bare_say},
	{"publish", 2, bare_publish},
	{"watch", 1, bare_watch},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (argc == 2 + modes[i].arguments && strcmp(argv[1], modes[i].name) == 0)
			return modes[i].run(argv + 2);
	fputs("usage: bare echo | repaint | hello | say FIFO | publish FIFO BOARD | watch BOARD\n",
		stderr);
	return EXIT_FAILURE;
}
