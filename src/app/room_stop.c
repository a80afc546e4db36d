/* SPDX-License-Identifier: ISC */
/*
 * shmooze room --stop: joins briefly, asks the hub to end, and waits until it has.
 *
 * Where a room that is there can't be joined, a signal to a hub of the account's own does the same:
 * a room that has used up the queues, whose joining slot was removed, or whose hub is stopped, could
 * not be ended otherwise.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/fail.h"
#include "app/membership.h"
#include "app/refuse.h"
#include "app/room.h"
#include "ipc/inbox.h"
#include "ipc/process.h"
#include "ipc/rundir.h"

/* A hub gives its members less than that; see app/hall.c. */
#define STOP_MS 5000

struct stopping {
	struct address address;
	struct loop *loop;
	struct loop_event *deadline;
	struct membership membership;
	int status;
	char why_not[256]; /* it could not be joined */
};

static void on_event(void *context, const struct member_event *event)
{
	struct stopping *stopping = context;
	char text[ADDRESS_TEXT_SIZE];

	if (event->kind != MEMBER_REFUSED)
		return;
	stopping->status = fail(refusal_status(event->code), "%s: %s",
		address_text(&stopping->address, text), event->reason);
	loop_stop(stopping->loop);
}

static void on_ended(void *context)
{
	struct stopping *stopping = context;

	loop_stop(stopping->loop);
}

static int still_there(const struct address *address, pid_t pid)
{
	char text[ADDRESS_TEXT_SIZE];

	return fail(EX_TEMPFAIL, "%s: its hub, process %ld, has not ended; it may be stopped",
		address_text(address, text), (long)pid);
}

static void on_deadline(void *context)
{
	struct stopping *stopping = context;

	stopping->status = still_there(&stopping->address, stopping->membership.hub_pid);
	loop_stop(stopping->loop);
}

static const struct membership_handlers handlers = {.event = on_event, .ended = on_ended};

/* It takes its names away before it ends. */
static int await_end(const struct address *address, int hub, pid_t pid)
{
	struct pollfd pollfd = {.fd = hub, .events = POLLIN};
	int64_t end_ms = clock_ms() + STOP_MS, left = STOP_MS;

	while (left > 0 && poll(&pollfd, 1, (int)left) < 0 && errno == EINTR)
		left = end_ms - clock_ms();
	return process_ended(hub) ? EX_OK : still_there(address, pid);
}

static int say_stop(struct stopping *stopping)
{
	struct membership *membership = &stopping->membership;

	if (member_request(&membership->member, FRAME_STOP, NULL) < 0)
		return fail(EX_OSERR, "out of memory");
	membership_flush(membership);
	loop_timer_set(stopping->deadline, STOP_MS);
	if (loop_run(stopping->loop) < 0)
		return fail(EX_OSERR, "the event loop fails");
	if (stopping->status == EX_OK)
		stopping->status =
			await_end(&stopping->address, membership->hub, membership->hub_pid);
	return stopping->status;
}

static int send_signal(const struct stopping *stopping, int why)
{
	struct rundir rundir;
	int fd, hub, error = rundir_open_at(&rundir, &stopping->address, false), status;
	pid_t pid;

	if (error < 0)
		return fail(why, "%s", stopping->why_not);
	error = inbox_reach(rundir.fd, SEAT_ROOM, &fd, &pid, &hub);
	rundir_close(&rundir);
	if (error < 0)
		return fail(why, "%s", stopping->why_not);
	close(fd);
	if (process_signal(hub, SIGTERM) < 0) {
		status = fail(why, "%s", stopping->why_not);
	} else {
		/* One that is stopped can't end. */
		process_signal(hub, SIGCONT);
		status = await_end(&stopping->address, hub, pid);
	}
	close(hub);
	return status;
}

static void remember(void *context, const char *text)
{
	struct stopping *stopping = context;

	snprintf(stopping->why_not, sizeof(stopping->why_not), "%s", text);
}

static int join(struct stopping *stopping)
{
	const struct membership_options options = {.address = stopping->address, .brief = true};
	int status;

	fail_divert(remember, stopping);
	status = membership_open(
		&stopping->membership, stopping->loop, &options, &handlers, stopping);
	fail_divert(NULL, NULL);
	return status;
}

int room_stop(const struct options *options)
{
	struct stopping stopping = {.address = options_address(options, SEAT_ROOM)};
	int status;

	stopping.loop = loop_new();
	if (stopping.loop == NULL)
		return refuse_loop();
	stopping.deadline = loop_add_timer(stopping.loop, on_deadline, &stopping);
	if (stopping.deadline == NULL) {
		status = fail(EX_OSERR, "out of memory");
		goto out;
	}
	status = join(&stopping);
	if (status == EX_CANTCREAT || status == EX_TEMPFAIL || status == EX_DATAERR ||
		status == EX_NOPERM)
		status = send_signal(&stopping, status);
	else if (status != EX_OK)
		fail(status, "%s", stopping.why_not);
	else
		status = say_stop(&stopping);
	membership_close(&stopping.membership);
out:
	loop_event_free(stopping.deadline);
	loop_free(stopping.loop);
	return status;
}
