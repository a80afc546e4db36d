/* SPDX-License-Identifier: ISC */
/*
 * Room on the disk ahead of a log's end, for a flood: a file system that has to find blocks for
 * each page that a file grows by needs more time than one that finds many at once. The room does
 * not change the file's size (fallocate(2), FALLOC_FL_KEEP_SIZE), and goes back when the file is
 * closed.
 *
 * All of it is a matter of speed: where a file system has no such thing, nothing happens.
 */
#ifndef APP_LOGROOM_H
#define APP_LOGROOM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct logroom {
	uint64_t end; /* where the room that was asked for ends; 0: none was */
};

/*
 * So many bytes are about to be written behind the file's size bytes: if they are many, it gets
 * room for more of them, but none behind limit bytes.
 */
void logroom_make(struct logroom *room, int fd, uint64_t size, size_t coming, uint64_t limit);

/* Gives back what the file, of size bytes, does not need. */
void logroom_give_back(struct logroom *room, int fd, uint64_t size);

/* The same of a file whose writer was killed. */
void logroom_recover(int fd, const struct stat *st);

#endif
