/* SPDX-License-Identifier: ISC */
/*
 * A token bucket: so many things a second, and after a pause so many at once. What is over that has
 * to wait. No clock is read: the caller tells the time, in milliseconds of any clock that does not
 * go back.
 */
#ifndef CORE_BUCKET_H
#define CORE_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket {
	uint32_t rate;     /* tokens a second; 0: without end */
	uint64_t capacity; /* thousandths of a token */
	uint64_t level;    /* likewise */
	int64_t at_ms;     /* when the level was right */
};

/* A full bucket of so many tokens. rate 0 is no limit. */
void bucket_init(struct bucket *bucket, uint32_t rate, uint32_t tokens, int64_t now_ms);

/* Takes a token. Returns false where there is none. */
bool bucket_take(struct bucket *bucket, int64_t now_ms);

/* Milliseconds until there is a token, 0 where there is one. */
unsigned bucket_wait_ms(struct bucket *bucket, int64_t now_ms);

#endif
