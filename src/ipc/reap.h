/* SPDX-License-Identifier: ISC */
/*
 * Removing what killed peers left: names in the runtime directory, segments and queues in the
 * kernel.
 *
 * Nothing is removed that a living process holds, and nothing that this program did not make.
 */
#ifndef IPC_REAP_H
#define IPC_REAP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/name.h"
#include "ipc/rundir.h"

struct reap {
	bool dry;      /* report only */
	bool keep_dir; /* do not remove a chat's directory that has become empty */
	/* Called for each thing, before it is removed; what is a path or "segment N". May be NULL.
	 */
	void (*report)(const char *what, void *context);
	/*
	 * Called for a mailbox that nobody is there for, but which has messages in it and stays;
	 * what is a path or "queue N". May be NULL.
	 */
	void (*keep)(const char *what, uint64_t messages, void *context);
	void *context;
};

/*
 * Clears the seats of one chat, that of a room too, but for *own, a seat that this process holds
 * (NULL: none), the temporary names of processes that are gone, and the directory if that leaves it
 * empty. A mailbox is cleared only when nothing is in it. Returns how many things there were, or a
 * negative errno.
 */
int reap_chat(const struct reap *reap, const struct rundir *rundir, const enum seat *own);

/* Removes the boards that were never marked. Returns how many, or a negative errno. */
int reap_segments(const struct reap *reap);

/*
 * Removes the queues of mailboxes that were never named, see mailbox_sweep(); rundir is open at
 * least as by rundir_open_base(). Returns how many, or a negative errno.
 */
int reap_queues(const struct reap *reap, const struct rundir *rundir);

/* Whether a seat has any name in the chat's directory but that of a mailbox, living or not. */
bool reap_seat_named(const struct rundir *rundir, enum seat seat);

#endif
