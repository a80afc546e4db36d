/* SPDX-License-Identifier: ISC */
/*
 * Little-endian integers in arrays of bytes, of any alignment.
 *
 * Compilers turn each of these into one load or store where the machine is little-endian.
 */
#ifndef CORE_BYTES_H
#define CORE_BYTES_H

#include <stdint.h>

static inline void bytes_put16(unsigned char *p, uint16_t value)
{
	p[0] = (unsigned char)value;
	p[1] = (unsigned char)(value >> 8);
}

static inline void bytes_put32(unsigned char *p, uint32_t value)
{
	bytes_put16(p, (uint16_t)value);
	bytes_put16(p + 2, (uint16_t)(value >> 16));
}

static inline void bytes_put64(unsigned char *p, uint64_t value)
{
	bytes_put32(p, (uint32_t)value);
	bytes_put32(p + 4, (uint32_t)(value >> 32));
}

static inline uint16_t bytes_get16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t bytes_get32(const unsigned char *p)
{
	return bytes_get16(p) | (uint32_t)bytes_get16(p + 2) << 16;
}

static inline uint64_t bytes_get64(const unsigned char *p)
{
	return bytes_get32(p) | (uint64_t)bytes_get32(p + 4) << 32;
}

#endif
