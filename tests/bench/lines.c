/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"

/* More than stands behind the last line: the notes of those who leave. */
#define END_OF_LINES 1024

int lines_open_file(const char *name, int flags)
{
	int fd = open(actors_file(name), flags | O_CLOEXEC, 0600);

	if (fd < 0)
		bench_die("%s: %s", name, strerror(errno));
	return fd;
}

void lines_numbered(FILE *file, int count)
{
	char line[FEEDER_LINE];

	for (int i = 1; i <= count; i++) {
		feeder_line(line, (uint64_t)i);
		fwrite(line, sizeof(line), 1, file);
	}
}

void lines_write(struct lines *lines, int count, void (*write_to)(FILE *file, int count))
{
	FILE *file = fopen(actors_file("lines"), "w+e");
	char *line = NULL;
	size_t size = 0;

	if (!file)
		bench_die("a file of lines can't be made");
	lines->count = count;
	write_to(file, count);
	lines->size = ftello(file);
	rewind(file);
	while (getline(&line, &size, file) > 0)
		snprintf(lines->last, sizeof(lines->last), "%s", line);
	free(line);
	if (ferror(file) || fclose(file) != 0)
		bench_die("a file of lines can't be written");
}

/* Is the last line there? What comes behind it is looked at later. */
static bool has_last(int fd, const struct lines *lines)
{
	char bytes[END_OF_LINES + 1];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0 || st.st_size < lines->size)
		return false;
	n = pread(
		fd, bytes, END_OF_LINES, st.st_size > END_OF_LINES ? st.st_size - END_OF_LINES : 0);
	return n > 0 && memmem(bytes, (size_t)n, lines->last, strlen(lines->last));
}

/* With what came last, which may tell why. */
static void give_up(int fd)
{
	char bytes[END_OF_LINES / 4 + 1];
	struct stat st;
	ssize_t n = 0;

	if (fstat(fd, &st) == 0)
		n = pread(fd, bytes, sizeof(bytes) - 1,
			st.st_size < (off_t)sizeof(bytes) ? 0
							  : st.st_size - (off_t)sizeof(bytes) + 1);
	bytes[n > 0 ? n : 0] = '\0';
	bench_die("the last line does not arrive; what came ends with:\n%s", bytes);
}

void lines_await(const struct lines *lines, int fd)
{
	double deadline = bench_now() + BENCH_PATIENCE_MS;

	while (!has_last(fd, lines)) {
		bench_obey();
		if (bench_now() > deadline)
			give_up(fd);
		nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
	}
}

void lines_check(const struct lines *lines, const char *name, const char *sign)
{
	FILE *got = fopen(actors_file(name), "re"), *wanted = fopen(actors_file("lines"), "re");
	char *text = NULL, *line = NULL;
	size_t text_size = 0, line_size = 0;
	int number = 0;

	while (got && wanted && getline(&text, &text_size, got) > 0) {
		const char *begin = strstr(text, sign);

		if (!begin)
			continue;
		begin += strlen(sign);
		number++;
		if (getline(&line, &line_size, wanted) <= 0 || strcmp(begin, line) != 0)
			bench_wrong("instead of line %d came: %.64s", number, begin);
	}
	if (number != lines->count)
		bench_wrong("%d lines came of %d", number, lines->count);
	free(text);
	free(line);
	if (got)
		fclose(got);
	if (wanted)
		fclose(wanted);
}
