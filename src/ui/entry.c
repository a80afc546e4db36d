/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/entry.h"

#include <string.h>
#include <time.h>

#include "core/stamp.h"
#include "ui/scrollback.h"

/* The narrowest panes that show a part. */
#define COLUMNS_FOR_TIME   36
#define COLUMNS_FOR_TAIL   20
#define COLUMNS_FOR_DAY    16
#define COLUMNS_FOR_RULE   12
#define COLUMNS_FOR_NICK   12
#define COLUMNS_FOR_MARKER 4
#define NICK_SHARE         4 /* a nick takes up to this part of the columns */

/* More seconds than any clock was ever set back or forth by, but where the calendar changed. */
#define CLOCK_CHANGE (3 * 3600)
#define DAY          (24 * 3600)

static time_t seconds_of(const struct record *record)
{
	time_t seconds = (time_t)(record->time_us / 1000000);

	return record->time_us % 1000000 < 0 ? seconds - 1 : seconds;
}

/* Returns false where the calendar does not reach. */
static bool local_time(const struct record *record, struct tm *tm)
{
	time_t seconds = seconds_of(record);

	return localtime_r(&seconds, tm) != NULL;
}

/*
 * Whether an earlier record is of the day of this one for sure: both are so far from midnight that
 * clocks which were set in between change nothing. It saves localtime_r(3), which is long, for most
 * lines.
 */
static bool is_day_of(const struct record *before, const struct entry *entry)
{
	const struct tm *now = &entry->local;
	time_t passed = now->tm_hour * 3600 + now->tm_min * 60 + now->tm_sec,
	       since = seconds_of(&entry->record) - seconds_of(before);

	return since >= 0 && since <= passed - CLOCK_CHANGE && passed <= DAY - CLOCK_CHANGE;
}

/* Was it said on another day than the line before it, or is there none? */
static bool is_new_day(
	const struct scrollback *scrollback, uint64_t line, const struct entry *entry)
{
	struct record before;
	struct tm then;

	if (line == 0 || !scrollback_get(scrollback, line - 1, &before))
		return true;
	if (!entry->has_local || is_day_of(&before, entry) || !local_time(&before, &then))
		return false;
	return then.tm_year != entry->local.tm_year || then.tm_yday != entry->local.tm_yday;
}

bool entry_text(const struct record *record, const char **text, size_t *n)
{
	static const char me[] = {'/', 'm', 'e', ' '};
	bool action = record->kind == RECORD_MESSAGE && record->text_len > sizeof(me) &&
		      memcmp(record->text, me, sizeof(me)) == 0;

	*text = record->text + (action ? sizeof(me) : 0);
	*n = record->text_len - (action ? sizeof(me) : 0);
	return action;
}

static void divide_nick(struct entry *entry)
{
	int most = entry->columns / NICK_SHARE;
	size_t nick = funnel_columns(entry->record.from, entry->record.from_len);

	entry->star_columns = entry->action ? 2 : 0;
	entry->nick_columns = nick < (size_t)most ? (int)nick : most;
	entry->indent += entry->star_columns + entry->nick_columns + (entry->action ? 1 : 2);
}

static void divide(struct entry *entry)
{
	const struct record *record = &entry->record;
	int columns = entry->columns;

	if (columns >= COLUMNS_FOR_TIME)
		entry->time_columns = ENTRY_TIME_SIZE;
	if (columns >= COLUMNS_FOR_MARKER)
		entry->marker_columns = 2;
	entry->indent = entry->time_columns + entry->marker_columns;
	if (columns >= COLUMNS_FOR_NICK && record->from_len > 0 && record->kind == RECORD_MESSAGE)
		divide_nick(entry);
	if (columns >= COLUMNS_FOR_TAIL && record->kind == RECORD_MESSAGE &&
		record->dir == RECORD_OUT && record->wire > 0)
		entry->tail = 3;
}

bool entry_init(
	struct entry *entry, const struct scrollback *scrollback, uint64_t line, int columns)
{
	*entry = (struct entry){.columns = columns};
	if (!scrollback_get(scrollback, line, &entry->record))
		return false;
	entry->action = entry_text(&entry->record, &entry->text, &entry->text_len);
	entry->has_local = local_time(&entry->record, &entry->local);
	entry->day = columns >= COLUMNS_FOR_DAY && is_new_day(scrollback, line, entry);
	entry->rule = columns >= COLUMNS_FOR_RULE && scrollback_rule(scrollback) == line;
	entry->heads = (entry->day ? 1u : 0u) + (entry->rule ? 1u : 0u);
	divide(entry);
	return true;
}

static int text_columns(const struct entry *entry)
{
	return entry->columns - entry->indent - entry->tail;
}

void entry_wrap(const struct entry *entry, struct wrap *wrap)
{
	wrap_init(wrap, entry->text, entry->text_len, text_columns(entry));
}

size_t entry_rows(const struct entry *entry)
{
	return entry->heads + wrap_count(entry->text, entry->text_len, text_columns(entry));
}

size_t entry_offset_of_row(const struct entry *entry, size_t row)
{
	struct wrap wrap;
	struct wrap_row at = {0};

	entry_wrap(entry, &wrap);
	for (size_t i = entry->heads; wrap_next(&wrap, &at) && i < row; i++)
		;
	return at.start;
}

size_t entry_row_of_offset(const struct entry *entry, size_t offset)
{
	size_t row = entry->heads, next = row;
	struct wrap wrap;
	struct wrap_row at;

	entry_wrap(entry, &wrap);
	for (; wrap_next(&wrap, &at) && at.start <= offset; next++)
		row = next;
	return row;
}

char entry_marker(const struct entry *entry)
{
	switch (entry->record.dir) {
	case RECORD_IN:
		return '<';
	case RECORD_OUT:
		return '>';
	case RECORD_ABOUT:
		break;
	}
	return '*';
}

/* Of every line of every repaint: strftime(3) takes ten times as long. */
void entry_time(const struct entry *entry, char out[ENTRY_TIME_SIZE])
{
	const struct tm *local = &entry->local;

	if (entry->has_local)
		stamp_put_time(out, (unsigned)local->tm_hour, (unsigned)local->tm_min,
			(unsigned)local->tm_sec, '\0');
	else
		strcpy(out, "--:--:--");
}

void entry_day(const struct entry *entry, char out[ENTRY_DAY_SIZE])
{
	size_t len = 0;

	if (entry->has_local)
		len = entry->time_columns > 0
			      ? strftime(out, ENTRY_DAY_SIZE, "%A %F", &entry->local)
			      : strftime(out, ENTRY_DAY_SIZE, "%F", &entry->local);
	if (len == 0)
		strcpy(out, "no date");
}
