/* SPDX-License-Identifier: ISC */
/*
 * The runtime directory: where the names of what lives are.
 *
 * $SHMOOZE_DIR, else $XDG_RUNTIME_DIR/shmooze, else /tmp/shmooze-UID; in it one directory a chat. A
 * directory is taken only if it is a real one (no symbolic link), belongs to this account and is
 * open to nobody else: everything in it is then as trustworthy as the account itself. All work is
 * done relative to descriptors, so nobody can change the path behind a check. The runtime directory
 * itself may also be of mode 0711, for doors (ipc/door): others pass through it then, and see
 * nothing of what is in it but whether a name is there.
 *
 * The rooms of a group are in a directory of its own: $SHMOOZE_GROUP_DIR, else
 * /tmp/shmooze-group-GID; in it one directory a room. Each of them is taken only if it is a real
 * one, of that group and of mode 2770 exactly, whoever owns it. Only a member of a group can make
 * such a directory, so everything in it is as trustworthy as the group; any account of it can
 * replace or remove what stands there. Names in it get the group by the set-group-ID bit.
 */
#ifndef IPC_RUNDIR_H
#define IPC_RUNDIR_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "core/address.h"

/* No group: of this account alone. */
#define RUNDIR_PRIVATE ((gid_t)-1)

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
 * The same with the directory of a group, or with RUNDIR_PRIVATE as the three above. In a group's
 * case -EPERM means that the directory is of another group, or can't be made since this process is
 * not of that group; -EACCES that its mode is another than 2770, or that it can't be reached.
 * Somebody who is just making the directory is waited for, a tenth of a second at most.
 */
int rundir_path_of(char *out, size_t size, gid_t group);
int rundir_open_base_of(struct rundir *rundir, gid_t group, bool create);
int rundir_open_of(struct rundir *rundir, const char *chat, gid_t group, bool create);

/*
 * Opens the directory of a chat in a base directory that is open: *rundir becomes what
 * rundir_open_of() would have made of it, with a descriptor of the base of its own. Errors as
 * above.
 */
int rundir_open_in(struct rundir *rundir, const struct rundir *base, const char *chat, bool create);

/*
 * The group whose directory this is, as its mode tells, or RUNDIR_PRIVATE. Of a directory that
 * rundir_open_of() has opened it is the group that was asked for. Files in it are to be of mode
 * 0660.
 */
gid_t rundir_group(int dir);

/*
 * Whether a file in that directory is as trustworthy as the directory: this account's, or of the
 * directory's group and closed to all others.
 */
bool rundir_trusts(int dir, const struct stat *st);

/*
 * The same for an address: the base directory where its chat or room is, and that of the chat or
 * room in it.
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
