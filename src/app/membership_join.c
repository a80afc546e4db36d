/* SPDX-License-Identifier: ISC */
/*
 * How one becomes a member: the hub is found by who holds the room's seat, the queues are made, the
 * slot is knocked at, and the first thing that comes says whether we are in.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/fail.h"
#include "app/membership_parts.h"
#include "app/refuse.h"
#include "ipc/inbox.h"
#include "ipc/process.h"
#include "ipc/rundir.h"
#include "ipc/slot.h"

/* How long joining may take. */
#define JOIN_MS 5000
/* Between a hub's taking its seat and its making the slot pass some milliseconds. */
#define PAUSE_NS 2000000
/* Who waits for the slot looks so often whether there is still a hub. */
#define LOOK_MS 100

static gid_t group_of(const struct membership *membership)
{
	return membership->address.has_group ? membership->address.group : RUNDIR_PRIVATE;
}

static int refuse(const struct membership *membership, int status, const char *why)
{
	char text[ADDRESS_TEXT_SIZE];

	return fail(status, "%s: %s", address_text(&membership->address, text), why);
}

/* Finds the hub's process, and the room's name in this runtime directory. */
static int find_hub(struct membership *membership, struct roomname *name)
{
	struct rundir rundir;
	int error = rundir_open_at(&rundir, &membership->address, false), fd;

	if (error == -ENOENT)
		return refuse_no_peer(&membership->address);
	if (error < 0)
		return refuse_rundir(&rundir, error);
	error = inbox_reach(rundir.fd, SEAT_ROOM, &fd, &membership->hub_pid, &membership->hub);
	if (error == 0) {
		close(fd);
		error = roomname_init(name, rundir.base, membership->address.chat);
	} else {
		membership->hub = -1;
	}
	rundir_close(&rundir);
	if (error == -ENOENT || error == -ESRCH || error == -ENXIO)
		return refuse_no_peer(&membership->address);
	if (error == -EPERM)
		return refuse(membership, EX_NOPERM, "its files are another account's");
	return error < 0 ? fail_errno(error, "room") : EX_OK;
}

/* Of those who come for a moment there may be many: they take turns with what an account may have.
 */
static int make_queues(struct membership *membership, const struct roomname *name,
	const struct membership_options *options, int64_t end_ms)
{
	int error = mqpair_create(&membership->pair, name, group_of(membership));
	const char *why;

	while (error == -EMFILE && options->brief && clock_ms() < end_ms) {
		nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
		error = mqpair_create(&membership->pair, name, group_of(membership));
	}
	if (error == 0)
		return EX_OK;
	why = mqpair_explain(error);
	return why != NULL ? refuse(membership, EX_CANTCREAT, why)
			   : fail_errno(error, "message queues");
}

static int refuse_knock(const struct membership *membership, int error, pid_t holder)
{
	char why[128];

	switch (error) {
	case -ENOENT:
		return refuse(
			membership, EX_TEMPFAIL, "the hub has just ended, or does not answer");
	case -EBUSY:
		snprintf(why, sizeof(why),
			"the process %ld has the joining slot; it may be stopped", (long)holder);
		return refuse(membership, EX_TEMPFAIL, why);
	case -ETIMEDOUT:
		return refuse(
			membership, EX_TEMPFAIL, "the hub does not answer; it may be stopped");
	case -EPERM:
	case -EACCES:
		return refuse(
			membership, EX_NOPERM, "its joining slot is not this account's to use");
	case -EBADMSG:
		return refuse(membership, EX_DATAERR, "its joining slot is damaged");
	default:
		return fail_errno(error, "joining");
	}
}

static int time_to_wait(int64_t end_ms)
{
	int64_t left = end_ms - clock_ms();

	return left <= 0 ? 0 : left < LOOK_MS ? (int)left : LOOK_MS;
}

static int knock(struct membership *membership, const struct roomname *name,
	const struct membership_options *options, int64_t end_ms)
{
	struct slot_request request = {.pid = getpid(),
		.tag = membership->pair.tag,
		.flags = options->brief ? SLOT_BRIEF : 0};
	pid_t holder = 0;
	int error;

	snprintf(request.nick, sizeof(request.nick), "%s", options->nick);
	do {
		error = slot_knock(
			name, group_of(membership), &request, time_to_wait(end_ms), &holder);
		if (error == -ENOENT)
			nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
	} while ((error == -ENOENT || error == -EBUSY || error == -ETIMEDOUT) &&
		 clock_ms() < end_ms && !process_ended(membership->hub));
	if ((error == -EBUSY || error == -ETIMEDOUT) && process_ended(membership->hub))
		return refuse(membership, EX_UNAVAILABLE, "the hub has just ended");
	return error < 0 ? refuse_knock(membership, error, holder) : EX_OK;
}

/* The first thing that is said is whether we are in. */
static int await_welcome(struct membership *membership, int64_t end_ms)
{
	unsigned char bytes[MQPAIR_FRAME_MAX];
	struct member_event event;

	while (membership_await(membership, end_ms)) {
		int n = mqpair_receive(&membership->pair, bytes, sizeof(bytes));

		if (n == -EAGAIN && process_ended(membership->hub))
			return refuse(membership, EX_UNAVAILABLE, "the hub has just ended");
		if (n == -EAGAIN)
			continue;
		if (n < 0 || member_receive(&membership->member, bytes, (size_t)n, &event) < 0)
			return refuse(
				membership, EX_DATAERR, "the hub says what can't be understood");
		if (event.kind == MEMBER_WELCOME)
			return EX_OK;
		if (event.kind == MEMBER_REFUSED || event.kind == MEMBER_BYE)
			return refuse(membership, refusal_status(event.code), event.reason);
	}
	return refuse_knock(membership, -ETIMEDOUT, 0);
}

int membership_join(struct membership *membership, const struct membership_options *options)
{
	int64_t end_ms = clock_ms() + (options->timeout_ms > 0 ? options->timeout_ms : JOIN_MS);
	struct roomname name;
	int status = find_hub(membership, &name);

	if (status == EX_OK)
		status = make_queues(membership, &name, options, end_ms);
	if (status == EX_OK)
		status = knock(membership, &name, options, end_ms);
	if (status == EX_OK)
		status = await_welcome(membership, end_ms);
	mqpair_unlink(&membership->pair);
	return status;
}
