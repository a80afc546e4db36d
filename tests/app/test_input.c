/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/record.h"
#include "tests/ipc/scene.h"

struct reading {
	struct loop *loop;
	struct input input;
	struct buffer text; /* of all lines, each with a '|' behind it */
	int lines, batches, ends;
	int pause_after, stop_after; /* that many lines, 0: never */
	size_t longest;
	struct loop_event *timer;
	int write_end, step; /* of the test that pauses */
};

static void on_line(void *context, const char *text, size_t len)
{
	struct reading *reading = context;

	ck_assert_int_eq(buffer_append(&reading->text, text, len), 0);
	ck_assert_int_eq(buffer_append(&reading->text, "|", 1), 0);
	reading->lines++;
	if (len > reading->longest)
		reading->longest = len;
	if (reading->lines == reading->pause_after)
		input_pause(&reading->input, true);
	if (reading->lines == reading->stop_after)
		input_stop(&reading->input);
}

static void on_batch(void *context)
{
	((struct reading *)context)->batches++;
}

static void on_end(void *context)
{
	struct reading *reading = context;

	reading->ends++;
	loop_stop(reading->loop);
}

static const struct input_handlers handlers = {on_line, on_batch, on_end};

static void on_timer(void *context)
{
	loop_stop(((struct reading *)context)->loop);
}

/* First writes more while the input is paused; then, if that has not been read, resumes. */
static void on_step(void *context)
{
	struct reading *reading = context;

	if (reading->step++ == 0) {
		ck_assert(reading->input.paused);
		ck_assert_int_eq(write(reading->write_end, "ee\n", 3), 3);
		close(reading->write_end);
		loop_timer_set(reading->timer, 20);
		return;
	}
	ck_assert_int_eq(reading->lines, 2);
	ck_assert(scene_readable(reading->input.fd, 0));
	input_pause(&reading->input, false);
}

static void open_reading(struct reading *reading, int fd)
{
	*reading = (struct reading){.loop = loop_new()};
	ck_assert_int_eq(input_open(&reading->input, reading->loop, fd, &handlers, reading), 0);
	reading->timer = loop_add_timer(reading->loop, on_timer, reading);
}

/* Runs until the end, or at most ms milliseconds. */
static void run(struct reading *reading, unsigned ms)
{
	loop_timer_set(reading->timer, ms);
	ck_assert_int_eq(loop_run(reading->loop), 0);
}

static void close_reading(struct reading *reading)
{
	input_close(&reading->input);
	input_close(&reading->input);
	loop_event_free(reading->timer);
	loop_free(reading->loop);
	buffer_fini(&reading->text);
}

static void assert_text(const struct reading *reading, const char *expected)
{
	ck_assert_uint_eq(reading->text.len, strlen(expected));
	if (reading->text.len > 0)
		ck_assert_mem_eq(reading->text.data, expected, reading->text.len);
}

static const struct {
	const char *bytes, *lines;
} inputs[] = {
	{"", ""},
	{"\n", "|"},
	{"one\ntwo\n", "one|two|"},
	{"one\n\ntwo", "one||two|"},
	{"caf\xc3\xa9\xff\n", "café\ufffd|"},
	{"cut \xe2\x82", "cut \ufffd|"},
};

START_TEST(test_input_of_a_pipe)
{
	struct reading reading;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], inputs[_i].bytes, strlen(inputs[_i].bytes)),
		(ssize_t)strlen(inputs[_i].bytes));
	close(fds[1]);
	open_reading(&reading, fds[0]);
	run(&reading, (unsigned)scene_patience());
	assert_text(&reading, inputs[_i].lines);
	ck_assert_int_eq(reading.ends, 1);
	ck_assert(reading.input.ended);
	/* Whoever shares it finds it as it was. */
	ck_assert_int_eq(fcntl(fds[0], F_GETFL) & O_NONBLOCK, 0);
	close_reading(&reading);
	close(fds[0]);
}
END_TEST

START_TEST(test_input_of_a_file)
{
	struct reading reading;
	struct rundir rundir;
	int fd;

	scene_open(&rundir);
	scene_write(rundir.fd, "file", inputs[_i].bytes, strlen(inputs[_i].bytes));
	fd = openat(rundir.fd, "file", O_RDONLY);
	open_reading(&reading, fd);
	run(&reading, (unsigned)scene_patience());
	assert_text(&reading, inputs[_i].lines);
	ck_assert_int_eq(reading.ends, 1);
	close_reading(&reading);
	close(fd);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_input_of_nothing)
{
	struct reading reading;
	int null = open("/dev/null", O_RDONLY);

	open_reading(&reading, null);
	run(&reading, (unsigned)scene_patience());
	ck_assert_int_eq(reading.ends, 1);
	ck_assert_int_eq(reading.lines, 0);
	close_reading(&reading);
	close(null);
}
END_TEST

/* A read that fails is an end as well: a directory gives EISDIR, as a closed terminal does EIO. */
START_TEST(test_input_that_fails_ends)
{
	struct reading reading;
	int fd = open("/", O_RDONLY | O_DIRECTORY);

	open_reading(&reading, fd);
	run(&reading, (unsigned)scene_patience());
	ck_assert_int_eq(reading.ends, 1);
	ck_assert_int_eq(reading.lines, 0);
	close_reading(&reading);
	close(fd);
}
END_TEST

struct writing {
	int fd;
	size_t n;
	bool newline;
};

/* n bytes in an order that tells what is missing. */
static char byte_at(size_t i)
{
	return (char)('a' + i % 23);
}

static void write_line(void *context, int out)
{
	const struct writing *writing = context;

	(void)out;
	for (size_t i = 0; i < writing->n;) {
		char bytes[5000];
		size_t n = 0;

		while (n < sizeof(bytes) && i < writing->n)
			bytes[n++] = byte_at(i++);
		if (write(writing->fd, bytes, n) != (ssize_t)n)
			_exit(1);
	}
	if (writing->newline && write(writing->fd, "\n", 1) != 1)
		_exit(1);
}

static const struct {
	size_t n;
	bool newline;
	int lines;
} long_lines[] = {
	{RECORD_TEXT_MAX - 1, true, 1},
	{RECORD_TEXT_MAX, true, 1},
	{RECORD_TEXT_MAX, false, 1},
	{RECORD_TEXT_MAX + 1, true, 2},
	{1 << 20, true, 16},
	{1 << 20, false, 16},
	{(1 << 20) + 1, true, 17},
};

START_TEST(test_input_of_a_long_line)
{
	struct writing writing = {.n = long_lines[_i].n, .newline = long_lines[_i].newline};
	struct reading reading;
	struct actor actor;
	int fds[2];
	size_t at = 0;

	ck_assert_int_eq(pipe(fds), 0);
	writing.fd = fds[1];
	scene_act(&actor, write_line, &writing);
	close(fds[1]);
	open_reading(&reading, fds[0]);
	run(&reading, (unsigned)scene_patience());
	ck_assert_int_eq(reading.ends, 1);
	ck_assert_int_eq(reading.lines, long_lines[_i].lines);
	ck_assert_uint_le(reading.longest, RECORD_TEXT_MAX);
	/* Put together again the messages are the line. */
	for (size_t i = 0; i < reading.text.len; i++) {
		if (reading.text.data[i] != '|' && reading.text.data[i] != byte_at(at++))
			ck_abort_msg("byte %zu is wrong", at - 1);
	}
	ck_assert_uint_eq(at, long_lines[_i].n);
	ck_assert_int_eq(scene_await(&actor), 0);
	close_reading(&reading);
	close(fds[0]);
}
END_TEST

/* The bytes stay in the pipe; what was read already is handed over. */
START_TEST(test_input_pause_and_resume)
{
	struct reading reading;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	open_reading(&reading, fds[0]);
	loop_event_free(reading.timer);
	reading.timer = loop_add_timer(reading.loop, on_step, &reading);
	reading.write_end = fds[1];
	reading.pause_after = 1;
	ck_assert_int_eq(write(fds[1], "one\ntwo\nthr", 11), 11);
	run(&reading, 20);
	assert_text(&reading, "one|two|three|");
	ck_assert_int_eq(reading.ends, 1);
	ck_assert_int_eq(reading.step, 2);
	close_reading(&reading);
	close(fds[0]);
}
END_TEST

/* The lines of one read are handed over, the unfinished one is not, and no end is told. */
START_TEST(test_input_stop)
{
	struct reading reading;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	open_reading(&reading, fds[0]);
	reading.stop_after = 1;
	ck_assert_int_eq(write(fds[1], "one\ntwo\nthr", 11), 11);
	close(fds[1]);
	run(&reading, 50);
	assert_text(&reading, "one|two|");
	ck_assert_int_eq(reading.ends, 0);
	ck_assert(reading.input.ended);
	/* Neither pausing nor stopping changes that. */
	input_pause(&reading.input, true);
	input_pause(&reading.input, false);
	input_stop(&reading.input);
	close_reading(&reading);
	close(fds[0]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("input");
	TCase *tcase = tcase_create("input");

	tcase_add_loop_test(tcase, test_input_of_a_pipe, 0, COUNT(inputs));
	tcase_add_loop_test(tcase, test_input_of_a_file, 0, COUNT(inputs));
	tcase_add_test(tcase, test_input_of_nothing);
	tcase_add_test(tcase, test_input_that_fails_ends);
	tcase_add_loop_test(tcase, test_input_of_a_long_line, 0, COUNT(long_lines));
	tcase_add_test(tcase, test_input_pause_and_resume);
	tcase_add_test(tcase, test_input_stop);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
