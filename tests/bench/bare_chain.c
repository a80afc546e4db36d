/* SPDX-License-Identifier: ISC */
/*
 * The hops from somebody's keyboard to another one's screen, with nothing in them but the system
 * calls: what is said goes through a FIFO to a publisher, which copies it into shared memory and
 * rings by changing the times of the file behind it; watchers, which inotify(7) wakes, print it.
 *
 * The memory is a file: a count of bytes that only grows, and a ring of them.
 */
#include "config.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/bare.h"

#define RING 65536

struct board {
	_Atomic uint64_t count;
	char bytes[RING];
};

static struct board *map_board(int fd, int protection)
{
	struct board *board;

	if (fd < 0 || ftruncate(fd, sizeof(*board)) < 0)
		return NULL;
	board = mmap(NULL, sizeof(*board), protection, MAP_SHARED, fd, 0);
	return board == MAP_FAILED ? NULL : board;
}

static int copy(int from, int to)
{
	char bytes[4096];
	ssize_t n;

	while ((n = read(from, bytes, sizeof(bytes))) > 0)
		if (write(to, bytes, (size_t)n) != n)
			return EXIT_FAILURE;
	return n < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int bare_say(char **arguments)
{
	int fifo = open(arguments[0], O_WRONLY);

	return fifo < 0 ? EXIT_FAILURE : copy(STDIN_FILENO, fifo);
}

int bare_publish(char **arguments)
{
	int fifo = open(arguments[0], O_RDONLY), file = open(arguments[1], O_RDWR);
	struct board *board = map_board(file, PROT_READ | PROT_WRITE);
	char bytes[4096];
	ssize_t n;

	if (fifo < 0 || !board)
		return EXIT_FAILURE;
	while ((n = read(fifo, bytes, sizeof(bytes))) > 0) {
		uint64_t count = board->count;

		for (ssize_t i = 0; i < n; i++)
			board->bytes[(count + (uint64_t)i) % RING] = bytes[i];
		board->count = count + (uint64_t)n;
		if (futimens(file, NULL) < 0)
			return EXIT_FAILURE;
	}
	return n < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Prints what lies between two counts. */
static int print(const struct board *board, uint64_t from, uint64_t to)
{
	char bytes[RING];
	size_t n = 0;

	while (from < to && n < sizeof(bytes))
		bytes[n++] = board->bytes[from++ % RING];
	return write(STDOUT_FILENO, bytes, n) == (ssize_t)n ? 0 : -1;
}

int bare_watch(char **arguments)
{
	const struct board *board = map_board(open(arguments[0], O_RDWR), PROT_READ);
	int watch = inotify_init1(0);
	char events[4096];
	uint64_t seen = 0;

	if (!board || inotify_add_watch(watch, arguments[0], IN_ATTRIB) < 0)
		return EXIT_FAILURE;
	do {
		uint64_t count = board->count;

		if (print(board, seen, count) < 0)
			return EXIT_FAILURE;
		seen = count;
	} while (read(watch, events, sizeof(events)) > 0);
	return EXIT_FAILURE;
}
