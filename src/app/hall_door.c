/* SPDX-License-Identifier: ISC */
/*
 * How members come in: they knock at the slot, and are let in or refused.
 */
#include "config.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/fail.h"
#include "app/hall.h"
#include "ipc/process.h"

/* --- Who knocks --- */

/* One who gives no name has that of his account. */
static const char *nick_of(const struct slot_request *request, uid_t uid, char out[32])
{
	const struct passwd *passwd;

	if (request->nick[0] != '\0')
		return request->nick;
	passwd = getpwuid(uid);
	if (passwd != NULL && name_nick_valid(passwd->pw_name))
		return passwd->pw_name;
	snprintf(out, 32, "uid-%lu", (unsigned long)uid);
	return out;
}

static enum refusal admit(struct hall *hall, const struct slot_request *request,
	const struct mqpair *pair, uint32_t *id)
{
	bool brief = (request->flags & SLOT_BRIEF) != 0;
	const char *nick;
	char number[32];

	if (!hall_has_place(hall) || (!brief && hub_members(&hall->hub) >= hall->max))
		return REFUSAL_FULL;
	nick = nick_of(request, pair->uid, number);
	return hub_join(&hall->hub, (uint32_t)pair->uid, (uint32_t)request->pid, nick, strlen(nick),
		brief, id);
}

/* Both are given back; the queue keeps what is in it for as long as the newcomer has it. */
static void turn_away(struct mqpair *pair, int process, enum refusal refusal)
{
	unsigned char response[REQUEST_SIZE_MAX];

	mqpair_send(pair, response, request_write_refused(FRAME_REFUSED, 0, 0, refusal, response));
	mqpair_close(pair);
	close(process);
}

static void let_in(
	struct hall *hall, const struct slot_request *request, struct mqpair *pair, int process)
{
	uint32_t id;
	enum refusal refusal = admit(hall, request, pair, &id);

	if (refusal != REFUSAL_NONE) {
		turn_away(pair, process, refusal);
		return;
	}
	if (hall_add_guest(hall, id, pair, process) < 0)
		hub_gone(&hall->hub, id, HUB_CLOSED);
	else
		hall_guest_due(hall, hall_find_guest(hall, id));
}

/* A newcomer whose queues can't be had can't be told anything. */
static void tell_why_not(struct hall *hall, const struct slot_request *request, int error)
{
	bool none_left = error == -EMFILE || error == -ENFILE || error == -ENOMEM;

	/* It has given up, or is gone. */
	if (error == -ENOENT || error == -ESRCH)
		return;
	if (none_left && hall->crowded)
		return;
	hall->crowded = none_left;
	hall_say(hall, "the process %ld could not be let in: %s", (long)request->pid,
		none_left ? "no descriptor is left (RLIMIT_NOFILE, \"ulimit -n\")"
		: error == -EPERM || error == -EBADMSG ? "its queues are not as they have to be"
						       : strerror(-error));
}

/* The pidfd first: should the PID be another's by the time that it is looked at, this tells. */
static void answer(struct hall *hall, const struct slot_request *request)
{
	gid_t group = rundir_group(hall->station.rundir.fd);
	struct mqpair pair;
	int process = process_open(request->pid), error = process;

	if (process >= 0)
		error = mqpair_open(&pair, &hall->slot.name, request->pid, request->tag, group);
	if (error >= 0) {
		hall->crowded = false;
		let_in(hall, request, &pair, process);
		return;
	}
	if (process >= 0)
		close(process);
	tell_why_not(hall, request, error);
}

static void on_knock(void *context)
{
	struct hall *hall = context;
	struct slot_request request;

	knock_again(hall->knock);
	if (slot_take(&hall->slot, &request) == 1)
		answer(hall, &request);
	hall_settle(hall);
}

/* --- The slot --- */

static int refuse_slot(const struct hall *hall, int error)
{
	char name[ADDRESS_TEXT_SIZE];

	address_text(&hall->station.address, name);
	switch (error) {
	case -ENOSYS:
	case -ENOENT:
		return fail(EX_CANTCREAT,
			"%s: there is no " ROOMNAME_SHM " for its joining slot; mount one: mount "
			"-t tmpfs -o mode=1777 shm " ROOMNAME_SHM,
			name);
	case -EACCES:
	case -EROFS:
		return fail(EX_CANTCREAT,
			"%s: " ROOMNAME_SHM " can't be written, where its joining slot is to be; "
			"it has to be a tmpfs of mode 1777",
			name);
	case -ENOSPC:
		return fail(EX_CANTCREAT,
			"%s: no space is left in " ROOMNAME_SHM " for its joining slot; remove "
			"what nobody needs there",
			name);
	case -EPERM:
	case -EBADMSG:
		return fail(EX_NOPERM,
			"%s: what stands in " ROOMNAME_SHM " under the name of its joining slot "
			"is another account's",
			name);
	default:
		return fail_errno(error, name);
	}
}

int hall_open_door(struct hall *hall)
{
	const struct rundir *rundir = &hall->station.rundir;
	struct roomname name;
	int error = roomname_init(&name, rundir->base, rundir->chat);

	if (error == 0)
		error = slot_create(&hall->slot, &name, rundir_group(rundir->fd));
	if (error < 0)
		return refuse_slot(hall, error);
	error = knock_open(&hall->knock, hall->slot.knock);
	if (error < 0)
		return fail_errno(error, "a thread for those who knock");
	hall->knock_event =
		loop_add_fd(hall->loop, knock_fd(hall->knock), LOOP_READ, on_knock, hall);
	if (hall->knock_event == NULL)
		return fail(EX_OSERR, "out of memory");
	loop_event_enable(hall->knock_event, true);
	return EX_OK;
}

void hall_close_door(struct hall *hall)
{
	loop_event_free(hall->knock_event);
	hall->knock_event = NULL;
	knock_close(hall->knock);
	hall->knock = NULL;
	slot_close(&hall->slot);
}
