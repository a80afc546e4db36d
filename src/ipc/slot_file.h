/* SPDX-License-Identifier: ISC */
/*
 * What a joining slot (ipc/slot.h) is made of, for its two sides: the layout of the object, and
 * opening what somebody else has made, with a look at whose it is.
 */
#ifndef IPC_SLOT_FILE_H
#define IPC_SLOT_FILE_H

#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/record.h"
#include "ipc/roomname.h"
#include "ipc/slot.h"

#define SLOT_MAGIC UINT32_C(0x31544c53) /* "SLT1" */

enum slot_state {
	SLOT_EMPTY,
	SLOT_KNOCKED, /* a request is there, whole: this is written last */
	SLOT_CLOSED,  /* the hub has ended, and could not remove the name */
};

struct slot_layout {
	uint32_t magic;
	uint32_t state;
	int32_t pid;
	uint32_t flags;
	uint64_t tag;
	char nick[RECORD_FROM_MAX + 8]; /* terminated */
};

#define SLOT_SIZE sizeof(struct slot_layout)

/* Mode of the object and the semaphores; group as for slot_create(). */
mode_t slot_file_mode(gid_t group);

/* A descriptor of a part as it stands in the file system, or a negative errno. */
int slot_file_open(const struct roomname *name, enum roomname_kind kind);

/* Opens what is there. Errors as told at slot_knock(). */
int slot_file_open_object(const struct roomname *name, gid_t group);
int slot_file_open_semaphore(
	sem_t **semaphore, const struct roomname *name, enum roomname_kind kind, gid_t group);

/* All n bytes at that place. Returns 0, -EBADMSG where the object is shorter, or another errno. */
int slot_file_read(int fd, void *out, size_t n, size_t at);
int slot_file_write(int fd, const void *bytes, size_t n, size_t at);

/* Writes the state alone. */
int slot_file_set_state(int fd, enum slot_state state);

#endif
