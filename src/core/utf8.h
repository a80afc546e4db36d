/* SPDX-License-Identifier: ISC */
/*
 * Strict UTF-8, as in RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
 *
 * What is invalid is replaced as the Unicode Standard recommends (3.9, "U+FFFD Substitution of
 * Maximal Subparts"): one U+FFFD for the longest run of bytes that begins a valid sequence, one for
 * each other byte. A length is in bytes; no string needs a terminator.
 */
#ifndef CORE_UTF8_H
#define CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffdu
/* Bytes of the longest character. */
#define UTF8_MAX 4
/* utf8_repair() writes up to this many bytes for each byte that it reads. */
#define UTF8_REPAIR_GROWTH 3

/*
 * Decodes the character at s, of which n bytes are there. Returns its length and stores it in *cp;
 * 0 where n is 0; where the bytes are no character, minus the length of the maximal subpart that
 * U+FFFD stands for, which is then stored in *cp. A sequence cut short by n is such a subpart.
 */
int utf8_decode(const char *s, size_t n, uint32_t *cp);

/* Writes cp to out and returns the bytes written. U+FFFD is written for what is no scalar value. */
size_t utf8_encode(uint32_t cp, char out[UTF8_MAX]);

/* Is it a byte that only goes on with a character? */
static inline bool utf8_continues(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Is this valid text? NUL is not text. */
bool utf8_valid(const char *s, size_t n);

/*
 * Copies s to out, with U+FFFD for NUL and for what is invalid. out has room for
 * UTF8_REPAIR_GROWTH * n bytes and must not overlap s; *out_len is set to the bytes written.
 *
 * Returns the bytes consumed. These are all n when final; otherwise the start of a character at
 * the end, 3 bytes at most, is left for the next call, which gets it again with more behind it.
 */
size_t utf8_repair(const char *s, size_t n, bool final, char *out, size_t *out_len);

#endif
