/* SPDX-License-Identifier: ISC */
/*
 * Being a peer, from taking the seat to giving it back; what shmooze peer does, and what a window
 * has a process of its own do.
 */
#ifndef APP_PEER_H
#define APP_PEER_H

#include "app/options.h"

/*
 * Holds a seat until the peer leaves. ready: a descriptor for launch_report() once the seat is
 * taken or was refused, or -1. Returns the exit status.
 */
int peer_hold(const struct options *options, int ready);

#endif
