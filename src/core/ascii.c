/* SPDX-License-Identifier: ISC */
/*
 * Texts are looked at 16 bytes at a time, by the vectors of the compiler, which become instructions
 * of the machine where it has some. The odd function of a kind gives -1 for each byte that is not
 * of it, and 0 for the others.
 */
#include "config.h"

#include "core/ascii.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/bytes.h"

typedef signed char lanes __attribute__((vector_size(16)));

#define LANES sizeof(lanes)
#define BLOCK (4 * LANES)
#define WORD  sizeof(uint64_t)

/* A byte in each lane. */
#define EACH(b)                                                                                    \
	((lanes){(b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b), (b)})

typedef lanes odd_function(lanes bytes);

/* As signed numbers, what is not ASCII is less than all that is. */
static inline lanes text_odd(lanes bytes)
{
	return bytes < EACH(0x01);
}

static inline lanes printable_odd(lanes bytes)
{
	return (bytes < EACH(0x20)) | (bytes == EACH(0x7f));
}

static inline lanes unquoted_odd(lanes bytes)
{
	return printable_odd(bytes) | (bytes == EACH('"')) | (bytes == EACH('\\'));
}

static inline lanes load(const char *s)
{
	lanes bytes;

	memcpy(&bytes, s, sizeof(bytes));
	return bytes;
}

static inline bool any(lanes odd)
{
	uint64_t words[LANES / WORD];

	memcpy(words, &odd, sizeof(words));
	return (words[0] | words[1]) != 0;
}

/* The first lane that is odd; there is one. */
static inline size_t first(lanes odd)
{
	unsigned char bytes[LANES];
	uint64_t low;

	memcpy(bytes, &odd, sizeof(bytes));
	low = bytes_get64(bytes);
	if (low != 0)
		return (size_t)__builtin_ctzll(low) / 8;
	return WORD + (size_t)__builtin_ctzll(bytes_get64(bytes + WORD)) / 8;
}

/* Texts of less than a vector. */
static inline size_t short_prefix(const char *s, size_t n, odd_function *odd)
{
	lanes bytes = EACH('a'), is_odd;

	memcpy(&bytes, s, n);
	is_odd = odd(bytes);
	return any(is_odd) ? first(is_odd) : n;
}

/* The last vector of a text that has one reaches back into what was looked at already. */
static inline __attribute__((always_inline)) size_t prefix(
	const char *s, size_t n, odd_function *odd)
{
	size_t pos = 0;
	lanes is_odd;

	for (; n - pos >= BLOCK; pos += BLOCK) {
		is_odd = odd(load(s + pos)) | odd(load(s + pos + LANES)) |
			 odd(load(s + pos + 2 * LANES)) | odd(load(s + pos + 3 * LANES));
		if (any(is_odd))
			break;
	}
	for (; n - pos >= LANES; pos += LANES) {
		is_odd = odd(load(s + pos));
		if (any(is_odd))
			return pos + first(is_odd);
	}
	if (pos == n)
		return n;
	if (n < LANES)
		return short_prefix(s, n, odd);
	is_odd = odd(load(s + n - LANES));
	return any(is_odd) ? n - LANES + first(is_odd) : n;
}

size_t ascii_text(const char *s, size_t n)
{
	return prefix(s, n, text_odd);
}

size_t ascii_printable(const char *s, size_t n)
{
	return prefix(s, n, printable_odd);
}

size_t ascii_unquoted(const char *s, size_t n)
{
	return prefix(s, n, unquoted_odd);
}
