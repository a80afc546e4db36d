/* SPDX-License-Identifier: ISC */
/*
 * The links in the lines in view.
 */
#ifndef UI_LINKS_H
#define UI_LINKS_H

#include <stddef.h>

struct buffer;
struct viewport;

/* Appends the address of one, see conversation_link(). */
int links_get(const struct viewport *viewport, size_t index, struct buffer *address);

#endif
