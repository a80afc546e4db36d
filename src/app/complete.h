/* SPDX-License-Identifier: ISC */
/*
 * What Tab makes of the word before the cursor: commands and their arguments, nicks, files, panes,
 * themes, settings.
 */
#ifndef APP_COMPLETE_H
#define APP_COMPLETE_H

#include <stddef.h>

#include "core/buffer.h"

/* Lists of names, each terminated, NULL behind the last. */
struct complete_names {
	const char *const *nicks;
	const char *const *panes;
	const char *const *themes;
};

struct completion {
	size_t start;          /* where the word begins in the line */
	struct buffer word;    /* what to put in its place, up to the cursor */
	struct buffer choices; /* all that begin with it, separated by blanks; empty if just one */
	size_t count;
};

/*
 * Completes the word that ends at cursor in line, which is terminated. *completion is set, and is
 * to be released with completion_fini() in any case. Returns 0 or -ENOMEM.
 */
int complete_word(const struct complete_names *names, const char *line, size_t cursor,
	struct completion *completion);
void completion_fini(struct completion *completion);

#endif
