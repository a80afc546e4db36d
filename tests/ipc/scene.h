/* SPDX-License-Identifier: ISC */
/*
 * What tests with files and other processes have in common: a runtime directory of their own,
 * actors (forked processes that can be awaited and killed), and waiting with a deadline.
 *
 * All directories lie in one that scene_run() makes and removes, whatever became of the tests.
 * Actors die with the test that forked them.
 */
#ifndef TESTS_IPC_SCENE_H
#define TESTS_IPC_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "ipc/rundir.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* suite_run(), with a place for the directories around it. */
int scene_run(Suite *suite);

/*
 * A new directory of mode 0700; SHMOOZE_DIR is "run" in it, which is not there yet. The path is
 * valid until the next call.
 */
const char *scene_new(void);

/* scene_new(), and the directory of the chat "main" in it is made and opened. */
void scene_open(struct rundir *rundir);

/* How many names there are in a directory. */
int scene_count(int dir);

/* Descriptors that this process has open. */
int scene_descriptors(void);

/* A file of these bytes, in place of an older one. */
void scene_write(int dir, const char *name, const void *bytes, size_t n);

/* An odd user to be, where the test runs as root. */
#define SCENE_STRANGER 65534

struct actor {
	pid_t pid;
	int said; /* what scene_say() wrote */
};

/* Forks a process that calls act(context, out) and ends with status 0. */
void scene_act(struct actor *actor, void (*act)(void *context, int out), void *context);

/* For actors: says one int, such as that all is ready. */
void scene_say(int out, int what);

/* For actors: waits to be killed. */
void scene_wait_for_end(void) __attribute__((noreturn));

/* What the actor says next. Fails the test where it ends or says nothing in time. */
int scene_hear(const struct actor *actor);

/* Kills the actor with SIGKILL and takes it in. May be called again. */
void scene_kill(struct actor *actor);

/* Waits until the actor has ended by itself. Returns its status as waitpid(2) has it. */
int scene_await(struct actor *actor);

/* Whether a descriptor has become readable, within ms milliseconds at most. */
bool scene_readable(int fd, int ms);

/* Milliseconds since some point in the past. */
long scene_now(void);

/*
 * Repeats a condition until it holds or a deadline of seconds, far longer than it can take, is
 *over:
 *
 *	SCENE_UNTIL(segment_stat(id, &info) == -ENOENT);
 */
#define SCENE_UNTIL(condition)                                                                     \
	do {                                                                                       \
		long scene_deadline = scene_now() + scene_patience();                              \
		bool scene_held;                                                                   \
                                                                                                   \
		while (!(scene_held = (condition)) && scene_now() < scene_deadline)                \
			scene_pause();                                                             \
		ck_assert_msg(scene_held, "in time: %s", #condition);                              \
	} while (0)
long scene_patience(void);
void scene_pause(void);

#endif
