/* SPDX-License-Identifier: ISC */
/*
 * A link within one process, for tests: two ends, each with a bounded buffer as its inbox.
 */
#ifndef IPC_LINK_MEM_H
#define IPC_LINK_MEM_H

#include "ipc/link.h"

/*
 * Makes both ends; what one sends the other receives. Each holds at most capacity bytes that were
 * not received. An end that was freed is gone for the other. Returns 0 or -ENOMEM.
 */
int link_mem_new(struct link *ends[2], size_t capacity);

#endif
