/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/refuse.h"

#include <errno.h>
#include <string.h>

#include "app/fail.h"

int refuse_rundir(const struct rundir *rundir, int error)
{
	switch (error) {
	case -EPERM:
		return fail(EX_NOPERM,
			"%s: belongs to another account; set SHMOOZE_DIR to a "
			"directory of your own",
			rundir->path);
	case -EACCES:
		return fail(EX_NOPERM,
			"%s: is open to other accounts or closed to this one; it must "
			"be yours, with mode 0700",
			rundir->path);
	case -ELOOP:
		return fail(EX_NOPERM, "%s: is a symbolic link; it must be a directory of your own",
			rundir->path);
	case -ENOTDIR:
		return fail(EX_CANTCREAT, "%s: is not a directory", rundir->path);
	case -EAGAIN:
		return fail(EX_TEMPFAIL, "%s: a leftover is being cleared away; try again",
			rundir->path);
	default:
		return fail(EX_CANTCREAT, "%s: %s", rundir->path, strerror(-error));
	}
}

int refuse_no_peer(const char *chat, const enum seat *seat)
{
	const char *option = strcmp(chat, NAME_CHAT_DEFAULT) == 0 ? "" : " -c ";
	const char *name = option[0] == '\0' ? "" : chat;

	if (seat == NULL)
		return fail(EX_UNAVAILABLE,
			"chat %s: nobody is there; start a peer with: shmooze peer%s%s A", chat,
			option, name);
	return fail(EX_UNAVAILABLE,
		"seat %c of chat %s: no peer is there; start one with: shmooze peer%s%s %c",
		name_seat_letter(*seat), chat, option, name, name_seat_letter(*seat));
}

int refuse_log(const char *chat, enum seat seat, int error)
{
	char letter = name_seat_letter(seat);

	switch (error) {
	case -ENOENT:
		return fail(EX_UNAVAILABLE, "seat %c of chat %s: there is no log", letter, chat);
	case -EPERM:
		return fail(EX_NOPERM,
			"seat %c of chat %s: its log is another account's, can be written by "
			"others, or is no plain file",
			letter, chat);
	default:
		return fail_errno(error, "log");
	}
}
