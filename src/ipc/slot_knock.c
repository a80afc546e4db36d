/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/name.h"
#include "ipc/slot_file.h"

/* Whoever has the lock needs microseconds, but for one that was stopped. */
#define LOCK_PAUSE_MIN 50000   /* ns */
#define LOCK_PAUSE_MAX 2000000 /* ns */

struct knocker {
	sem_t *free, *knock;
	int fd;
	const struct slot_layout *layout; /* the request */
	int64_t deadline;                 /* ns of the monotonic clock */
	pid_t *holder;
	bool damaged; /* the object is none, and the hub was rung for it */
};

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* One step, or what is left. Returns whether the token was there. */
static bool take_token(struct knocker *knocker)
{
	int64_t until = now() + (int64_t)SLOT_STEP_MS * 1000000;
	struct timespec ts;

	if (until > knocker->deadline)
		until = knocker->deadline;
	ts = (struct timespec){.tv_sec = until / 1000000000, .tv_nsec = until % 1000000000};
	while (sem_clockwait(knocker->free, CLOCK_MONOTONIC, &ts) < 0) {
		if (errno != EINTR)
			return false;
	}
	return true;
}

static struct flock whole(short type)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET};
}

/* 0, or -EBUSY and who has it. */
static int try_lock(struct knocker *knocker)
{
	struct flock lock = whole(F_WRLCK);

	if (fcntl(knocker->fd, F_SETLK, &lock) == 0)
		return 0;
	if (errno != EAGAIN && errno != EACCES)
		return -errno;
	lock = whole(F_WRLCK);
	if (fcntl(knocker->fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		*knocker->holder = lock.l_pid > 0 ? lock.l_pid : 0;
	return -EBUSY;
}

/* With the token it is our turn, as long as there is time; without, one look has to do. */
static int take_lock(struct knocker *knocker, bool token)
{
	long pause = LOCK_PAUSE_MIN;
	int error = try_lock(knocker);

	while (error == -EBUSY && token && now() < knocker->deadline) {
		nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
		if (pause < LOCK_PAUSE_MAX)
			pause *= 2;
		error = try_lock(knocker);
	}
	return error;
}

/* The hub makes it whole again when it is rung, and sleeps until then. */
static int ring_for_damage(struct knocker *knocker)
{
	knocker->damaged = true;
	sem_post(knocker->knock);
	return -EBADMSG;
}

static bool removed(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_nlink == 0;
}

/* With the lock. The state is written last, alone: a request that is there is there whole. */
static int leave_request(struct knocker *knocker)
{
	const size_t head = offsetof(struct slot_layout, pid);
	struct slot_layout there;
	int error = slot_file_read(knocker->fd, &there, sizeof(there), 0);

	if (error == -EBADMSG || (error == 0 && there.magic != SLOT_MAGIC))
		return ring_for_damage(knocker);
	if (error < 0)
		return error;
	if (there.state == SLOT_CLOSED || removed(knocker->fd))
		return -ENOENT;
	if (there.state == SLOT_EMPTY) {
		error = slot_file_write(
			knocker->fd, (const char *)knocker->layout + head, SLOT_SIZE - head, head);
		if (error == 0)
			error = slot_file_set_state(knocker->fd, SLOT_KNOCKED);
	} else {
		/* Whoever left it there may have died before it rang. */
		error = -ETIMEDOUT;
	}
	if (error == 0 || error == -ETIMEDOUT)
		sem_post(knocker->knock);
	return error;
}

/* One attempt. -EBUSY and -ETIMEDOUT: try again while there is time. */
static int attempt(struct knocker *knocker)
{
	bool token = take_token(knocker);
	int error = take_lock(knocker, token);

	if (error == 0) {
		struct flock unlock = whole(F_UNLCK);

		error = leave_request(knocker);
		fcntl(knocker->fd, F_SETLK, &unlock);
	}
	/* Whoever empties the slot gives another one; otherwise the turn is somebody else's. */
	if (token && error < 0 && error != -ETIMEDOUT)
		sem_post(knocker->free);
	return error;
}

static int encode(struct slot_layout *layout, const struct slot_request *request)
{
	size_t len = strnlen(request->nick, sizeof(request->nick));

	if (request->pid <= 0 || len > RECORD_FROM_MAX)
		return -EINVAL;
	if (len > 0 && !name_nick_valid(request->nick))
		return -EINVAL;
	*layout = (struct slot_layout){
		.magic = SLOT_MAGIC,
		.pid = request->pid,
		.flags = request->flags,
		.tag = request->tag,
	};
	memcpy(layout->nick, request->nick, len);
	return 0;
}

static int open_object(struct knocker *knocker, const struct roomname *name, gid_t group)
{
	knocker->fd = slot_file_open_object(name, group);
	if (knocker->fd >= 0)
		return 0;
	if (knocker->fd == -EBADMSG &&
		slot_file_open_semaphore(&knocker->knock, name, ROOMNAME_KNOCK, group) == 0)
		return ring_for_damage(knocker);
	return knocker->fd;
}

static int open_all(struct knocker *knocker, const struct roomname *name, gid_t group)
{
	int error = open_object(knocker, name, group);

	if (error == 0)
		error = slot_file_open_semaphore(&knocker->free, name, ROOMNAME_FREE, group);
	if (error == 0)
		error = slot_file_open_semaphore(&knocker->knock, name, ROOMNAME_KNOCK, group);
	return error;
}

static void close_all(struct knocker *knocker)
{
	if (knocker->free != NULL)
		sem_close(knocker->free);
	if (knocker->knock != NULL)
		sem_close(knocker->knock);
	if (knocker->fd >= 0)
		close(knocker->fd);
}

/* As long as there is time and the slot is what it has to be. */
static int knock_at(struct knocker *knocker, const struct roomname *name, gid_t group)
{
	int error = open_all(knocker, name, group);

	while (error == 0) {
		error = attempt(knocker);
		if (error == 0 || (error != -EBUSY && error != -ETIMEDOUT) ||
			now() >= knocker->deadline)
			break;
		error = 0;
	}
	close_all(knocker);
	return error;
}

int slot_knock(const struct roomname *name, gid_t group, const struct slot_request *request,
	int timeout_ms, pid_t *holder)
{
	struct slot_layout layout;
	const int64_t deadline = now() + (int64_t)timeout_ms * 1000000;
	int error = encode(&layout, request);

	*holder = 0;
	while (error == 0) {
		struct knocker knocker = {
			.fd = -1, .layout = &layout, .deadline = deadline, .holder = holder};

		error = knock_at(&knocker, name, group);
		if (!knocker.damaged || error != -EBADMSG || now() >= deadline)
			break;
		nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE_MAX}, NULL);
		error = 0;
	}
	return error;
}
