/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tests/ipc/scene.h"

/* Handlers write their letter here; the loop ends when it is as long as it is wanted. */
struct trace {
	struct loop *loop;
	char letters[64];
	size_t wanted;
};

struct voice {
	struct trace *trace;
	char letter;
	int fd;                   /* to read a byte from, or -1 */
	struct loop_event *event; /* to be set again, or freed */
};

static void speak(void *context)
{
	struct voice *voice = context;
	struct trace *trace = voice->trace;
	size_t n = strlen(trace->letters);
	char byte;

	if (voice->fd >= 0)
		ck_assert_int_ge(read(voice->fd, &byte, 1), 0);
	trace->letters[n] = voice->letter;
	if (n + 1 == trace->wanted)
		loop_stop(trace->loop);
}

static void open_trace(struct trace *trace, size_t wanted)
{
	*trace = (struct trace){.loop = loop_new(), .wanted = wanted};
	ck_assert_ptr_nonnull(trace->loop);
}

static int full_pipe(int *write_end)
{
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], "xxxxxxxx", 8), 8);
	*write_end = fds[1];
	return fds[0];
}

START_TEST(test_loop_urgent_comes_first)
{
	int normal_w, urgent_w, normal = full_pipe(&normal_w), urgent = full_pipe(&urgent_w);
	struct loop_event *events[2];
	struct trace trace;
	struct voice n = {&trace, 'n', normal, NULL}, u = {&trace, 'u', urgent, NULL};

	open_trace(&trace, 9);
	events[0] = loop_add_fd(trace.loop, normal, LOOP_READ, speak, &n);
	events[1] = loop_add_fd(trace.loop, urgent, LOOP_READ | LOOP_URGENT, speak, &u);
	loop_event_enable(events[0], true);
	loop_event_enable(events[1], true);
	ck_assert_int_eq(loop_run(trace.loop), 0);
	/* All that is urgent comes before the first that is not. */
	ck_assert_str_eq(trace.letters, "uuuuuuuun");
	for (int i = 0; i < 2; i++)
		loop_event_free(events[i]);
	loop_free(trace.loop);
	close(normal);
	close(normal_w);
	close(urgent);
	close(urgent_w);
}
END_TEST

/* What epoll(7) does not take. */
START_TEST(test_loop_takes_files)
{
	struct loop_event *null_event, *file_event;
	int null = open("/dev/null", O_RDWR), file;
	struct rundir rundir;
	struct trace trace;
	struct voice n = {&trace, 'n', null, NULL}, f = {&trace, 'f', -1, NULL};

	scene_open(&rundir);
	scene_write(rundir.fd, "file", "abc", 3);
	file = openat(rundir.fd, "file", O_RDONLY);
	f.fd = file;
	open_trace(&trace, 8);
	null_event = loop_add_fd(trace.loop, null, LOOP_READ, speak, &n);
	file_event = loop_add_fd(trace.loop, file, LOOP_READ, speak, &f);
	loop_event_enable(null_event, true);
	loop_event_enable(file_event, true);
	/* At its end it is readable as well. */
	ck_assert_int_eq(loop_run(trace.loop), 0);
	ck_assert_ptr_nonnull(strchr(trace.letters, 'n'));
	ck_assert_ptr_nonnull(strchr(trace.letters, 'f'));
	loop_event_free(null_event);
	loop_event_free(file_event);
	loop_free(trace.loop);
	close(null);
	close(file);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_loop_write_event)
{
	struct loop_event *event;
	struct trace trace;
	struct voice w = {&trace, 'w', -1, NULL};
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	open_trace(&trace, 3);
	event = loop_add_fd(trace.loop, fds[1], LOOP_WRITE, speak, &w);
	loop_event_enable(event, true);
	ck_assert_int_eq(loop_run(trace.loop), 0);
	ck_assert_str_eq(trace.letters, "www");
	loop_event_free(event);
	loop_free(trace.loop);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

START_TEST(test_loop_event_is_off_until_enabled)
{
	int write_end, fd = full_pipe(&write_end);
	struct loop_event *off, *disabled, *timer;
	struct trace trace;
	struct voice o = {&trace, 'o', fd, NULL}, t = {&trace, 't', -1, NULL};

	open_trace(&trace, 1);
	off = loop_add_fd(trace.loop, fd, LOOP_READ, speak, &o);
	disabled = loop_add_fd(trace.loop, fd, LOOP_READ, speak, &o);
	loop_event_enable(disabled, true);
	loop_event_enable(disabled, true);
	loop_event_enable(disabled, false);
	loop_event_enable(disabled, false);
	timer = loop_add_timer(trace.loop, speak, &t);
	loop_timer_set(timer, 20);
	ck_assert_int_eq(loop_run(trace.loop), 0);
	ck_assert_str_eq(trace.letters, "t");
	loop_event_free(off);
	loop_event_free(disabled);
	loop_event_free(timer);
	loop_event_free(NULL);
	loop_free(trace.loop);
	close(fd);
	close(write_end);
}
END_TEST

START_TEST(test_loop_timers)
{
	static const struct {
		char letter;
		unsigned ms;
	} settings[] = {{'c', 60}, {'a', 0}, {'b', 30}, {'x', 10}, {'y', 5}};
	struct loop_event *timers[COUNT(settings)];
	struct voice voices[COUNT(settings)];
	struct trace trace;
	long begin = scene_now();

	open_trace(&trace, 4);
	for (int i = 0; i < COUNT(settings); i++) {
		voices[i] = (struct voice){&trace, settings[i].letter, -1, NULL};
		timers[i] = loop_add_timer(trace.loop, speak, &voices[i]);
		ck_assert(!loop_timer_pending(timers[i]));
		loop_timer_set(timers[i], settings[i].ms);
		ck_assert(loop_timer_pending(timers[i]));
	}
	loop_timer_clear(timers[3]);
	ck_assert(!loop_timer_pending(timers[3]));
	/* An earlier setting is void. */
	loop_timer_set(timers[4], 120);
	ck_assert_int_eq(loop_run(trace.loop), 0);
	ck_assert_str_eq(trace.letters, "abcy");
	/* libevent reads a clock of some milliseconds. */
	ck_assert_int_ge(scene_now() - begin, 100);
	/* Once it has been called it is off. */
	for (int i = 0; i < COUNT(settings); i++) {
		ck_assert(!loop_timer_pending(timers[i]));
		loop_event_free(timers[i]);
	}
	loop_free(trace.loop);
}
END_TEST

static void speak_and_set(void *context)
{
	struct voice *voice = context;

	loop_timer_set(voice->event, 0);
	speak(voice);
}

/* A timer that is always due does not keep descriptors from their turn. */
START_TEST(test_loop_timer_set_by_its_handler)
{
	int write_end, fd = full_pipe(&write_end);
	struct trace trace;
	struct voice t = {&trace, 't', -1, NULL}, d = {&trace, 'd', fd, NULL};
	struct loop_event *event;

	open_trace(&trace, 12);
	t.event = loop_add_timer(trace.loop, speak_and_set, &t);
	loop_timer_set(t.event, 0);
	event = loop_add_fd(trace.loop, fd, LOOP_READ, speak, &d);
	loop_event_enable(event, true);
	ck_assert_int_eq(loop_run(trace.loop), 0);
	ck_assert_ptr_nonnull(strstr(trace.letters, "dt"));
	ck_assert_ptr_nonnull(strstr(trace.letters, "td"));
	loop_event_free(t.event);
	loop_event_free(event);
	loop_free(trace.loop);
	close(fd);
	close(write_end);
}
END_TEST

static void speak_and_free(void *context)
{
	struct voice *voice = context;

	loop_event_free(voice->event);
	voice->event = NULL;
	speak(voice);
}

START_TEST(test_loop_event_freed_by_its_handler)
{
	int write_end, fd = full_pipe(&write_end);
	struct trace trace;
	struct voice d = {&trace, 'd', fd, NULL}, t = {&trace, 't', -1, NULL};

	open_trace(&trace, 2);
	d.event = loop_add_fd(trace.loop, fd, LOOP_READ, speak_and_free, &d);
	loop_event_enable(d.event, true);
	t.event = loop_add_timer(trace.loop, speak_and_free, &t);
	loop_timer_set(t.event, 20);
	ck_assert_int_eq(loop_run(trace.loop), 0);
	ck_assert_str_eq(trace.letters, "dt");
	ck_assert_ptr_null(d.event);
	loop_free(trace.loop);
	close(fd);
	close(write_end);
}
END_TEST

/* One that can never do anything must not spin. */
START_TEST(test_loop_without_events_fails)
{
	struct loop *loop = loop_new();

	ck_assert_int_eq(loop_run(loop), -EIO);
	loop_free(loop);
	loop_free(NULL);
}
END_TEST

START_TEST(test_loop_stopped_before_it_runs)
{
	int write_end, fd = full_pipe(&write_end);
	struct trace trace;
	struct voice d = {&trace, 'd', fd, NULL};

	open_trace(&trace, 1);
	d.event = loop_add_fd(trace.loop, fd, LOOP_READ, speak, &d);
	loop_event_enable(d.event, true);
	loop_stop(trace.loop);
	ck_assert_int_eq(loop_run(trace.loop), 0);
	ck_assert_str_eq(trace.letters, "");
	loop_event_free(d.event);
	loop_free(trace.loop);
	close(fd);
	close(write_end);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loop");
	TCase *tcase = tcase_create("loop");

	tcase_add_test(tcase, test_loop_urgent_comes_first);
	tcase_add_test(tcase, test_loop_takes_files);
	tcase_add_test(tcase, test_loop_write_event);
	tcase_add_test(tcase, test_loop_event_is_off_until_enabled);
	tcase_add_test(tcase, test_loop_timers);
	tcase_add_test(tcase, test_loop_timer_set_by_its_handler);
	tcase_add_test(tcase, test_loop_event_freed_by_its_handler);
	tcase_add_test(tcase, test_loop_without_events_fails);
	tcase_add_test(tcase, test_loop_stopped_before_it_runs);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
