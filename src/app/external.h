/* SPDX-License-Identifier: ISC */
/*
 * The user's editor for what is being typed.
 */
#ifndef APP_EXTERNAL_H
#define APP_EXTERNAL_H

#include <stddef.h>

#include "core/buffer.h"

/*
 * Lets $VISUAL, else $EDITOR, else vi work on a text in a file of its own, and waits for its end;
 * the terminal is the editor's until then. The text as it is afterwards, without its last newline,
 * is appended to out. Returns 0; -ECANCELED where the editor failed or was killed; -EFBIG beyond
 * limit bytes; or another negative errno.
 */
int external_edit(const char *text, size_t len, size_t limit, struct buffer *out);

#endif
