/* SPDX-License-Identifier: ISC */
/*
 * Other processes, held by a descriptor so that a reused PID is never mistaken for them.
 *
 * A pidfd is readable, for poll(2) and thus for the event loop, once its process has ended; see
 * pidfd_open(2).
 */
#ifndef IPC_PROCESS_H
#define IPC_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* A descriptor of the process, close-on-exec, or -ESRCH or what else pidfd_open(2) gives. */
int process_open(pid_t pid);

/* Whether the process of this pidfd has ended. */
bool process_ended(int pidfd);

/* Sends a signal. Returns 0, -ESRCH where it has ended, -EPERM where it is another account's. */
int process_signal(int pidfd, int signal);

/*
 * Has the kernel keep the memory of this process from debuggers, from /proc/PID/mem and from core
 * dumps, see PR_SET_DUMPABLE of prctl(2). Not from root.
 */
void process_hide_memory(void);

/* Whether there is a process of this number, ours or not. */
bool process_exists(pid_t pid);

/*
 * The account that a process acts as (its effective uid, which objects that it makes get). Returns
 * 0, -ESRCH where there is none, or -EACCES where /proc does not show it (hidepid, proc(5)).
 */
int process_account(pid_t pid, uid_t *uid);

#endif
