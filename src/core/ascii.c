/* SPDX-License-Identifier: ISC */
/*
 * The odd function of a kind tells by the high bits of a word of eight bytes whether one of them is
 * not of it. A subtraction may borrow from the byte above one that is odd itself, so which byte it
 * is remains to be looked up, but never whether there is one.
 */
#include "config.h"

#include "core/ascii.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HIGH_BITS  EACH(0x80)

#define WORD       sizeof(uint64_t)
#define BLOCK      (4 * WORD)

typedef uint64_t odd_function(uint64_t word);

static inline uint64_t text_odd(uint64_t word)
{
	return word | (word - EACH(0x01));
}

static inline uint64_t printable_odd(uint64_t word)
{
	return word | (word - EACH(0x20)) | (word + EACH(0x01));
}

static inline uint64_t unquoted_odd(uint64_t word)
{
	return printable_odd(word) | ((word ^ EACH('"')) - EACH(0x01)) |
	       ((word ^ EACH('\\')) - EACH(0x01));
}

static inline uint64_t load(const char *s)
{
	uint64_t word;

	memcpy(&word, s, sizeof(word));
	return word;
}

/* Fewer bytes than a word has, filled up with one that is of every kind. */
static inline uint64_t load_few(const char *s, size_t n)
{
	uint64_t word = EACH('a');

	for (size_t i = 0; i < n; i++)
		word = word << 8 | (unsigned char)s[i];
	return word;
}

/* The position of the first odd byte; there is one, or the bytes end. */
static inline size_t find_odd(const char *s, size_t n, size_t pos, odd_function *odd)
{
	while (pos < n && !(odd(load_few(s + pos, 1)) & HIGH_BITS))
		pos++;
	return pos;
}

/* The last word of a text that has one reaches back into what was looked at already. */
static inline __attribute__((always_inline)) size_t prefix(
	const char *s, size_t n, odd_function *odd)
{
	size_t pos = 0;

	for (; n - pos >= BLOCK; pos += BLOCK) {
		uint64_t any = odd(load(s + pos)) | odd(load(s + pos + WORD)) |
			       odd(load(s + pos + 2 * WORD)) | odd(load(s + pos + 3 * WORD));

		if (any & HIGH_BITS)
			return find_odd(s, n, pos, odd);
	}
	for (; n - pos >= WORD; pos += WORD) {
		if (odd(load(s + pos)) & HIGH_BITS)
			return find_odd(s, n, pos, odd);
	}
	if (pos == n)
		return n;
	if (odd(n >= WORD ? load(s + n - WORD) : load_few(s, n)) & HIGH_BITS)
		return find_odd(s, n, pos, odd);
	return n;
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
