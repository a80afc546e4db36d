/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/segment.h"

#include <errno.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#include "ipc/process.h"
#include "ipc/rundir.h"

#define MODE       0600
#define MODE_GROUP 0640

/* Of Linux 6.1; the C library may be older. */
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

/* shmat(2) tells a failure by this value. */
static bool attach_failed(const void *address)
{
	return address == (const void *)-1;
}

/*
 * Where that much fits at a multiple of SEGMENT_STRETCH; NULL, which is anywhere, should there be
 * no such place. It may be taken by somebody else before it is used: shmat(2) then refuses it.
 */
static void *aligned_place(size_t size)
{
	size_t with_spare = size + SEGMENT_STRETCH;
	char *spare = mmap(
		NULL, with_spare, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (spare == MAP_FAILED)
		return NULL;
	munmap(spare, with_spare);
	return spare + (SEGMENT_STRETCH - (uintptr_t)spare % SEGMENT_STRETCH);
}

/* Only at a multiple of SEGMENT_STRETCH can a huge page be mapped whole. Fails as shmat(2) does. */
static void *attach(int id, size_t size, int flags)
{
	void *address = shmat(id, aligned_place(size), flags);

	return attach_failed(address) && errno == EINVAL ? shmat(id, NULL, flags) : address;
}

/* IPC_SET (shmctl(2)) takes owner, group and mode; the creator stays. */
static int share(int id, gid_t group)
{
	struct shmid_ds ds;

	if (group == RUNDIR_PRIVATE)
		return 0;
	if (shmctl(id, IPC_STAT, &ds) < 0)
		return -errno;
	ds.shm_perm.gid = group;
	ds.shm_perm.mode = MODE_GROUP;
	return shmctl(id, IPC_SET, &ds) < 0 ? -errno : 0;
}

int segment_create_for(struct segment *segment, size_t size, gid_t group)
{
	int id = shmget(IPC_PRIVATE, size, IPC_CREAT | IPC_EXCL | MODE), error = 0;
	void *address;

	if (id < 0)
		return -errno;
	address = attach(id, size, 0);
	if (attach_failed(address))
		error = -errno;
	if (shmctl(id, IPC_RMID, NULL) < 0 && error == 0)
		error = -errno;
	/* Marked, it can still be shared: first of all it must not be left behind. */
	if (error == 0)
		error = share(id, group);
	if (error == 0)
		*segment = (struct segment){.id = id, .address = address, .size = size};
	else if (!attach_failed(address))
		shmdt(address);
	return error;
}

int segment_create(struct segment *segment, size_t size)
{
	return segment_create_for(segment, size, RUNDIR_PRIVATE);
}

static int stat_segment_of(int id, struct shmid_ds *ds, uid_t creator)
{
	if (shmctl(id, IPC_STAT, ds) < 0)
		return errno == EINVAL || errno == EIDRM ? -ENOENT
		       : errno == EACCES                 ? -EPERM
							 : -errno;
	return ds->shm_perm.cuid == creator ? 0 : -EPERM;
}

static int stat_segment(int id, struct shmid_ds *ds)
{
	return stat_segment_of(id, ds, geteuid());
}

int segment_attach_of(struct segment *segment, int id, size_t size, uid_t creator)
{
	void *address = attach(id, size, SHM_RDONLY);
	struct shmid_ds ds;
	int error;

	if (attach_failed(address))
		return errno == EINVAL || errno == EIDRM ? -ENOENT
		       : errno == EACCES                 ? -EPERM
							 : -errno;
	/* Attached, it can't go, and its number can't come to mean another. */
	error = stat_segment_of(id, &ds, creator);
	if (error == 0 && ds.shm_segsz != size)
		error = -EBADMSG;
	if (error < 0) {
		shmdt(address);
		return error;
	}
	*segment = (struct segment){.id = id, .address = address, .size = size};
	return 0;
}

int segment_attach(struct segment *segment, int id, size_t size)
{
	return segment_attach_of(segment, id, size, geteuid());
}

void segment_close(struct segment *segment)
{
	if (segment->address == NULL)
		return;
	shmdt(segment->address);
	segment->address = NULL;
}

int segment_gather(const struct segment *segment, size_t offset)
{
	char *address = segment->address;

	if (offset % SEGMENT_STRETCH != 0 || offset + SEGMENT_STRETCH > segment->size)
		return -EINVAL;
	return madvise(address + offset, SEGMENT_STRETCH, MADV_COLLAPSE) < 0 ? -errno : 0;
}

int segment_stat(int id, struct segment_info *info)
{
	struct shmid_ds ds;
	int error = stat_segment(id, &ds);

	if (error < 0)
		return error;
	*info = (struct segment_info){
		.size = ds.shm_segsz,
		.attached = ds.shm_nattch,
		.creator = ds.shm_cpid,
		.marked = (ds.shm_perm.mode & SHM_DEST) != 0,
	};
	return 0;
}

static bool left_behind(const struct shmid_ds *ds, size_t size)
{
	return ds->shm_perm.cuid == geteuid() && ds->shm_segsz == size && ds->shm_nattch == 0 &&
	       (ds->shm_perm.mode & SHM_DEST) == 0 && !process_exists(ds->shm_cpid);
}

int segment_sweep(size_t size, bool dry, void (*each)(int id, void *context), void *context)
{
	struct shm_info info;
	struct shmid_ds ds;
	int last = shmctl(0, SHM_INFO, (struct shmid_ds *)&info), found = 0;

	if (last < 0)
		return -errno;
	/* SHM_STAT takes a slot of the kernel's table, not an identifier, and returns the latter.
	 */
	for (int slot = 0; slot <= last; slot++) {
		int id = shmctl(slot, SHM_STAT, &ds);

		if (id < 0 || !left_behind(&ds, size))
			continue;
		if (!dry && shmctl(id, IPC_RMID, NULL) < 0)
			continue;
		found++;
		if (each != NULL)
			each(id, context);
	}
	return found;
}
