/* SPDX-License-Identifier: ISC */
/*
 * An address: whose board, log and cursors are meant. A seat of a chat, or a room, which may be one
 * of a group of accounts: those meet in a base directory of the group instead of the account's own.
 *
 * It is a value without pointers, so it is copied as it is.
 */
#ifndef CORE_ADDRESS_H
#define CORE_ADDRESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/name.h"

struct address {
	char chat[NAME_CHAT_MAX + 1]; /* or the room's name */
	enum seat seat;
	bool has_group;
	gid_t group; /* if has_group */
	bool with;   /* a chat with another account, which its name tells */
};

/* "room ", the name, " of group " and the number */
#define ADDRESS_TEXT_SIZE (NAME_CHAT_MAX + 48)
/* ".group-", the number, a dot and the name */
#define ADDRESS_FOLDER_SIZE (NAME_CHAT_MAX + 32)

/* The address of a seat, in no group; the chat's name is a valid one. */
struct address address_of(const char *chat, enum seat seat);

/*
 * Names it in a message: "seat A of chat main", "room team", "room team of group 100". Returns out.
 */
const char *address_text(const struct address *address, char out[ADDRESS_TEXT_SIZE]);

/* Of a chat with another account: what that is called, "bob" of the chat "with-bob". */
#define ADDRESS_WITH "with-"
const char *address_account(const struct address *address);

/* Who publishes there: "peer", or "hub" for a room. */
const char *address_holder(const struct address *address);

/*
 * The folder of its log and cursors, to be given to app/places: the chat's, or, with a group, one
 * beginning with a dot, which no chat's does. Returns out.
 */
const char *address_folder(const struct address *address, char out[ADDRESS_FOLDER_SIZE]);

#endif
