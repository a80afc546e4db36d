/* SPDX-License-Identifier: ISC */
/*
 * How far a text is ASCII of a kind: most of most texts is, and what looks at texts may then pass
 * over it 64 bytes at a time instead of character by character.
 *
 * Each function returns the bytes at the start of the n bytes at s that are of its kind, so either
 * n or where the first other one stands.
 */
#ifndef CORE_ASCII_H
#define CORE_ASCII_H

#include <stddef.h>

/* From 0x01 to 0x7f. */
size_t ascii_text(const char *s, size_t n);

/* From 0x20 to 0x7e: what a terminal shows as it is. */
size_t ascii_printable(const char *s, size_t n);

#endif
