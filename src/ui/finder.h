/* SPDX-License-Identifier: ISC */
/*
 * A finder: the input of what is searched for in a pane, which is found while it is typed.
 */
#ifndef UI_FINDER_H
#define UI_FINDER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/edit.h"
#include "ui/keymap.h"
#include "ui/prompt.h"

struct pane;

/* Zeroed: closed. For reading. */
struct finder {
	struct pane *pane; /* that is searched, NULL while closed */
	bool backward;
	struct edit edit;
	struct prompt prompt; /* to be shown instead of another one while it is open */
};

void finder_fini(struct finder *finder);

/* Opens it for a pane, which must stay until it is closed. */
void finder_open(struct finder *finder, struct pane *pane, bool backward);

/* Closes it. The view stays where it is, or goes back to where it was. */
void finder_close(struct finder *finder, bool back);

/* Does what a key of KEYMAP_FIND asks for; false where that is nothing. */
bool finder_act(struct finder *finder, int action, const struct key *key);

/* Adds a pasted text to what is searched for, up to its first line's end. */
void finder_paste(struct finder *finder, const char *text, size_t len);

#endif
