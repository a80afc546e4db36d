/* SPDX-License-Identifier: ISC */
/*
 * The pair of POSIX message queues by which a member of a room and its hub talk, see
 * mq_overview(7): requests go from the member to the hub, responses the other way. (The mailbox,
 * ipc/mailbox.h, is a queue of System V and has nothing to do with them.)
 *
 * A message is one frame (core/frame.h) of at most MQPAIR_FRAME_MAX bytes. Both ends are
 * non-blocking, and both are descriptors for poll(2). Nobody learns from a queue that the other
 * side has ended; a pidfd tells (ipc/process.h).
 *
 * The member makes both queues. The hub removes their names as soon as it has both open, the member
 * if the hub does not; so a name is there for as long as a join takes. Queues without a name end
 * with their descriptors. A pair whose maker was killed in between is roomsweep_run()'s.
 *
 * Modes are 0600, or of a group 0640 for requests and 0620 for responses with the group's gid. So
 * nobody but the owner can put words into the requests queue, and st_uid of it, as the kernel gives
 * it, is the account that speaks. (The owner has both rights to both, since the hub may be of the
 * same account, and nobody gains by talking to himself.) For the time that the names are there, any
 * account of the group can read requests or write responses; it is trusted not to.
 */
#ifndef IPC_MQPAIR_H
#define IPC_MQPAIR_H

#include <mqueue.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/frame.h"
#include "ipc/roomname.h"

/* RLIMIT_MSGQUEUE, 819,200 bytes, allows an account 67 pairs of that many messages of that size. */
#define MQPAIR_MESSAGES  10
#define MQPAIR_FRAME_MAX 512
#define MQPAIR_BODY_MAX  (MQPAIR_FRAME_MAX - FRAME_HEAD)

struct mqpair {
	struct roomname name;
	pid_t pid; /* of the member */
	uint64_t tag;
	uid_t uid;   /* of the member: the owner of the requests queue */
	int in, out; /* descriptors: what this side reads and writes; owned */
	bool named;  /* this side has to remove the names */
};

/*
 * The member's side: makes the pair under a name of its own; group is RUNDIR_PRIVATE (ipc/rundir.h)
 * or a group that this process is of. Returns 0, or
 *   -EMFILE  RLIMIT_MSGQUEUE of the account is used up
 *   -ENFILE  no descriptor is left
 *   -ENOSPC  there are as many queues as fs.mqueue.queues_max allows
 *   -EINVAL  fs.mqueue.msg_max or fs.mqueue.msgsize_max is below what we need
 *   -ENOSYS  the kernel has no such queues
 *   -EPERM   the process is not of the group
 * or what else mq_open(3) gives; mqpair_explain() has words for them.
 */
int mqpair_create(struct mqpair *pair, const struct roomname *name, gid_t group);

/*
 * The hub's side: opens the pair that a request (ipc/slot.h) names, and removes the names. Returns
 * 0, or
 *   -ENOENT   it is not there: the member has given up
 *   -EPERM    the queues are of two accounts, or others may write requests, or they are not of the
 *             group; without a group: not of this account
 *   -ESRCH    there is no process of that PID, or not of the account that owns the queues
 *   -EBADMSG  they are of another size
 * or what else mq_open(3) gives. The names are removed in any case, where we may: in a group they
 * are another account's, and the kernel lets only that account remove them (/dev/mqueue is sticky,
 * mq_unlink(3) obeys). The member does it when the first response has come (mqpair_unlink()).
 * Where /proc hides other accounts' processes (hidepid), that the PID exists has to do.
 */
int mqpair_open(
	struct mqpair *pair, const struct roomname *name, pid_t pid, uint64_t tag, gid_t group);

/* Removes the names that this side has made and that are still there. May be called again. */
void mqpair_unlink(struct mqpair *pair);

/* mqpair_unlink(), and closes both. May be called again. */
void mqpair_close(struct mqpair *pair);

/*
 * Sends one frame. Returns 0, -EAGAIN where the queue is full (pair->out becomes writable), or
 * -EMSGSIZE where n is below FRAME_HEAD or above MQPAIR_FRAME_MAX.
 */
int mqpair_send(const struct mqpair *pair, const void *frame, size_t n);

/*
 * Takes the next message out; size is at least MQPAIR_FRAME_MAX. Returns the message's size, at
 * least FRAME_HEAD, -EAGAIN where there is none, or -EBADMSG where it was too short for a frame; it
 * is gone then. Whether it is a frame, its decoder tells.
 */
int mqpair_receive(const struct mqpair *pair, void *out, size_t size);

/* How many messages wait to be read by this side, or a negative errno. */
int mqpair_waiting(const struct mqpair *pair);

/*
 * What stopped mqpair_create(), in a line without a full stop: which limit, and what raises it.
 * NULL where there is nothing to say but strerror(3). Valid for ever.
 */
const char *mqpair_explain(int error);

/* The same for roomsweep_lists_queues() (ipc/roomsweep.h) being false. */
const char *mqpair_unlisted(void);

#endif
