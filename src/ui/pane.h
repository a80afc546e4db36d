/* SPDX-License-Identifier: ISC */
/*
 * A pane: a conversation or a listing, with what is common to both.
 */
#ifndef UI_PANE_H
#define UI_PANE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/find.h"
#include "ui/status.h"

struct conversation;
struct listing;
struct pane;

/*
 * A pane with a conversation, which keeps up to max_lines and max_bytes (see ui/scrollback.h), or
 * with a listing. Both return NULL without memory. pane_free() takes NULL as well; a screen frees
 * the panes that it has.
 */
struct pane *pane_new_conversation(size_t max_lines, size_t max_bytes);
struct pane *pane_new_listing(const char *title);
void pane_free(struct pane *pane);

/* What is in it, which belongs to the pane; NULL if it is the other. */
struct conversation *pane_conversation(const struct pane *pane);
struct listing *pane_listing(const struct pane *pane);

/* The application's own; NULL at first. */
void pane_set_user(struct pane *pane, void *user);
void *pane_user(const struct pane *pane);

/* See ui/conversation.h. */
void pane_resize(struct pane *pane, int rows, int columns);

/* Scrolls, or looks on for what was found: does an action; false where it is none of those. */
bool pane_act(struct pane *pane, int action);
/* In a listing, what is looked for is its filter. */
void pane_find_begin(struct pane *pane);
enum find_result pane_find(struct pane *pane, const char *text, size_t n, bool backward);
enum find_result pane_find_next(struct pane *pane, bool backward);
void pane_find_cancel(struct pane *pane);

/* Writes the status line of the given columns. */
void pane_status_line(const struct pane *pane, int columns, struct status_line *line);

#endif
