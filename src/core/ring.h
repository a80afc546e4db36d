/* SPDX-License-Identifier: ISC */
/*
 * A ring of entries in shared memory: one writer, any number of readers, nobody waits.
 *
 * The writer never looks at a reader. A reader that is too slow is lapped: it notices, goes on at
 * the oldest entry that is still whole, and its caller learns that something was missed. Readers
 * need no permission to write.
 *
 * Positions are bytes since the beginning of time, multiples of 8, and never wrap (2^64 bytes). The
 * entry at position p lies at p modulo the capacity and may run over the end. Three positions are
 * shared:
 *
 *     oldest <= tail <= intent <= oldest + capacity
 *
 *   oldest   where the oldest whole entry begins
 *   tail     where the next entry will begin; all before it is published
 *   intent   up to where the writer may be writing just now
 *
 * The writer raises oldest and intent, writes, and publishes by raising tail. A reader copies an
 * entry out and looks at intent afterwards: if that is over the entry's position plus the capacity,
 * the copy may hold newer bytes, and is thrown away. This is a seqlock over positions rather than
 * over an odd and an even number: a writer that dies in the middle leaves the published part
 * usable.
 *
 * All words are atomic, and the copies are made of relaxed accesses; two fences order them. See
 * Boehm, "Can Seqlocks Get Along With Programming Language Memory Models?" (MSPC 2012), and the
 * broadcast buffer of Agrona, whose record layout this is not.
 *
 * An entry begins with one word: its length in the low half, its position divided by 8 in the high
 * half. A word that does not fit its position is never taken for a length. Nothing that is read
 * from shared memory is trusted before it was copied out and checked.
 */
#ifndef CORE_RING_H
#define CORE_RING_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* What writer and readers share besides the words. Zero bytes are an empty ring. */
struct ring_control {
	_Atomic uint64_t oldest;
	_Atomic uint64_t tail;
	_Atomic uint64_t intent;
};

struct ring_writer {
	struct ring_control *control;
	_Atomic uint64_t *words;
	uint64_t capacity;
	uint64_t oldest, tail; /* the writer's own truth: what is shared is only ever written */
};

struct ring_reader {
	const struct ring_control *control;
	const _Atomic uint64_t *words;
	uint64_t capacity;
	uint64_t cursor;
};

/*
 * capacity is in bytes, a power of two, at least 64. Memory stays the caller's. The ring has to be
 * empty. Returns 0 or -EINVAL.
 */
int ring_writer_init(struct ring_writer *writer, struct ring_control *control,
	_Atomic uint64_t *words, uint64_t capacity);

/* The largest entry that a ring of this capacity takes, in bytes. */
size_t ring_entry_max(uint64_t capacity);

/*
 * Adds an entry that readers do not see yet. Old entries give way. Returns 0, or -EMSGSIZE where
 * the entry is empty or over ring_entry_max().
 */
int ring_put(struct ring_writer *writer, const void *bytes, size_t size);

/* Lets the readers see all that was put. */
void ring_publish(struct ring_writer *writer);

/* A reader that begins with the oldest entry. capacity as for the writer. Returns 0 or -EINVAL. */
int ring_reader_init(struct ring_reader *reader, const struct ring_control *control,
	const _Atomic uint64_t *words, uint64_t capacity);

/* Bytes of the entries that there are. */
uint64_t ring_fill(const struct ring_control *control);

/*
 * Copies the next entry to out, which has room for size bytes rounded up to a multiple of 8,
 * aligned to 8. Returns its length, or
 *
 *	0          there is none yet
 *	-ENOBUFS   the reader was lapped; the next call goes on at the oldest entry
 *	-EMSGSIZE  the entry is longer than size; the next call goes on behind it
 *	-EBADMSG   the ring is damaged; the next call goes on at its end
 */
int ring_get(struct ring_reader *reader, void *out, size_t size);

#endif
