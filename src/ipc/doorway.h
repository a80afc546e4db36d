/* SPDX-License-Identifier: ISC */
/*
 * Where doors are: the paths and names that ipc/door.h shows, for its parts.
 */
#ifndef IPC_DOORWAY_H
#define IPC_DOORWAY_H

#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#define DOORWAY_FIFO      "in"
#define DOORWAY_FIFO_NEW  ".in" /* until it is locked and admits the other account */
#define DOORWAY_NAME_SIZE 32

/* The directory in which accounts meet; not terminated by a slash unless it is the root. */
const char *doorway_meeting_place(void);

/* The path of an account's directory there. Returns 0 or -ENAMETOOLONG. */
int doorway_base_path(char *out, size_t size, uid_t owner);

/* The name in it of the directory for another account. */
void doorway_name(char out[DOORWAY_NAME_SIZE], uid_t other);

/* The account of such a name, or -1; "prefix" is ".with-" or "shmooze-". */
#define DOORWAY_PREFIX      ".with-"
#define DOORWAY_BASE_PREFIX "shmooze-"
uid_t doorway_account(const char *name, const char *prefix);

/*
 * Opens the directory name under at with flags besides O_DIRECTORY and O_NOFOLLOW. It has to be the
 * owner's, and nobody else may write to it. Returns a descriptor, -ENOENT, -ELOOP, -ENOTDIR,
 * -EPERM where it is another's, -EACCES where others can write to it, or what open(2) gives.
 */
int doorway_open(int at, const char *name, uid_t owner, int flags);

#endif
