/* SPDX-License-Identifier: ISC */
/*
 * Admitting one other account, by an access control list (acl(5)), and the only door to libacl.
 *
 * The list becomes the whole truth about the object: its owner has everything, the named account
 * what is said, and nobody else anything. The group's bits of the mode show the list's mask then,
 * so an object that admits somebody has mode 0620 or 0710.
 */
#ifndef IPC_ADMIT_H
#define IPC_ADMIT_H

#include <sys/types.h>

enum admit {
	ADMIT_WRITE,  /* into a FIFO, which its owner reads and writes */
	ADMIT_SEARCH, /* through a directory, for those who know the names in it */
};

/*
 * Admits the account to the object of this descriptor, which has to be this process's account's,
 * instead of all who were before. Returns 0, -EOPNOTSUPP where the file system has no access
 * control lists, or what else the kernel gives.
 */
int admit_account(int fd, uid_t account, enum admit what);

#endif
