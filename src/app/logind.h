/* SPDX-License-Identifier: ISC */
/*
 * What systemd-logind does to a user's System V and POSIX objects at the end of the last login: the
 * setting RemoveIPC of logind.conf(5).
 */
#ifndef APP_LOGIND_H
#define APP_LOGIND_H

#include <stdbool.h>

/*
 * The setting as the files below root ("" for the real ones) have it; without any it is on. A file
 * of /etc is in force in place of one of that name of /run, and that of /usr/lib; of several
 * drop-ins the last by name wins.
 */
bool logind_removes_ipc(const char *root);

/* Whether logind runs, as far as /proc shows. */
bool logind_runs(void);

#endif
