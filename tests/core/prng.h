/* SPDX-License-Identifier: ISC */
/*
 * Numbers that look random and are the same in each run: a test that draws them can be repeated
 * from its seed. The generator is SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom
 * Number Generators", OOPSLA 2014).
 */
#ifndef TESTS_CORE_PRNG_H
#define TESTS_CORE_PRNG_H

#include <stdbool.h>
#include <stdint.h>

struct prng {
	uint64_t state; /* the seed, at first */
};

static inline uint64_t prng_next(struct prng *prng)
{
	uint64_t z = prng->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* A number from 0 to bound - 1; bound is not 0. */
static inline unsigned prng_below(struct prng *prng, unsigned bound)
{
	return (unsigned)(prng_next(prng) >> 32) % bound;
}

/* True in percent of the cases. */
static inline bool prng_chance(struct prng *prng, unsigned percent)
{
	return prng_below(prng, 100) < percent;
}

#endif
