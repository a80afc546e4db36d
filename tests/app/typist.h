/* SPDX-License-Identifier: ISC */
/*
 * A typist: what comes from a keyboard and from the other side, at random and from a seed. All keys
 * that are bound, prose of many scripts, pasted texts, and whatever bytes there can be.
 */
#ifndef TESTS_APP_TYPIST_H
#define TESTS_APP_TYPIST_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buffer.h"
#include "tests/core/prng.h"

struct typist {
	struct prng prng;
	/* Which characters may occur. */
	bool (*allows)(uint32_t cp);
};

/* Appends the bytes of a key, of several, or of a pasted text. */
void typist_stroke(struct typist *typist, struct buffer *out);

/* Appends a text, of any bytes. */
void typist_text(struct typist *typist, struct buffer *out);

#endif
