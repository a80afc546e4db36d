/* SPDX-License-Identifier: ISC */
/*
 * A board as lines on standard output: what tail prints, and view where there is no terminal.
 */
#ifndef APP_PLAIN_H
#define APP_PLAIN_H

#include "app/options.h"

/* Prints these boards as the options say. Returns the exit status. */
int plain_run(const struct options *options, const struct address *addresses, int count);

#endif
