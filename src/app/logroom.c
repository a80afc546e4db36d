/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/logroom.h"

#include <fcntl.h>
#include <unistd.h>

/* What comes at a time in a flood, and never when people talk. */
#define MANY 65536

/* Asked for at a time. */
#define ROOM (UINT64_C(4) << 20)

/* A file may have a few blocks more than its size takes: those that tell where its blocks are. */
#define BLOCKS_OF_BLOCKS 65536

/* Bytes of what fstat(2) counts as a block, whatever the file system has. */
#define STAT_BLOCK 512

void logroom_make(struct logroom *room, int fd, uint64_t size, size_t coming, uint64_t limit)
{
	uint64_t end = size + coming + ROOM;

	if (coming < MANY || size + coming <= room->end || size + coming >= limit)
		return;
	if (end > limit)
		end = limit;
	room->end = end;
	if (fallocate(fd, FALLOC_FL_KEEP_SIZE, (off_t)size, (off_t)(end - size)) == 0)
		return;
	/* A part may have been had, the last of a full disk. It is asked for again further on. */
	logroom_give_back(room, fd, size);
	room->end = end;
}

void logroom_give_back(struct logroom *room, int fd, uint64_t size)
{
	/* To the size that it has: ftruncate(2) takes the blocks behind it away. */
	if (room->end > size && ftruncate(fd, (off_t)size) == 0)
		room->end = 0;
}

void logroom_recover(int fd, const struct stat *st)
{
	struct logroom room = {.end = (uint64_t)st->st_blocks * STAT_BLOCK};
	uint64_t size = (uint64_t)st->st_size;

	if (room.end > size + BLOCKS_OF_BLOCKS)
		logroom_give_back(&room, fd, size);
}
