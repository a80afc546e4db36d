/* SPDX-License-Identifier: ISC */
/*
 * A conversation: a scrollback, the part of it that is in view, and a status.
 *
 * At the end it follows what arrives. Once scrolled up it stays where it is, whatever arrives and
 * however it is resized, and counts the lines below that have not been in view. Only what is in
 * view, and what is passed on the way there, is ever wrapped.
 */
#ifndef UI_PANE_H
#define UI_PANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/record.h"
#include "ui/place.h"
#include "ui/status.h"

struct pane;

/*
 * A pane without lines, which keeps up to max_lines and max_bytes of them (see ui/scrollback.h).
 * Returns NULL without memory. pane_free() takes NULL as well.
 */
struct pane *pane_new(size_t max_lines, size_t max_bytes);
void pane_free(struct pane *pane);

/* Adds a line at the end. Copies it. Returns 0 or -ENOMEM. */
int pane_append(struct pane *pane, const struct record *record);

/* Copies what the status line shows; texts of unreasonable length are cut. */
void pane_set_status(struct pane *pane, const struct status *status);
const struct status *pane_status(const struct pane *pane);

/* Gives the conversation (without status line) its size; one of no rows is not in view. */
void pane_resize(struct pane *pane, int rows, int columns);

/* Scrolls down by so many rows, up if negative; by pages; to the oldest line; to the end. */
void pane_scroll(struct pane *pane, int rows);
void pane_scroll_pages(struct pane *pane, int pages);
void pane_scroll_home(struct pane *pane);
void pane_scroll_end(struct pane *pane);

/* Does it show the end, and follow what arrives? */
bool pane_is_following(const struct pane *pane);

/* The lines below that have never been in view. */
uint64_t pane_below(const struct pane *pane);

/* The place of the topmost row, and the scrollback that it is in. */
struct place pane_top(const struct pane *pane);
const struct scrollback *pane_scrollback(const struct pane *pane);

#endif
