/* SPDX-License-Identifier: ISC */
/*
 * What makes a queue a seat's mailbox: its key, and the file that names it.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

#include "ipc/mailbox.h"
#include "ipc/mailfile.h"
#include "ipc/maillock.h"
#include "ipc/rundir.h"

#define MODE      0600
#define KEY_SHIFT 24
/* The keys of a directory; when they are used up, those behind them will do. */
#define KEYS       0x100u
#define KEYS_TRIED 0x1000u
/* How often two answers of the kernel may contradict each other. */
#define LOOKS 3

/*
 * The first key of the runtime directory: by its path, which stays when it is removed and made
 * again, and by the one without symbolic links, however it was written.
 */
static uint32_t first_key(const struct rundir *rundir)
{
	char link[64], path[PATH_MAX];
	const char *name = path;
	uint32_t hash = 2166136261u; /* FNV-1a */
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", rundir->base);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	if (n <= 0 && rundir_path(path, sizeof(path)) < 0)
		name = "";
	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	hash = (hash >> 16 ^ hash) & 0xffff;
	return MAILBOX_KEY << KEY_SHIFT | hash * KEYS;
}

static int make_queue(const struct rundir *rundir, struct mailfile *mailfile)
{
	uint32_t key = first_key(rundir);

	for (uint32_t i = 0; i < KEYS_TRIED; i++) {
		mailfile->key = MAILBOX_KEY << KEY_SHIFT | ((key + i) & 0xffffff);
		mailfile->queue = msgget((key_t)mailfile->key, IPC_CREAT | IPC_EXCL | MODE);
		if (mailfile->queue >= 0)
			return 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -ENOSPC;
}

static bool is_ours(const struct mailfile *mailfile, const struct msqid_ds *ds)
{
	return (uint32_t)ds->msg_perm.__key == mailfile->key && ds->msg_perm.cuid == geteuid();
}

/*
 * Looks for the queue that the file names. Who is told that it is gone goes on with another, and
 * what waits in a queue that no file names is lost to its reader, so the key has to say the same.
 * Returns 0 and *ds; -ENOENT where it is gone, or the id is another queue's by now; -EACCES;
 * -EAGAIN where the kernel denies a queue that its key leads to, and abides by it.
 */
static int find_queue(const struct mailfile *mailfile, struct msqid_ds *ds)
{
	int error = 0, queue;

	for (int i = 0; i < LOOKS && error != -EACCES; i++) {
		if (msgctl(mailfile->queue, IPC_STAT, ds) == 0)
			return is_ours(mailfile, ds) ? 0 : -ENOENT;
		error = -errno;
		queue = msgget((key_t)mailfile->key, 0);
		if (queue < 0 && errno != ENOENT)
			return -errno;
		if (queue != mailfile->queue)
			return -ENOENT;
	}
	return error == -EINVAL || error == -EIDRM ? -EAGAIN : error;
}

/* The same of one that is not to be there any more. */
static int remove_queue(const struct mailfile *mailfile)
{
	struct msqid_ds ds;
	int error = 0;

	for (int i = 0; i < LOOKS && error == 0; i++) {
		if (msgctl(mailfile->queue, IPC_RMID, NULL) == 0)
			return 0;
		if (errno != EINVAL && errno != EIDRM)
			return -errno;
		error = find_queue(mailfile, &ds);
	}
	if (error == 0)
		return -EAGAIN;
	return error == -ENOENT ? 0 : error;
}

static int create(const struct rundir *rundir, enum seat seat, struct mailfile *mailfile)
{
	int error = make_queue(rundir, mailfile);

	if (error < 0)
		return error;
	error = mailfile_write(rundir->fd, seat, mailfile);
	if (error < 0)
		msgctl(mailfile->queue, IPC_RMID, NULL);
	return error;
}

static int open_locked(const struct rundir *rundir, enum seat seat, bool may_create, bool *anew,
	struct mailfile *mailfile)
{
	int error = mailfile_read(rundir->fd, seat, mailfile);
	struct msqid_ds ds;

	if (error == 0) {
		int found = find_queue(mailfile, &ds);

		if (found != -ENOENT)
			return found;
	}
	if (error < 0 && error != -ENOENT && !(may_create && error == -EBADMSG))
		return error;
	if (!may_create)
		return -ENOENT;
	*anew = error != -ENOENT;
	return create(rundir, seat, mailfile);
}

int mailbox_open(struct mailbox *mailbox, const struct rundir *rundir, enum seat seat,
	bool may_create, bool *anew)
{
	struct mailfile mailfile;
	bool ignored;
	int error = maillock_take(rundir->base, MAILLOCK_PATIENCE_MS);

	if (anew == NULL)
		anew = &ignored;
	*anew = false;
	if (error < 0)
		return error;
	error = open_locked(rundir, seat, may_create, anew, &mailfile);
	maillock_release(rundir->base);
	if (error == 0)
		*mailbox = (struct mailbox){.queue = mailfile.queue,
			.lock = rundir->base,
			.patience_ms = MAILLOCK_PATIENCE_MS};
	return error;
}

/*
 * The queue first: a file without one is known for what it is. A damaged file names nothing; what
 * it may have named, mailbox_sweep() finds.
 */
static int remove_locked(const struct rundir *rundir, enum seat seat, bool only_empty)
{
	struct mailfile mailfile;
	struct msqid_ds ds;
	int error = mailfile_read(rundir->fd, seat, &mailfile);

	if (error < 0 && error != -EBADMSG)
		return error == -ENOENT ? 0 : error;
	if (error == 0) {
		error = find_queue(&mailfile, &ds);
		if (error == 0 && only_empty && ds.msg_qnum > 0)
			return -ENOTEMPTY;
		if (error == 0)
			error = remove_queue(&mailfile);
		if (error < 0 && error != -ENOENT)
			return error;
	}
	mailfile_remove(rundir->fd, seat);
	return 0;
}

int mailbox_remove(const struct rundir *rundir, enum seat seat, bool only_empty)
{
	int error = maillock_take(rundir->base, MAILLOCK_PATIENCE_MS);

	if (error < 0)
		return error;
	error = remove_locked(rundir, seat, only_empty);
	maillock_release(rundir->base);
	return error;
}

struct search {
	int base;
	struct mailfile wanted;
	bool found;
};

/* rundir_walk()'s callback, for each chat. */
static int search_chat(const char *name, void *context)
{
	struct search *search = context;
	struct mailfile mailfile;
	int dir;

	if (!name_chat_valid(name))
		return 0;
	dir = openat(search->base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? 0 : -errno;
	for (int seat = SEAT_A; seat < SEAT_COUNT; seat++) {
		if (mailfile_read(dir, (enum seat)seat, &mailfile) == 0 &&
			mailfile.queue == search->wanted.queue &&
			mailfile.key == search->wanted.key)
			search->found = true;
	}
	close(dir);
	return 0;
}

/* Whether it is a queue of the directory that no file names. */
static bool is_stray(const struct rundir *rundir, int queue, const struct msqid_ds *ds)
{
	uint32_t key = (uint32_t)ds->msg_perm.__key;
	struct search search = {.base = rundir->base, .wanted = {queue, key}};

	return ds->msg_perm.cuid == geteuid() && (ds->msg_perm.mode & 0777) == MODE &&
	       key / KEYS == first_key(rundir) / KEYS &&
	       rundir_walk(rundir->base, search_chat, &search) == 0 && !search.found;
}

int mailbox_sweep(const struct rundir *rundir, bool dry,
	void (*each)(int queue, uint64_t messages, void *context), void *context)
{
	struct msginfo info;
	struct msqid_ds ds;
	int last = msgctl(0, MSG_INFO, (struct msqid_ds *)&info), found = 0, error;

	if (last < 0)
		return -errno;
	error = maillock_take(rundir->base, MAILLOCK_PATIENCE_MS);
	if (error < 0)
		return error;
	/* MSG_STAT takes a slot of the kernel's table, not an id, and returns the latter. */
	for (int slot = 0; slot <= last; slot++) {
		int queue = msgctl(slot, MSG_STAT, &ds);

		if (queue < 0 || !is_stray(rundir, queue, &ds))
			continue;
		if (ds.msg_qnum == 0) {
			if (!dry && msgctl(queue, IPC_RMID, NULL) < 0)
				continue;
			found++;
		}
		if (each != NULL)
			each(queue, ds.msg_qnum, context);
	}
	maillock_release(rundir->base);
	return found;
}
