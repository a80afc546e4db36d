/* SPDX-License-Identifier: ISC */
/*
 * Texts are looked at 16 bytes at a time, by the vectors of the compiler, which become instructions
 * of the machine where it has some. The function of a kind gives -1 for each byte that is of it,
 * and 0 for the others.
 */
#include "config.h"

#include "core/ascii.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/bytes.h"
#include "core/copy.h"

typedef signed char lanes __attribute__((vector_size(16)));
typedef unsigned char unsigned_lanes __attribute__((vector_size(16)));

#define LANES sizeof(lanes)
#define BLOCK (4 * LANES)
#define WORD  sizeof(uint64_t)

/* What all of this is made of has constants where it is used, and no calls. */
#define INLINE static inline __attribute__((always_inline))

/* A byte in each lane. */
#define EACH(b)                                                                                    \
	((lanes){(b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b)})

typedef lanes kind_function(lanes bytes);

/* As signed numbers, what is not ASCII is less than all that is. */
INLINE lanes text_lanes(lanes bytes)
{
	return bytes > EACH(0x00);
}

/* One more is less than all that is ASCII of 0x7f as well. */
INLINE lanes printable_lanes(lanes bytes)
{
	return (lanes)((unsigned_lanes)bytes + (unsigned_lanes)EACH(1)) > EACH(0x20);
}

INLINE lanes unquoted_lanes(lanes bytes)
{
	return printable_lanes(bytes) & ~((bytes == EACH('"')) | (bytes == EACH('\\')));
}

INLINE bool all(lanes are)
{
	uint64_t words[LANES / WORD];

	memcpy(words, &are, sizeof(words));
	return (words[0] & words[1]) == UINT64_MAX;
}

/* The first lane that is not of the kind; there is one. */
INLINE size_t first_other(lanes are)
{
	unsigned char bytes[LANES];
	uint64_t low;

	memcpy(bytes, &are, sizeof(bytes));
	low = ~bytes_get64(bytes);
	if (low != 0)
		return (size_t)__builtin_ctzll(low) / 8;
	return WORD + (size_t)__builtin_ctzll(~bytes_get64(bytes + WORD)) / 8;
}

/* Looks at a vector, which is also copied, unless to is a NULL that the compiler knows of. */
INLINE lanes look(char *to, const char *s, size_t pos, kind_function *kind)
{
	lanes bytes;

	memcpy(&bytes, s + pos, sizeof(bytes));
	if (to != NULL)
		memcpy(to + pos, &bytes, sizeof(bytes));
	return kind(bytes);
}

/* Whether n bytes from pos on are of the kind, 16 to 64, which are looked at from both ends. */
INLINE bool look_all(char *to, const char *s, size_t pos, size_t n, kind_function *kind)
{
	lanes are = look(to, s, pos, kind) & look(to, s, pos + n - LANES, kind);

	if (n > 2 * LANES)
		are &= look(to, s, pos + LANES, kind) & look(to, s, pos + n - 2 * LANES, kind);
	return all(are);
}

/* The first of the bytes from pos to n, which are at least 16, that is not of the kind. */
INLINE size_t find_other(const char *s, size_t pos, size_t n, kind_function *kind)
{
	lanes are;

	while (are = look(NULL, s, pos, kind), all(are))
		pos = n - pos < 2 * LANES ? n - LANES : pos + LANES;
	return pos + first_other(are);
}

/* Texts of less than a vector. */
INLINE size_t short_prefix(char *to, const char *s, size_t n, kind_function *kind)
{
	char bytes[LANES];
	lanes are;

	memset(bytes, 'a', sizeof(bytes));
	copy_short(bytes, s, n);
	if (to != NULL)
		copy_short(to, s, n);
	are = look(NULL, bytes, 0, kind);
	return all(are) ? n : first_other(are);
}

/* What is left behind the blocks may reach back into what was looked at already. */
INLINE size_t prefix(char *to, const char *s, size_t n, kind_function *kind)
{
	size_t pos = 0;

	if (n < LANES)
		return short_prefix(to, s, n, kind);
	for (; n - pos > BLOCK; pos += BLOCK) {
		if (!look_all(to, s, pos, BLOCK, kind))
			return find_other(s, pos, n, kind);
	}
	if (n - pos < LANES)
		pos = n - LANES;
	return look_all(to, s, pos, n - pos, kind) ? n : find_other(s, pos, n, kind);
}

size_t ascii_text(const char *s, size_t n)
{
	return prefix(NULL, s, n, text_lanes);
}

size_t ascii_printable(const char *s, size_t n)
{
	return prefix(NULL, s, n, printable_lanes);
}

__attribute__((nonnull)) size_t ascii_copy_text(char *to, const char *s, size_t n)
{
	return prefix(to, s, n, text_lanes);
}

__attribute__((nonnull)) size_t ascii_copy_printable(char *to, const char *s, size_t n)
{
	return prefix(to, s, n, printable_lanes);
}

__attribute__((nonnull)) size_t ascii_copy_unquoted(char *to, const char *s, size_t n)
{
	return prefix(to, s, n, unquoted_lanes);
}
