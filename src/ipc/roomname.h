/* SPDX-License-Identifier: ISC */
/*
 * The names that a room has among POSIX shared memory, semaphores and message queues, which are of
 * the whole system (shm_overview(7), sem_overview(7), mq_overview(7)):
 *
 *	/shmooze.BASE.ROOM.slot              shared memory: the joining slot, ipc/slot.h
 *	/shmooze.BASE.ROOM.free              semaphore: the slot may be used
 *	/shmooze.BASE.ROOM.knock             semaphore: something is in the slot
 *	/shmooze.BASE.ROOM.PID.TAG.q         message queue: a member's requests, ipc/mqpair.h
 *	/shmooze.BASE.ROOM.PID.TAG.r         message queue: what the hub responds
 *
 * BASE is the device and the inode of the base directory (ipc/rundir.h), each in hexadecimal, with
 * a minus between them: rooms of two base directories never meet, and whoever clears one away knows
 * what is of it. TAG are 16 hexadecimal digits at random.
 *
 * A name is a claim: anybody may make objects of any name, so whoever opens one looks whose it is.
 */
#ifndef IPC_ROOMNAME_H
#define IPC_ROOMNAME_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/name.h"

/* NAME_MAX and what is around it: a buffer for any name, with its slash. */
#define ROOMNAME_SIZE 256

enum roomname_kind {
	ROOMNAME_SLOT,
	ROOMNAME_FREE,
	ROOMNAME_KNOCK,
	ROOMNAME_REQUESTS,
	ROOMNAME_RESPONSES,
};

/* Which room it is: the same name under another base directory is another room. */
struct roomname {
	uint64_t device, inode; /* of the base directory */
	char room[NAME_CHAT_MAX + 1];
};

/* What of it. */
struct roomname_part {
	enum roomname_kind kind;
	pid_t pid;    /* of the member; only of queues, else 0 */
	uint64_t tag; /* only of queues, else 0 */
};

/*
 * The room of that name, a valid one, under the base directory of this descriptor (rundir->base).
 * Returns 0, -EINVAL where the name is none, or what fstat(2) gives.
 */
int roomname_init(struct roomname *name, int base, const char *room);

/* The name of a part, with the slash that mq_open(3) and its like want. It always fits. */
void roomname_format(
	char out[ROOMNAME_SIZE], const struct roomname *name, const struct roomname_part *part);

/* The same for what is of the room, not of a member. */
void roomname_format_kind(
	char out[ROOMNAME_SIZE], const struct roomname *name, enum roomname_kind kind);

/* Reads a name, with its slash. Returns whether it is exactly one that we would make. */
bool roomname_parse(const char *text, struct roomname *name, struct roomname_part *part);

/* Whether both are under the same base directory; the rooms may differ. */
bool roomname_same_base(const struct roomname *a, const struct roomname *b);

/*
 * The path of the object in the file system, by which it can be looked at without being opened:
 * below /dev/shm, as Linux has it (shm_overview(7); a semaphore's file begins with "sem."), or
 * /dev/mqueue, where that is only if somebody has mounted it.
 */
#define ROOMNAME_SHM       "/dev/shm"
#define ROOMNAME_MQUEUE    "/dev/mqueue"
#define ROOMNAME_PATH_SIZE (ROOMNAME_SIZE + 16)
void roomname_path(char out[ROOMNAME_PATH_SIZE], const struct roomname *name,
	const struct roomname_part *part);

#endif
