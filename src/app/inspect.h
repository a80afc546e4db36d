/* SPDX-License-Identifier: ISC */
/*
 * What the kernel holds for a chat, as text for an info pane (see ui/listing.h).
 */
#ifndef APP_INSPECT_H
#define APP_INSPECT_H

#include "core/buffer.h"

/* Appends the text. Returns 0 or a negative errno. */
int inspect_chat(const char *chat, struct buffer *out);

#endif
