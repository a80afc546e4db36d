/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/address.h"

#include <stdio.h>
#include <string.h>

struct address address_of(const char *chat, enum seat seat)
{
	struct address address = {.seat = seat};

	snprintf(address.chat, sizeof(address.chat), "%s", chat);
	return address;
}

const char *address_text(const struct address *address, char out[ADDRESS_TEXT_SIZE])
{
	if (address->seat != SEAT_ROOM)
		snprintf(out, ADDRESS_TEXT_SIZE, "seat %c of chat %s",
			name_seat_letter(address->seat), address->chat);
	else if (address->has_group)
		snprintf(out, ADDRESS_TEXT_SIZE, "room %s of group %lu", address->chat,
			(unsigned long)address->group);
	else
		snprintf(out, ADDRESS_TEXT_SIZE, "room %s", address->chat);
	return out;
}

const char *address_account(const struct address *address)
{
	return address->chat + strlen(ADDRESS_WITH);
}

const char *address_holder(const struct address *address)
{
	return address->seat == SEAT_ROOM ? "hub" : "peer";
}

const char *address_folder(const struct address *address, char out[ADDRESS_FOLDER_SIZE])
{
	if (address->has_group)
		snprintf(out, ADDRESS_FOLDER_SIZE, ".group-%lu.%s", (unsigned long)address->group,
			address->chat);
	else
		snprintf(out, ADDRESS_FOLDER_SIZE, "%s", address->chat);
	return out;
}
