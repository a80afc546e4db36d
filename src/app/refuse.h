/* SPDX-License-Identifier: ISC */
/*
 * Refusals that several commands share: one line each, and the status to exit with.
 */
#ifndef APP_REFUSE_H
#define APP_REFUSE_H

#include "core/name.h"
#include "ipc/rundir.h"

/* The runtime directory, or a chat's, could not be opened; error is rundir_open()'s. */
int refuse_rundir(const struct rundir *rundir, int error);

/* There is no peer at that seat; says how to start one. seat NULL: at none. */
int refuse_no_peer(const char *chat, const enum seat *seat);

/* The log of that seat can't be read; error is logfile_open()'s or one of reading. */
int refuse_log(const char *chat, enum seat seat, int error);

#endif
