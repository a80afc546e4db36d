/* SPDX-License-Identifier: ISC */
/*
 * What was done to a text, as changes that can be taken back and done again.
 *
 * A change says that at one place some bytes went and others came. This module keeps the changes
 * and a place between those that are done and those that were taken back; the text is the caller's.
 * A new change forgets those that were taken back. What is kept is bounded in bytes, the oldest
 * changes go first.
 *
 * The caller owns the struct; a zeroed one is empty.
 */
#ifndef CORE_UNDO_H
#define CORE_UNDO_H

#include <stdbool.h>
#include <stddef.h>

/* Kept at most, in bytes, where limit is 0. */
#define UNDO_LIMIT (512u << 10)

struct undo_change {
	size_t pos;
	const char *removed;
	size_t removed_len;
	const char *inserted;
	size_t inserted_len;
	size_t cursor; /* where the cursor was before */
};

/* The fields but for limit are the module's own. */
struct undo {
	struct undo_change *changes; /* removed is one block of memory with inserted behind it */
	size_t count;
	size_t done; /* of them; the others were taken back */
	size_t cap;
	size_t bytes;
	size_t limit;
	bool open; /* the last change may grow */
};

void undo_fini(struct undo *undo);

/* Forgets all changes. */
void undo_clear(struct undo *undo);

/*
 * Records a change, of which the bytes are copied. open: the next one may become part of it.
 * Returns 0 or -ENOMEM, in which case nothing was recorded or forgotten. A change that is larger
 * than the limit can't be taken back, and so can't any before it.
 */
int undo_record(struct undo *undo, const struct undo_change *change, bool open);

/*
 * Makes what was inserted by the last change longer, if that change is open and ends at pos.
 * Returns 1 if so, 0 if it is to be a change of its own, or -ENOMEM.
 */
int undo_extend(struct undo *undo, size_t pos, const char *inserted, size_t n);

/* The last change grows no further. */
void undo_close(struct undo *undo);

/*
 * The change to take back, or to do again; NULL if there is none. The caller does so. It is valid
 * until the next call.
 */
const struct undo_change *undo_back(struct undo *undo);
const struct undo_change *undo_forward(struct undo *undo);

#endif
