/* SPDX-License-Identifier: ISC */
/*
 * The body of a HELLO: who one is, and how far one has received the other.
 *
 *   0  u32  PID of the sender
 *   4  u32  flags: HELLO_STAYS; others are 0, and not looked at
 *   8  u64  epoch of the sender's numbers
 *  16  u64  epoch of the receiver's numbers that the next field counts in, 0 for none
 *  24  u64  last message received of them
 *  32  u64  first message that the sender may still send
 *  40       nick
 */
#ifndef CORE_HELLO_H
#define CORE_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/record.h"

/* The sender ends by no signal of the other side. */
#define HELLO_STAYS 1u

#define HELLO_SIZE_MAX (40 + RECORD_FROM_MAX)

struct hello {
	uint32_t pid;
	uint32_t flags;
	uint64_t epoch;
	uint64_t other_epoch;
	uint64_t received;
	uint64_t first;
	char nick[RECORD_FROM_MAX + 1]; /* valid UTF-8, terminated */
};

/* Writes the body to out and returns its length. */
size_t hello_encode(const struct hello *hello, unsigned char out[HELLO_SIZE_MAX]);

/*
 * Reads a body, which may be hostile; the nick is mended. Returns false where it is none; where
 * first is beyond OUTBOX_NUMBER_MAX it is none either.
 */
bool hello_decode(const unsigned char *body, size_t n, struct hello *hello);

/*
 * Copies text from outside: invalid bytes and NUL become U+FFFD, and what is over max bytes is cut
 * at a cluster boundary. to has room for max + 1; max is at most RECORD_AWAY_MAX.
 */
void hello_copy_text(char *to, size_t max, const char *from, size_t n);

#endif
