/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/undo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define UNDO_FIRST 16

/* Copies n bytes, of which there may be none. Returns where the copy ends. */
static char *copy(char *to, const char *from, size_t n)
{
	if (n > 0)
		memcpy(to, from, n);
	return to + n;
}

static size_t bytes_of(const struct undo_change *change)
{
	return sizeof(*change) + change->removed_len + change->inserted_len;
}

static size_t limit_of(const struct undo *undo)
{
	return undo->limit > 0 ? undo->limit : UNDO_LIMIT;
}

/* Forgets n changes from the one of that index on. */
static void forget(struct undo *undo, size_t index, size_t n)
{
	for (size_t i = index; i < index + n; i++) {
		undo->bytes -= bytes_of(&undo->changes[i]);
		free((char *)undo->changes[i].removed);
	}
	undo->count -= n;
	for (size_t i = index; i < undo->count; i++)
		undo->changes[i] = undo->changes[i + n];
}

static void forget_oldest(struct undo *undo)
{
	size_t n = 0, bytes = undo->bytes;

	while (bytes > limit_of(undo))
		bytes -= bytes_of(&undo->changes[n++]);
	if (n > 0)
		forget(undo, 0, n);
	undo->done = undo->count;
	undo->open = undo->open && undo->count > 0;
}

void undo_clear(struct undo *undo)
{
	if (undo->count > 0)
		forget(undo, 0, undo->count);
	undo->done = 0;
	undo->open = false;
}

void undo_fini(struct undo *undo)
{
	undo_clear(undo);
	free(undo->changes);
	*undo = (struct undo){.limit = undo->limit};
}

/* Room for one more change. */
static int reserve(struct undo *undo)
{
	size_t cap = undo->cap > 0 ? 2 * undo->cap : UNDO_FIRST;
	struct undo_change *changes;

	if (undo->count < undo->cap)
		return 0;
	changes = realloc(undo->changes, cap * sizeof(*changes));
	if (changes == NULL)
		return -ENOMEM;
	undo->changes = changes;
	undo->cap = cap;
	return 0;
}

int undo_record(struct undo *undo, const struct undo_change *change, bool open)
{
	char *bytes = NULL;

	if (reserve(undo) == 0)
		bytes = malloc(change->removed_len + change->inserted_len + 1);
	if (bytes == NULL)
		return -ENOMEM;
	if (undo->done < undo->count)
		forget(undo, undo->done, undo->count - undo->done);
	undo->changes[undo->count] = *change;
	undo->changes[undo->count].removed = bytes;
	undo->changes[undo->count].inserted = copy(bytes, change->removed, change->removed_len);
	copy(bytes + change->removed_len, change->inserted, change->inserted_len);
	undo->bytes += bytes_of(&undo->changes[undo->count++]);
	undo->open = open;
	forget_oldest(undo);
	return 0;
}

int undo_extend(struct undo *undo, size_t pos, const char *inserted, size_t n)
{
	struct undo_change *last;
	char *bytes;

	if (!undo->open || undo->done < undo->count)
		return 0;
	last = &undo->changes[undo->count - 1];
	if (pos != last->pos + last->inserted_len)
		return 0;
	bytes = realloc((char *)last->removed, last->removed_len + last->inserted_len + n + 1);
	if (bytes == NULL)
		return -ENOMEM;
	copy(bytes + last->removed_len + last->inserted_len, inserted, n);
	last->removed = bytes;
	last->inserted = bytes + last->removed_len;
	last->inserted_len += n;
	undo->bytes += n;
	forget_oldest(undo);
	return 1;
}

void undo_close(struct undo *undo)
{
	undo->open = false;
}

const struct undo_change *undo_back(struct undo *undo)
{
	undo->open = false;
	return undo->done > 0 ? &undo->changes[--undo->done] : NULL;
}

const struct undo_change *undo_forward(struct undo *undo)
{
	undo->open = false;
	return undo->done < undo->count ? &undo->changes[undo->done++] : NULL;
}
