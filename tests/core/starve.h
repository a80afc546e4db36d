/* SPDX-License-Identifier: ISC */
/*
 * Memory that runs out when a test wants it to. A program that includes this is linked with
 * -Wl,--wrap=realloc; realloc() is the one allocation of the core.
 */
#ifndef TESTS_CORE_STARVE_H
#define TESTS_CORE_STARVE_H

/* The next count calls of realloc() fail. */
void starve(int count);

#endif
