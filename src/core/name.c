/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/name.h"

#include <string.h>

#include "core/funnel.h"
#include "core/record.h"
#include "core/utf8.h"

/* Whether a terminal may be given every character of it. */
static bool printable(const char *name, size_t len)
{
	if (!utf8_valid(name, len))
		return false;
	for (size_t pos = 0; pos < len;) {
		uint32_t cp;

		pos += (size_t)utf8_decode(name + pos, len - pos, &cp);
		if (funnel_is_unsafe(cp))
			return false;
	}
	return true;
}

bool name_chat_valid(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= NAME_CHAT_MAX && name[0] != '.' && strchr(name, '/') == NULL &&
	       printable(name, len);
}

bool name_nick_valid(const char *nick)
{
	size_t len = strlen(nick);

	return len > 0 && len <= RECORD_FROM_MAX && strspn(nick, " ") < len &&
	       printable(nick, len);
}

bool name_seat_parse(const char *name, enum seat *seat)
{
	if (strcmp(name, "A") == 0 || strcmp(name, "a") == 0)
		*seat = SEAT_A;
	else if (strcmp(name, "B") == 0 || strcmp(name, "b") == 0)
		*seat = SEAT_B;
	else
		return false;
	return true;
}

char name_seat_letter(enum seat seat)
{
	return seat == SEAT_ROOM ? 'R' : seat == SEAT_A ? 'A' : 'B';
}

enum seat name_seat_other(enum seat seat)
{
	return seat == SEAT_A ? SEAT_B : SEAT_A;
}
