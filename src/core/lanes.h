/* SPDX-License-Identifier: ISC */
/*
 * How far a text is of a kind, 16 bytes at a time, by the vectors of the compiler, which become
 * instructions of the machine where it has some.
 *
 * A kind is a function that gives -1 for each byte that is of it, and 0 for the others. All of this
 * is made for one kind where it is used, so there are no calls.
 */
#ifndef CORE_LANES_H
#define CORE_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/bytes.h"
#include "core/copy.h"

typedef signed char lanes __attribute__((vector_size(16)));
typedef unsigned char unsigned_lanes __attribute__((vector_size(16)));

#define LANES        sizeof(lanes)
#define LANES_BLOCK  (4 * LANES)

#define LANES_INLINE static inline __attribute__((always_inline))

/* A byte in each lane. */
#define EACH(b)                                                                                    \
	((lanes){(b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b)})

typedef lanes lanes_kind(lanes bytes);

/* From 0x01 to 0x7f: as signed numbers, what is not ASCII is less than all that is. */
LANES_INLINE lanes lanes_text(lanes bytes)
{
	return bytes > EACH(0x00);
}

/* From 0x20 to 0x7e: one more is less than that of 0x7f as well. */
LANES_INLINE lanes lanes_printable(lanes bytes)
{
	return (lanes)((unsigned_lanes)bytes + (unsigned_lanes)EACH(1)) > EACH(0x20);
}

LANES_INLINE bool lanes_all(lanes are)
{
	uint64_t words[LANES / sizeof(uint64_t)];

	memcpy(words, &are, sizeof(words));
	return (words[0] & words[1]) == UINT64_MAX;
}

/* The first lane that is not of the kind; there is one. */
LANES_INLINE size_t lanes_first_other(lanes are)
{
	unsigned char bytes[LANES];
	uint64_t low;

	memcpy(bytes, &are, sizeof(bytes));
	low = ~bytes_get64(bytes);
	if (low != 0)
		return (size_t)__builtin_ctzll(low) / 8;
	return sizeof(low) + (size_t)__builtin_ctzll(~bytes_get64(bytes + sizeof(low))) / 8;
}

/* Looks at a vector, which is also copied, unless to is a NULL that the compiler knows of. */
LANES_INLINE lanes lanes_look(char *to, const char *s, size_t pos, lanes_kind *kind)
{
	lanes bytes;

	memcpy(&bytes, s + pos, sizeof(bytes));
	if (to != NULL)
		memcpy(to + pos, &bytes, sizeof(bytes));
	return kind(bytes);
}

/* Whether n bytes from pos on are of the kind, 16 to 64, which are looked at from both ends. */
LANES_INLINE bool lanes_look_all(char *to, const char *s, size_t pos, size_t n, lanes_kind *kind)
{
	lanes are = lanes_look(to, s, pos, kind) & lanes_look(to, s, pos + n - LANES, kind);

	if (n > 2 * LANES)
		are &= lanes_look(to, s, pos + LANES, kind) &
		       lanes_look(to, s, pos + n - 2 * LANES, kind);
	return lanes_all(are);
}

/* The first of the bytes from pos to n, which are at least 16, that is not of the kind. */
LANES_INLINE size_t lanes_find_other(const char *s, size_t pos, size_t n, lanes_kind *kind)
{
	lanes are;

	while (are = lanes_look(NULL, s, pos, kind), lanes_all(are))
		pos = n - pos < 2 * LANES ? n - LANES : pos + LANES;
	return pos + lanes_first_other(are);
}

/* Texts of less than a vector. */
LANES_INLINE size_t lanes_short_prefix(char *to, const char *s, size_t n, lanes_kind *kind)
{
	char bytes[LANES];
	lanes are;

	memset(bytes, 'a', sizeof(bytes));
	copy_short(bytes, s, n);
	if (to != NULL)
		copy_short(to, s, n);
	are = lanes_look(NULL, bytes, 0, kind);
	return lanes_all(are) ? n : lanes_first_other(are);
}

/*
 * All of the two functions below. What is left behind the blocks may reach back into what was
 * looked at already.
 */
LANES_INLINE size_t lanes_look_along(char *to, const char *s, size_t n, lanes_kind *kind)
{
	size_t pos = 0;

	if (n < LANES)
		return lanes_short_prefix(to, s, n, kind);
	for (; n - pos > LANES_BLOCK; pos += LANES_BLOCK) {
		if (!lanes_look_all(to, s, pos, LANES_BLOCK, kind))
			return lanes_find_other(s, pos, n, kind);
	}
	if (n - pos < LANES)
		pos = n - LANES;
	return lanes_look_all(to, s, pos, n - pos, kind) ? n : lanes_find_other(s, pos, n, kind);
}

/* The bytes at the start of the n at s that are of a kind: n, or where the first other one stands.
 */
LANES_INLINE size_t lanes_prefix(const char *s, size_t n, lanes_kind *kind)
{
	return lanes_look_along(NULL, s, n, kind);
}

/*
 * The same, and copied: to is not NULL and has room for n bytes; those behind the ones that are
 * told may be overwritten as well.
 */
LANES_INLINE size_t lanes_copy(char *to, const char *s, size_t n, lanes_kind *kind)
{
	if (to == NULL)
		__builtin_unreachable();
	return lanes_look_along(to, s, n, kind);
}

#endif
