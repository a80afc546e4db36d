/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/signals.h"
#include "tests/ipc/scene.h"

static struct loop *loop;
static struct loop_event *tick;
static struct worker worker;
static char taken[2][200000];
static size_t taken_len[2];
static size_t may_take; /* bytes that the handler takes from now on */
static int ends, end_status, signal_fd;
static bool started;
static long deadline;
static bool (*until)(void);

static size_t on_output(void *context, bool errors, const char *bytes, size_t len)
{
	ck_assert_ptr_eq(context, &may_take);
	ck_assert_uint_gt(len, 0);
	if (len > may_take)
		len = may_take;
	may_take -= len;
	ck_assert_uint_le(taken_len[errors] + len, sizeof(taken[errors]));
	memcpy(taken[errors] + taken_len[errors], bytes, len);
	taken_len[errors] += len;
	return len;
}

static void on_ended(void *context, int status)
{
	ck_assert_ptr_eq(context, &may_take);
	ends++;
	end_status = status;
	worker_fini(&worker);
	started = false;
}

static const struct worker_handlers handlers = {.output = on_output, .ended = on_ended};

static void on_tick(void *context)
{
	(void)context;
	ck_assert_msg(scene_now() < deadline, "waited in vain");
	if (until())
		loop_stop(loop);
	else
		loop_timer_set(tick, 5);
}

static void run_until(bool (*condition)(void))
{
	until = condition;
	deadline = scene_now() + scene_patience();
	loop_timer_set(tick, 1);
	ck_assert_int_eq(loop_run(loop), 0);
}

static bool has_ended(void)
{
	return ends > 0;
}

static bool has_line(void)
{
	return memchr(taken[0], '\n', taken_len[0]) != NULL;
}

static void setup(void)
{
	static const int list[] = {SIGNALS_LEAVE, 0};

	signal_fd = signals_open(list);
	ck_assert_int_eq(chdir(scene_new()), 0);
	loop = loop_new();
	tick = loop_add_timer(loop, on_tick, NULL);
	may_take = SIZE_MAX;
}

static void teardown(void)
{
	if (started)
		worker_fini(&worker);
	loop_event_free(tick);
	loop_free(loop);
	close(signal_fd);
}

static int start(const char *const argv[])
{
	static char variable[] = "SHMOOZE_TEST=a b";
	char *const variables[] = {variable, NULL};
	int error =
		worker_start(&worker, loop, (char *const *)argv, variables, &handlers, &may_take);

	started = error == 0;
	return error;
}

static void start_shell(const char *script)
{
	const char *argv[] = {"sh", "-c", script, NULL};

	ck_assert_int_eq(start(argv), 0);
}

static void assert_taken(int which, const char *text)
{
	ck_assert_uint_eq(taken_len[which], strlen(text));
	ck_assert_mem_eq(taken[which], text, strlen(text));
}

START_TEST(test_worker_tells_output_errors_status)
{
	int before = scene_descriptors();

	start_shell("echo out; echo err >&2; exit 7");
	run_until(has_ended);
	assert_taken(0, "out\n");
	assert_taken(1, "err\n");
	ck_assert_int_eq(end_status, 7);
	ck_assert_int_eq(ends, 1);
	ck_assert_int_eq(scene_descriptors(), before);
	ck_assert_int_lt(waitpid(-1, NULL, WNOHANG), 0);
}
END_TEST

START_TEST(test_worker_without_a_shell)
{
	const char *argv[] = {"printf", "[%s]", "$(touch a)", "", "b; touch c", "d\n", NULL};

	ck_assert_int_eq(start(argv), 0);
	run_until(has_ended);
	assert_taken(0, "[$(touch a)][][b; touch c][d\n]");
	ck_assert_int_lt(access("a", F_OK), 0);
	ck_assert_int_lt(access("c", F_OK), 0);
}
END_TEST

START_TEST(test_worker_surroundings)
{
	start_shell("readlink /proc/self/fd/0; cat; echo \"$SHMOOZE_TEST\"; kill -s TERM $$");
	run_until(has_ended);
	assert_taken(0, "/dev/null\na b\n");
	ck_assert_int_eq(end_status, 128 + SIGTERM);
}
END_TEST

/* The bits of a line of /proc/PID/status. */
static unsigned long long bits_of(const char *name)
{
	const char *line;

	taken[0][taken_len[0]] = '\0';
	line = strstr(taken[0], name);
	ck_assert_ptr_nonnull(line);
	return strtoull(line + strlen(name), NULL, 16);
}

/* Signals that we ignore or block are the command's own business; a writer to nobody dies of it. */
START_TEST(test_worker_signals_are_as_by_default)
{
	const char *argv[] = {"cat", "/proc/self/status", NULL};
	const unsigned long long ours =
		1ull << (SIGPIPE - 1) | 1ull << (SIGXFSZ - 1) | 1ull << (SIGTTOU - 1);

	ck_assert_int_eq(start(argv), 0);
	run_until(has_ended);
	ck_assert_uint_eq(bits_of("SigBlk:"), 0);
	ck_assert_uint_eq(bits_of("SigIgn:") & ours, 0);
}
END_TEST

START_TEST(test_worker_that_cannot_be_run)
{
	const char *missing[] = {"./not-there", NULL}, *folder[] = {"/", NULL};
	int before = scene_descriptors();

	ck_assert_int_eq(start(missing), -ENOENT);
	ck_assert_int_eq(start(folder), -EACCES);
	ck_assert_int_eq(worker_failure(-ENOENT), 127);
	ck_assert_int_eq(worker_failure(-EACCES), 126);
	ck_assert_int_eq(worker_failure(-E2BIG), 126);
	ck_assert_int_eq(scene_descriptors(), before);
	ck_assert_int_lt(waitpid(-1, NULL, WNOHANG), 0);
	ck_assert_int_eq(ends, 0);
}
END_TEST

static bool took_all(void)
{
	return may_take == 0;
}

/* What is not taken stays with the writer, and comes when it may. */
START_TEST(test_worker_waits_for_the_taker)
{
	may_take = 10;
	start_shell("i=0; while [ $i -lt 20000 ]; do echo 12345678; i=$((i + 1)); done");
	run_until(took_all);
	for (size_t i = 1; i < 20; i++) {
		may_take = 9000;
		worker_resume(&worker);
		run_until(took_all);
		ck_assert_uint_eq(taken_len[0], 10 + i * 9000);
		ck_assert_int_eq(ends, 0);
	}
	may_take = SIZE_MAX;
	worker_resume(&worker);
	run_until(has_ended);
	ck_assert_uint_eq(taken_len[0], 180000);
	for (size_t i = 0; i < taken_len[0]; i += 9)
		ck_assert_mem_eq(taken[0] + i, "12345678\n", 9);
}
END_TEST

/* It has ended long ago, and its last words have yet to be taken. */
START_TEST(test_worker_last_words_wait)
{
	may_take = 3;
	start_shell("printf 123456; printf abc >&2; exit 2");
	run_until(took_all);
	while (!worker.ended) {
		until = took_all;
		loop_timer_set(tick, 1);
		ck_assert_int_eq(loop_run(loop), 0);
	}
	ck_assert_int_eq(ends, 0);
	may_take = SIZE_MAX;
	worker_resume(&worker);
	run_until(has_ended);
	ck_assert_uint_eq(taken_len[0] + taken_len[1], 9);
	ck_assert_int_eq(end_status, 2);
}
END_TEST

/* As proc(5) calls it; 0: there is none. */
static char state_of(pid_t pid)
{
	char path[64], text[256] = "", *end;
	FILE *file;
	size_t n;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	n = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[n] = '\0';
	end = strrchr(text, ')');
	return end != NULL && end[1] == ' ' ? end[2] : 0;
}

static bool is_gone(pid_t pid)
{
	char state = state_of(pid);

	return state == 0 || state == 'Z';
}

static pid_t left_behind;

static bool left_one_is_gone(void)
{
	return is_gone(left_behind);
}

/* One that it left has the pipe, and goes on. */
START_TEST(test_worker_ends_with_its_process)
{
	start_shell("sleep 1000 & echo $!");
	run_until(has_ended);
	ck_assert_int_eq(end_status, 0);
	left_behind = atoi(taken[0]);
	ck_assert_int_gt(left_behind, 0);
	ck_assert(!is_gone(left_behind));
	kill(left_behind, SIGKILL);
}
END_TEST

/* It goes with its group, and nothing of what it still says is told. */
START_TEST(test_worker_is_cancelled)
{
	size_t before;

	start_shell("trap 'echo no; exit 9' TERM\n"
		    "(trap ': >told; exit' TERM; echo; while :; do sleep 0.02; done) & wait");
	run_until(has_line);
	before = taken_len[0];
	worker_cancel(&worker);
	run_until(has_ended);
	ck_assert_int_eq(end_status, 9);
	ck_assert_uint_eq(taken_len[0], before);
	ck_assert_int_eq(access("told", F_OK), 0);
}
END_TEST

START_TEST(test_worker_that_does_not_care_is_killed)
{
	long begin;

	start_shell("trap '' TERM; echo $$; while :; do sleep 0.05; done");
	run_until(has_line);
	begin = scene_now();
	worker_cancel(&worker);
	run_until(has_ended);
	ck_assert_int_eq(end_status, 128 + SIGKILL);
	ck_assert_int_ge(scene_now() - begin, WORKER_GRACE_MS - 50);
}
END_TEST

START_TEST(test_worker_is_killed_at_once)
{
	start_shell("trap '' TERM; echo $$; while :; do sleep 0.05; done");
	run_until(has_line);
	worker_cancel(&worker);
	worker_kill(&worker);
	run_until(has_ended);
	ck_assert_int_eq(end_status, 128 + SIGKILL);
}
END_TEST

static bool is_stopped(void)
{
	return state_of(worker.pid) == 'T';
}

START_TEST(test_worker_that_is_stopped_is_cancelled)
{
	start_shell("kill -s STOP $$");
	run_until(is_stopped);
	worker_cancel(&worker);
	run_until(has_ended);
	ck_assert_int_eq(end_status, 128 + SIGTERM);
}
END_TEST

/* It may write for ever, and to nobody: it is still told to end. */
START_TEST(test_worker_that_is_not_taken_is_cancelled)
{
	const char *argv[] = {"yes", NULL};

	may_take = 100;
	ck_assert_int_eq(start(argv), 0);
	run_until(took_all);
	worker_cancel(&worker);
	run_until(has_ended);
	ck_assert_uint_eq(taken_len[0], 100);
	ck_assert_int_eq(end_status, 128 + SIGTERM);
}
END_TEST

static void serve_and_die(void *context, int out)
{
	(void)context;
	start_shell("echo $$; exec sleep 1000");
	run_until(has_line);
	scene_say(out, atoi(taken[0]));
	scene_wait_for_end();
}

START_TEST(test_worker_does_not_outlive_a_killed_server)
{
	struct actor actor;

	scene_act(&actor, serve_and_die, NULL);
	left_behind = scene_hear(&actor);
	ck_assert(!is_gone(left_behind));
	scene_kill(&actor);
	run_until(left_one_is_gone);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("worker");
	TCase *tcase = tcase_create("runs");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_worker_tells_output_errors_status);
	tcase_add_test(tcase, test_worker_without_a_shell);
	tcase_add_test(tcase, test_worker_surroundings);
	tcase_add_test(tcase, test_worker_signals_are_as_by_default);
	tcase_add_test(tcase, test_worker_that_cannot_be_run);
	tcase_add_test(tcase, test_worker_waits_for_the_taker);
	tcase_add_test(tcase, test_worker_last_words_wait);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("ends");
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_worker_ends_with_its_process);
	tcase_add_test(tcase, test_worker_is_cancelled);
	tcase_add_test(tcase, test_worker_that_does_not_care_is_killed);
	tcase_add_test(tcase, test_worker_is_killed_at_once);
	tcase_add_test(tcase, test_worker_that_is_stopped_is_cancelled);
	tcase_add_test(tcase, test_worker_that_is_not_taken_is_cancelled);
	tcase_add_test(tcase, test_worker_does_not_outlive_a_killed_server);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
