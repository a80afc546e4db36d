/* SPDX-License-Identifier: ISC */
/*
 * A link of two FIFOs: this peer's inbox and the other's.
 */
#ifndef IPC_LINK_FIFO_H
#define IPC_LINK_FIFO_H

#include "ipc/door.h"
#include "ipc/inbox.h"
#include "ipc/link.h"

/*
 * A link whose frames come in by *inbox and which reaches the opposite seat in the same directory.
 * The inbox stays the caller's and outlives the link. NULL: no memory.
 */
struct link *link_fifo_new(const struct inbox *inbox);

/* The same for two accounts: frames come in by *door, and the other account's door is reached. */
struct link *link_fifo_new_door(const struct door *door);

#endif
