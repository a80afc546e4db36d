/* SPDX-License-Identifier: ISC */
/*
 * What tests of rooms have in common: a room under a base directory of the test's own, other
 * accounts and groups, and a look at what is left. A base directory is new for each test, so no
 * test meets the names of another.
 */
#ifndef TESTS_IPC_ROOMSCENE_H
#define TESTS_IPC_ROOMSCENE_H

#include <stdbool.h>
#include <sys/types.h>

#include "ipc/mqpair.h"
#include "ipc/roomname.h"
#include "tests/ipc/scene.h"

/* Accounts that nobody has, and a group that they are of, where the test runs as root. */
#define ROOMSCENE_HUB    60011
#define ROOMSCENE_MEMBER 60012
#define ROOMSCENE_GROUP  12345

/* scene_open(), and the room "main". */
void roomscene_open(struct rundir *rundir, struct roomname *name);

/*
 * The same in a group's base directory, $SHMOOZE_GROUP_DIR, which all accounts can reach. It is
 * made by this process, which has to be of the group.
 */
void roomscene_open_group(struct rundir *rundir, struct roomname *name, gid_t group);

/* A second group of this process, or RUNDIR_PRIVATE where there is none; for root any will do. */
gid_t roomscene_group(void);

/* Becomes another account, of that group as well. Root only. */
void roomscene_become(uid_t uid, gid_t group);

/* How many objects of the room there are in /dev/shm. */
int roomscene_objects(const struct roomname *name);

/* Whether a member's queues have names. It does not need a file system of queues. */
bool roomscene_queues(const struct mqpair *pair);

/* Whether the kernel gives us queues. */
bool roomscene_has_queues(void);

/*
 * scene_run() while no other test has message queues: an account may have so many, and no more
 * (RLIMIT_MSGQUEUE). tests/system/rooms.sh waits for the same lock.
 */
int roomscene_run(Suite *suite);

#endif
