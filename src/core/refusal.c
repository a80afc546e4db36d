/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/refusal.h"

#include <stdbool.h>
#include <sysexits.h>

static const struct {
	const char *text;
	int status;
} refusals[REFUSAL_COUNT] = {
	[REFUSAL_MALFORMED] = {"the request can't be understood", EX_DATAERR},
	[REFUSAL_VERSION] = {"the room speaks another version", EX_UNAVAILABLE},
	[REFUSAL_UNKNOWN] = {"the room does not know such a request", EX_UNAVAILABLE},
	[REFUSAL_TOO_LONG] = {"it is longer than it may be", EX_DATAERR},
	[REFUSAL_MIXED] = {"its parts did not come one after the other", EX_DATAERR},
	[REFUSAL_NICK] = {"this can't be a nick", EX_USAGE},
	[REFUSAL_NOBODY] = {"nobody has this nick", EX_UNAVAILABLE},
	[REFUSAL_FULL] = {"the room has as many members as it may", EX_TEMPFAIL},
	[REFUSAL_DENIED] = {"only the account of the room may do this", EX_NOPERM},
	[REFUSAL_VERB] = {"this can't be a verb", EX_USAGE},
	[REFUSAL_VERBS] = {"as many verbs are served as may be", EX_TEMPFAIL},
	[REFUSAL_NO_VERB] = {"nobody serves this verb", EX_UNAVAILABLE},
	[REFUSAL_BUSY] = {"as many calls wait as may wait", EX_TEMPFAIL},
	[REFUSAL_CALLS] = {"this member has as many calls open as it may", EX_TEMPFAIL},
	[REFUSAL_NUMBER] = {"a call of this number is open", EX_DATAERR},
	[REFUSAL_NO_CALL] = {"no such call is open", EX_DATAERR},
	[REFUSAL_CREDIT] = {"more was output than there was credit for", EX_DATAERR},
	[REFUSAL_GONE] = {"who was to answer is gone", EX_TEMPFAIL},
	[REFUSAL_IGNORED] = {"who serves this verb ignores this nick", EX_NOPERM},
	[REFUSAL_CANCELLED] = {"the call was cancelled", EX_TEMPFAIL},
	[REFUSAL_IGNORES] = {"this member ignores as many as it may", EX_TEMPFAIL},
	[REFUSAL_MEMORY] = {"the room is out of memory", EX_TEMPFAIL},
	[REFUSAL_STOPPED] = {"the room has ended", EX_TEMPFAIL},
	[REFUSAL_SLOW] = {"this member did not take what the room told it", EX_TEMPFAIL},
};

static bool known(unsigned code)
{
	return code > REFUSAL_NONE && code < REFUSAL_COUNT;
}

const char *refusal_text(unsigned code)
{
	return known(code) ? refusals[code].text : "the room refuses, and does not say why";
}

int refusal_status(unsigned code)
{
	return known(code) ? refusals[code].status : EX_UNAVAILABLE;
}
