/* SPDX-License-Identifier: ISC */
/*
 * Signals as events: signalfd(2), which unlike a handler tells who sent them.
 */
#ifndef APP_SIGNALS_H
#define APP_SIGNALS_H

#include <spawn.h>
#include <stdbool.h>
#include <sys/types.h>

/* The signals by which a process is asked to leave, for the list of signals_open(). */
#define SIGNALS_LEAVE SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU

/*
 * Blocks the signals of the list, which ends with 0, and returns a descriptor that is readable when
 * one has come, or a negative errno. SIGPIPE, SIGXFSZ and SIGTTOU are ignored from now on: writing
 * to somebody who has gone, or beyond a limit, is an error like others, and a peer in the
 * background must be able to say its last word.
 *
 * What the parent ignored stays ignored, SIGHUP for nohup(1), say. SIGINT does not: shells start
 * background commands with it ignored, and it is how one peer ends the other.
 */
int signals_open(const int *list);

/* Takes the next signal. Returns its number, or 0 where there is none; *sender is 0 for the kernel.
 */
int signals_next(int fd, pid_t *sender);

/*
 * Has a program that is spawned begin with the signals as they are by default, for ours are blocked
 * or ignored; flags are further ones of posix_spawnattr_setflags(3).
 */
void signals_spawn(posix_spawnattr_t *attributes, short flags);

/* The same in a child of fork(2), before it becomes another program. */
void signals_restore(void);

/*
 * Has SIGTSTP stop this process as if nobody had blocked it; returns when it goes on. Does nothing
 * where the parent ignored it, or nobody could continue us. Who is continued in the background of
 * tty, by bg, say, is stopped again: the terminal is still another's, whose modes must not be
 * changed, and which tells nobody when it is ours. -1: no terminal.
 */
void signals_stop_self(int tty);

#endif
