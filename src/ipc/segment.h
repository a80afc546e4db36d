/* SPDX-License-Identifier: ISC */
/*
 * System V shared memory that cannot be left behind.
 *
 * A segment is created, attached and marked for removal at once (shmctl(2), IPC_RMID): the kernel
 * destroys it when the last process detaches, however that ends. Linux lets others attach by the
 * identifier all the same until then; ipcs(1) shows such a segment with key 0 and status "dest".
 *
 * Only a process killed between the first and the third call leaves one: ours by its creator, its
 * size, and its having neither a mark nor anybody attached. segment_sweep() removes those.
 */
#ifndef IPC_SEGMENT_H
#define IPC_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Pages come one by one when they are first touched, which takes the kernel some microseconds each.
 * It can have one huge page, of this size where pages have 4096 bytes, in their place; segments
 * are attached at a multiple of it.
 */
#define SEGMENT_STRETCH ((size_t)2 << 20)

struct segment {
	int id;
	void *address;
	size_t size;
};

struct segment_info {
	size_t size;
	unsigned long attached; /* how many times, by all processes */
	pid_t creator;
	bool marked; /* for removal */
};

/*
 * Creates a segment of size bytes, all zero, for this account alone, attaches it and marks it.
 * Returns 0, -ENOSPC (the system's limit on segments), -ENOMEM or what else shmget(2) gives.
 */
int segment_create(struct segment *segment, size_t size);

/*
 * The same, readable for a group as well (mode 0640), of which this process is. With RUNDIR_PRIVATE
 * (ipc/rundir.h) it is segment_create(). -EPERM where this process is not of the group.
 */
int segment_create_for(struct segment *segment, size_t size, gid_t group);

/*
 * Attaches an existing segment for reading only. Returns 0, -ENOENT where there is none of that
 * number, -EPERM where another account created it, -EBADMSG where its size is another.
 */
int segment_attach(struct segment *segment, int id, size_t size);

/*
 * The same of a segment that a certain account has created, as the owner of its card has
 * (card_owner()).
 */
int segment_attach_of(struct segment *segment, int id, size_t size, uid_t creator);

/* Detaches. The segment is gone if this was the last. May be called again. */
void segment_close(struct segment *segment);

/*
 * Has a huge page stand behind the SEGMENT_STRETCH bytes from offset on, a multiple of that,
 * whatever they are: for this process and all others, and whether the system prefers huge pages or
 * not (madvise(2), MADV_COLLAPSE). Something of them must have been touched already. Returns 0 or a
 * negative errno: the kernel can't (before Linux 6.1) or has none to give, and nothing has changed.
 */
int segment_gather(const struct segment *segment, size_t offset);

/* Returns 0, or -ENOENT, -EPERM as above. */
int segment_stat(int id, struct segment_info *info);

/*
 * Calls each(id, context) for every segment of that size that a killed process of this account left
 * behind, and removes it first unless dry. Returns how many there were, or a negative errno.
 */
int segment_sweep(size_t size, bool dry, void (*each)(int id, void *context), void *context);

#endif
