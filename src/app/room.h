/* SPDX-License-Identifier: ISC */
/*
 * Being the hub of a room, from taking its seat to giving it back.
 */
#ifndef APP_ROOM_H
#define APP_ROOM_H

#include "app/options.h"

/*
 * Runs the hub until the room ends. ready: a descriptor for launch_report() once members can join
 * or it was refused, or -1. Returns the exit status.
 */
int room_hold(const struct options *options, int ready);

/*
 * Ends the room, and returns when its hub is gone. Returns EX_OK, or says what is wrong and returns
 * the status to exit with.
 */
int room_stop(const struct options *options);

#endif
