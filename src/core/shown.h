/* SPDX-License-Identifier: ISC */
/*
 * How far a text is shown as it is, so that the funnel need not take it apart: most of most texts
 * is. What is passed over here is what funnel_next() would hand out unchanged.
 */
#ifndef CORE_SHOWN_H
#define CORE_SHOWN_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the locale is of UTF-8. */
bool shown_is_utf8(void);

/*
 * The bytes at the start of the n at s that are shown as they are, and that no mark can follow.
 * utf8 is shown_is_utf8(), which is worth asking once a text.
 */
size_t shown_run(const char *s, size_t n, bool utf8);

#endif
