/* SPDX-License-Identifier: ISC */
/*
 * Refusals that several commands share: one line each, and the status to exit with.
 */
#ifndef APP_REFUSE_H
#define APP_REFUSE_H

#include "core/address.h"
#include "ipc/rundir.h"

/* The runtime directory, or a chat's, could not be opened; error is rundir_open()'s. */
int refuse_rundir(const struct rundir *rundir, int error);

/* There is no peer at that seat, or no hub of that room; says how to start one. */
int refuse_no_peer(const struct address *address);

/* There is none at any seat of the chat. */
int refuse_nobody(const char *chat);

/* The log of that seat can't be read; error is logfile_open()'s or one of reading. */
int refuse_log(const struct address *address, int error);

/* loop_new() gave none. */
int refuse_loop(void);

#endif
