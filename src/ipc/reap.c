/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/reap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/board.h"
#include "ipc/direntry.h"
#include "ipc/inbox.h"
#include "ipc/mailbox.h"
#include "ipc/process.h"
#include "ipc/segment.h"

/* All that a seat may have in the directory; the inbox, which is removed last, is not among them.
 */
static const char *const kinds[] = {"card", "post"};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct seat_work {
	const struct reap *reap;
	const struct rundir *rundir;
	enum seat seat;
	int found;
};

static bool exists(const struct rundir *rundir, const char *name)
{
	struct stat st;

	return fstatat(rundir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static void report_path(const struct reap *reap, const struct rundir *rundir, const char *name)
{
	char path[PATH_MAX + NAME_MAX + 2];

	if (reap->report == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%s", rundir->path, name);
	reap->report(path, reap->context);
}

static void take_away(struct seat_work *work, const char *name)
{
	if (!exists(work->rundir, name))
		return;
	work->found++;
	report_path(work->reap, work->rundir, name);
	if (!work->reap->dry)
		unlinkat(work->rundir->fd, name, 0);
}

/* inbox_reap()'s callback: the seat is in our hand. */
static void remove_kinds(void *context)
{
	struct seat_work *work = context;
	char name[DIRENTRY_NAME_SIZE];

	for (size_t i = 0; i < KINDS; i++) {
		direntry_name(name, work->seat, kinds[i]);
		take_away(work, name);
	}
}

bool reap_seat_named(const struct rundir *rundir, enum seat seat)
{
	char name[DIRENTRY_NAME_SIZE];

	for (size_t i = 0; i < KINDS; i++) {
		direntry_name(name, seat, kinds[i]);
		if (exists(rundir, name))
			return true;
	}
	direntry_name(name, seat, "in");
	return exists(rundir, name);
}

static int reap_leftover(struct seat_work *work)
{
	int error = inbox_reap(work->rundir->fd, work->seat, remove_kinds, work);

	/* Somebody else is at it, or has taken the seat: then it is not left over. */
	return error == -EBUSY || error == -EAGAIN || error == -ENOENT ? 0 : error;
}

/*
 * There is a card but no inbox: somebody removed that by hand. An inbox that nobody holds makes it
 * a leftover like others; if there is one by now, a peer has come.
 */
static int reap_without_inbox(struct seat_work *work)
{
	char name[DIRENTRY_NAME_SIZE];

	if (!reap_seat_named(work->rundir, work->seat))
		return 0;
	if (work->reap->dry) {
		remove_kinds(work);
		return 0;
	}
	direntry_name(name, work->seat, "in");
	if (mkfifoat(work->rundir->fd, name, S_IRUSR | S_IWUSR) < 0)
		return errno == EEXIST || errno == ENOENT ? 0 : -errno;
	return reap_leftover(work);
}

static int reap_inbox(struct seat_work *work)
{
	char name[DIRENTRY_NAME_SIZE];

	direntry_name(name, work->seat, "in");
	work->found++;
	report_path(work->reap, work->rundir, name);
	if (work->reap->dry) {
		remove_kinds(work);
		return 0;
	}
	return reap_leftover(work);
}

static void keep_mailbox(const struct seat_work *work, const char *name, uint64_t messages)
{
	char path[PATH_MAX + NAME_MAX + 2];

	if (work->reap->keep == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%s", work->rundir->path, name);
	work->reap->keep(path, messages, work->reap->context);
}

/*
 * Of a seat that nobody holds. Should somebody take it just now, and the mailbox, it is gone for
 * them as if the system had removed it, and they make another.
 */
static int reap_mailbox(struct seat_work *work)
{
	struct mailbox_info info = {0};
	struct mailbox mailbox;
	char name[DIRENTRY_NAME_SIZE];
	int error;

	direntry_name(name, work->seat, "mail");
	if (!exists(work->rundir, name))
		return 0;
	/* A file without its queue is as good as an empty mailbox. */
	if (mailbox_open(&mailbox, work->rundir, work->seat, false, NULL) == 0)
		mailbox_stat(&mailbox, &info);
	error = info.messages > 0 ? -ENOTEMPTY : 0;
	if (error == 0 && !work->reap->dry)
		error = mailbox_remove(work->rundir, work->seat, true);
	if (error == -ENOTEMPTY) {
		keep_mailbox(work, name, info.messages > 0 ? info.messages : 1);
		return 0;
	}
	if (error == 0) {
		work->found++;
		report_path(work->reap, work->rundir, name);
	}
	return error;
}

static int reap_seat(struct seat_work *work)
{
	pid_t holder;
	int error = inbox_holder(work->rundir->fd, work->seat, &holder);

	if (error == 0 || error == -EREMOTE)
		return 0;
	if (error != -ENOENT && error != -ESRCH)
		return error;
	if (error == -ENOENT)
		error = reap_without_inbox(work);
	else
		error = reap_inbox(work);
	/* A room has no mailbox. */
	return error < 0 || work->seat == SEAT_ROOM ? error : reap_mailbox(work);
}

static int reap_temporary(const char *name, void *context)
{
	struct seat_work *work = context;
	pid_t pid = direntry_temporary_pid(name);

	if (pid != 0 && !process_exists(pid))
		take_away(work, name);
	return 0;
}

int reap_chat(const struct reap *reap, const struct rundir *rundir, const enum seat *own)
{
	struct seat_work work = {.reap = reap, .rundir = rundir};
	int error = rundir_walk(rundir->fd, reap_temporary, &work);

	for (int seat = SEAT_A; seat < SEAT_ALL_COUNT && error == 0; seat++) {
		work.seat = (enum seat)seat;
		if (own == NULL || *own != work.seat)
			error = reap_seat(&work);
	}
	if (error == 0 && !reap->dry && !reap->keep_dir)
		rundir_remove(rundir);
	return error < 0 ? error : work.found;
}

static void report_segment(int id, void *context)
{
	const struct reap *reap = context;
	char what[32];

	if (reap->report == NULL)
		return;
	snprintf(what, sizeof(what), "segment %d", id);
	reap->report(what, reap->context);
}

int reap_segments(const struct reap *reap)
{
	struct reap copy = *reap;

	return segment_sweep(BOARD_SIZE, reap->dry, report_segment, &copy);
}

static void report_queue(int queue, uint64_t messages, void *context)
{
	const struct reap *reap = context;
	char what[32];

	snprintf(what, sizeof(what), "queue %d", queue);
	if (messages > 0 && reap->keep != NULL)
		reap->keep(what, messages, reap->context);
	else if (messages == 0 && reap->report != NULL)
		reap->report(what, reap->context);
}

int reap_queues(const struct reap *reap, const struct rundir *rundir)
{
	struct reap copy = *reap;

	return mailbox_sweep(rundir, reap->dry, report_queue, &copy);
}
