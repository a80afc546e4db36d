/* SPDX-License-Identifier: ISC */
/*
 * The lines that a pane can show: the last records of a board, packed.
 *
 * Lines are numbered from 0 on and keep their number; when there are too many, or too many bytes,
 * the oldest go. A line takes 22 bytes besides its nick and text; the memory of lines that went is
 * freed in blocks of SCROLLBACK_BLOCK lines. Nothing here depends on a width.
 */
#ifndef UI_SCROLLBACK_H
#define UI_SCROLLBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/record.h"

#define SCROLLBACK_BLOCK 64

struct scrollback;

/*
 * An empty scrollback of up to max_lines (at least 1) lines, which take up to max_bytes; the last
 * line is kept whatever its size. Returns NULL without memory. Free it with scrollback_free(),
 * which takes NULL as well.
 */
struct scrollback *scrollback_new(size_t max_lines, size_t max_bytes);
void scrollback_free(struct scrollback *scrollback);

/*
 * Adds a copy of the record. seq and post are not kept, and of the nick RECORD_FROM_MAX bytes at
 * most. Returns 0 or -ENOMEM; then no line was added.
 */
int scrollback_append(struct scrollback *scrollback, const struct record *record);

/* The lines there are: first <= line < end. */
uint64_t scrollback_first(const struct scrollback *scrollback);
uint64_t scrollback_end(const struct scrollback *scrollback);

/* The line that a rule stands above (see ui/entry.h), SCROLLBACK_NONE at first. */
#define SCROLLBACK_NONE UINT64_MAX
void scrollback_set_rule(struct scrollback *scrollback, uint64_t line);
uint64_t scrollback_rule(const struct scrollback *scrollback);

/*
 * Stores a line. Its strings point into the scrollback and last until the next append. Returns
 * false where there is no such line.
 */
bool scrollback_get(const struct scrollback *scrollback, uint64_t line, struct record *record);

#endif
