/* SPDX-License-Identifier: ISC */
/*
 * A text that is being pasted, up to the mark at its end (bracketed paste: ESC [ 201 ~). All bytes
 * before it are text, whatever they look like; those that begin a mark count once they prove to be
 * none.
 */
#ifndef TERM_PASTE_H
#define TERM_PASTE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

/* Bytes of a text that are kept. */
#define PASTE_MAX (1u << 20)

/* The caller owns the struct; a zeroed one is an empty paste. text and cut are for reading. */
struct paste {
	struct buffer text;
	bool cut;       /* there was more, or no memory for it */
	size_t matched; /* bytes of the end mark that have come */
};

void paste_fini(struct paste *paste);

/* Begins a text; the one before is gone, and so is its memory if it was long. */
void paste_start(struct paste *paste);

/* Takes bytes. Returns how many, fewer than n only if the end mark was among them; sets *ended. */
size_t paste_take(struct paste *paste, const char *bytes, size_t n, bool *ended);

/*
 * Ends the text, also without an end mark: CR and CR LF become LF, and half a character where it
 * was cut goes. It may still be invalid UTF-8 and have control characters in it.
 */
void paste_end(struct paste *paste);

#endif
