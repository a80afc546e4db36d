/* SPDX-License-Identifier: ISC */
/*
 * Which name may have been meant by one that does not exist.
 *
 *	struct nearest nearest;
 *
 *	nearest_init(&nearest, typed, n);
 *	for (each name)
 *		if (nearest_offer(&nearest, name))
 *			meant = name;
 *
 * What counts is how many bytes have to be inserted, deleted or replaced, and neighbours swapped
 * (Damerau-Levenshtein distance, in which no byte is changed twice). Names that begin with what was
 * typed come first; between equals the one with the same first letter, then the one offered first.
 * What would leave no letter, or more than half of them and more than two wrong, is not near.
 */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Longer names are never near. */
#define NEAREST_NAME_MAX 24

struct nearest {
	const char *typed; /* not terminated; the caller's */
	size_t n;
	size_t cost; /* of the nearest so far */
};

void nearest_init(struct nearest *nearest, const char *typed, size_t n);

/* Is name near, and nearer than any offered before? */
bool nearest_offer(struct nearest *nearest, const char *name);

/* The distance; both are at most NEAREST_NAME_MAX bytes long. */
size_t nearest_distance(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
