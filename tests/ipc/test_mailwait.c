/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mailwait.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/ipc/queues.h"
#include "tests/ipc/scene.h"

static int queue;
static struct mailwait *mailwait;

static void setup(void)
{
	scene_new();
	queue = queues_new();
}

static void teardown(void)
{
	mailwait_close(mailwait);
	mailwait = NULL;
	msgctl(queue, IPC_RMID, NULL);
}

/* A thread of this process or another but its first; 0 where there is none. *count: all of them. */
static pid_t other_thread(pid_t pid, int *count)
{
	char path[64];
	struct dirent *entry;
	pid_t other = 0;
	DIR *dir;

	*count = 0;
	snprintf(path, sizeof(path), "/proc/%ld/task", (long)pid);
	dir = opendir(path);
	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL) {
		pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);

		if (thread == 0)
			continue;
		++*count;
		if (thread != pid)
			other = thread;
	}
	closedir(dir);
	return other;
}

static int threads(void)
{
	int count;

	other_thread(getpid(), &count);
	return count;
}

/* A line of a thread's status, such as "State". */
static void read_status(pid_t pid, pid_t thread, const char *key, char value[64])
{
	char path[96], line[256];
	size_t n = strlen(key);
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/status", (long)pid, (long)thread);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	value[0] = '\0';
	while (fgets(line, sizeof(line), file) != NULL) {
		if (strncmp(line, key, n) == 0 && line[n] == ':')
			sscanf(line + n + 1, " %63s", value);
	}
	fclose(file);
	ck_assert_msg(value[0] != '\0', "%s: no %s", path, key);
}

/* Whether the thread sleeps in msgrcv(2): its state, and the system call where the kernel tells. */
static bool sleeps(pid_t pid)
{
	char value[64];
	int count;
	pid_t thread = other_thread(pid, &count);

	if (thread == 0)
		return false;
	read_status(pid, thread, "State", value);
	return value[0] == 'S';
}

/* Whether the thread did not wake up for a while. */
static bool slept(pid_t thread)
{
	char before[64], after[64];

	read_status(getpid(), thread, "voluntary_ctxt_switches", before);
	for (int i = 0; i < 200; i++)
		scene_pause();
	read_status(getpid(), thread, "voluntary_ctxt_switches", after);
	return strcmp(before, after) == 0;
}

static bool rings(void)
{
	return scene_readable(mailwait_fd(mailwait), (int)scene_patience());
}

static bool silent(void)
{
	return !scene_readable(mailwait_fd(mailwait), 0);
}

/* Takes what is there, bare. */
static int receive(void)
{
	char bytes[16];

	return queues_receive(queue, 0, bytes, sizeof(bytes));
}

START_TEST(test_mailwait_rings)
{
	ck_assert_int_eq(mailwait_open(&mailwait, queue, 0), 0);
	SCENE_UNTIL(sleeps(getpid()));
	ck_assert(silent());
	queues_send(queue, 3, "one", 3);
	ck_assert(rings());
	/* It is still there, and stays there. */
	ck_assert_int_eq(queues_count(queue), 1);
	queues_send(queue, 3, "two", 3);
	ck_assert_int_eq(receive(), 3);
	ck_assert_int_eq(receive(), 3);
	mailwait_again(mailwait);
	ck_assert(silent());
	SCENE_UNTIL(sleeps(getpid()));
	ck_assert(silent());
	queues_send(queue, 3, "three", 5);
	ck_assert(rings());
	ck_assert_int_eq(receive(), 5);
}
END_TEST

START_TEST(test_mailwait_rings_for_what_is_there)
{
	uint64_t rung;
	int count;

	queues_send(queue, 1, "x", 1);
	ck_assert_int_eq(mailwait_open(&mailwait, queue, -LONG_MAX), 0);
	ck_assert(rings());
	/* Not taken: it rings again. */
	mailwait_again(mailwait);
	ck_assert(rings());
	ck_assert_int_eq(queues_count(queue), 1);
	/* Twice for nothing does no harm. */
	ck_assert_int_eq(receive(), 1);
	mailwait_again(mailwait);
	mailwait_again(mailwait);
	mailwait_again(mailwait);
	SCENE_UNTIL(sleeps(getpid()));
	ck_assert(silent());
	queues_send(queue, 1, "x", 1);
	ck_assert(rings());
	ck_assert_int_eq(read(mailwait_fd(mailwait), &rung, sizeof(rung)), sizeof(rung));
	ck_assert_uint_eq(rung, 1);
	SCENE_UNTIL(slept(other_thread(getpid(), &count)));
	ck_assert(silent());
}
END_TEST

START_TEST(test_mailwait_waits_for_its_type)
{
	ck_assert_int_eq(mailwait_open(&mailwait, queue, 5), 0);
	queues_send(queue, 4, "four", 4);
	SCENE_UNTIL(sleeps(getpid()));
	ck_assert(silent());
	queues_send(queue, 5, "five", 4);
	ck_assert(rings());
	ck_assert_int_eq(queues_count(queue), 2);
}
END_TEST

/* The only kind of message that fits into 0 bytes. */
START_TEST(test_mailwait_keeps_empty_messages)
{
	char nothing[1];

	ck_assert_int_eq(mailwait_open(&mailwait, queue, 0), 0);
	SCENE_UNTIL(sleeps(getpid()));
	queues_send(queue, 7, "", 0);
	ck_assert(rings());
	ck_assert_int_eq(queues_count(queue), 1);
	ck_assert_int_eq(queues_receive(queue, 7, nothing, 1), 0);
	mailwait_again(mailwait);
	SCENE_UNTIL(sleeps(getpid()));
	ck_assert(silent());
}
END_TEST

/* Closed just when the thread has one in its hands. */
START_TEST(test_mailwait_close_keeps_empty_messages)
{
	char nothing[1];

	for (int i = 0; i < 1000; i++) {
		ck_assert_int_eq(mailwait_open(&mailwait, queue, 0), 0);
		if (i % 2 == 0)
			SCENE_UNTIL(sleeps(getpid()));
		queues_send(queue, 7, "", 0);
		mailwait_close(mailwait);
		mailwait = NULL;
		ck_assert_int_eq(queues_count(queue), 1);
		ck_assert_int_eq(queues_receive(queue, 7, nothing, 1), 0);
	}
}
END_TEST

START_TEST(test_mailwait_removed_queue)
{
	ck_assert_int_eq(mailwait_open(&mailwait, queue, 0), 0);
	if (_i == 0)
		SCENE_UNTIL(sleeps(getpid()));
	ck_assert_int_eq(msgctl(queue, IPC_RMID, NULL), 0);
	ck_assert(rings());
	/* Once; what would go round in circles has ended. */
	SCENE_UNTIL(threads() == 1);
	for (int i = 0; i < 3; i++) {
		mailwait_again(mailwait);
		ck_assert(silent());
	}
	ck_assert_int_eq(threads(), 1);
}
END_TEST

START_TEST(test_mailwait_close)
{
	int descriptors = scene_descriptors();

	mailwait_close(NULL);
	for (int i = 0; i < 50; i++) {
		ck_assert_int_eq(mailwait_open(&mailwait, queue, 0), 0);
		/* While it starts, while it sleeps, when it has rung. */
		if (i % 3 == 1)
			SCENE_UNTIL(sleeps(getpid()));
		if (i % 3 == 2) {
			queues_send(queue, 1, "x", 1);
			ck_assert(rings());
		}
		mailwait_close(mailwait);
		mailwait = NULL;
		if (i % 3 == 2)
			ck_assert_int_eq(receive(), 1);
		ck_assert_int_eq(queues_count(queue), 0);
	}
	/* A thread that was joined may stand in /proc a moment longer. */
	SCENE_UNTIL(threads() == 1);
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

static void close_without_descriptors(void *context, int out)
{
	struct rlimit none = {0};
	struct mailwait *wait;

	(void)context;
	if (mailwait_open(&wait, queue, 0) < 0)
		_exit(EXIT_FAILURE);
	getrlimit(RLIMIT_NOFILE, &none);
	none.rlim_cur = 0;
	setrlimit(RLIMIT_NOFILE, &none);
	mailwait_close(wait);
	scene_say(out, 1);
	scene_wait_for_end();
}

START_TEST(test_mailwait_close_without_descriptors)
{
	struct actor actor;

	scene_act(&actor, close_without_descriptors, NULL);
	ck_assert_int_eq(scene_hear(&actor), 1);
	scene_kill(&actor);
}
END_TEST

/* Not at once: the thread may still be about to begin. */
START_TEST(test_mailwait_sleeps)
{
	pid_t thread;
	int count;

	ck_assert_int_eq(mailwait_open(&mailwait, queue, 0), 0);
	thread = other_thread(getpid(), &count);
	ck_assert_int_eq(count, 2);
	SCENE_UNTIL(slept(thread));
	ck_assert(silent());
	/* Nor while what has rung is not yet taken. */
	queues_send(queue, 1, "x", 1);
	ck_assert(rings());
	SCENE_UNTIL(slept(thread));
}
END_TEST

START_TEST(test_mailwait_blocks_signals)
{
	char blocked[64], own[64];
	pid_t thread;
	int count;

	ck_assert_int_eq(mailwait_open(&mailwait, queue, 0), 0);
	thread = other_thread(getpid(), &count);
	/* While it starts, the C library has them blocked in any case. */
	SCENE_UNTIL(slept(thread));
	read_status(getpid(), thread, "SigBlk", blocked);
	read_status(getpid(), getpid(), "SigBlk", own);
	/* All but SIGKILL, SIGSTOP, the two of the C library, and the one that wakes it, SIGURG. */
	ck_assert_uint_eq(strtoull(blocked, NULL, 16) | 0x0000000180040100,
		0xffffffffffffffff & ~(1ull << (SIGURG - 1)));
	ck_assert_uint_eq(strtoull(own, NULL, 16) & (1u << (SIGTERM - 1)), 0);
}
END_TEST

static void wait_and_tell(void *context, int out)
{
	struct mailwait *wait;

	(void)context;
	if (mailwait_open(&wait, queue, 0) < 0)
		_exit(EXIT_FAILURE);
	scene_say(out, 1);
	if (scene_readable(mailwait_fd(wait), -1))
		scene_say(out, 2);
	scene_wait_for_end();
}

/* SIGCONT ends msgrcv(2) with EINTR, see signal(7). */
START_TEST(test_mailwait_goes_on_after_a_stop)
{
	struct actor actor;
	char state[64];

	scene_act(&actor, wait_and_tell, NULL);
	ck_assert_int_eq(scene_hear(&actor), 1);
	SCENE_UNTIL(sleeps(actor.pid));
	ck_assert_int_eq(kill(actor.pid, SIGSTOP), 0);
	do {
		read_status(actor.pid, actor.pid, "State", state);
	} while (state[0] != 'T');
	ck_assert_int_eq(kill(actor.pid, SIGCONT), 0);
	SCENE_UNTIL(sleeps(actor.pid));
	ck_assert(!scene_readable(actor.said, 0));
	queues_send(queue, 1, "x", 1);
	ck_assert_int_eq(scene_hear(&actor), 2);
	scene_kill(&actor);
}
END_TEST

START_TEST(test_mailwait_killed_process_leaves_the_message)
{
	struct actor actor;

	scene_act(&actor, wait_and_tell, NULL);
	ck_assert_int_eq(scene_hear(&actor), 1);
	queues_send(queue, 1, "x", 1);
	ck_assert_int_eq(scene_hear(&actor), 2);
	scene_kill(&actor);
	ck_assert_int_eq(queues_count(queue), 1);
	ck_assert_int_eq(receive(), 1);
}
END_TEST

START_TEST(test_mailwait_many_hear_one_message)
{
	struct actor actors[4];

	for (int i = 0; i < COUNT(actors); i++) {
		scene_act(&actors[i], wait_and_tell, NULL);
		ck_assert_int_eq(scene_hear(&actors[i]), 1);
	}
	queues_send(queue, 1, "x", 1);
	for (int i = 0; i < COUNT(actors); i++)
		ck_assert_int_eq(scene_hear(&actors[i]), 2);
	for (int i = 0; i < COUNT(actors); i++)
		scene_kill(&actors[i]);
	ck_assert_int_eq(queues_count(queue), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mailwait");
	TCase *tcase = tcase_create("mailwait");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_mailwait_rings);
	tcase_add_test(tcase, test_mailwait_rings_for_what_is_there);
	tcase_add_test(tcase, test_mailwait_waits_for_its_type);
	tcase_add_test(tcase, test_mailwait_keeps_empty_messages);
	tcase_add_test(tcase, test_mailwait_close_keeps_empty_messages);
	tcase_add_loop_test(tcase, test_mailwait_removed_queue, 0, 2);
	tcase_add_test(tcase, test_mailwait_close);
	tcase_add_test(tcase, test_mailwait_close_without_descriptors);
	tcase_add_test(tcase, test_mailwait_sleeps);
	tcase_add_test(tcase, test_mailwait_blocks_signals);
	tcase_add_test(tcase, test_mailwait_goes_on_after_a_stop);
	tcase_add_test(tcase, test_mailwait_killed_process_leaves_the_message);
	tcase_add_test(tcase, test_mailwait_many_hear_one_message);
	suite_add_tcase(suite, tcase);
	return queues_run(suite);
}
