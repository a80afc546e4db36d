/* SPDX-License-Identifier: ISC */
/*
 * What the kernel holds for a chat, and for the room of that name, as text for an info pane (see
 * ui/listing.h).
 */
#ifndef APP_INSPECT_H
#define APP_INSPECT_H

#include "core/address.h"
#include "core/buffer.h"

/* Appends the text. Returns 0 or a negative errno. */
int inspect_chat(const struct address *address, struct buffer *out);

#endif
