/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/channel.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"
#include "tests/suite.h"

#define SIZE  8 /* so that a signal can carry it */
#define COUNT 5000

/* The benchmark's own are in a file with a main(). */
void bench_obey(void)
{
}

void bench_die(const char *format, ...)
{
	ck_abort_msg("%s", format);
	abort();
}

const char *actors_file(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "/tmp/shmooze-test.%d.%s", (int)getpid(), name);
	return path;
}

static void block_signal(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, channel_signal());
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void open_channel(struct channel *channel, int kind)
{
	*channel = (struct channel){.kind = channel_kinds[kind], .size = SIZE};
	block_signal();
	ck_assert_int_eq(channel->kind->open(channel), 0);
	/* No name is left behind; another process of the test may have one of its own. */
	ck_assert_int_ne(access(actors_file("channel"), F_OK), 0);
	ck_assert_int_ne(access(actors_file("bell"), F_OK), 0);
}

static void send_all(struct channel *channel)
{
	for (uint64_t i = 0; i < COUNT; i++)
		if (channel->kind->send(channel, &i) < 0)
			_exit(EXIT_FAILURE);
	_exit(EXIT_SUCCESS);
}

/* More than any of them holds, so that either side has to wait for the other. */
START_TEST(test_all_arrive_in_order)
{
	struct channel channel;
	uint64_t got;
	int status;
	pid_t pid;

	open_channel(&channel, _i);
	channel.receiver = getpid();
	pid = fork();
	if (pid == 0)
		send_all(&channel);
	for (uint64_t i = 0; i < COUNT; i++) {
		ck_assert_int_eq(channel.kind->receive(&channel, &got), 0);
		ck_assert_uint_eq(got, i);
		if (i % 1000 == 0) /* the sender gets far ahead */
			usleep(5000);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	channel.kind->close(&channel);
}
END_TEST

/* Bells that were rung before anybody waits make nobody miss what comes later. */
START_TEST(test_one_by_one)
{
	struct channel channel;
	uint64_t got;

	open_channel(&channel, _i);
	channel.receiver = getpid();
	for (uint64_t i = 0; i < 3; i++) {
		ck_assert_int_eq(channel.kind->send(&channel, &i), 0);
		ck_assert_int_eq(channel.kind->receive(&channel, &got), 0);
		ck_assert_uint_eq(got, i);
	}
	channel.kind->close(&channel);
}
END_TEST

START_TEST(test_ids_are_removed)
{
	struct channel queue, ring;
	struct msqid_ds info;
	int id;

	open_channel(&queue, 3);
	ck_assert_ptr_eq(queue.kind, &channel_sysv);
	queue.kind->close(&queue);
	ck_assert_int_eq(msgctl(queue.id, IPC_STAT, &info), -1);
	open_channel(&ring, 9);
	ck_assert_ptr_eq(ring.kind, &channel_sysv_semaphore);
	id = ring.filled.id;
	ck_assert_int_eq(semctl(id, 0, GETVAL), 0);
	ring.kind->close(&ring);
	ck_assert_int_eq(semctl(id, 0, GETVAL), -1);
}
END_TEST

START_TEST(test_limits)
{
	ck_assert_uint_ge(channel_sysv.most(), 1);
	ck_assert_uint_ge(channel_posix.most(), 128);
	ck_assert_uint_eq(channel_sigqueue.most(), sizeof(void *));
	ck_assert_ptr_null(channel_pipe.most);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("channel");
	TCase *tcase = tcase_create("mechanisms");
	int count = (int)channel_kind_count;

	tcase_add_loop_test(tcase, test_all_arrive_in_order, 0, count);
	tcase_add_loop_test(tcase, test_one_by_one, 0, count);
	tcase_add_test(tcase, test_ids_are_removed);
	tcase_add_test(tcase, test_limits);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
