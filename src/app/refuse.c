/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/refuse.h"

#include <errno.h>
#include <stdio.h>
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

/* As words of a command: " -c work", nothing for the default. */
#define CHAT_WORDS_SIZE (NAME_CHAT_MAX + 8)

static const char *chat_words(const char *chat, char out[CHAT_WORDS_SIZE])
{
	out[0] = '\0';
	if (strcmp(chat, NAME_CHAT_DEFAULT) != 0)
		snprintf(out, CHAT_WORDS_SIZE, " -c %s", chat);
	return out;
}

static int refuse_no_hub(const struct address *address)
{
	char text[ADDRESS_TEXT_SIZE], group[32] = "";

	if (address->has_group)
		snprintf(group, sizeof(group), " --group %lu", (unsigned long)address->group);
	return fail(EX_UNAVAILABLE, "%s: it is not there; start one with: shmooze room%s %s",
		address_text(address, text), group, address->chat);
}

static int refuse_no_peer_with(const struct address *address)
{
	return fail(EX_UNAVAILABLE,
		"chat %s: no peer of this account is there; start one with: shmooze peer --with %s",
		address->chat, address_account(address));
}

int refuse_no_peer(const struct address *address)
{
	char text[ADDRESS_TEXT_SIZE], chat[CHAT_WORDS_SIZE];

	if (address->seat == SEAT_ROOM)
		return refuse_no_hub(address);
	if (address->with)
		return refuse_no_peer_with(address);
	return fail(EX_UNAVAILABLE, "%s: no peer is there; start one with: shmooze peer%s %c",
		address_text(address, text), chat_words(address->chat, chat),
		name_seat_letter(address->seat));
}

int refuse_nobody(const char *chat)
{
	char words[CHAT_WORDS_SIZE];

	return fail(EX_UNAVAILABLE, "chat %s: nobody is there; start a peer with: shmooze peer%s A",
		chat, chat_words(chat, words));
}

int refuse_log(const struct address *address, int error)
{
	char text[ADDRESS_TEXT_SIZE];

	address_text(address, text);
	switch (error) {
	case -ENOENT:
		return fail(EX_UNAVAILABLE, "%s: there is no log", text);
	case -EPERM:
		return fail(EX_NOPERM,
			"%s: its log is another account's, can be written by others, or is no "
			"plain file",
			text);
	default:
		return fail_errno(error, "log");
	}
}

int refuse_loop(void)
{
	return fail(
		EX_CANTCREAT, "the event loop can't be set up: too few descriptors, or no memory");
}
