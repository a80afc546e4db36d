/* SPDX-License-Identifier: ISC */
/*
 * What the fuzz targets have in common: the entry that libFuzzer, or driver.c in its place, calls
 * with bytes; taking numbers and pieces out of these bytes; and stopping where something that must
 * hold does not.
 *
 * A target says in its head what its bytes mean. It keeps nothing from one call to the next, and
 * any bytes are an input: there is always a next number, 0 once the bytes are used up.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/utf8.h"

/* The target's only function; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the program, with the place and the condition, unless the condition holds. */
#define FUZZ_MUST(condition)                                                                       \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fuzz_stop(__FILE__, __LINE__, #condition);                                 \
	} while (0)

static inline void fuzz_stop(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
	abort();
}

/* The bytes that are left. */
struct fuzz {
	const uint8_t *at;
	size_t left;
};

static inline uint8_t fuzz_byte(struct fuzz *fuzz)
{
	if (fuzz->left == 0)
		return 0;
	fuzz->left--;
	return *fuzz->at++;
}

static inline uint64_t fuzz_u64(struct fuzz *fuzz)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value |= (uint64_t)fuzz_byte(fuzz) << 8 * i;
	return value;
}

/* The next piece, of at most wanted bytes; *n tells how many it has. */
static inline const char *fuzz_piece(struct fuzz *fuzz, size_t wanted, size_t *n)
{
	const char *piece = (const char *)fuzz->at;

	*n = wanted < fuzz->left ? wanted : fuzz->left;
	fuzz->at += *n;
	fuzz->left -= *n;
	return piece;
}

/* wcwidth() and the like need to know that text is UTF-8. */
static inline void fuzz_use_utf8(void)
{
	static bool done;

	if (!done)
		FUZZ_MUST(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
	done = true;
}

/*
 * Does a terminal act on cp, or not show it? By what Unicode says of it, not by the funnel's own
 * list. Of the format characters those stay that are written before others and seen.
 */
static inline bool fuzz_is_unsafe(uint32_t cp)
{
	const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)cp);

	switch (property->category) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	case UTF8PROC_CATEGORY_CF:
		return property->boundclass != UTF8PROC_BOUNDCLASS_PREPEND;
	default:
		return cp == 0x34f || (cp >= 0xfe00 && cp <= 0xfe0f) ||
		       (cp >= 0xe0100 && cp <= 0xe01ef);
	}
}

/* Is this valid text without anything that a terminal must not be given, but the bytes allowed? */
static inline bool fuzz_is_plain(const char *text, size_t n, const char *allowed)
{
	uint32_t cp;

	for (size_t pos = 0; pos < n;) {
		int length = utf8_decode(text + pos, n - pos, &cp);

		if (length <= 0)
			return false;
		if (fuzz_is_unsafe(cp) && (cp == 0 || cp > 0x7f || !strchr(allowed, (int)cp)))
			return false;
		pos += (size_t)length;
	}
	return true;
}

#endif
