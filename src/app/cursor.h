/* SPDX-License-Identifier: ISC */
/*
 * Cursors: how far somebody, known by a name, has received what came in at a seat.
 *
 * A cursor is one line in the file A.cursor.NAME beside the log (app/places), and is replaced as a
 * whole. Who reads one to advance it holds its lock from the one to the other; the lock is a file
 * of its own, for the cursor's changes with each step.
 */
#ifndef APP_CURSOR_H
#define APP_CURSOR_H

#include <stdint.h>

#include "core/address.h"

#define CURSOR_NAME_DEFAULT "default"

struct cursor {
	uint64_t epoch;    /* of the numbers, see ipc/board.h; 0: unknown */
	uint64_t seq;      /* the last record that was received; 0: none */
	uint64_t incoming; /* its number among the messages of the other side */
};

/*
 * Reads a cursor. Returns 0; -ENOENT where there is none yet; -EBADMSG where the file is no cursor;
 * or the errors of statefile_read().
 */
int cursor_read(const struct address *address, const char *name, struct cursor *cursor);

/* Writes it; who reads meanwhile finds the old one or the new one. Returns 0 or a negative errno.
 */
int cursor_write(const struct address *address, const char *name, const struct cursor *cursor);

/* Locks it, as statefile_lock() does. */
int cursor_lock(const struct address *address, const char *name, int64_t wait_ms);

/*
 * What the cursor means where numbers are of this epoch and newest is the last record: one of
 * another epoch begins anew with the oldest record. Returns 0, or -ERANGE where it lies ahead.
 */
int cursor_place(struct cursor *cursor, uint64_t epoch, uint64_t newest);

/*
 * Reads and places it, for a command: no cursor yet is one at the beginning. Returns EX_OK, or says
 * what is wrong and returns the status to exit with.
 */
int cursor_load(const struct address *address, const char *name, uint64_t epoch, uint64_t newest,
	struct cursor *cursor);

#endif
