/* SPDX-License-Identifier: ISC */
/*
 * Removing what killed hubs and members left among POSIX shared memory, semaphores and queues: the
 * names of ipc/roomname.h, as they stand in /dev/shm and /dev/mqueue.
 *
 * Of a room: what there is while nobody holds the hub's seat (SEAT_ROOM, ipc/inbox.h), and nobody
 * can take it meanwhile. Of a member: queues whose PID is no process's. Only what this account owns
 * and only under the base directory that is asked for; what another account of a group left is that
 * account's to remove, for both directories are sticky. The next hub of the room uses it as it
 * stands, see ipc/slot.h.
 *
 * A queue is in nobody's way as long as it is named, but counts against its account's
 * RLIMIT_MSGQUEUE. mq_open(3) works also where no file system of queues is mounted; then none is
 * listed, and none is found here.
 */
#ifndef IPC_ROOMSWEEP_H
#define IPC_ROOMSWEEP_H

#include "ipc/reap.h"

/*
 * rundir is open at least as by rundir_open_base(). Calls reap->report() with the path of each
 * thing before it is removed, unless reap->dry; reap->keep() is not called. Returns how many there
 * were, or a negative errno. That there is no /dev/mqueue, or another file system there, is no
 * error.
 *
 * Must not be called by a process that holds the seat of a hub: see the trap in ipc/inbox.h.
 */
int roomsweep_run(const struct reap *reap, const struct rundir *rundir);

/* Whether queues can be listed: something of type mqueue is mounted on /dev/mqueue. */
bool roomsweep_lists_queues(void);

#endif
