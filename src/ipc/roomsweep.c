/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/roomsweep.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "ipc/direntry.h"
#include "ipc/inbox.h"
#include "ipc/process.h"
#include "ipc/roomname.h"

#define FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

/* Of a semaphore's file in /dev/shm, see sem_overview(7). */
#define SEM      "sem."
#define SEM_SIZE (sizeof(SEM) - 1)

/* linux/magic.h does not have it; statfs(2) does. */
#define MQUEUE_MAGIC 0x19800202

struct sweep {
	const struct reap *reap;
	const struct rundir *rundir;
	struct roomname base; /* its room means nothing */
	const char *where;
	int dir;           /* of where */
	const char *entry; /* in hand */
	int found;
};

static bool is_own(const struct sweep *sweep, const char *entry)
{
	struct stat st;

	return fstatat(sweep->dir, entry, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	       st.st_uid == geteuid();
}

static void take_away(struct sweep *sweep, const char *entry)
{
	char path[PATH_MAX];

	if (!is_own(sweep, entry))
		return;
	sweep->found++;
	snprintf(path, sizeof(path), "%s/%s", sweep->where, entry);
	if (sweep->reap->report != NULL)
		sweep->reap->report(path, sweep->reap->context);
	if (!sweep->reap->dry)
		unlinkat(sweep->dir, entry, 0);
}

/* The entry as a name of this base directory. */
static bool parse(const struct sweep *sweep, const char *entry, struct roomname *name,
	struct roomname_part *part)
{
	bool semaphore = strncmp(entry, SEM, SEM_SIZE) == 0;
	char text[ROOMNAME_SIZE + 1];
	int n = snprintf(text, sizeof(text), "/%s", entry + (semaphore ? SEM_SIZE : 0));

	return n < ROOMNAME_SIZE && roomname_parse(text, name, part) &&
	       roomname_same_base(name, &sweep->base) &&
	       semaphore == (part->kind == ROOMNAME_FREE || part->kind == ROOMNAME_KNOCK);
}

/* inbox_reap()'s callback: nobody can become the hub. */
static void take_entry(void *context)
{
	struct sweep *sweep = context;

	take_away(sweep, sweep->entry);
}

/* A look only: by the time that it is over somebody may have come. */
static int report_held(struct sweep *sweep, const char *room)
{
	struct rundir dir;
	pid_t holder;
	int error = rundir_open_in(&dir, sweep->rundir, room, false);

	if (error == 0) {
		error = inbox_holder(dir.fd, SEAT_ROOM, &holder);
		rundir_close(&dir);
	}
	if (error == -ENOENT || error == -ESRCH)
		take_entry(sweep);
	return 0;
}

/*
 * While the seat of the hub is in our hand. It has no inbox as a rule, since reap_chat() was there:
 * one that nobody holds keeps others away as well. What else is the seat's goes with it.
 */
static int take_unheld(struct sweep *sweep, const char *room)
{
	char inbox[DIRENTRY_NAME_SIZE];
	struct rundir dir;
	int error = rundir_open_in(&dir, sweep->rundir, room, true);

	if (error < 0)
		return 0; /* what stands there is not to be trusted, and not ours to clear away */
	direntry_name(inbox, SEAT_ROOM, "in");
	if (mkfifoat(dir.fd, inbox, S_IRUSR | S_IWUSR) == 0 || errno == EEXIST)
		inbox_reap(dir.fd, SEAT_ROOM, take_entry, sweep);
	rundir_remove(&dir);
	rundir_close(&dir);
	return 0;
}

static int sweep_object(const char *entry, void *context)
{
	struct sweep *sweep = context;
	struct roomname_part part;
	struct roomname name;

	if (!parse(sweep, entry, &name, &part) || part.pid != 0 || !is_own(sweep, entry))
		return 0;
	sweep->entry = entry;
	return sweep->reap->dry ? report_held(sweep, name.room) : take_unheld(sweep, name.room);
}

static int sweep_queue(const char *entry, void *context)
{
	struct sweep *sweep = context;
	struct roomname_part part;
	struct roomname name;

	if (parse(sweep, entry, &name, &part) && part.pid != 0 && !process_exists(part.pid))
		take_away(sweep, entry);
	return 0;
}

static int walk(struct sweep *sweep, const char *where, int (*each)(const char *, void *))
{
	int error;

	sweep->where = where;
	sweep->dir = open(where, FLAGS);
	if (sweep->dir < 0)
		return errno == ENOENT ? 0 : -errno;
	error = rundir_walk(sweep->dir, each, sweep);
	close(sweep->dir);
	return error;
}

bool roomsweep_lists_queues(void)
{
	struct statfs fs;

	return statfs(ROOMNAME_MQUEUE, &fs) == 0 && fs.f_type == MQUEUE_MAGIC;
}

int roomsweep_run(const struct reap *reap, const struct rundir *rundir)
{
	struct sweep sweep = {.reap = reap, .rundir = rundir};
	struct stat st;
	int error;

	if (fstat(rundir->base, &st) < 0)
		return -errno;
	sweep.base = (struct roomname){.device = st.st_dev, .inode = st.st_ino};
	error = walk(&sweep, ROOMNAME_SHM, sweep_object);
	if (error == 0 && roomsweep_lists_queues())
		error = walk(&sweep, ROOMNAME_MQUEUE, sweep_queue);
	return error < 0 ? error : sweep.found;
}
