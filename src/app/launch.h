/* SPDX-License-Identifier: ISC */
/*
 * Starting a peer, or a room's hub, in a process of its own, in the background.
 *
 * It gets a session of its own, so no key of this terminal reaches it. With options->owned it lives
 * as long as somebody holds launch->hold open: its standard input is the other end, and when that
 * ends, however the holder ended, the peer leaves. Otherwise its standard input is /dev/null.
 */
#ifndef APP_LAUNCH_H
#define APP_LAUNCH_H

#include <sys/types.h>

#include "app/options.h"

struct launch {
	pid_t pid;
	enum seat seat; /* that it took */
	int hold;       /* descriptor; -1 without options->owned */
};

/*
 * Starts the peer and waits until it has its seat. Returns EX_OK, or the status with which the peer
 * refused; it has said why on standard error.
 */
int launch_peer(const struct options *options, struct launch *launch);

/* The same for the hub of a room. */
int launch_room(const struct options *options, struct launch *launch);

/* For the peer or the hub: tells how taking the seat went, and with EX_OK lets go of the terminal.
 */
void launch_report(int ready, int status, enum seat seat);

#endif
