/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/name.h"
#include "ipc/rundir.h"
#include "ipc/slot_file.h"

static void remove_part(const struct roomname *name, enum roomname_kind kind)
{
	char text[ROOMNAME_SIZE];

	roomname_format_kind(text, name, kind);
	if (kind == ROOMNAME_SLOT)
		shm_unlink(text);
	else
		sem_unlink(text);
}

static void remove_all(const struct roomname *name)
{
	remove_part(name, ROOMNAME_SLOT);
	remove_part(name, ROOMNAME_FREE);
	remove_part(name, ROOMNAME_KNOCK);
}

/* Whatever the umask is. */
static int share(int fd, gid_t group)
{
	/* In this order: with the mode first, it would be open to a wrong group. */
	if (group != RUNDIR_PRIVATE && fchown(fd, (uid_t)-1, group) < 0)
		return -errno;
	return fchmod(fd, slot_file_mode(group)) < 0 ? -errno : 0;
}

/*
 * The object with the request. One that was not removed is another account's: a killed hub's of
 * the group, or that of somebody who has no business there.
 */
static int create_object(const struct roomname *name, gid_t group)
{
	char text[ROOMNAME_SIZE];
	int fd, error;

	roomname_format_kind(text, name, ROOMNAME_SLOT);
	fd = shm_open(text, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return errno == EEXIST ? slot_file_open_object(name, group) : -errno;
	error = ftruncate(fd, SLOT_SIZE) < 0 ? -errno : share(fd, group);
	if (error == 0)
		return fd;
	close(fd);
	return error;
}

/*
 * sem_open(3) takes the mode, less the umask, but no group. By the path, for the umask may forbid
 * to open it; it is ours and the directory sticky, so nobody puts anything else there.
 */
static int share_semaphore(const struct roomname *name, enum roomname_kind kind, gid_t group)
{
	char path[ROOMNAME_PATH_SIZE];

	roomname_path(path, name, &(struct roomname_part){.kind = kind});
	if (group != RUNDIR_PRIVATE && lchown(path, (uid_t)-1, group) < 0)
		return -errno;
	return chmod(path, slot_file_mode(group)) < 0 ? -errno : 0;
}

static int create_semaphore(
	sem_t **semaphore, const struct roomname *name, enum roomname_kind kind, gid_t group)
{
	char text[ROOMNAME_SIZE];
	int error;

	roomname_format_kind(text, name, kind);
	*semaphore = sem_open(text, O_CREAT | O_EXCL, S_IRUSR | S_IWUSR, 0);
	if (*semaphore == SEM_FAILED) {
		*semaphore = NULL;
		return errno == EEXIST ? slot_file_open_semaphore(semaphore, name, kind, group)
				       : -errno;
	}
	error = share_semaphore(name, kind, group);
	if (error < 0) {
		sem_close(*semaphore);
		*semaphore = NULL;
	}
	return error;
}

/* A token, if there is none. */
static void release(struct slot *slot)
{
	int tokens;

	if (sem_getvalue(slot->free, &tokens) == 0 && tokens <= 0)
		sem_post(slot->free);
}

int slot_create(struct slot *slot, const struct roomname *name, gid_t group)
{
	static const struct slot_layout empty = {.magic = SLOT_MAGIC, .state = SLOT_EMPTY};
	int error;

	*slot = (struct slot){.name = *name, .fd = -1};
	remove_all(name);
	error = create_semaphore(&slot->free, name, ROOMNAME_FREE, group);
	if (error == 0)
		error = create_semaphore(&slot->knock, name, ROOMNAME_KNOCK, group);
	if (error == 0) {
		/* Last: it is what newcomers look for first. */
		slot->fd = create_object(name, group);
		error = slot->fd < 0 ? slot->fd : 0;
	}
	if (error == 0)
		error = slot_file_write(slot->fd, &empty, sizeof(empty), 0);
	if (error == 0) {
		release(slot);
	} else {
		remove_all(name);
		slot_close(slot);
	}
	return error;
}

void slot_close(struct slot *slot)
{
	if (slot->fd < 0 && slot->free == NULL && slot->knock == NULL)
		return;
	/* Those of another account stay. */
	remove_all(&slot->name);
	if (slot->fd >= 0) {
		slot_file_set_state(slot->fd, SLOT_CLOSED);
		close(slot->fd);
	}
	/* Who waits wakes up and sees it, and wakes the next. */
	if (slot->free != NULL) {
		sem_post(slot->free);
		sem_close(slot->free);
	}
	if (slot->knock != NULL)
		sem_close(slot->knock);
	slot->fd = -1;
	slot->free = NULL;
	slot->knock = NULL;
}

static int decode(const struct slot_layout *layout, struct slot_request *request)
{
	size_t len = strnlen(layout->nick, sizeof(layout->nick));

	if (layout->pid <= 0 || len > RECORD_FROM_MAX)
		return -EBADMSG;
	if (len > 0 && !name_nick_valid(layout->nick))
		return -EBADMSG;
	*request = (struct slot_request){
		.pid = layout->pid,
		.tag = layout->tag,
		.flags = layout->flags & SLOT_FLAGS,
	};
	memcpy(request->nick, layout->nick, len);
	return 0;
}

/* Whatever somebody has made of the object, it is empty and of its size again. */
static int repair(struct slot *slot)
{
	static const struct slot_layout empty = {.magic = SLOT_MAGIC, .state = SLOT_EMPTY};

	if (ftruncate(slot->fd, SLOT_SIZE) == 0)
		slot_file_write(slot->fd, &empty, sizeof(empty), 0);
	release(slot);
	return -EBADMSG;
}

/* A longer one is no slot for newcomers either. */
static bool of_size(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_size == (off_t)SLOT_SIZE;
}

int slot_take(struct slot *slot, struct slot_request *request)
{
	struct slot_layout layout;
	int error = slot_file_read(slot->fd, &layout, sizeof(layout), 0);

	if (error < 0 && error != -EBADMSG)
		return error;
	if (error < 0 || layout.magic != SLOT_MAGIC || !of_size(slot->fd))
		return repair(slot);
	if (layout.state == SLOT_EMPTY)
		return 0;
	error = layout.state == SLOT_KNOCKED ? decode(&layout, request) : -EBADMSG;
	if (error < 0)
		return repair(slot);
	error = slot_file_set_state(slot->fd, SLOT_EMPTY);
	release(slot);
	return error < 0 ? error : 1;
}
