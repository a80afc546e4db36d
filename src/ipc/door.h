/* SPDX-License-Identifier: ISC */
/*
 * The door: where one other account of this machine, and no third, reaches this one.
 *
 *     /tmp                            or $SHMOOZE_MEET_DIR, for both accounts the same
 *       shmooze-1001        0711      of the account 1001, which may be its runtime directory, too
 *         .with-1002        0710      searched by its owner and, by access control list, by 1002
 *           in              0620      a FIFO: read by its owner, written by 1002 as well
 *
 * So the names follow from the two accounts' numbers, and nothing has to be arranged. Whoever is
 * admitted can write and ask who holds the lock of byte 0, as with the inbox of a seat; reading,
 * removing, or replacing anything is the owner's. Each account trusts what is its own here, and of
 * the other's what the kernel says: who owns directory and FIFO, who holds the lock.
 *
 * The lock on the FIFO tells the other side who reads it. It does not tell who may have the door:
 * whoever can write to a leftover could lock it. That is flock(2) on the directory .with-1002,
 * which nobody but its owner can open; and so a leftover is just removed.
 */
#ifndef IPC_DOOR_H
#define IPC_DOOR_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct door {
	uid_t other;         /* who is admitted */
	int base;            /* descriptor of shmooze-UID */
	int dir;             /* of the directory in it */
	bool locked;         /* that directory, by this process */
	int fd;              /* of the FIFO: for reading; -1: there is no door */
	char path[PATH_MAX]; /* of the FIFO, or of what was refused */
};

/*
 * Opens a door of this account for the other one, and clears away what a killed process left there.
 * door->path names the FIFO, also after an error:
 *   -EBUSY       *holder has it, a process of this account; 0: it is just coming or going
 *   -EOPNOTSUPP  the file system has no access control lists
 *   -EPERM       what is in the way belongs to another account
 *   -ELOOP       or is a symbolic link, -ENOTDIR no directory
 *   -EACCES      or can be written by others
 * or what else the kernel gives.
 */
int door_open(struct door *door, uid_t other, pid_t *holder);

/* Removes the names, those of the directories as well if nothing else is in them. */
void door_close(struct door *door);

/*
 * Opens the way to the door that the other account has for this one: a descriptor for writing,
 * non-blocking, the PID of who reads it and a pidfd that is certain to be its own. The descriptors
 * are the caller's. Returns 0, or
 *   -ENOENT   there is none for this account
 *   -ESRCH    nobody is behind it, or somebody of a third account
 *   -EREMOTE  who is behind it has no PID in this namespace
 *   -EPERM    what stands there is a third account's, or no FIFO
 */
int door_reach(uid_t other, int *fd, pid_t *pid, int *pidfd);

/* Who is behind it? Errors as above. */
int door_holder(uid_t other, pid_t *pid);

/*
 * Calls each() for every account that waits at a door for this one. A result other than 0 ends the
 * walk and is returned. Otherwise returns 0 or a negative errno.
 */
int door_walk(int (*each)(uid_t other, pid_t pid, void *context), void *context);

/*
 * Removes what killed processes of this account left, with dry nothing; report() is told each path.
 * Returns 0 or a negative errno.
 */
int door_sweep(bool dry, void (*report)(const char *path, void *context), void *context);

#endif
