/* SPDX-License-Identifier: ISC */
/*
 * The runtime directory: where the names of what lives are.
 *
 * $SHMOOZE_DIR, else $XDG_RUNTIME_DIR/shmooze, else /tmp/shmooze-UID; in it one directory a chat. A
 * directory is taken only if it is a real one (no symbolic link), belongs to this account and is
 * open to nobody else: everything in it is then as trustworthy as the account itself. All work is
 * done relative to descriptors, so nobody can change the path behind a check.
 */
#ifndef IPC_RUNDIR_H
#define IPC_RUNDIR_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/address.h"

struct rundir {
	int base;            /* descriptor of the runtime directory */
	int fd;              /* descriptor of the chat's directory */
	char path[PATH_MAX]; /* of the chat's directory, or of what was refused */
	char chat[NAME_CHAT_MAX + 1];
};

/* The path of the runtime directory by the environment. Returns 0 or -ENAMETOOLONG. */
int rundir_path(char *out, size_t size);

/*
 * Opens the runtime directory, with create making it where it is missing. rundir->path names it,
 * also after an error:
 *   -ENOENT   it is not there
 *   -ELOOP    it is a symbolic link
 *   -ENOTDIR  it is no directory
 *   -EPERM    it belongs to another account
 *   -EACCES   it is open to others, or can't be reached
 * or what else mkdir(2) and open(2) give.
 */
int rundir_open_base(struct rundir *rundir, bool create);

/* Opens the directory of a chat as well; chat is a valid name. Errors as above. */
int rundir_open(struct rundir *rundir, const char *chat, bool create);

/*
 * The same for an address: the base directory where its chat or room is, and that of the chat or
 * room in it. -EOPNOTSUPP: it is one of a group.
 */
int rundir_open_base_at(struct rundir *rundir, const struct address *address, bool create);
int rundir_open_at(struct rundir *rundir, const struct address *address, bool create);

/* Closes the descriptors. */
void rundir_close(struct rundir *rundir);

/* Removes the chat's directory if nothing is left in it. */
void rundir_remove(const struct rundir *rundir);

/*
 * Calls each() for every entry of the directory fd whose name is not "." or ".."; the order is the
 * kernel's. A negative result ends the walk and is returned. Otherwise returns 0 or a negative
 * errno.
 */
int rundir_walk(int fd, int (*each)(const char *name, void *context), void *context);

#endif
