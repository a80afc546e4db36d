/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/membership.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/fail.h"
#include "app/login.h"
#include "app/refuse.h"
#include "ipc/inbox.h"
#include "ipc/process.h"
#include "ipc/rundir.h"
#include "ipc/slot.h"

/* How long joining may take, and getting out what is to be said before leaving. */
#define JOIN_MS  5000
#define LEAVE_MS 1000
/* Between a hub's taking its seat and its making the slot pass some milliseconds, and between a
 * brief member's making its queues and its giving them back. */
#define PAUSE_NS 2000000
/* Messages that are read before others get their turn. */
#define BATCH 64

/* --- From the hub, and to it --- */

static void end(struct membership *membership, unsigned code, const char *reason)
{
	if (membership->ended)
		return;
	membership->ended = true;
	membership->end_code = code;
	snprintf(membership->end_reason, sizeof(membership->end_reason), "%s", reason);
	loop_event_enable(membership->in_event, false);
	loop_event_enable(membership->out_event, false);
	loop_event_enable(membership->hub_event, false);
	membership->handlers->ended(membership->context);
}

static void hear(struct membership *membership, const struct member_event *event)
{
	switch (event->kind) {
	case MEMBER_NOTHING:
	case MEMBER_WELCOME:
		return;
	case MEMBER_BYE:
		end(membership, event->code, event->reason);
		return;
	default:
		membership->handlers->event(membership->context, event);
	}
}

/* Takes one message. Returns false where there is none, or no more is to be taken. */
static bool take(struct membership *membership)
{
	unsigned char bytes[MQPAIR_FRAME_MAX];
	struct member_event event;
	int n = mqpair_receive(&membership->pair, bytes, sizeof(bytes));

	if (n == -EAGAIN)
		return false;
	if (n < 0 || member_receive(&membership->member, bytes, (size_t)n, &event) < 0)
		end(membership, REFUSAL_MALFORMED, "the hub says what can't be understood");
	else
		hear(membership, &event);
	return !membership->ended;
}

static void on_responses(void *context)
{
	struct membership *membership = context;

	for (int i = 0; i < BATCH && take(membership); i++)
		continue;
	membership_flush(membership);
}

/* What it said before it ended comes first. */
static void on_hub_ended(void *context)
{
	struct membership *membership = context;

	while (take(membership))
		continue;
	end(membership, REFUSAL_GONE, "the hub was killed");
}

/* Returns whether something was taken. */
static bool send_requests(struct membership *membership)
{
	const void *frame;
	bool taken = false;
	size_t n;

	while ((frame = member_next_request(&membership->member, &n)) != NULL &&
		mqpair_send(&membership->pair, frame, n) == 0) {
		member_request_taken(&membership->member);
		taken = true;
	}
	return taken;
}

static bool has_requests(const struct membership *membership)
{
	size_t n;

	return member_next_request(&membership->member, &n) != NULL;
}

void membership_flush(struct membership *membership)
{
	if (membership->ended)
		return;
	send_requests(membership);
	loop_event_enable(membership->out_event, has_requests(membership));
}

static void on_writable(void *context)
{
	struct membership *membership = context;
	bool taken = send_requests(membership);

	loop_event_enable(membership->out_event, has_requests(membership));
	if (taken && membership->handlers->room != NULL)
		membership->handlers->room(membership->context);
}

/* --- Joining --- */

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
		int64_t left = end_ms - clock_ms();

		error = slot_knock(
			name, group_of(membership), &request, left > 0 ? (int)left : 0, &holder);
		if (error == -ENOENT)
			nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
	} while (error == -ENOENT && clock_ms() < end_ms && !process_ended(membership->hub));
	return error < 0 ? refuse_knock(membership, error, holder) : EX_OK;
}

/* Sleeps until there is a message or the hub has ended. Returns false where the time is over. */
static bool await(const struct membership *membership, int64_t end_ms)
{
	struct pollfd fds[] = {{.fd = membership->pair.in, .events = POLLIN},
		{.fd = membership->hub, .events = POLLIN},
		{.fd = membership->pair.out, .events = POLLOUT}};
	int64_t left = end_ms - clock_ms();

	return left > 0 &&
	       (poll(fds, has_requests(membership) ? 3 : 2, (int)left) > 0 || errno == EINTR);
}

/* The first thing that is said is whether we are in. */
static int await_welcome(struct membership *membership, int64_t end_ms)
{
	unsigned char bytes[MQPAIR_FRAME_MAX];
	struct member_event event;

	while (await(membership, end_ms)) {
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

static int join(struct membership *membership, const struct membership_options *options)
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

static int listen_to(struct membership *membership, struct loop *loop)
{
	membership->in_event =
		loop_add_fd(loop, membership->pair.in, LOOP_READ, on_responses, membership);
	membership->out_event =
		loop_add_fd(loop, membership->pair.out, LOOP_WRITE, on_writable, membership);
	membership->hub_event =
		loop_add_fd(loop, membership->hub, LOOP_READ, on_hub_ended, membership);
	if (membership->in_event == NULL || membership->out_event == NULL ||
		membership->hub_event == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(membership->in_event, true);
	loop_event_enable(membership->hub_event, true);
	return EX_OK;
}

static void give_back(struct membership *membership)
{
	loop_event_free(membership->in_event);
	loop_event_free(membership->out_event);
	loop_event_free(membership->hub_event);
	mqpair_close(&membership->pair);
	if (membership->hub >= 0)
		close(membership->hub);
	member_fini(&membership->member);
	*membership = (struct membership){.hub = -1};
}

int membership_open(struct membership *membership, struct loop *loop,
	const struct membership_options *options, const struct membership_handlers *handlers,
	void *context)
{
	struct membership_options with_nick = *options;
	char login[LOGIN_MAX + 1];
	int status;

	*membership = (struct membership){.address = options->address,
		.pair = {.in = -1, .out = -1},
		.hub = -1,
		.handlers = handlers,
		.context = context};
	if (options->nick == NULL || options->nick[0] == '\0')
		with_nick.nick = login_name(login);
	status = join(membership, &with_nick);
	if (status == EX_OK)
		status = listen_to(membership, loop);
	if (status != EX_OK)
		give_back(membership);
	return status;
}

/* --- Leaving --- */

/* What is still to be said goes out, and the hub's word that we are out comes in. */
static void say_leave(struct membership *membership)
{
	int64_t end_ms = clock_ms() + LEAVE_MS;
	struct member_event event = {.kind = MEMBER_NOTHING};
	unsigned char bytes[MQPAIR_FRAME_MAX];
	uint64_t number;

	while (member_request(&membership->member, FRAME_LEAVE, &number) == -EAGAIN &&
		await(membership, end_ms) && !process_ended(membership->hub))
		send_requests(membership);
	while (event.kind != MEMBER_BYE &&
		!(event.kind == MEMBER_GRANTED && event.request == FRAME_LEAVE)) {
		int n;

		send_requests(membership);
		n = mqpair_receive(&membership->pair, bytes, sizeof(bytes));
		if (n >= 0 && member_receive(&membership->member, bytes, (size_t)n, &event) == 0)
			continue;
		if (process_ended(membership->hub) || !await(membership, end_ms))
			return;
	}
}

void membership_close(struct membership *membership)
{
	if (membership->in_event == NULL)
		return;
	if (!membership->ended)
		say_leave(membership);
	give_back(membership);
}
