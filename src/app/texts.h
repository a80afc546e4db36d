/* SPDX-License-Identifier: ISC */
/*
 * Texts that wait for something, in the order in which they came: for room in a queue, or for the
 * word that they were taken.
 */
#ifndef APP_TEXTS_H
#define APP_TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"

/* A zeroed struct has none. */
struct texts {
	struct buffer bytes;
};

void texts_fini(struct texts *texts);

/* Copies a text; number is the caller's. Returns 0 or -ENOMEM. */
int texts_add(struct texts *texts, uint64_t number, const char *text, size_t len);

bool texts_empty(const struct texts *texts);

/*
 * The oldest one; false where there is none. The text is valid until a function that takes texts
 * which are not const. texts_drop_first() is the end of it; there has to be one.
 */
bool texts_first(const struct texts *texts, uint64_t *number, const char **text, size_t *len);
void texts_drop_first(struct texts *texts);

/* Takes the one of this number out, and appends it to out unless that is NULL. Returns whether it
 * was there; without memory for out it is left. */
bool texts_take(struct texts *texts, uint64_t number, struct buffer *out);

/* Takes all of them out, each with a newline behind it. Returns 0, or -ENOMEM: some are left. */
int texts_take_all(struct texts *texts, struct buffer *out);

#endif
