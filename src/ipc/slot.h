/* SPDX-License-Identifier: ISC */
/*
 * The joining slot of a room: where a process that wants to be a member leaves who it is.
 *
 * It is a POSIX shared memory object with one request in it, and two named semaphores. *free* has
 * newcomers go one after the other; the hub sleeps on *knock* (ipc/knock.h). But the right to write
 * into the slot is an fcntl(2) write lock on the object, which the kernel takes back when its
 * holder ends, so a newcomer that is killed anywhere blocks nobody:
 *
 *   with the token of *free* in hand    the others wait for it for one step (SLOT_STEP_MS), then
 *                                       look at the lock themselves
 *   with the lock                       it is free again
 *   having written, not yet posted      whoever has the lock next posts *knock* for it
 *
 * One that is stopped (SIGSTOP) with the lock does block the others; they learn its PID.
 *
 * The hub takes the request out, which empties the slot, and posts *free* if there is no token.
 * Surplus tokens do no harm: the lock decides.
 *
 * Neither side maps the object; both read and write it with system calls, for a mapping of a file
 * that somebody else shortens is a SIGBUS. The semaphores can't be had that way: an account that
 * may join a group's room could shorten them and so end the hub. That much it is trusted.
 *
 * A slot is private to the account (mode 0600) or of a group (0660, the gid). Other modes, owners
 * or sizes are refused.
 *
 * What is known of who knocked: nothing but what it says. The holder of the lock could be asked for
 * only while it holds it, and it lets go as soon as it has written. So the PID in a request is a
 * claim, but a member's queues have an owner that the kernel knows, and mqpair_open() compares the
 * two: the *account* is certain, the *process* is one of that account.
 */
#ifndef IPC_SLOT_H
#define IPC_SLOT_H

#include <semaphore.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/record.h"
#include "ipc/roomname.h"

/* So long one that has the token is waited for before the lock is tried all the same. */
#define SLOT_STEP_MS 50

/* Flags of a request. Bits that are not known are 0 for slot_take(), whatever was sent. */
#define SLOT_BRIEF 1u /* joins and leaves without a notice: a member for one call */
#define SLOT_FLAGS (SLOT_BRIEF)

struct slot_request {
	pid_t pid;    /* of the member, as it says; above 0 */
	uint64_t tag; /* with the PID it names the member's queues, see mqpair_open() */
	uint32_t flags;
	char nick[RECORD_FROM_MAX +
		  1]; /* valid, see name_nick_valid(); or empty: the hub's choice */
};

/* The hub's side. */
struct slot {
	struct roomname name;
	int fd;
	sem_t *free, *knock;
};

/*
 * Makes the slot of a room, empty and free to use; group is RUNDIR_PRIVATE (ipc/rundir.h) or a
 * group that this process is of. To be called by the process that holds the room's seat, for what
 * stands there is a killed hub's: it is removed, or, where it is another account's of the group,
 * emptied and used. Returns 0, or
 *   -EPERM   what stands under one of the names is neither ours nor the group's
 *   -EBADMSG it is the group's, but no slot
 * or what else shm_open(3), sem_open(3) and fchown(2) give. In a group, no other account's process
 * should be told of the room before this has returned.
 *
 * A process that is killed just in sem_open(3) may leave a file /dev/shm/sem.XXXXXX of 32 bytes,
 * which the C library makes first and which nobody can tell from others.
 */
int slot_create(struct slot *slot, const struct roomname *name, gid_t group);

/*
 * Removes the names and lets go; to be called while the process still holds the seat. Newcomers
 * that wait learn that there is no hub any more. May be called again.
 */
void slot_close(struct slot *slot);

/*
 * Takes a request out. Returns 1, 0 where there is none, or -EBADMSG: what was there is no request,
 * or the object was damaged; either way it is empty, and newcomers may go on. To be called once for
 * each ring, behind knock_again(): a request that comes later rings again.
 */
int slot_take(struct slot *slot, struct slot_request *request);

/*
 * A member's side: leaves a request in the slot and rings, within timeout_ms milliseconds. This
 * sleeps. Returns 0 when the request is in the slot; whether the hub takes it is seen by what comes
 * on the responses queue. Else
 *   -ENOENT    there is no slot: no hub runs, or it has just ended
 *   -EPERM     the slot is none of ours, nor of the group
 *   -EACCES    this account may not open it
 *   -EBADMSG   it was no slot the whole time, and the hub did not make it one when it was rung
 *   -EBUSY     *holder, a process, has had the slot the whole time; 0 where it has no PID here
 *   -ETIMEDOUT another request was in it the whole time: the hub does not answer
 *   -EINVAL    the request is none
 * or what else the kernel gives. Where there is nothing to wait for it takes far less than 1 ms.
 *
 * A process must not knock at the same room in two threads at a time: closing the object gives up
 * all the locks that the process has on it (fcntl(2)).
 */
int slot_knock(const struct roomname *name, gid_t group, const struct slot_request *request,
	int timeout_ms, pid_t *holder);

#endif
