/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/probe.h"

#include <curses.h>
#include <errno.h>
#include <termcap.h>

/* The old interface, because setupterm() comes with a header full of macros. */
int term_probe(const char *name, int *colours)
{
	if (name == NULL || tgetent(NULL, name) != 1)
		return -ENOENT;
	*colours = tgetnum("Co");
	if (*colours < 0)
		*colours = 0;
	return tgetstr("cm", NULL) != NULL ? 0 : -ENOTSUP;
}
