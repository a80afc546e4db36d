/* SPDX-License-Identifier: ISC */
/*
 * A peer whose other side is another account: a door takes the place of the inbox, by which all
 * else of this account still finds the peer. Nobody reads that inbox then.
 */
#include "config.h"

#include "app/peer_parts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/fail.h"

void peer_name_other(struct peer *peer)
{
	const enum seat other = name_seat_other(peer->station.address.seat);

	if (peer->options->has_with) {
		login_of(peer->options->with, peer->other_login);
		memcpy(peer->other_name, peer->other_login, sizeof(peer->other_name));
	} else {
		snprintf(peer->other_name, sizeof(peer->other_name), "%c", name_seat_letter(other));
	}
}

static int refuse_door(const struct door *door, int error, const char *other, pid_t holder)
{
	switch (error) {
	case -EBUSY:
		return fail(EX_UNAVAILABLE,
			"a peer of this account talks with %s already: the process %ld", other,
			(long)holder);
	case -EOPNOTSUPP:
		return fail(EX_CANTCREAT,
			"%s: the file system has no access control lists, so it can't be opened to "
			"%s alone; set SHMOOZE_MEET_DIR to a folder that has them, or meet in a "
			"room of a group: shmooze join --group GROUP NAME",
			door->path, other);
	case -EPERM:
	case -ELOOP:
	case -ENOTDIR:
		return fail(EX_NOPERM,
			"%s: is not this account's own directory; have it removed, or set "
			"SHMOOZE_MEET_DIR, on both sides, to another folder that all can write to",
			door->path);
	case -EACCES:
		return fail(
			EX_NOPERM, "%s: can be written by others, or can't be reached", door->path);
	default:
		return fail_errno(error, door->path);
	}
}

int peer_open_door(struct peer *peer)
{
	pid_t holder;
	int error;

	if (!peer->options->has_with)
		return EX_OK;
	error = door_open(&peer->door, peer->options->with, &holder);
	return error < 0 ? refuse_door(&peer->door, error, peer->other_login, holder) : EX_OK;
}

void peer_set_other_nick(struct peer *peer, const char *nick)
{
	struct board_status *status = &peer->station.status;

	if (peer->other_login[0] != '\0')
		login_show_nick(
			status->other_nick, sizeof(status->other_nick), peer->other_login, nick);
	else
		snprintf(status->other_nick, sizeof(status->other_nick), "%s", nick);
}
