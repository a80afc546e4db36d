/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/unread.h"

#include "ui/scrollback.h"

bool unread_concerns(const struct record *record)
{
	return record->kind == RECORD_MESSAGE && record->dir == RECORD_IN;
}

/*
 * Where a number is not lower than that of the message behind it, the other side has begun anew in
 * between: what is before is old.
 */
static void count(struct unread *unread, const struct scrollback *scrollback)
{
	uint64_t line = scrollback_end(scrollback), last = UINT64_MAX;
	struct record record;

	unread->count = 0;
	while (line > 0 && scrollback_get(scrollback, --line, &record)) {
		if (!unread_concerns(&record))
			continue;
		if (record.wire <= unread->seen || record.wire >= last)
			return;
		last = record.wire;
		unread->count++;
		unread->line = line;
	}
}

void unread_set_seen(struct unread *unread, const struct scrollback *scrollback, uint64_t wire)
{
	if (unread->known && unread->seen == wire)
		return;
	unread->known = true;
	unread->seen = wire;
	count(unread, scrollback);
}

void unread_note(struct unread *unread, uint64_t line, uint64_t wire)
{
	if (!unread->known || wire <= unread->seen)
		return;
	if (unread->count++ == 0)
		unread->line = line;
}
