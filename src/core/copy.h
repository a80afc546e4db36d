/* SPDX-License-Identifier: ISC */
/*
 * memcpy(3) for what mostly has some dozens of bytes, such as the text of a message, and memcmp(3)
 * for a few, such as a nick: both in place, from both ends towards the middle, where the call alone
 * would cost as much.
 */
#ifndef CORE_COPY_H
#define CORE_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* From half to twice as many bytes as half, which is a constant. */
static inline __attribute__((always_inline)) void copy_ends(
	char *to, const char *from, size_t n, size_t half)
{
	memcpy(to, from, half);
	memcpy(to + n - half, from + n - half, half);
}

/*
 * The same of 64 to 128, by halves of halves: for more than 32 bytes gcc takes a string instruction
 * where it thinks that it hardly ever gets, and those take long to begin.
 */
static inline __attribute__((always_inline)) void copy_large_ends(
	char *to, const char *from, size_t n)
{
	copy_ends(to, from, 64, 32);
	copy_ends(to + n - 64, from + n - 64, 64, 32);
}

/* The two must not overlap. Where n is 0 neither is looked at. */
static inline __attribute__((always_inline)) void copy_short(void *to, const void *from, size_t n)
{
	if (n > 128)
		memcpy(to, from, n);
	else if (n >= 64)
		copy_large_ends(to, from, n);
	else if (n >= 32)
		copy_ends(to, from, n, 32);
	else if (n >= 16)
		copy_ends(to, from, n, 16);
	else if (n >= 8)
		copy_ends(to, from, n, 8);
	else if (n >= 4)
		copy_ends(to, from, n, 4);
	else if (n >= 2)
		copy_ends(to, from, n, 2);
	else if (n > 0)
		*(char *)to = *(const char *)from;
}

/* As for copy_ends(). */
static inline __attribute__((always_inline)) bool same_ends(
	const char *a, const char *b, size_t n, size_t half)
{
	return memcmp(a, b, half) == 0 && memcmp(a + n - half, b + n - half, half) == 0;
}

/* Where n is 0 they are the same, and neither is looked at. */
static inline __attribute__((always_inline)) bool same_short(const char *a, const char *b, size_t n)
{
	if (n > 16)
		return memcmp(a, b, n) == 0;
	if (n >= 8)
		return same_ends(a, b, n, 8);
	if (n >= 4)
		return same_ends(a, b, n, 4);
	if (n >= 2)
		return same_ends(a, b, n, 2);
	return n == 0 || *a == *b;
}

#endif
