/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/admit.h"

#include <errno.h>
#include <stdio.h>
#include <sys/acl.h>

/* The account by its number: a name may be anybody's. */
static acl_t make_list(uid_t account, enum admit what)
{
	const char *owner = what == ADMIT_WRITE ? "rw-" : "rwx";
	const char *other = what == ADMIT_WRITE ? "-w-" : "--x";
	char text[96];

	snprintf(text, sizeof(text), "u::%s,u:%lu:%s,g::---,m::%s,o::---", owner,
		(unsigned long)account, other, other);
	return acl_from_text(text);
}

int admit_account(int fd, uid_t account, enum admit what)
{
	acl_t list = make_list(account, what);
	int error = 0;

	if (list == NULL)
		return -errno;
	if (acl_set_fd(fd, list) < 0)
		error = -errno;
	acl_free(list);
	return error;
}
