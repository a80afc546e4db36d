/* SPDX-License-Identifier: ISC */
/*
 * What is known of a kind of terminal, without touching one.
 */
#ifndef TERM_PROBE_H
#define TERM_PROBE_H

/*
 * Looks the kind up in terminfo(5), as term_open() does. Returns 0; -ENOENT where it is unknown or
 * NULL; -ENOTSUP where it can't move its cursor. Then *colours is how many it has, 0 for none.
 */
int term_probe(const char *name, int *colours);

#endif
